/** The weekly report over a local AWS, with the real SDK clients and a clock that skips every wait. */
import { publish } from '../../lambda/shared/topic/publish';
import { type Clients, createClients } from '../../lambda/weekly-report/clients';
import type { WeeklySettings } from '../../lambda/weekly-report/contract';
import { toLogLine } from '../../lambda/weekly-report/log-line';
import { readFacts } from '../../lambda/weekly-report/read-facts';
import { type Report, toReport } from '../../lambda/weekly-report/report';
import { toMessage } from '../../lambda/weekly-report/report-text';
import { readWeeks } from '../../lambda/weekly-report/week';
import { type LocalAccount, type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore, type MetricStore } from '../../local/aws/metric-store';
import { createTopics, messageFor, type PublishedMessage } from '../../local/aws/sns';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { DAY, HEALTHY_ACCOUNT, HOUR } from './world';

export const WEEKLY_SETTINGS: WeeklySettings = {
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:warning',
  namespace: 'SES/SendStatistics',
  schedulePeriodMinutes: 60,
  alarmPrefix: 'Watch-',
  pagers: ['Watch-rates-page', 'Watch-quota-critical'],
  alarms: ['Watch-rates-page', 'Watch-quota-critical', 'Watch-bounce-rate-warning'],
  runbookUrl: 'https://wiki.example.com/ses',
};

export interface WeeklyWorldOptions {
  /** The mail of each 24 hours that end at a slot. Default: 1,000 mails, 10 bounces, no complaint. */
  readonly day?: (time: number) => { attempts: number; bounces: number; complaints: number } | undefined;
  /** The mail of each hour that ends at a slot. Default: 50 mails, no bounce, no complaint. */
  readonly hour?: (time: number) => { attempts: number; bounces: number; complaints: number } | undefined;
  /** Default: 0.3. */
  readonly quotaUsage?: (time: number) => number;
  /** AWS's own rates. Default: 1 % and 0.02 %. */
  readonly awsRates?: { readonly bounceRate: number; readonly complaintRate: number };
  readonly account?: Partial<LocalAccount>;
  readonly intercept?: LocalAwsOptions['intercept'];
}

export interface WeeklyWorld {
  readonly report: Report;
  readonly published: readonly PublishedMessage[];
  readonly log: object;
  /** The text that an e-mail subscriber gets. */
  readonly text: string;
}

/** The end of the week: a Monday at 7:00 UTC. */
export const UNTIL = Date.parse('2026-11-23T07:00:00Z');

const QUIET = { attempts: 50, bounces: 0, complaints: 0 };
const USUAL = { attempts: 1000, bounces: 10, complaints: 0 };
const AWS_RATES = { bounceRate: 0.01, complaintRate: 0.0002 };

/** Answers what the local SES and CloudWatch do not: no alarm is in ALARM, and none paged. */
const NO_ALARMS: LocalAwsOptions['intercept'] = (operation) => {
  if (operation === 'DescribeAlarms') return alarmsInState();
  if (operation === 'DescribeAlarmHistory') return json({ AlarmHistoryItems: [] });
  return undefined;
};

export function json(body: object) {
  return { status: 200, contentType: 'application/x-amz-json-1.0', body: JSON.stringify(body) };
}

/** Answers DescribeAlarms. Default: all alarms of the settings exist and are OK. */
export function alarmsInState(states: Readonly<Record<string, string>> = {}) {
  const all = { ...Object.fromEntries(WEEKLY_SETTINGS.alarms.map((name) => [name, 'OK'])), ...states };
  return json({ MetricAlarms: Object.entries(all).map(([AlarmName, StateValue]) => ({ AlarmName, StateValue })) });
}

/** Runs the report once. */
export async function runWeekly(options: WeeklyWorldOptions = {}): Promise<WeeklyWorld> {
  const clock = createSkippingClock({ ahead: 0 });
  const metrics = createMetricStore({ now: () => UNTIL });
  putGauges(metrics, options);
  const topics = createTopics(() => UNTIL);
  const aws = await startLocalAws({
    account: { sendDataPoints: () => [], account: () => HEALTHY_ACCOUNT, ...options.account },
    metrics,
    now: () => UNTIL,
    limitClock: clock.now,
    topics,
    intercept: async (operation, body, scope, call) =>
      (await options.intercept?.(operation, body, scope, call)) ?? NO_ALARMS?.(operation, body, scope, call),
  });
  const clients: Clients = createClients(locationOf(aws.url));
  for (const client of Object.values(clients)) clock.watch(client);
  try {
    const weeks = readWeeks({ scheduledTime: new Date(UNTIL).toISOString() }, UNTIL);
    const facts = await readFacts(weeks, { settings: WEEKLY_SETTINGS, clients, clock });
    const report = toReport(facts, weeks, WEEKLY_SETTINGS.schedulePeriodMinutes);
    const { runbookUrl, topicArn } = WEEKLY_SETTINGS;
    const message = toMessage(report, { account: '111122223333', region: 'eu-west-1', runbookUrl });
    await publish({ sns: clients.sns, topicArn, kind: 'weekly-report' }, message);
    const [sent] = topics.published;
    return {
      report,
      published: topics.published,
      log: toLogLine(report, facts),
      text: sent ? messageFor('email', sent) : '',
    };
  } finally {
    await aws.close();
  }
}

/** Puts the gauges of two weeks, as the exporter publishes them every hour. */
function putGauges(metrics: MetricStore, options: WeeklyWorldOptions): void {
  const { day = () => USUAL, hour = () => QUIET, quotaUsage = () => 0.3, awsRates = AWS_RATES } = options;
  const { namespace } = WEEKLY_SETTINGS;
  for (let timestamp = UNTIL - 14 * DAY; timestamp <= UNTIL; timestamp += HOUR) {
    for (const [Window, mail] of [
      ['1h', hour(timestamp)],
      ['24h', day(timestamp)],
    ] as const) {
      if (!mail) continue;
      const dimensions = { Window };
      metrics.put(namespace, [{ name: 'DeliveryAttempts', dimensions, timestamp, value: mail.attempts }]);
      if (mail.attempts === 0) continue;
      metrics.put(namespace, [
        { name: 'BounceRate', dimensions, timestamp, value: Math.min(1, mail.bounces / mail.attempts) },
        { name: 'ComplaintRate', dimensions, timestamp, value: Math.min(1, mail.complaints / mail.attempts) },
      ]);
    }
    metrics.put(namespace, [{ name: 'SendQuotaUsage', dimensions: {}, timestamp, value: quotaUsage(timestamp) }]);
  }
  for (let timestamp = UNTIL - 14 * DAY; timestamp <= UNTIL; timestamp += HOUR) {
    metrics.putAsAws('AWS/SES', [
      { name: 'Reputation.BounceRate', dimensions: {}, timestamp, value: awsRates.bounceRate },
      { name: 'Reputation.ComplaintRate', dimensions: {}, timestamp, value: awsRates.complaintRate },
    ]);
  }
}
