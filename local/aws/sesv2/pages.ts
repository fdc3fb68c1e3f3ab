import { badRequest } from './errors';

export interface Page<T> {
  readonly items: readonly T[];
  /** The token of the next page. Undefined on the last page. */
  readonly next?: string;
}

/** @throws BadRequestException for a token that no page has returned */
export function pageOf<T>(items: readonly T[], size: number, token = '0'): Page<T> {
  const start = Number(token);
  if (!Number.isInteger(start) || start < 0 || start > items.length) throw badRequest('NextToken is not valid.');
  if (!Number.isInteger(size) || size < 1) throw badRequest('PageSize must be at least 1.');
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}
