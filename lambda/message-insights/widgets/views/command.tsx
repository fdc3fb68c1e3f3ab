/** A command that people copy into a shell. */
import { toShownText } from '../shown-text';

export interface CommandProps {
  readonly children: string;
  readonly command: string;
}

/** The longest command has the longest subject and sender. A shell needs four characters for each quote in them. */
const MAX_COMMAND = 6_000;

export function Command({ children, command }: CommandProps) {
  return (
    <p class="dim">
      {children} <code>{toShownText(command, MAX_COMMAND)}</code>
    </p>
  );
}
