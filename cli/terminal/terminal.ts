/** Escapes everything that the process writes to standard output and standard error. */
import { StringDecoder } from 'node:string_decoder';
import { printableLines } from '../../lib/shared/printable';

/** The original `write` methods of escaped streams. */
const unescapedWrites = new WeakMap<NodeJS.WritableStream, (text: string, ...rest: unknown[]) => boolean>();

/** Standard error without escaping, for our own control sequences around printable text. */
export const RAW_STDERR = {
  get isTTY(): boolean {
    return process.stderr.isTTY;
  },
  write(text: string): boolean {
    return unescapedWrites.get(process.stderr)?.(text) ?? process.stderr.write(text);
  },
};

/** Replaces the `write` method of the streams, so that output of libraries is escaped, too. Line feeds stay. */
export function escapeOutput(streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (text: string, ...rest: unknown[]) => boolean;
    unescapedWrites.set(stream, write);
    const decoder = new StringDecoder('utf8'); // a chunk may end within a character
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
      write(printableLines(typeof chunk === 'string' ? chunk : decoder.write(chunk)), ...rest);
  }
}
