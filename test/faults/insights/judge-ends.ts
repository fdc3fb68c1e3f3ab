/** Every request ends in time, as its document says, and leaves one line in the log. */
import { ROUTES } from '../../../lambda/message-insights/contract';
import openapi from '../../../lambda/message-insights/look-ups.openapi.json';
import { MINUTE, SECOND } from '../../support/world';
import type { Exchange } from './history';
import type { Story } from './scene';
import type { LogLine } from './stage';

/** API Gateway waits 30 seconds. One second is for the way to the function. */
const LONGEST_REQUEST_MS = 29 * SECOND;

/** The time limit of the brief function. */
const LONGEST_BRIEF_MS = 13 * MINUTE;

/** Statuses with which a retry at a given time may succeed. */
const WITH_RETRY_AFTER = [202, 429, 503];

export function judgeEnds(story: Story): string[] {
  const { happened, recovered, logs } = story;
  const exchanges = [...happened.exchanges, ...recovered.exchanges];
  return [
    ...exchanges.flatMap((exchange) => judgeExchange(exchange, logs)),
    ...happened.clicks.flatMap(({ outcome, html, from, until, requestId }) => [
      ...(outcome !== 'killed' && !html.startsWith('<') ? [`a click: ${outcome} with ${html.slice(0, 80)}`] : []),
      ...(until - from > LONGEST_REQUEST_MS ? [`a click took ${until - from} ms`] : []),
      ...(outcome === 'answered' && linesOf(requestId, logs).length === 0 ? ['a click without a line in the log'] : []),
    ]),
    ...judgeInvocations(story),
    ...happened.unfinished,
  ];
}

function judgeExchange(exchange: Exchange, logs: readonly LogLine[]): string[] {
  const { route, outcome, status = 0, headers, body, from, until, requestId } = exchange;
  const about = `${route} ${requestId}`;
  if (until - from > LONGEST_REQUEST_MS) return [`${about} took ${until - from} ms`];
  if (outcome === 'killed') return [];
  if (outcome === 'failed') return [`${about} threw an error`];
  const [method = '', path = ''] = ROUTES[route].split(' ');
  const operations: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>> = openapi.paths;
  const documented = operations[path]?.[method.toLowerCase()]?.responses ?? {};
  const retry = headers['retry-after'];
  const isRunning = status === 200 && body?.state === 'running';
  const lines = linesOf(requestId, logs);
  return [
    ...(String(status) in documented ? [] : [`${about} has the status ${status}, which no document has`]),
    ...(status === 500 ? [`${about} has an internal error`] : []),
    ...(WITH_RETRY_AFTER.includes(status) || isRunning
      ? retry !== undefined && Number(retry) >= 1 && String(body.retryAfterSeconds) === retry
        ? []
        : [`${about} has the status ${status} and the time to retry ${retry}`]
      : []),
    ...(lines.length === 1 && lines[0]?.line.status === status
      ? []
      : [`${about} has ${lines.length} lines in the log`]),
  ];
}

/** Returns the lines of a request, without the line of the audit. */
function linesOf(requestId: string, logs: readonly LogLine[]): readonly LogLine[] {
  return logs.filter(({ line }) => line.requestId === requestId && line.status !== undefined);
}

function judgeInvocations({ happened, logs }: Story): string[] {
  return happened.invocations.flatMap(({ instance, attempt, from, until, outcome, error }) => {
    const about = `attempt ${attempt} of a brief at ${new Date(from).toISOString()}`;
    if (until - from > LONGEST_BRIEF_MS) return [`${about} took ${until - from} ms`];
    if (outcome === 'killed') return [];
    if (outcome === 'failed') return /^AggregateError: \w+/.test(error ?? '') ? [] : [`${about} failed with ${error}`];
    const lines = logs.filter((log) => log.instance === instance && log.at === until && log.line.event === 'brief');
    return lines.length === 1 ? [] : [`${about} has ${lines.length} lines in the log`];
  });
}
