/** The URL of a job's file. Everyone who has the URL can read the file, until the URL expires. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { WireAnswer } from '../wire';

/** A URL is valid for this time. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ExportDestination.html */
const URL_LIFETIME_MS = 5 * 60_000;

/** The path of all files. */
export const FILES_PATH = '/ses-export-files/';

export interface PresignedUrls {
  /** @param now epoch milliseconds */
  sign(jobId: string, origin: string, now: number): string;
  /** Returns the job of the file, or the refusal of S3. */
  verify(url: string, now: number): { readonly jobId: string } | { readonly refusal: WireAnswer };
}

export function createPresignedUrls(): PresignedUrls {
  const key = randomBytes(32);
  const signatureOf = (jobId: string, expiresAt: number) =>
    createHmac('sha256', key).update(`${jobId} ${expiresAt}`).digest();
  return {
    sign(jobId, origin, now) {
      const expiresAt = now + URL_LIFETIME_MS;
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Expires': String(URL_LIFETIME_MS / 1000),
        'X-Amz-Date': String(expiresAt),
        'X-Amz-Signature': signatureOf(jobId, expiresAt).toString('hex'),
      });
      return `${origin}${FILES_PATH}${jobId}?${query}`;
    },
    verify(url, now) {
      const { pathname, searchParams } = new URL(url);
      const jobId = pathname.slice(FILES_PATH.length);
      const expiresAt = Number(searchParams.get('X-Amz-Date'));
      const signature = Buffer.from(searchParams.get('X-Amz-Signature') ?? '', 'hex');
      const expected = signatureOf(jobId, expiresAt);
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
        return { refusal: s3Error('SignatureDoesNotMatch', 'The signature does not match.') };
      }
      if (now >= expiresAt) return { refusal: s3Error('AccessDenied', 'Request has expired') };
      return { jobId };
    },
  };
}

function s3Error(code: string, message: string): WireAnswer {
  return {
    status: 403,
    contentType: 'application/xml',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
