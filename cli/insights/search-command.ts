/** `npm run insights -- search`, `bouncing` and `complaining`: find mail. */
import type { Search } from '../../lambda/message-insights/search-schemas';
import { printableJson } from '../../lib/shared/printable';
import { lineWidth } from '../terminal/line-width';
import { type ApiClient, type ApiResult, get } from './client/api-client';
import { type ApiOptions, openApi } from './client/api-options';
import type { ApiProblem } from './client/insights-response';
import { problemLines } from './client/problem-text';
import { parserOf } from './client/response-parsers';
import { runWork } from './client/wait-until-done';
import { startWorkProgress } from './client/work-progress';
import { isPossible } from './count-text';
import { eventGroupsText } from './event-groups-text';
import { type Preset, readPresetOptions, readSearchOptions, type SearchOptions } from './search-options';
import { searchLines } from './search-text';
import { toWrapped } from './wrapped-text';

/** @returns whether SES found mail */
export async function search(args: readonly string[]): Promise<boolean> {
  const options = readSearchOptions(args);
  return options === undefined || runSearch(options);
}

/** @returns whether SES found mail */
export async function countEvents(preset: Preset, args: readonly string[]): Promise<boolean> {
  const options = readPresetOptions(preset, args);
  return options === undefined || runSearch(options);
}

async function runSearch({ request, unmasked, api }: SearchOptions): Promise<boolean> {
  const client = await openApi(api);
  const path = unmasked ? '/v1/unmasked/searches' : '/v1/searches';
  const progress = startWorkProgress('SES searches its records of single mails');
  const started = await runWork({ path, body: request }, parserOf('Search'), { ...client, ...progress });
  const result = api.json && 'value' in started ? await readAllPages(path, started.value, client) : started;
  progress.clear();
  console.log(api.json ? printableJson(toJson(result)) : toText(result, api));
  return 'value' in result && hasFound(result.value);
}

/** Returns a search with the rows of all its pages. */
export async function readAllPages(path: string, search: Search, client: ApiClient): Promise<ApiResult<Search>> {
  const parse = parserOf('Search');
  const rows = [...(search.rows ?? [])];
  for (let { nextPage } = search; nextPage !== undefined; ) {
    const query = new URLSearchParams({ page: nextPage });
    const result = await get(`${path}/${encodeURIComponent(search.id)}?${query}`, parse, client);
    if ('problem' in result) return result;
    rows.push(...(result.value.rows ?? []));
    nextPage = result.value.nextPage;
  }
  return { value: { ...search, rows: search.rows && rows, nextPage: undefined }, ageSeconds: 0 };
}

function toJson(result: ApiResult<Search>): Search | ApiProblem {
  return 'value' in result ? result.value : result.problem;
}

function toText(result: ApiResult<Search>, api: ApiOptions): string {
  if ('value' in result && result.value.state === 'done' && result.value.groups) {
    return eventGroupsText(result.value, result.value.groups, { width: lineWidth(), api });
  }
  return toWrapped(searchResultLines(result));
}

/** Returns the lines of a search that found mail, failed or was stopped. */
export function searchResultLines(result: ApiResult<Search>): string[] {
  if ('problem' in result) return problemLines(result.problem);
  const { state, detail } = result.value;
  return state === 'done' ? searchLines(result.value) : [`The search ${state}.`, ...(detail ? [detail] : [])];
}

/** A withheld result has no counts. It counts as nothing, so that the exit status does not reveal whether there is mail. */
export function hasFound({ state, mails, groups }: Search): boolean {
  const counts = [mails, groups?.events, groups?.suppressed.count];
  return state === 'done' && counts.some((count) => count !== undefined && isPossible(count));
}
