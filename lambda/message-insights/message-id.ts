/** Message ids as people paste them, and what SES's ids say about themselves. */

/** Any more than this is no id. The characters are those that can stand in a path as they are. */
const SHAPE = /^(?=.{0,127}[A-Za-z0-9])[A-Za-z0-9._-]{1,128}$/;

/** The host that SES appends in the header `Message-ID`. */
const SES_HOST = /@(?:[a-z0-9-]{1,63}\.){0,8}amazonses\.com$/i;

/** Browsers, shells and mail programs each encode once. */
const MAX_ENCODINGS = 3;

/** An id of SES's own shape, anywhere: also directly behind a word or an escape, such as `msgid`, `%3C` and `\u003c`. */
const SES_ID_ANYWHERE = /[0-9a-f]{16}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6}(?!\d)/gi;

/** Where a line was broken that goes on: after quoted-printable's `=`, on a terminal, in a quoted mail. */
const LINE_BREAK = /=?(?:\r?\n|\r)[ \t>]{0,80}/g;

/** What word processors, chats and web pages put in the place of a hyphen. */
const HYPHENS = /[\p{Pd}\u2212]/gu;

/** Characters without width, such as a soft hyphen or the mark at the beginning of a file. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * The different ids in a text, in order. An id of SES's own shape (16 hex digits, a UUID, 6 digits) is found in anything: a
 * reply of SMTP, JSON, a line of a log, a header. A text without any is an id as a whole, with spaces, quotes and angle
 * brackets around it, the header's name before and SES's host behind it, and percent-encoded.
 *
 * @returns an empty list for what cannot be an id: SES need not be asked
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

/** The different ids of SES's own shape in a text, in order. */
export function findSesIds(text: string): string[] {
  const plain = text.replace(INVISIBLE, '').replace(HYPHENS, '-');
  const found = [plain, plain.replace(LINE_BREAK, '')].flatMap((spelling) => spelling.match(SES_ID_ANYWHERE) ?? []);
  return [...new Set(found.map((id) => id.toLowerCase()))]; // SES writes small letters
}

/**
 * The one id in a text.
 *
 * @returns undefined for a text with none, or with several
 */
export function toMessageId(text: string): string | undefined {
  const [id, ...others] = findMessageIds(text);
  return others.length > 0 ? undefined : id;
}

/** Without what a header, a list or a JSON file has around an id. */
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

/** What an id seems to say. Observed, not documented: good for an explanation, never for refusing to look. */
export interface MessageIdHints {
  /** When it was sent, epoch milliseconds; null when that cannot be read. */
  readonly sentAt: number | null;
  /** Where it was sent; null when that cannot be read. */
  readonly sendingRegion: string | null;
}

const SES_ID = /^([0-9a-f]{4})([0-9a-f]{12})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d{6}$/;

/** The first four digits of ids in the headers of public mail, by the Region that their host names. */
const REGIONS: Readonly<Record<string, string>> = {
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

/** SES began in January 2011. */
const EARLIEST_MS = Date.UTC(2011, 0);

/** A time further ahead than clocks are apart is no time of sending. */
const CLOCK_TOLERANCE_MS = 60_000;

/** @param now epoch milliseconds */
export function readHints(messageId: string, now: number): MessageIdHints {
  const [, region, time] = SES_ID.exec(messageId.toLowerCase()) ?? [];
  const sentAt = Number.parseInt(time ?? '', 16);
  if (!(sentAt >= EARLIEST_MS && sentAt <= now + CLOCK_TOLERANCE_MS)) return { sentAt: null, sendingRegion: null };
  return { sentAt, sendingRegion: REGIONS[region ?? ''] ?? null };
}

/** A time of sending as it is told; null stays null. */
export function toIso(sentAt: number | null): string | null {
  return sentAt === null ? null : new Date(sentAt).toISOString();
}
