/** The requests of the widgets. The type of a route leaves only masked ones. */
import type { MessageInsights } from '../insights';
import type { ApiRequest } from '../request';
import type { Breakdown, Recipient, Search } from '../search-schemas';
import { CALLER, type MaskedRoute } from './contract';
import type { Fields, Filters } from './widget-event';

export interface WidgetRequest extends ApiRequest {
  readonly route: MaskedRoute;
}

/** The bodies of successful responses. docs/look-ups.md describes them. */
export interface Bodies {
  readonly masked: MessageInsights;
  readonly recipient: Recipient;
  readonly startSearch: Search;
  readonly search: Search;
  readonly startBreakdown: Breakdown;
  readonly breakdown: Breakdown;
}

export interface Given {
  readonly messageId?: string;
  /** ID of a search or a breakdown. */
  readonly id?: string;
  readonly body?: object;
}

export function toRequest(
  route: MaskedRoute,
  requestId: string,
  { messageId = '', id = '', body }: Given,
): WidgetRequest {
  return {
    requestId,
    front: 'widget',
    route,
    messageIdText: messageId,
    searchId: id,
    page: undefined,
    body: { content: body ? JSON.stringify(body) : '', isBase64: false },
    refresh: false,
    caller: CALLER,
    allowedMethods: [],
  };
}

/** Returns the filters in the form. An empty field is no filter. */
export function toFilters({ subject, from, outcome }: Fields): Filters {
  return withoutEmpty({ subject, from, outcome });
}

/** Returns the body of a search by the fields of the form. */
export function toSearchBody(fields: Fields): object {
  return { ...toFilters(fields), ...withoutEmpty({ since: fields.since }) };
}

/** Returns the body of a request that counts bounces or complaints. */
export function toCountBody({ event, since }: Fields): object {
  return { preset: event || 'bouncing', ...withoutEmpty({ since }) };
}

export function toBreakdownBody({ by, days }: Fields): object {
  return { by: by || 'isp', ...(days !== '' && { days: Number(days) }) };
}

function withoutEmpty(filters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''));
}
