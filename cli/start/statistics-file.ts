/** Reads text from a file, a pipe or standard input, in the encodings that shells write. */
import { createReadStream, type Stats, statSync } from 'node:fs';
import { printableJson } from '../../lib/shared/printable';
import { InputError } from '../terminal/input-error';

/** The path that means standard input. */
const STANDARD_INPUT = '-';

/** A response of GetSendStatistics has at most 1,344 periods, a few hundred kilobytes. */
const MAX_BYTES = 10_000_000;

const SIZE_ADVICE = 'one response of GetSendStatistics has a few hundred kilobytes, pass a file of that size';

/** After this time without data, the command prints which input it waits for. */
const SILENT_MS = 3_000;

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: pass the path of a file',
  ENOTDIR: 'does not exist: pass the path of a file',
  EISDIR: 'is a folder: pass the path of a file',
  EACCES: 'cannot be read: change its permissions, or pass another file',
};

/**
 * @param path `-`: standard input
 * @throws InputError for input that cannot be read, is too large or is not text
 */
export async function readStatisticsFile(path: string): Promise<string> {
  const bytes = path === STANDARD_INPUT ? await readStandardInput() : await readPath(path);
  const text = decode(bytes);
  if (text.includes('\0')) throw new InputError(`${displayName(path)} is not text: ${FILE_ADVICE}`);
  if (text.trim() === '') {
    throw new InputError(`${displayName(path)} is empty: ${FILE_ADVICE}, and check that the command succeeded`);
  }
  return text;
}

/** The advice in messages about the content of the file. */
export const FILE_ADVICE = 'pass the saved output of "aws ses get-send-statistics --output json"';

/** Returns a path for messages. A path can contain any character. */
export function displayName(path: string): string {
  return path === STANDARD_INPUT ? 'standard input' : printableJson(path);
}

async function readStandardInput(): Promise<Buffer> {
  if (process.stdin.isTTY) console.error('Paste the response of GetSendStatistics as JSON. Press Ctrl-D to end.');
  return collect(process.stdin, STANDARD_INPUT);
}

async function readPath(path: string): Promise<Buffer> {
  const stats = orInputError(path, () => statSync(path));
  if (stats.isDirectory()) throw new InputError(`${displayName(path)} ${READ_ERRORS.EISDIR}`);
  if (!stats.isFile() && !stats.isFIFO()) {
    throw new InputError(`${displayName(path)} is a device: pass the path of a file, or - for standard input`);
  }
  assertSize(path, stats);
  return collect(createReadStream(path), path);
}

/** Rejects a large file before reading it. */
function assertSize(path: string, { size }: Pick<Stats, 'size'>): void {
  if (size <= MAX_BYTES) return;
  throw new InputError(`${displayName(path)} has ${Math.ceil(size / 1e6).toLocaleString('en-US')} MB: ${SIZE_ADVICE}`);
}

async function collect(stream: AsyncIterable<Buffer>, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const waiting = setTimeout(() => console.error(`Waiting for ${displayName(path)} ...`), SILENT_MS);
  try {
    for await (const chunk of stream) {
      clearTimeout(waiting);
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES)
        throw new InputError(`${displayName(path)} has more than ${MAX_BYTES / 1e6} MB: ${SIZE_ADVICE}`);
    }
  } catch (error) {
    throw toInputError(error, path);
  } finally {
    clearTimeout(waiting);
  }
  return Buffer.concat(chunks);
}

function orInputError<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toInputError(error, path);
  }
}

function toInputError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof InputError || code === undefined) return error;
  return new InputError(
    `${displayName(path)} ${READ_ERRORS[code] ?? `cannot be read (${code}): pass the path of a file`}`,
  );
}

/** Decodes UTF-8, or UTF-16, which Windows PowerShell writes to redirected files. A byte order mark is optional. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0))
    return new TextDecoder('utf-16le').decode(bytes);
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
    return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
