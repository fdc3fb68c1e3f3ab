import { UnreadableAnswer } from '../../lambda/send-statistics/unreadable-answer';

interface Page {
  readonly NextToken?: string;
}

/**
 * Returns the pages of a list.
 *
 * @throws UnreadableAnswer when a page refers to an earlier one, because the list would never end
 */
export async function* pagesOf<P extends Page>(pages: AsyncIterable<P>): AsyncGenerator<P> {
  const tokens = new Set<string>();
  for await (const page of pages) {
    yield page;
    if (page.NextToken === undefined) continue;
    if (tokens.has(page.NextToken)) throw new UnreadableAnswer('its pages repeat');
    tokens.add(page.NextToken);
  }
}
