/** The filters of an export of messages. */
import type { MessageInsightsDataSource, MessageInsightsFilters } from '@aws-sdk/client-sesv2';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';
import { badRequest } from './errors';

/** The column of each filter, and the most values that it may have. */
const FILTERS = {
  FromEmailAddress: { column: 'from', most: 5 },
  Destination: { column: 'to', most: 5 },
  Subject: { column: 'subject', most: 1 },
  Isp: { column: 'isp', most: 5 },
  LastDeliveryEvent: { column: 'deliveryEvent', most: 5 },
  LastEngagementEvent: { column: 'engagementEvent', most: 2 },
} as const satisfies Record<string, { readonly column: keyof MailRow; readonly most: number }>;

type FilterName = keyof typeof FILTERS;

const NAMES = Object.keys(FILTERS) as FilterName[];

/**
 * Returns whether an export contains the row. All filters must match, each with one of its values. Case matters.
 *
 * @throws BadRequestException for filters that SES refuses
 */
export function createMailFilter({ Include, Exclude }: MessageInsightsDataSource): (row: MailRow) => boolean {
  const includes = matchersOf(Include);
  const excludes = matchersOf(Exclude);
  return (row) =>
    includes.every((matches) => matches(row)) && !(excludes.length > 0 && excludes.every((matches) => matches(row)));
}

function matchersOf(filters: MessageInsightsFilters = {}): ((row: MailRow) => boolean)[] {
  return NAMES.flatMap((name) => {
    const values: readonly string[] | undefined = filters[name];
    if (!values || values.length === 0) return [];
    const { column, most } = FILTERS[name];
    if (values.length > most) throw badRequest(`${name} may have at most ${most} values, got ${values.length}.`);
    const patterns = values.map(toPattern);
    return [(row: MailRow) => patterns.some((matches) => matches(row[column]))];
  });
}

/** A `*` at the start or the end of a value is a wildcard. Anywhere else it is a character. */
function toPattern(value: string): (text: string | undefined) => boolean {
  const isOpenStart = value.startsWith('*');
  const isOpenEnd = value.length > 1 && value.endsWith('*');
  const part = value.slice(isOpenStart ? 1 : 0, isOpenEnd ? -1 : undefined);
  return (text) => {
    if (text === undefined) return false;
    if (isOpenStart && isOpenEnd) return text.includes(part);
    if (isOpenStart) return text.endsWith(part);
    if (isOpenEnd) return text.startsWith(part);
    return text === part;
  };
}
