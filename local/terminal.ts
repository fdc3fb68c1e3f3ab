/** The only way out to a terminal, and to what stands in its place. */
import { StringDecoder } from 'node:string_decoder';
import { printableLines } from './printable';

/** Standard error before `escapeOutput`: for control sequences of our own, around text that is printable. */
export const RAW_STDERR: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = {
  isTTY: process.stderr.isTTY,
  write: process.stderr.write.bind(process.stderr),
};

/**
 * From here on every string that this process writes is escaped, but for its line feeds: also what libraries print, and
 * what nobody expected to be printed.
 */
export function escapeOutput(streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (text: string, ...rest: unknown[]) => boolean;
    const decoder = new StringDecoder('utf8'); // a character may come in two parts
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
      write(printableLines(typeof chunk === 'string' ? chunk : decoder.write(chunk)), ...rest);
  }
}
