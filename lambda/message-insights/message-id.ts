/** Message ids as people paste them, and what SES's ids tell of themselves. */

/** Any more than this is no id. The characters are those that can stand in a path as they are. */
const SHAPE = /^(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{1,128}$/;

/** The host that SES appends in the header `Message-ID`. */
const SES_HOST = /@(?:[a-z0-9-]+\.)*amazonses\.com$/i;

/** Browsers, shells and mail programs each encode once. */
const MAX_ENCODINGS = 3;

/** What a header, a list or a JSON file has around an id. */
const WRAPPING = /^(?:message-id:)?[\s"'<]*|[\s"'>,;]*$/gi;

/**
 * The id in a text that may have spaces, quotes and angle brackets around it, the header's name before and SES's host
 * behind it, and be percent-encoded.
 *
 * @returns undefined for what cannot be an id: SES need not be asked
 */
export function toMessageId(text: string): string | undefined {
  const id = decode(text).trim().replace(WRAPPING, '').replace(SES_HOST, '');
  return SHAPE.test(id) ? id : undefined;
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
