/** Every answer agrees with what SES knew at the time. */
import { HOUR, MINUTE, SECOND } from '../../support/world';
import {
  ARCHIVE,
  MESSAGES,
  type PlantedMessage,
  SIOBHAN,
  STARTED_AT,
  type Stage,
  SUPPRESSED,
  stageAt,
  YESTERDAYS,
} from './account';
import type { Exchange } from './history';
import type { Hit, Story } from './scene';
import type { Arrival } from './wire';

/** How old an answer may be, by docs/look-ups.md. */
const LIFETIMES_MS = { settled: HOUR, recent: MINUTE, unknown: 30 * SECOND } as const;
const SETTLED_AFTER_MS = 3 * 24 * HOUR;

/** With wrong clocks, an answer may be this much older. */
const CLOCK_TOLERANCE_MS = MINUTE;

export function judgeAnswers(story: Story): string[] {
  const { happened, recovered } = story;
  const answers = [...happened.exchanges, ...recovered.exchanges]
    .filter(({ outcome }) => outcome === 'answered')
    .flatMap((exchange) => {
      const about = `${exchange.route} ${exchange.requestId}: ${exchange.text.slice(0, 300)}`;
      return judgeExchange(exchange, story).map((problem) => `${problem} (${about})`);
    });
  return [...answers, ...judgeClicks(story)];
}

/** The titles of the problems of a message that SES does not know. */
const NOT_KNOWN = /SES does not know this message|probably too new for SES|probably older than the retention/;

/** SES knows every message on which a viewer clicks. The view shows its outcome, or a problem of SES or of the API. */
function judgeClicks({ happened }: Story): string[] {
  return happened.clicks.flatMap(({ outcome, html }) => {
    if (outcome !== 'answered') return [];
    if (NOT_KNOWN.test(html)) return ['a widget does not know a message that SES knows'];
    return /Bounced permanently|role="alert"/i.test(html) ? [] : [`a widget shows no outcome: ${html.slice(-300)}`];
  });
}

function judgeExchange(exchange: Exchange, story: Story): string[] {
  const { status = 0, step } = exchange;
  if (status >= 400 && status !== 404) return judgeProblem(exchange, story);
  switch (step.do) {
    case 'look-up':
      return judgeLookUp(MESSAGES[step.message], exchange, story);
    case 'recipient':
      return judgeRecipient(step.address, exchange, story);
    case 'search':
      return exchange.body?.state === 'done' ? judgeSearch(step.body, exchange) : judgeProgress(exchange, story);
    case 'breakdown':
      return exchange.body?.state === 'done' ? judgeBreakdown(exchange) : judgeProgress(exchange, story);
    default:
      return [];
  }
}

const kindOf = ({ body }: Exchange): string => String(body?.type).replace(/^.*:/, '');

/** A caller hears that SES or the table fails only if it does. */
function judgeProblem(exchange: Exchange, story: Story): string[] {
  const kind = kindOf(exchange);
  const hit = hitsDuring(exchange, story);
  const blamesSes =
    kind.startsWith('ses-') ||
    kind.startsWith('result-') ||
    kind === 'invalid-message-id' ||
    kind === 'invalid-request';
  if (blamesSes && !hit.some(({ service }) => service !== 'table') && !isThrottledBySes(exchange, story)) {
    return [`SES did nothing that means ${kind}`];
  }
  if (kind === 'search-unavailable' && !hit.some(({ service }) => service === 'table'))
    return ['the table did not fail'];
  return ['vdm-off', 'nameless-caller', 'no-such-route', 'method-not-allowed', 'internal-error'].includes(kind)
    ? [`${kind} is not true`]
    : [];
}

function hitsDuring({ instance, from, until }: Exchange, { hits }: Story): readonly Hit[] {
  return hits.filter((hit) => hit.instance === instance && hit.at >= from && hit.at <= until);
}

function isThrottledBySes({ instance, from, until }: Exchange, { arrivals }: Story): boolean {
  return arrivals.some(
    (call) => call.instance === instance && call.at >= from && call.at <= until && call.answer.status === 429,
  );
}

const KNOWS_NOT = ['unknown-message', 'not-indexed-yet', 'past-retention'];

function judgeLookUp(message: PlantedMessage, exchange: Exchange, { scene }: Story): string[] {
  const { status, body, from, until, step } = exchange;
  const isFresh = step.do === 'look-up' && (step.unmasked || step.refresh);
  const tolerance = scene.skewsMs ? CLOCK_TOLERANCE_MS : 0;
  const since = (lifetimeMs: number) => from - (isFresh ? 0 : lifetimeMs + tolerance);
  if (status === 404) {
    if (!KNOWS_NOT.includes(kindOf(exchange))) return [`${kindOf(exchange)} is not true`];
    return stagesIn(message, since(LIFETIMES_MS.unknown), until).includes(undefined) ? [] : ['SES knows the message'];
  }
  const isSettled = STARTED_AT - message.sentAt > SETTLED_AFTER_MS;
  const stages = stagesIn(message, since(isSettled ? LIFETIMES_MS.settled : LIFETIMES_MS.recent), until);
  return stages.some((stage) => stage && isStage(body, message, stage)) ? [] : ['SES never said so, or too long ago'];
}

/** Returns what SES knew in a span of time. */
function stagesIn(message: PlantedMessage, from: number, until: number): readonly (Stage | undefined)[] {
  return [stageAt(message, from), ...message.stages.filter((stage) => stage.from > from && stage.from <= until)];
}

// biome-ignore lint/suspicious/noExplicitAny: any shape of an answer is possible, and only one is right
function isStage(body: any, { id }: PlantedMessage, { status, events }: Stage): boolean {
  const [insights, ...others] = body.insights ?? [];
  return (
    body.messageId === id &&
    others.length === 0 &&
    insights?.status === status &&
    insights.events.length === events.length &&
    events.every(({ Type, Timestamp = 0 }, index) => {
      const { type, timestamp } = insights.events[index];
      return type === Type && Date.parse(timestamp) === Math.round(Timestamp * SECOND);
    })
  );
}

function judgeRecipient(address: string, exchange: Exchange, story: Story): string[] {
  const { body } = exchange;
  const { listed, reason, causeMessageId, cause } = body.suppression;
  const entry = SUPPRESSED[address] ?? SUPPRESSED[address.toLowerCase()];
  const hit = hitsDuring(exchange, story).length > 0 || isThrottledBySes(exchange, story);
  if (listed === null || listed === undefined) {
    const isBusy = /All look-ups of this account share/.test(body.suppression.unknown ?? '');
    return hit || isBusy ? [] : ['SES said whether the address is on the list'];
  }
  if (listed !== (entry !== undefined)) return [`the address is ${listed ? 'not ' : ''}on the list`];
  if (listed && (reason !== entry?.reason || causeMessageId !== entry?.messageId)) return ['the entry is another one'];
  if (NOT_KNOWN.test(body.suppression.causeUnknown)) return ['SES knows the cause'];
  const known = MESSAGES.suppressed.stages.at(-1) as Stage;
  return cause === undefined || (address.toLowerCase() === SIOBHAN && isStage(cause, MESSAGES.suppressed, known))
    ? []
    : ['the cause is another message'];
}

function judgeSearch({ from }: Readonly<Record<string, string>>, { body }: Exchange): string[] {
  const [since, until] = [Date.parse(body.from), Date.parse(body.until)];
  const mails = ARCHIVE.filter((mail) => mail.from === from && mail.sentAt >= since && mail.sentAt < until).length;
  return isCount(body.mails, mails, body.unreadableRows) ? [] : [`SES has ${mails} such mails`];
}

/** @param unreadable rows that the answer says that it does not count */
function isCount(count: { exactly?: number; atLeast?: number }, truth: number, unreadable: number): boolean {
  if (count.exactly !== undefined) return count.exactly === truth;
  return count.atLeast !== undefined && unreadable > 0 && count.atLeast === truth - unreadable;
}

function judgeBreakdown({ body: { rows, total, rest, unreadableRows } }: Exchange): string[] {
  const { byIsp } = YESTERDAYS;
  const isRow = ({ value, sends }: { value: keyof typeof byIsp; sends: number }) => byIsp[value] === sends;
  if (!rows.every(isRow)) return ['a row is not true'];
  if (total && (total.sends !== YESTERDAYS.sends || total.hardBounces !== YESTERDAYS.hardBounces))
    return ['the total is not true'];
  const shown = rows.reduce((sum: number, { sends }: { sends: number }) => sum + sends, rest?.sends ?? 0);
  return shown === YESTERDAYS.sends || (!total && unreadableRows > 0) ? [] : [`the rows have ${shown} mails`];
}

/** A search is running, has started, has failed, or is unknown. */
function judgeProgress(exchange: Exchange, story: Story): string[] {
  const { status, body } = exchange;
  if (status === 404) return ['the caller started this search'];
  if (body?.state === 'running') return isDone(exchange, story) ? ['the job has ended'] : [];
  if (body?.state !== 'failed') return [];
  return hitsDuring(exchange, story).some(({ operation }) => operation === 'GetExportJob') || isEnded(exchange, story)
    ? []
    : ['no job failed'];
}

/** After this time, an answer may ask the caller to come again for the result. */
const LATEST_DOWNLOAD_MS = 2 * SECOND;

/**
 * SES answered this instance that the job has ended, and there was time to read its file. Calls of two requests in the same
 * millisecond look alike, so one answer about a running job is enough.
 */
function isDone({ instance, from, until, route }: Exchange, { arrivals, hits }: Story): boolean {
  if (route.startsWith('start') || until - from > LATEST_DOWNLOAD_MS) return false;
  const isOwn = (call: { instance: string; at: number; operation: string }) =>
    call.instance === instance && call.at >= from && call.at <= until && call.operation === 'GetExportJob';
  const own = arrivals.filter(isOwn);
  const hasEnded = ({ answer }: Arrival) => /"JobStatus":"(?!CREATED|PROCESSING)/.test(answer.body);
  return !hits.some(isOwn) && own.length > 0 && own.every(hasEnded);
}

/** SES answered this instance that the job has failed, was cancelled, or does not exist. */
function isEnded({ instance, from, until }: Exchange, { arrivals }: Story): boolean {
  return arrivals.some(
    ({ operation, answer, ...call }) =>
      operation === 'GetExportJob' &&
      call.instance === instance &&
      call.at >= from &&
      call.at <= until &&
      (answer.status === 404 || /"JobStatus":"(?:FAILED|CANCELLED)"/.test(answer.body)),
  );
}
