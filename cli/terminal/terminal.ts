/** The only way out to a terminal, or to a file or pipe in its place. */
import { StringDecoder } from 'node:string_decoder';
import { printableLines } from '../../lib/shared/printable';

/** Standard error before `escapeOutput`: for control sequences of our own, around text that is printable. */
export const RAW_STDERR: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = {
  isTTY: process.stderr.isTTY,
  write: process.stderr.write.bind(process.stderr),
};

/** From here on the process escapes all that it writes, except line feeds. This includes what libraries print. */
export function escapeOutput(streams: readonly NodeJS.WritableStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (text: string, ...rest: unknown[]) => boolean;
    const decoder = new StringDecoder('utf8'); // a character may come in two parts
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) =>
      write(printableLines(typeof chunk === 'string' ? chunk : decoder.write(chunk)), ...rest);
  }
}
