/** Downloads the file of an export job. */
import { SesFailure } from '../ses-failure';
import { UnreadableFile } from './job-failures';

/**
 * Largest file to read. Every function that reads files has at least 1,024 MB of memory. A brief that read such files took
 * 600 MB in all (docs/benchmarks.md). 10,000 rows of usual mail take about 5 MB.
 */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Time limit of a download, with its body. API Gateway waits 30 seconds for the whole response. */
export const DOWNLOAD_TIMEOUT_MS = 15_000;

const MAX_ATTEMPTS = 2;

/**
 * Returns the content of a file without its byte order mark, or undefined without a URL.
 *
 * @param getUrl returns a new presigned URL. It is called a second time if the download with the first URL fails.
 * @throws UnreadableFile when the file is too large, or ends early
 * @throws SesFailure. No error contains the URL.
 */
export async function downloadFile(
  getUrl: () => Promise<string | undefined>,
  fetchFile: typeof fetch,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  for (let attempt = 1; ; attempt++) {
    const url = await getUrl();
    if (url === undefined) return undefined;
    try {
      return await download(url, fetchFile, signal);
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      if (attempt === MAX_ATTEMPTS || signal.aborted) throw error.failure;
    }
  }
}

/** The download failed, and may succeed with a new URL. The message of Node's error is dropped, because it may have the URL. */
class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure';

  constructor(readonly failure: Error) {
    super(failure.message);
  }
}

async function download(url: string, fetchFile: typeof fetch, signal: AbortSignal): Promise<string> {
  const response = await fetchFile(url, { signal }).catch(() => {
    throw new DownloadFailure(unreachable(signal));
  });
  if (!response.ok) {
    await discard(response);
    throw new DownloadFailure(new SesFailure('failed', 'DownloadFailed', response.status));
  }
  if (Number(response.headers.get('content-length')) > MAX_FILE_BYTES) {
    await discard(response);
    throw new UnreadableFile('too-large');
  }
  return read(response, signal);
}

async function read(response: Response, signal: AbortSignal): Promise<string> {
  const decoder = new TextDecoder(); // drops the byte order mark
  const parts: string[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read().catch(() => {
      throw new DownloadFailure(signal.aborted ? unreachable(signal) : new UnreadableFile('truncated'));
    })) ?? { done: true };
    if (done) return parts.join('') + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_FILE_BYTES) {
      await reader?.cancel().catch(() => undefined);
      throw new UnreadableFile('too-large');
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
}

async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}

function unreachable(signal: AbortSignal): SesFailure {
  return signal.aborted ? new SesFailure('timed-out', 'DownloadTimedOut') : new SesFailure('failed', 'DownloadFailed');
}
