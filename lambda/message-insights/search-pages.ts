/** Divides the rows of a search into pages. */
import { invalidRequest } from './problem';
import type { SearchRecord } from './search-record';

/**
 * Lambda limits a response to 6 MB, and API Gateway to 10 MB. The rest of 6 MB is for the counts, and for the escapes
 * when Lambda embeds the response in JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_PAGE_BYTES = 2_500_000;

/** A page is a number of rows to skip, so it never changes with the size of the pages. */
const PAGE = /^(?:0|[1-9]\d{0,4})$/;

/**
 * Returns the first row of a page.
 *
 * @throws Problem when the page is not a value of `nextPage`
 */
export function readPage(page: string | undefined, { limit }: Pick<SearchRecord, 'limit'>): number {
  if (page === undefined) return 0;
  if (PAGE.test(page) && Number(page) <= limit) return Number(page);
  throw invalidRequest('"page" is not valid. Use the value of "nextPage" from the page before.');
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The value of `page` for the next page. Undefined on the last page. */
  readonly nextPage: string | undefined;
}

/** Returns as many rows as fit into a page, and at least one. */
export function toPage<Row>(rows: readonly Row[], offset: number): Page<Row> {
  let bytes = 0;
  let end = offset;
  while (end < rows.length) {
    bytes += Buffer.byteLength(JSON.stringify(rows[end])) + 1;
    if (bytes > MAX_PAGE_BYTES && end > offset) break;
    end++;
  }
  return { rows: rows.slice(offset, end), nextPage: end < rows.length ? String(end) : undefined };
}
