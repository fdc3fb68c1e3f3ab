/** What callers, viewers of the dashboard and alarms do, and how they retry. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { RouteName } from '../../../lambda/message-insights/contract';
import { toEvent } from '../../../local/replay/action-events';
import { requestOf } from '../../support/insights-world';
import { MINUTE, SECOND } from '../../support/world';
import { MESSAGES, type MessageName, STARTED_AT } from './account';
import type { Stage } from './stage';

/** What somebody does, `at` milliseconds after the start of the history. */
export type Step = { readonly at: number; readonly caller?: string } & Deed;

export type Deed =
  | { readonly do: 'look-up'; readonly message: MessageName; readonly unmasked?: boolean; readonly refresh?: boolean }
  | { readonly do: 'recipient'; readonly address: string }
  | { readonly do: 'search'; readonly body: Readonly<Record<string, string>>; readonly unmasked?: boolean }
  | { readonly do: 'breakdown' }
  | { readonly do: 'click'; readonly event: Readonly<Record<string, unknown>>; readonly what: string }
  | {
      readonly do: 'page';
      readonly alarm: string;
      /** When the alarm entered ALARM, milliseconds after the start. The event arrives at `at`. */
      readonly alarmAt: number;
    };

/** A request to the API, and its end. */
export interface Exchange {
  readonly step: Step;
  readonly route: RouteName;
  readonly requestId: string;
  readonly instance: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly outcome: 'answered' | 'failed' | 'killed';
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it was sent. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the judge checks each shape
  readonly body: any;
}

export interface Click {
  readonly step: Step;
  readonly instance: string;
  readonly requestId: string;
  readonly from: number;
  readonly until: number;
  readonly outcome: 'answered' | 'failed' | 'killed';
  readonly html: string;
}

/** One attempt of Lambda to deliver the event of a page. */
export interface Invocation {
  readonly step: Step;
  readonly instance: string;
  readonly attempt: number;
  readonly from: number;
  readonly until: number;
  readonly outcome: 'answered' | 'failed' | 'killed';
  readonly error?: string;
}

/** Everything that happened. */
export interface Happened {
  readonly exchanges: Exchange[];
  readonly clicks: Click[];
  readonly invocations: Invocation[];
  /** Descriptions of what callers could not finish. */
  readonly unfinished: string[];
}

/** Lambda repeats a failed asynchronous invocation after one minute, and again after two. */
const LAMBDA_RETRIES_MS = [MINUTE, 2 * MINUTE] as const;

/** A caller gives up after this many requests. */
const MAX_REQUESTS = 40;

/** A caller gives up after this many failed jobs. */
const MAX_FAILURES = 4;

/** The pause of a caller after an answer without a time to retry. */
const PAUSE_MS = 5 * SECOND;

const FORM_FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:customWidget-mail';

let requests = 0;

/** Plays the steps, and ends when every caller has what it wants or has given up. */
export async function play(steps: readonly Step[], stage: Stage): Promise<Happened> {
  const record: Happened = { exchanges: [], clicks: [], invocations: [], unfinished: [] };
  await Promise.all(
    steps.map(async (step) => {
      await stage.clock.sleep(STARTED_AT + step.at - stage.clock.now());
      await perform(step, stage, record);
    }),
  );
  return record;
}

async function perform(step: Step, stage: Stage, record: Happened): Promise<void> {
  switch (step.do) {
    case 'look-up': {
      const { id } = MESSAGES[step.message];
      const query = { id, refresh: step.refresh };
      return until(
        (tries) => tries.last?.status === 200 || isFinal(tries),
        step,
        stage,
        record,
        () => request(step, step.unmasked ? 'unmasked' : 'masked', query, stage, record),
      );
    }
    case 'recipient':
      return until(isFinal, step, stage, record, () =>
        request(step, 'recipient', { body: { address: step.address } }, stage, record),
      );
    case 'search':
      return search(
        step,
        step.unmasked ? ['startUnmaskedSearch', 'unmaskedSearch'] : ['startSearch', 'search'],
        step.body,
        stage,
        record,
      );
    case 'breakdown':
      return search(step, ['startBreakdown', 'breakdown'], { by: 'isp', days: 2 }, stage, record);
    case 'click':
      return click(step, stage, record);
    case 'page':
      return page(step, stage, record);
  }
}

interface Tries {
  readonly last: Exchange | undefined;
}

/** An answer that says nothing about a better one later. */
function isFinal({ last }: Tries): boolean {
  return last?.status !== undefined && (last.status < 429 || last.status === 501) && !('retry-after' in last.headers);
}

/** Repeats a request, as a patient caller does. */
async function until(
  isEnough: (tries: Tries) => boolean,
  step: Step,
  { clock }: Stage,
  record: Happened,
  ask: () => Promise<Exchange>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const last = await ask();
    if (isEnough({ last })) return;
    if (tries === MAX_REQUESTS) {
      // A caller gives up a job that SES never finishes.
      if (last.body?.state !== 'running')
        record.unfinished.push(`${step.do} at ${step.at}: still ${last.status} ${last.text.slice(0, 200)}`);
      return;
    }
    await clock.sleep(retryAfterMs(last));
  }
}

function retryAfterMs({ headers }: Exchange): number {
  const seconds = Number(headers['retry-after']);
  return seconds > 0 ? seconds * SECOND : PAUSE_MS;
}

interface Query {
  readonly id?: string;
  readonly body?: object;
  readonly refresh?: boolean;
}

async function request(step: Step, route: RouteName, query: Query, stage: Stage, record: Happened): Promise<Exchange> {
  const { clock, api } = stage;
  const { refresh, ...given } = query;
  const caller = `arn:aws:iam::111122223333:user/${step.caller ?? 'oncall'}`;
  const event = requestOf(route, { ...given, caller });
  const headers = { ...event.headers, ...(refresh && { 'cache-control': 'no-cache' }) };
  const { requestId } = event.requestContext;
  const from = clock.now();
  const result = await api.invoke((handle) => handle({ ...event, headers }));
  const answer: APIGatewayProxyStructuredResultV2 = result.outcome === 'answered' ? result.value : {};
  const text = answer.body ?? '';
  const exchange: Exchange = {
    step,
    route,
    requestId,
    instance: result.instance,
    from,
    until: clock.now(),
    outcome: result.outcome,
    status: answer.statusCode,
    headers: (answer.headers ?? {}) as Record<string, string>,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
  record.exchanges.push(exchange);
  return exchange;
}

async function search(
  step: Step,
  [start, result]: readonly [RouteName, RouteName],
  body: object,
  stage: Stage,
  record: Happened,
): Promise<void> {
  let id: string | undefined;
  let failures = 0;
  await until(
    ({ last }) => last?.body?.state === 'done' || isRefusal(last) || failures === MAX_FAILURES,
    step,
    stage,
    record,
    async () => {
      const exchange = await (id === undefined
        ? request(step, start, { body }, stage, record)
        : request(step, result, { id }, stage, record));
      if (exchange.status === 202) id = exchange.body.id;
      // The caller starts a failed search again, as the answer says.
      if (exchange.body?.state === 'failed') failures++;
      if (exchange.body?.state === 'failed' || exchange.status === 404) id = undefined;
      return exchange;
    },
  );
}

/** SES or the API refused the request itself. */
function isRefusal(last: Exchange | undefined): boolean {
  return last?.status === 400 || last?.status === 403;
}

async function click(step: Step & { do: 'click' }, { clock, widgets }: Stage, record: Happened): Promise<void> {
  const requestId = `click-${++requests}`;
  const from = clock.now();
  const result = await widgets.invoke((handle) =>
    handle(step.event, { awsRequestId: requestId, invokedFunctionArn: FORM_FUNCTION }),
  );
  const html = result.outcome === 'answered' ? result.value : '';
  record.clicks.push({
    step,
    instance: result.instance,
    requestId,
    from,
    until: clock.now(),
    outcome: result.outcome,
    html,
  });
}

async function page(step: Step & { do: 'page' }, { clock, briefs }: Stage, record: Happened): Promise<void> {
  const event = toEvent({ name: step.alarm }, { state: 'ALARM', time: STARTED_AT + step.alarmAt, triggers: undefined });
  for (let attempt = 1; ; attempt++) {
    const from = clock.now();
    const result = await briefs.invoke((handle) => handle(event));
    const error = result.outcome === 'failed' ? String(result.error) : undefined;
    record.invocations.push({
      step,
      instance: result.instance,
      attempt,
      from,
      until: clock.now(),
      outcome: result.outcome,
      error,
    });
    const retryMs = LAMBDA_RETRIES_MS[attempt - 1];
    if (result.outcome === 'answered' || retryMs === undefined) return;
    await clock.sleep(retryMs);
  }
}
