/** `npm run insights -- --to`: shows why a person gets no mail. */
import type { Recipient, Search } from '../../lambda/message-insights/search-schemas';
import { printableJson } from '../../lib/shared/printable';
import { lineWidth } from '../terminal/line-width';
import { type ApiClient, type ApiResult, post } from './client/api-client';
import { type ApiOptions, openApi } from './client/api-options';
import { problemLines } from './client/problem-text';
import { parserOf } from './client/response-parsers';
import { waitUntilDone } from './client/wait-until-done';
import { startWorkProgress, type WorkProgress } from './client/work-progress';
import { conclusionText, suppressionLines } from './recipient-text';
import { hasFound, readAllPages, searchResultLines } from './search-command';
import { toWrapped } from './wrapped-text';

const SEARCHES = '/v1/searches';

/** @returns whether the suppression list or SES's records of mail have the address */
export async function explainRecipient(address: string, api: ApiOptions): Promise<boolean> {
  const client = await openApi(api);
  const progress = startWorkProgress('SES searches the mail to this address');
  const result = await post({ path: '/v1/recipients', body: { address } }, parserOf('Recipient'), {
    ...client,
    ...progress,
  });
  progress.clear();
  if ('problem' in result) {
    console.log(api.json ? printableJson(result.problem) : toWrapped(problemLines(result.problem)));
    return false;
  }
  const recipient = result.value;
  const found = api.json ? await printJson(recipient, client, progress) : await printText(recipient, client, progress);
  return recipient.suppression.listed === true || found;
}

/** Prints each part as soon as it is known. Ctrl-C ends only the wait for the search, and the explanation follows. */
async function printText(recipient: Recipient, client: ApiClient, progress: WorkProgress): Promise<boolean> {
  const { notStarted } = recipient.search;
  console.log(`${toWrapped(suppressionLines(recipient))}\n`);
  const search = await finishSearch(recipient, client, progress);
  if (search) console.log(`${toWrapped(searchResultLines(search))}\n`);
  else if (notStarted && notStarted !== recipient.suppression.causeUnknown) console.log(`${toWrapped([notStarted])}\n`);
  console.log(conclusionText(recipient, lineWidth()));
  return search !== undefined && 'value' in search && hasFound(search.value);
}

async function printJson(recipient: Recipient, client: ApiClient, progress: WorkProgress): Promise<boolean> {
  const first = await finishSearch(recipient, client, progress);
  const all = first && 'value' in first ? await readAllPages(SEARCHES, first.value, client) : first;
  progress.clear();
  const search = all && ('value' in all ? all.value : { ...recipient.search, problem: all.problem });
  console.log(printableJson({ ...recipient, search: search ?? recipient.search }));
  return all !== undefined && 'value' in all && hasFound(all.value);
}

async function finishSearch(
  { search: { id, retryAfterSeconds } }: Recipient,
  client: ApiClient,
  progress: WorkProgress,
): Promise<ApiResult<Search> | undefined> {
  if (id === undefined) return undefined;
  const result = await waitUntilDone({ path: SEARCHES, id, retryAfterSeconds }, parserOf('Search'), {
    ...client,
    ...progress,
  });
  progress.clear();
  return result;
}
