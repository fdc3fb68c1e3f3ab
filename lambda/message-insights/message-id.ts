/** Finds message IDs in the strings that people paste, and decodes SES's own IDs. */

/** The format of any ID. All characters are valid in a URL path without encoding. */
const SHAPE = /^(?=.{0,127}[A-Za-z0-9])[A-Za-z0-9._-]{1,128}$/;

/** The host that SES appends in the header `Message-ID`. */
const SES_HOST = /@(?:[a-z0-9-]{1,63}\.){0,8}amazonses\.com$/i;

/** Browsers, shells and mail programs each percent-encode once. */
const MAX_ENCODINGS = 3;

/** An ID in SES's format. It may directly follow a word or an escape, such as `msgid`, `%3C` or `\u003c`. */
const SES_ID_ANYWHERE = /[0-9a-f]{16}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6}(?!\d)/gi;

/** A line break within an ID: after the `=` of quoted-printable, on a terminal, in a quoted mail. */
const LINE_BREAK = /=?(?:\r?\n|\r)[ \t>]{0,80}/g;

/** Characters that word processors, chats and web pages substitute for a hyphen. */
const HYPHENS = /[\p{Pd}\u2212]/gu;

/** Characters without width, such as a soft hyphen or a byte order mark. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Returns the distinct IDs in a string, in order. It finds IDs in SES's format (16 hex digits, a UUID, 6 digits)
 * anywhere: in an SMTP response, JSON, a log line, a header.
 *
 * If the string has no such ID, the whole string may be an ID in another format. Spaces, quotes and angle brackets may
 * be around that ID, the header's name before it, and SES's host after it. It may be percent-encoded.
 *
 * @returns an empty list for a string that cannot be an ID. SES need not be called for it.
 */
export function findMessageIds(text: string): string[] {
  const ids = findSesIds(text);
  if (ids.length > 0) return ids;
  const decoded = decode(text);
  const decodedIds = decoded === text ? [] : findSesIds(decoded);
  if (decodedIds.length > 0) return decodedIds;
  const id = unwrap(decoded);
  return SHAPE.test(id) ? [id] : [];
}

/** Returns the distinct IDs in SES's format, in order. */
export function findSesIds(text: string): string[] {
  const plain = text.replace(INVISIBLE, '').replace(HYPHENS, '-');
  const found = [plain, plain.replace(LINE_BREAK, '')].flatMap((spelling) => spelling.match(SES_ID_ANYWHERE) ?? []);
  return [...new Set(found.map((id) => id.toLowerCase()))]; // SES uses lower case
}

/** Removes the characters that a header, a list or JSON puts around an ID. */
function unwrap(text: string): string {
  const unnamed = text.trimStart().replace(/^message-id:/i, '');
  const isAround = (index: number, also: string) =>
    /\s/.test(unnamed[index] ?? 'x') || also.includes(unnamed[index] ?? 'x');
  let start = 0;
  let end = unnamed.length;
  while (start < end && isAround(start, '"\'<')) start++;
  while (end > start && isAround(end - 1, '"\'>,;')) end--;
  return unnamed.slice(start, end).replace(SES_HOST, '');
}

function decode(text: string): string {
  let decoded = text;
  for (let encodings = 0; encodings < MAX_ENCODINGS && decoded.includes('%'); encodings++) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return decoded;
    }
  }
  return decoded;
}

/** The parts of an ID. SES does not document them: use them to explain a result, never to reject a look-up. */
export interface MessageIdHints {
  /** When the message was sent, epoch milliseconds; null if it cannot be decoded. */
  readonly sentAt: number | null;
  /** Where the message was sent; null if it cannot be decoded. */
  readonly sendingRegion: string | null;
}

const SES_ID = /^([0-9a-f]{4})([0-9a-f]{12})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6}$/;

/**
 * The Regions by the first four digits of an ID. Source: headers of public mail, in which the host names the Region.
 */
export const REGION_CODES: Readonly<Record<string, string>> = {
  '0000': 'us-east-1',
  '0100': 'us-east-1',
  '0101': 'us-west-2',
  '0102': 'eu-west-1',
  '0106': 'ap-northeast-1',
  '0107': 'eu-central-1',
  '0108': 'ap-southeast-2',
  '0109': 'ap-south-1',
  '010b': 'eu-west-2',
  '010c': 'ap-northeast-2',
  '010d': 'ca-central-1',
  '010e': 'ap-southeast-1',
  '010f': 'us-east-2',
  '0110': 'eu-north-1',
  '0111': 'us-west-1',
  '0113': 'eu-west-3',
};

/** SES started in January 2011. */
const EARLIEST_MS = Date.UTC(2011, 0);

/** Largest plausible difference between two clocks. A time further ahead is not decoded. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Decodes an ID in SES's format.
 *
 * @param now epoch milliseconds
 */
export function readHints(messageId: string, now: number): MessageIdHints {
  const [, region, time] = SES_ID.exec(messageId.toLowerCase()) ?? [];
  const sentAt = Number.parseInt(time ?? '', 16);
  if (!(sentAt >= EARLIEST_MS && sentAt <= now + CLOCK_TOLERANCE_MS)) return { sentAt: null, sendingRegion: null };
  return { sentAt, sendingRegion: REGION_CODES[region ?? ''] ?? null };
}

/** Returns a time in ISO 8601, or null for null. */
export function toIso(sentAt: number | null): string | null {
  return sentAt === null ? null : new Date(sentAt).toISOString();
}
