/** The facts of a case as a bad import leaves them: one page for bounces in eu-west-1. */
import type { AlarmEvent } from '../../cli/case-file/facts/alarm-events';
import type { CaseFacts } from '../../cli/case-file/facts/case-facts';
import type { Series } from '../../cli/case-file/facts/rate-figures';
import type { AlarmId, DeployedAlarm } from '../../cli/deployed/alarms';
import { at, HOUR, MINUTE } from './world';

export const PAGE_AT = at('2026-11-18T15:23:00Z');
export const CASE_SPAN = { from: PAGE_AT - 24 * HOUR, until: PAGE_AT + 2 * HOUR };

/** Returns a series with values by the minute after the page. */
export function seriesOf(metric: string, window: string | undefined, values: Readonly<Record<number, number>>): Series {
  const points = Object.entries(values).map(([minute, value]) => ({ at: PAGE_AT + Number(minute) * MINUTE, value }));
  return { metric, window, points: points.sort((a, b) => a.at - b.at), isComplete: true };
}

export function eventOf(id: AlarmId, minute: number, state: string, event: Partial<AlarmEvent> = {}): AlarmEvent {
  return { id, at: PAGE_AT + minute * MINUTE, state, isByHand: false, actions: [], ...event };
}

export function alarmOf(id: AlarmId, alarm: Partial<DeployedAlarm> = {}): DeployedAlarm {
  return {
    name: `SesMetricsExporter-eu-west-1-${id}`,
    arn: '',
    type: 'metric',
    id,
    level: 'critical',
    state: 'OK',
    stateReason: '',
    stateSince: undefined,
    description: '',
    actionsEnabled: true,
    alarmActions: [],
    okActions: [],
    ...alarm,
  };
}

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:pages';
const BEFORE = -24 * 60;

export const BAD_IMPORT: CaseFacts = {
  stack: {
    name: 'SesMetricsExporter-eu-west-1',
    region: 'eu-west-1',
    account: '111122223333',
    outputs: { ExporterVersion: '0.5.0' },
  },
  span: CASE_SPAN,
  isFromPage: true,
  writtenAt: CASE_SPAN.until,
  alarms: {
    value: [
      alarmOf('bounceRateFastBurn', {
        threshold: 0.1,
        description:
          "Hard bounces reached 10 % of the last hour's sends (at least 200 attempts and 20 bounces). AWS reviews accounts at 5 %. Account 111122223333, eu-west-1.",
      }),
      alarmOf('bounceRateCritical', {
        threshold: 0.05,
        state: 'ALARM',
        description: "Hard bounces reached 5 % of the last 24 hours' sends (at least 100 attempts). AWS reviews.",
      }),
      alarmOf('quotaWarning', {
        level: 'warning',
        alarmActions: [TOPIC],
        description: 'The sends reached 80 %. At 100 %.',
      }),
      alarmOf('ratesPage', { type: 'composite', alarmActions: [TOPIC], description: 'Bounces or complaints reached.' }),
    ],
  },
  windows: { value: ['1h', '24h'] },
  events: {
    value: [
      eventOf('bounceRateFastBurn', 0, 'ALARM'),
      eventOf('ratesPage', 0, 'ALARM', { actions: [{ receiver: 'pages', succeeded: true }] }),
      eventOf('bounceRateFastBurn', 67, 'OK'),
      eventOf('ratesPage', 67, 'OK'),
    ],
  },
  series: {
    value: [
      seriesOf('DeliveryAttempts', '1h', { [BEFORE]: 1_000, [-16]: 900, [-1]: 1_966, 119: 900 }),
      seriesOf('BounceRate', '1h', { [BEFORE]: 0.011, [-16]: 0.06, [-1]: 0.31, 119: 0.01 }),
      seriesOf('ComplaintRate', '1h', { [BEFORE]: 0, [-1]: 0, 119: 0 }),
      seriesOf('DeliveryAttempts', '24h', { [BEFORE]: 16_000, [-1]: 17_242, 119: 17_800 }),
      seriesOf('BounceRate', '24h', { [BEFORE]: 0.011, [-1]: 0.0433, 119: 0.042 }),
      seriesOf('ComplaintRate', '24h', { [BEFORE]: 0, [-1]: 0.0001, 119: 0.0001 }),
      seriesOf('SendQuotaUsage', undefined, { [BEFORE]: 0.32, [-1]: 0.345, 119: 0.35 }),
      seriesOf('EnforcementLevel', undefined, { [BEFORE]: 0, 60: 0, 75: 1, 119: 1 }),
      seriesOf('SendingEnabled', undefined, { [BEFORE]: 1, 119: 1 }),
    ],
  },
  awsSeries: { value: [seriesOf('Reputation.BounceRate', undefined, { [BEFORE]: 0.012, 97: 0.021 })] },
  account: {
    value: {
      status: 'PROBATION',
      sendingEnabled: true,
      max24HourSend: 50_000,
      sentLast24Hours: 17_800,
      productionAccess: true,
      accessReview: { status: 'GRANTED', caseId: '12345' },
      suppressedReasons: ['BOUNCE', 'COMPLAINT'],
      vdmEnabled: true,
      plan: 'ESSENTIALS',
    },
  },
  suppressions: { value: { days: [{ day: '2026-11-18', bounces: 590, complaints: 2, others: 0 }], hasMore: false } },
};
