/** Shows progress on standard error: a terminal shows one line that changes, other outputs get separate lines. */
import { printable } from '../../../lib/shared/printable';
import { RAW_STDERR } from '../../terminal/terminal';

export interface ProgressLine {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** Erases the line before other output. */
  clear(): void;
}

const ERASE_LINE = '\r\x1b[K';

export function createProgressLine(stream = RAW_STDERR): ProgressLine {
  const write = (text: string) => {
    stream.write(stream.isTTY ? `${ERASE_LINE}${printable(text)}` : `${printable(text)}\n`);
  };
  return {
    isTerminal: Boolean(stream.isTTY),
    write,
    clear() {
      if (stream.isTTY) write('');
    },
  };
}
