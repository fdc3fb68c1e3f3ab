/** A string that a stranger wrote, such as a subject. */
import { MAX_SHOWN, toShownText } from '../shown-text';

export interface ForeignProps {
  /** Null or undefined if the answer hides it, or has none. */
  readonly text: string | null | undefined;
  /** Characters that are shown at most. */
  readonly max?: number;
}

/** Shows the string by itself, so that its direction does not change the text around it. */
export function Foreign({ text, max = MAX_SHOWN }: ForeignProps) {
  if (text === null || text === undefined) return <span class="dim">not shown</span>;
  return <bdi>{toShownText(text, max)}</bdi>;
}
