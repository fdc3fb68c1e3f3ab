/** `npm run insights -- breakdown`: shows daily numbers by provider, identity, configuration set or tenant. */
import type { Breakdown } from '../../../lambda/message-insights/search-schemas';
import { printable, printableJson } from '../../../lib/shared/printable';
import { lineWidth } from '../../terminal/line-width';
import { wrapLines } from '../../terminal/wrap-lines';
import type { ApiResult } from '../client/api-client';
import { openApi } from '../client/api-options';
import { problemLines } from '../client/problem-text';
import { parserOf } from '../client/response-parsers';
import { runWork } from '../client/wait-until-done';
import { startWorkProgress } from '../client/work-progress';
import { readBreakdownOptions } from './breakdown-options';
import { toBreakdownText } from './breakdown-text';

/** @returns whether SES has numbers of any mail */
export async function breakdown(args: readonly string[]): Promise<boolean> {
  const options = readBreakdownOptions(args);
  if (options === undefined) return true;
  const { by, days, json } = options;
  const client = await openApi(options);
  const progress = startWorkProgress('SES exports its daily numbers');
  const request = { path: '/v1/breakdowns', body: { by, days } };
  const result = await runWork(request, parserOf('Breakdown'), { ...client, ...progress });
  progress.clear();
  console.log(
    json ? printableJson('value' in result ? result.value : result.problem) : wrapLines(toText(result), lineWidth()),
  );
  return 'value' in result && hasMail(result.value);
}

function toText(result: ApiResult<Breakdown>): string {
  if ('problem' in result) return problemLines(result.problem).map(printable).join('\n');
  const { state, detail } = result.value;
  if (state !== 'done') return printable(['The breakdown failed.', detail].filter(Boolean).join(' '));
  return toBreakdownText(result.value);
}

/** An unknown total does not count as mail. */
function hasMail({ state, rows = [], total }: Breakdown): boolean {
  return state === 'done' && (rows.length > 0 || (total?.sends ?? 0) > 0);
}
