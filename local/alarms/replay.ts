/** Replays a history through the exporter, and evaluates the alarms of the stack minute by minute. */
import { createClients } from '../../lambda/send-statistics/clients';
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import { poll } from '../../lambda/send-statistics/poll';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { locationOf, startLocalAws } from '../aws/aws';
import { createMetricStore, type Datum, type MetricStore } from '../aws/metric-store';
import { throttledSesV1, throttledSesV2 } from '../aws/ses-endpoint';
import { accountOf } from '../simulation/simulated-account';
import { drawMail, NOTHING } from '../simulation/simulated-mail';
import { type AlarmMessage, type EvaluationOrder, readBreachesOf, startAlarms } from './alarm-evaluation';
import type { History } from './histories';
import type { MetricAlarm, TemplateAlarm } from './template-alarms';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A Wednesday, so that a fortnight has its weekends; mid-morning, when people send. */
const INCIDENT = Date.parse('2026-11-04T09:00:00Z');

/** The account has sent for this long before the incident: shorter than SES keeps, for the sake of time. */
const SENDING_MS = 6 * 24 * HOUR_MS;

/** The stack has run for this long before the incident, unless it is new. */
const LEAD_MS = 4 * HOUR_MS;

/**
 * Lambda tries a throttled event again after 1, 2, 4 ... seconds: one that comes while all concurrency is taken for five
 * minutes runs when twice that has passed, at the latest.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const THROTTLED_MS = 9 * MINUTE_MS;

/** CloudWatch's evaluation range, from one period more than is asked for to three times as many. */
export const EXTRA_PERIODS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Orders in which CloudWatch may evaluate the alarms of a minute. */
const ORDERS: readonly EvaluationOrder[] = [(alarms) => alarms, (alarms) => [...alarms].reverse()];

/** What the alarms did under one assumption on CloudWatch's evaluation range, and in one order. */
export interface Outcome {
  /** Minutes from the incident's start to the first ALARM, by logical id. */
  readonly minutesToAlarm: ReadonlyMap<string, number>;
  /** All messages since the incident's start, with the minutes from it. */
  readonly messages: readonly (AlarmMessage & { readonly minutes: number })[];
}

/** @returns an outcome for each of `EXTRA_PERIODS`, in one order and the other by turns */
export async function replay(
  history: History,
  alarms: readonly TemplateAlarm[],
  settings: ExporterSettings,
  seed = 1,
): Promise<Outcome[]> {
  const startedAt = history.isNewStack ? INCIDENT : INCIDENT - LEAD_MS;
  const clock = { time: startedAt };
  const now = () => clock.time;
  const metrics = createMetricStore({ now });
  const mail = drawMail((time) => {
    const since = time - INCIDENT;
    return since < -SENDING_MS ? NOTHING : history.mail(time, since);
  }, seed);
  const account = accountOf(mail);
  const aws = await startLocalAws({
    account: { ...account, account: (at) => ({ ...account.account(at), ...history.account?.(at - INCIDENT) }) },
    metrics,
    now,
    limitClock: now,
    intercept(operation) {
      if (operation !== history.throttles?.(clock.time - INCIDENT)) return undefined;
      return operation === 'GetAccount' ? throttledSesV2() : throttledSesV1();
    },
  });
  const clients = createClients(locationOf(aws.url));
  const readBreaches = readBreachesOf(metrics);
  const evaluations = EXTRA_PERIODS.map((extra, index) =>
    startAlarms(alarms, readBreaches, startedAt, extra, ORDERS[index % ORDERS.length]),
  );
  const minutesToAlarm = evaluations.map(() => new Map<string, number>());
  const invocations = countInvocations(alarms, metrics, now);
  const end = INCIDENT + history.lengthMs;
  const slots = new Set(scheduledSlots(startedAt, end, settings.schedulePeriodMinutes));
  let postponed: number | undefined;
  let throttled: number | undefined;

  async function pollSlot(slot: number): Promise<void> {
    clock.time += 5_000;
    const { failures } = await poll({ scheduledTime: new Date(slot).toISOString() }, { settings, clients, now });
    invocations.count(failures.length > 0);
  }

  try {
    for (let minute = startedAt; minute <= end; minute += MINUTE_MS) {
      clock.time = minute;
      for (const [index, evaluation] of evaluations.entries()) {
        evaluation.evaluate(minute);
        for (const [alarm, state] of evaluation.states) {
          const since = (minute - INCIDENT) / MINUTE_MS;
          const first = minutesToAlarm[index] as Map<string, number>;
          if (state === 'ALARM' && since >= 0 && !first.has(alarm)) first.set(alarm, since);
        }
      }
      invocations.tellQueue(minute);
      if (minute % HOUR_MS === 0) metrics.putAsAws('AWS/SES', reputationAt(minute, history));
      if (throttled !== undefined && minute >= throttled + THROTTLED_MS) {
        await pollSlot(throttled);
        throttled = undefined;
      }
      if (!slots.has(minute)) continue;
      const fate = history.poll?.(minute - INCIDENT) ?? 'in time';
      if (fate === 'missing') continue;
      if (fate === 'throttled') {
        throttled = minute;
        continue;
      }
      if (fate === 'after the next') {
        postponed = minute;
        continue;
      }
      await pollSlot(minute);
      if (fate === 'twice') await pollSlot(minute);
      if (postponed !== undefined) await pollSlot(postponed);
      postponed = undefined;
    }
  } finally {
    await aws.close();
  }
  return evaluations.map(({ messages }, index) => ({
    minutesToAlarm: minutesToAlarm[index] as Map<string, number>,
    messages: messages
      .filter(({ time }) => time >= INCIDENT)
      .map((message) => ({ ...message, minutes: (message.time - INCIDENT) / MINUTE_MS })),
  }));
}

/** AWS's own rates, which it publishes once an hour. */
function reputationAt(timestamp: number, history: History): Datum[] {
  const rates = history.reputation?.(timestamp - INCIDENT) ?? { BounceRate: 0.01, ComplaintRate: 0.0002 };
  return Object.entries(rates).map(([name, value]) => ({
    name: `Reputation.${name}`,
    dimensions: {},
    timestamp,
    value,
  }));
}

/** The metrics that Lambda and SQS publish of the exporter, under the names that the alarms read. */
function countInvocations(alarms: readonly TemplateAlarm[], metrics: MetricStore, now: () => number) {
  const errors = metricNamed(alarms, 'Errors');
  const visible = metricNamed(alarms, 'ApproximateNumberOfMessagesVisible');
  let givenUp = 0;
  return {
    count(hasFailed: boolean) {
      if (hasFailed) givenUp += 1;
      if (errors) metrics.putAsAws(errors.namespace, [{ ...errors, timestamp: now(), value: Number(hasFailed) }]);
    },
    /** SQS publishes every five minutes. */
    tellQueue(minute: number) {
      if (!visible || minute % (5 * MINUTE_MS) !== 0) return;
      metrics.putAsAws(visible.namespace, [{ ...visible, timestamp: minute, value: givenUp }]);
    },
  };
}

function metricNamed(alarms: readonly TemplateAlarm[], name: string) {
  return alarms
    .filter((alarm): alarm is MetricAlarm => alarm.kind === 'metric')
    .flatMap((alarm) => Object.values(alarm.metrics))
    .find(({ metric }) => metric.name === name)?.metric;
}
