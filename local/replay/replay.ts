/** Replays a history through the exporter, and evaluates the alarms of the stack every minute. */
import type { Clients } from '../../lambda/send-statistics/clients';
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import { poll } from '../../lambda/send-statistics/poll';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import type { AlarmMessage } from '../alarms/alarm-actions';
import { type AlarmEvaluation, type EvaluationOrder, startAlarms } from '../alarms/alarm-evaluation';
import { readBreachesOf } from '../alarms/breaches';
import { EXTRA_PERIODS } from '../alarms/evaluation-range';
import type { MetricAlarm, TemplateAlarm } from '../alarms/template-alarms';
import { createInProcessClients, type InProcessAws } from '../aws/in-process-clients';
import { createMetricStore, type MetricStore } from '../aws/metric-store';
import { startAwsRates } from '../simulation/aws-rates';
import { accountOf, mailAccountOf } from '../simulation/simulated-account';
import { drawMail, NO_MAIL, type SimulatedMail } from '../simulation/simulated-mail';
import { messagesOf } from '../simulation/simulated-messages';
import { createActionEvents } from './action-events';
import type { BriefFunction } from './brief-function';
import { AWS_RATES_IN_GOOD_STANDING, type History } from './history';
import type { Invocation } from './local-briefs';
import { createPublisher, type PublishedBrief } from './published-briefs';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A Wednesday, so that a fortnight includes two whole weekends. The time is mid-morning, when people send mail. */
export const INCIDENT = Date.parse('2026-11-04T09:00:00Z');

/** How long the account has sent mail before the incident. It is shorter than SES's 14 days, to save time. */
const SENDING_MS = 6 * 24 * HOUR_MS;

/** How long a stack that is not new has run before the incident. */
const LEAD_MS = 4 * HOUR_MS;

/** Every replay draws the same mail. */
const SEED = 1;

/** Time from the slot until the exporter calls SES. */
const START_DELAY_MS = 5_000;

/**
 * Lambda retries a throttled event after 1, 2, 4 ... seconds. If no concurrency is free for five minutes, the first retry
 * that succeeds runs at most 511 seconds after the event arrives.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const LAMBDA_RETRY_MS = 9 * MINUTE_MS;

/** Orders in which CloudWatch may evaluate the alarms of a minute. */
const ORDERS: readonly EvaluationOrder[] = [(alarms) => alarms, (alarms) => alarms.toReversed()];

/** The behavior of the alarms under one assumption about CloudWatch's evaluation range, and in one order. */
export interface Outcome {
  /** Minutes from the incident's start to the first ALARM, by logical id. */
  readonly minutesToAlarm: ReadonlyMap<string, number>;
  /** All messages after the incident's start, and how many minutes after it they are sent. */
  readonly messages: readonly (AlarmMessage & { readonly minutes: number })[];
  /** The briefs, and how many minutes after the incident's start they are sent. */
  readonly briefs: readonly (PublishedBrief & { readonly minutes: number })[];
}

/** The SDK clients that the exporter uses in a replay. */
export interface Connection {
  readonly clients: Clients;
  close(): Promise<void>;
}

export type Connect = (aws: InProcessAws & Pick<Required<InProcessAws>, 'isThrottled'>) => Promise<Connection>;

export interface ReplayOptions {
  /** Connects the exporter to AWS. Default: `connectInProcess`. */
  readonly connect?: Connect;
  /** Default: the stack has no briefs. */
  readonly briefs?: BriefFunction;
}

/** Returns an outcome for each of `EXTRA_PERIODS`. The two orders alternate. */
export async function replay(
  history: History,
  alarms: readonly TemplateAlarm[],
  settings: ExporterSettings,
  { connect = connectInProcess, briefs }: ReplayOptions = {},
): Promise<Outcome[]> {
  const startedAt = history.isNewStack ? INCIDENT : INCIDENT - LEAD_MS;
  const end = INCIDENT + history.lengthMs;
  const clock = { time: startedAt };
  const now = () => clock.time;
  const metrics = createMetricStore({ now });
  const account = createAccount(history);
  const { clients, close } = await connect({
    account,
    metrics,
    now,
    isThrottled: (operation) => history.throttles?.(now() - INCIDENT) === operation,
  });
  const readBreaches = readBreachesOf(metrics);
  const recorders = EXTRA_PERIODS.map((extraPeriods, index) => {
    const order = ORDERS[index % ORDERS.length];
    const isMuted = (minute: number) => history.isMuted?.(minute - INCIDENT) ?? false;
    const options = { createdAt: startedAt, extraPeriods, order, isMuted };
    return createRecorder(startAlarms(alarms, readBreaches, options), createActionEvents(alarms, briefs?.id));
  });
  const readAwsRates = (time: number) => history.awsRates?.(time - INCIDENT) ?? AWS_RATES_IN_GOOD_STANDING;
  const publishAwsRates = startAwsRates(readAwsRates, metrics, startedAt);
  const exporterMetrics = createExporterMetrics(alarms, metrics, now);
  const pollsAt = schedulePolls(history, startedAt, end, settings);

  try {
    for (let minute = startedAt; minute <= end; minute += MINUTE_MS) {
      clock.time = minute;
      for (const recorder of recorders) recorder.evaluate(minute);
      exporterMetrics.publishQueue(minute);
      publishAwsRates(minute);
      for (const slot of pollsAt.get(minute) ?? []) {
        clock.time += START_DELAY_MS;
        const { failures } = await poll({ scheduledTime: new Date(slot).toISOString() }, { settings, clients, now });
        exporterMetrics.publishInvocation(failures.length > 0);
      }
    }
  } finally {
    await close();
  }
  const publish = createPublisher(history.briefs && briefs, { account, metrics });
  return Promise.all(
    recorders.map(async ({ outcome, invocations }) => ({
      ...outcome(),
      briefs: (await publish(invocations)).map((brief) => ({ ...brief, minutes: minutesSince(brief.time) })),
    })),
  );
}

/** Connects to an AWS in this process, without the wire. */
export async function connectInProcess(aws: InProcessAws): Promise<Connection> {
  return { clients: createInProcessClients(aws), close: async () => undefined };
}

/** Returns the mail of a history. */
export function mailOf(history: History): SimulatedMail {
  return drawMail((time) => {
    const since = time - INCIDENT;
    return since < -SENDING_MS ? NO_MAIL : history.mail(time, since);
  }, SEED);
}

function createAccount(history: History): InProcessAws['account'] {
  const mail = mailOf(history);
  const account = accountOf(mail);
  const { indexingMs } = history;
  return {
    ...account,
    ...mailAccountOf(messagesOf(mail, { seed: SEED }, { indexingMs })),
    account: (at) => ({
      ...account.account(at),
      VdmAttributes: { VdmEnabled: 'ENABLED' },
      ...history.account?.(at - INCIDENT),
    }),
  };
}

/** Returns the slots that are polled at each minute, in order. */
function schedulePolls(
  history: History,
  startedAt: number,
  end: number,
  { schedulePeriodMinutes }: ExporterSettings,
): Map<number, readonly number[]> {
  const polls = new Map<number, readonly number[]>();
  const add = (minute: number, ...slots: readonly number[]) =>
    polls.set(minute, [...(polls.get(minute) ?? []), ...slots]);
  let postponed: number[] = [];
  for (const slot of scheduledSlots(startedAt, end, schedulePeriodMinutes).reverse()) {
    const delivery = history.delivery?.(slot - INCIDENT) ?? 'on time';
    switch (delivery) {
      case 'missing':
        break;
      case 'throttled by Lambda':
        add(slot + LAMBDA_RETRY_MS, slot);
        break;
      case 'after the next':
        postponed = [slot];
        break;
      case 'on time':
      case 'twice':
        add(slot, slot, ...(delivery === 'twice' ? [slot] : []), ...postponed);
        postponed = [];
    }
  }
  return polls;
}

/** Collects the outcome of one evaluation. */
function createRecorder(evaluation: AlarmEvaluation, toInvocations: ReturnType<typeof createActionEvents>) {
  const minutesToAlarm = new Map<string, number>();
  const invocations: Invocation[] = [];
  return {
    invocations,
    evaluate(minute: number): void {
      evaluation.evaluate(minute);
      const invoked = toInvocations(minute, evaluation);
      if (minute < INCIDENT) return;
      invocations.push(...invoked);
      for (const [alarm, state] of evaluation.states) {
        if (state === 'ALARM' && !minutesToAlarm.has(alarm)) minutesToAlarm.set(alarm, minutesSince(minute));
      }
    },
    outcome: (): Omit<Outcome, 'briefs'> => ({
      minutesToAlarm,
      messages: evaluation.messages
        .filter(({ time }) => time >= INCIDENT)
        .map((message) => ({ ...message, minutes: minutesSince(message.time) })),
    }),
  };
}

function minutesSince(time: number): number {
  return (time - INCIDENT) / MINUTE_MS;
}

/** Publishes the metrics of Lambda and SQS about the exporter, under the names that the alarms read. */
function createExporterMetrics(alarms: readonly TemplateAlarm[], metrics: MetricStore, now: () => number) {
  const errors = metricNamed(alarms, 'Errors');
  const visible = metricNamed(alarms, 'ApproximateNumberOfMessagesVisible');
  let deadLetters = 0;
  return {
    publishInvocation(hasFailed: boolean) {
      if (hasFailed) deadLetters += 1;
      if (errors) metrics.putAsAws(errors.namespace, [{ ...errors, timestamp: now(), value: Number(hasFailed) }]);
    },
    /** SQS publishes every five minutes. */
    publishQueue(minute: number) {
      if (!visible || minute % (5 * MINUTE_MS) !== 0) return;
      metrics.putAsAws(visible.namespace, [{ ...visible, timestamp: minute, value: deadLetters }]);
    },
  };
}

function metricNamed(alarms: readonly TemplateAlarm[], name: string) {
  return alarms
    .filter((alarm): alarm is MetricAlarm => alarm.kind === 'metric')
    .flatMap((alarm) => Object.values(alarm.metrics))
    .find(({ metric }) => metric.name === name)?.metric;
}
