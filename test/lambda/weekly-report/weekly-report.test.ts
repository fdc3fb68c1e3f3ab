/** The weekly report, with the real SDK clients over a local AWS. */
import type { RecommendationType } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from '@jest/globals';
import { readWeeks } from '../../../lambda/weekly-report/week';
import {
  alarmsInState,
  json,
  runWeekly,
  UNTIL,
  WEEKLY_SETTINGS,
  type WeeklyWorldOptions,
} from '../../support/weekly-world';
import { HEALTHY_ACCOUNT, HOUR, MINUTE } from '../../support/world';

const VDM_ON: WeeklyWorldOptions['account'] = {
  account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
};
const PERSON = 'ada.lovelace@example.com';

const denied = {
  status: 400,
  contentType: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: 'AccessDeniedException', message: `${PERSON} is not allowed` }),
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
};

const historyItem = (stateValue: string, time: number, stateReason = 'Threshold Crossed') => ({
  Timestamp: time / 1000,
  HistoryItemType: 'StateUpdate',
  HistoryData: JSON.stringify({ oldState: { stateValue: 'OK' }, newState: { stateValue, stateReason } }),
});

/** Answers DescribeAlarmHistory for one alarm. */
const historyOf =
  (alarm: string, items: readonly object[]): WeeklyWorldOptions['intercept'] =>
  (operation, body) =>
    operation === 'DescribeAlarmHistory' && JSON.parse(body).AlarmName === alarm
      ? json({ AlarmHistoryItems: items })
      : undefined;

/** The mail of each day of the week before, and none in this week. */
const stoppedAfter = (attempts: number) => (time: number) => ({
  attempts: time > UNTIL - 7 * 24 * HOUR ? 0 : attempts,
  bounces: 0,
  complaints: 0,
});

describe('a healthy week', () => {
  it('says that there is nothing to do, then the figures', async () => {
    const { text, published, report } = await runWeekly({ account: VDM_ON });
    expect(published).toHaveLength(1);
    expect(published[0]).toMatchObject({
      topicArn: WEEKLY_SETTINGS.topicArn,
      subject: 'Weekly report: nothing to do (SES in eu-west-1)',
      attributes: { kind: 'weekly-report' },
    });
    expect(report.unknown).toEqual([]);
    expect(text).toBe(`Nothing to do.
Week: 2026-11-16 07:00 to 2026-11-23 07:00 UTC. Account 111122223333, eu-west-1.

MAIL
Sent: 7,000 (the week before: 7,000)
Bounces: 70, 1 % (the week before: 1 %)
Complaints: 0, 0 % (the week before: 0 %)
Hour with the most bounces: none
Hour with the most complaints: none

AWS'S OWN RATES
Bounce rate: 1 %, at most 1 % this week
Complaint rate: 0.02 %, at most 0.02 % this week

ACCOUNT
Standing: HEALTHY. Sending: enabled.
Highest use of the daily quota: 30 % of ${HEALTHY_ACCOUNT.SendQuota?.Max24HourSend?.toLocaleString('en-US')}
Added to the suppression list: 0 because of bounces, 0 because of complaints
Open findings of SES: none

ALARMS
Pages this week: 0
In ALARM now: none
Polls that published: 168 of 168`);
  });

  it('has the schema of a chat message for HTTPS, and only a subject for SMS', async () => {
    const { published } = await runWeekly();
    const forms = JSON.parse((published[0] as unknown as { message: string }).message ?? '{}');
    expect(JSON.parse(forms.https)).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { title: published[0]?.subject, textType: 'client-markdown' },
    });
    expect(forms.sms).toBe(published[0]?.subject);
  });
});

describe('the figures', () => {
  it('name the hours with the most bounces and complaints, and the trend', async () => {
    const burst = UNTIL - 50 * HOUR;
    const { text } = await runWeekly({
      day: (time) =>
        time > UNTIL - 7 * 24 * HOUR
          ? { attempts: 2000, bounces: 100, complaints: 1 }
          : { attempts: 1000, bounces: 10, complaints: 2 },
      hour: (time) =>
        time === burst ? { attempts: 1966, bounces: 610, complaints: 3 } : { attempts: 5, bounces: 4, complaints: 0 },
      quotaUsage: (time) => (time === burst ? 0.91 : 0.2),
    });
    expect(text).toContain('Sent: 14,000 (the week before: 7,000, so 100 % more)');
    expect(text).toContain('Bounces: 700, 5 % (the week before: 1 %)');
    expect(text).toContain('Complaints: 7, 0.05 % (the week before: 0.2 %)');
    expect(text).toContain(
      'Hour with the most bounces: 2026-11-21 04:00 to 2026-11-21 05:00 UTC, 610 of 1,966 sends (31.03 %)',
    );
    expect(text).toContain('Hour with the most complaints: 2026-11-21 04:00 to 2026-11-21 05:00 UTC, 3 of 1,966 sends');
    expect(text).toContain('Highest use of the daily quota: 91 %');
  });

  it('call a limited rate a minimum', async () => {
    const { text } = await runWeekly({ hour: () => ({ attempts: 4, bounces: 9, complaints: 0 }) });
    expect(text).toContain('at least 4 of 4 sends (100 %)');
  });

  it('count an hour of the week before neither as a poll nor as the worst hour', async () => {
    const start = UNTIL - 7 * 24 * HOUR;
    const { text } = await runWeekly({
      hour: (time) => ({ attempts: 50, bounces: time === start ? 40 : 0, complaints: 0 }),
    });
    expect(text).toContain('Hour with the most bounces: none');
    expect(text).toContain('Polls that published: 168 of 168');
  });

  it('are unknown if a day has no gauge, and never 0', async () => {
    const { text, report } = await runWeekly({
      day: (time) =>
        time > UNTIL - 30 * HOUR && time <= UNTIL - 23 * HOUR ? undefined : { attempts: 10, bounces: 0, complaints: 0 },
    });
    expect(text).toContain('Sent: unknown, because at least one day has no count');
    expect(text).toContain('Bounces: unknown');
    expect(report.toDo).toEqual([{ kind: 'no-mail-figures' }]);
  });

  it('are not "nothing to do" if the exporter published nothing', async () => {
    const { text, published } = await runWeekly({ day: () => undefined, hour: () => undefined });
    expect(published[0]?.subject).toContain('1 thing to do');
    expect(text).toContain('Only 0 of 168 polls published their values. Read the log of the exporter.');
    expect(text).toContain('Hour with the most bounces: unknown');
  });

  it.each([
    [
      12,
      'The first value is of 2026-11-22 20:00 UTC. If the stack is older, read the log of the exporter. Otherwise, ',
    ],
    [8 * 24, 'Read the log of the exporter.'],
  ])('name the first value only if it is in the week: %i hours ago', async (hours, advice) => {
    const inDays = (time: number) => time > UNTIL - hours * HOUR && time % (12 * HOUR) !== 0;
    const { text } = await runWeekly({
      hour: (time) => (inDays(time) ? { attempts: 50, bounces: 0, complaints: 0 } : undefined),
    });
    expect(text).toContain(` polls published their values. ${advice}`);
  });

  it.each<[before: number, comparison: string]>([
    [1001, '7,007, so about as much'],
    [999, '6,993, so about as much'],
    [1006, '7,042, so 1 % less'],
    [994, '6,958, so 1 % more'],
    [1000, '7,000'],
  ])('compare with %i mails a day in the week before: %s', async (before, comparison) => {
    const { text } = await runWeekly({
      day: (time) => ({ attempts: time > UNTIL - 7 * 24 * HOUR ? 1000 : before, bounces: 0, complaints: 0 }),
    });
    expect(text).toContain(`Sent: 7,000 (the week before: ${comparison})`);
  });

  it('of a small sender without mail are nothing to do', async () => {
    const { text } = await runWeekly({ day: stoppedAfter(5) });
    expect(text).toContain('Sent: 0 (the week before: 35, so 100 % less)');
    expect(text).toMatch(/^Nothing to do\./);
  });

  it('of a week without mail are 0', async () => {
    const none = () => ({ attempts: 0, bounces: 0, complaints: 0 });
    const { text, report } = await runWeekly({ day: none, hour: none });
    expect(text).toContain('Sent: 0 (the week before: 0)');
    expect(text).toContain('Bounces: 0, no mail');
    expect(report.toDo).toEqual([]);
  });

  it('say so if AWS publishes no rates', async () => {
    const { text } = await runWeekly({
      intercept: (operation, body) => {
        if (operation !== 'GetMetricData' || !body.includes('Reputation.')) return undefined;
        const ids = ['bounceRate', 'complaintRate'];
        return json({
          MetricDataResults: ids.map((Id) => ({ Id, StatusCode: 'Complete', Timestamps: [], Values: [] })),
        });
      },
    });
    expect(text).toContain('Bounce rate: AWS published none this week');
  });
});

describe('what to do comes first', () => {
  it.each<[string, WeeklyWorldOptions, string]>([
    [
      'an account under review',
      { account: { account: () => ({ ...HEALTHY_ACCOUNT, EnforcementStatus: 'PROBATION' }) } },
      '1. The account is not healthy: its status is PROBATION.',
    ],
    [
      'a status that is no word of SES',
      { account: { account: () => ({ ...HEALTHY_ACCOUNT, EnforcementStatus: `see ${PERSON}` }) } },
      '1. The account is not healthy: its status is unknown to this version.',
    ],
    [
      'disabled sending',
      { account: { account: () => ({ ...HEALTHY_ACCOUNT, SendingEnabled: false }) } },
      '1. Sending is off in this Region.',
    ],
    [
      'an alarm in ALARM, but not one of another stack',
      {
        intercept: (operation) =>
          operation === 'DescribeAlarms'
            ? alarmsInState({ Other: 'ALARM', 'Watch-bounce-rate-warning': 'ALARM' })
            : undefined,
      },
      '1. The alarm Watch-bounce-rate-warning is in ALARM.',
    ],
    [
      'an alarm that somebody deleted',
      {
        intercept: (operation) =>
          operation === 'DescribeAlarms'
            ? json({
                CompositeAlarms: [{ AlarmName: 'Watch-rates-page', StateValue: 'OK' }],
                MetricAlarms: [{ AlarmName: 'Watch-quota-critical', StateValue: 'OK' }],
              })
            : undefined,
      },
      '1. The alarm Watch-bounce-rate-warning does not exist, so it never fires.',
    ],
    [
      'a pause of AWS, which also disables sending and stops all mail',
      {
        account: { account: () => ({ ...HEALTHY_ACCOUNT, EnforcementStatus: 'SHUTDOWN', SendingEnabled: false }) },
        day: stoppedAfter(1000),
      },
      '1. AWS paused the sending of this account.',
    ],
    [
      'disabled sending, which stops all mail',
      { account: { account: () => ({ ...HEALTHY_ACCOUNT, SendingEnabled: false }) }, day: stoppedAfter(1000) },
      '1. Sending is off in this Region.',
    ],
    ['mail that stopped', { day: stoppedAfter(1000) }, '1. No mail went out, but the week before had 7,000 sends.'],
    [
      'findings of high impact, by type',
      {
        account: {
          ...VDM_ON,
          recommendations: [
            { Type: 'DKIM', Impact: 'HIGH', Status: 'OPEN', ResourceArn: `arn:aws:ses:eu-west-1:1:identity/${PERSON}` },
            { Type: 'DKIM', Impact: 'HIGH', Status: 'OPEN' },
            { Type: 'BIMI', Impact: 'LOW', Status: 'OPEN' },
            { Type: 'SPF', Impact: 'HIGH', Status: 'FIXED' },
          ],
        },
      },
      '1. SES reports a problem of high impact with DKIM, 2 times.',
    ],
  ])('%s', async (_, options, expected) => {
    const { text, published } = await runWeekly(options);
    expect(published[0]?.subject).toBe('Weekly report: 1 thing to do (SES in eu-west-1)');
    expect(text).toMatch(/^1 thing to do\./);
    expect(text).toContain(`TO DO\n${expected}`);
    expect(text).toContain(`Runbook: ${WEEKLY_SETTINGS.runbookUrl}`);
    expect(text).not.toContain('2. ');
    expect(text).not.toContain(PERSON);
  });
});

describe('the pages of the week', () => {
  it('are those that went into ALARM, without drills', async () => {
    const { text } = await runWeekly({
      intercept: historyOf('Watch-rates-page', [
        historyItem('ALARM', UNTIL - 30 * HOUR),
        historyItem('OK', UNTIL - 29 * HOUR),
        historyItem('ALARM', UNTIL - 3 * HOUR, 'Drill of the quarter'),
        historyItem('ALARM', UNTIL + MINUTE),
      ]),
    });
    expect(text).toContain('Pages this week: 1, and 1 drill\n  2026-11-22 01:00 UTC  Watch-rates-page');
  });

  it('are unknown if the history cannot be read', async () => {
    const item = { Timestamp: UNTIL / 1000 - 60, HistoryData: 'ALARM' };
    const { text, report } = await runWeekly({ intercept: historyOf('Watch-quota-critical', [item]) });
    expect(text).toContain('Pages this week: unknown (UnreadableHistory)');
    expect(report.unknown).toEqual(['pages']);
  });
});

describe('a part that cannot be read is unknown, and the report is still sent', () => {
  it.each<[denies: string, line: string, part: string]>([
    ['GetMetricData', 'Mail: unknown (AccessDeniedException)', "the exporter's metrics"],
    ['GetAccount', 'Standing: unknown (AccessDeniedException)', "the account's standing"],
    [
      'ListSuppressedDestinations',
      'Added to the suppression list: unknown (AccessDeniedException)',
      'the suppression list',
    ],
    ['DescribeAlarms', 'In ALARM now: unknown (AccessDeniedException)', 'the states of the alarms'],
    ['DescribeAlarmHistory', 'Pages this week: unknown (AccessDeniedException)', 'the history of the alarms'],
  ])('%s', async (denies, line, part) => {
    const { text, published, log } = await runWeekly({
      account: VDM_ON,
      intercept: (operation) => (operation === denies ? denied : undefined),
    });
    expect(published).toHaveLength(1);
    expect(text).toContain(line);
    expect(text).toContain(part);
    expect(text).not.toContain('Nothing to do');
    expect(published[0]?.subject).toMatch(/nothing found, \d parts? unknown/);
    expect(JSON.stringify(log)).toContain('AccessDeniedException');
    expect(text + JSON.stringify(log)).not.toContain(PERSON);
  });

  it("SES's findings without VDM are unknown, but that is no failure", async () => {
    const { text, report } = await runWeekly({
      account: { account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'DISABLED' } }) },
    });
    expect(text).toContain('Open findings of SES: unknown, because Virtual Deliverability Manager is off');
    expect(report.unknown).toEqual([]);
  });

  it('more findings than the report reads', async () => {
    const recommendations = Array.from(
      { length: 501 },
      () => ({ Type: 'BIMI', Impact: 'LOW', Status: 'OPEN' }) as const,
    );
    const { text } = await runWeekly({ account: { ...VDM_ON, recommendations } });
    expect(text).toContain('Open findings of SES: BIMI (500), and more');
    expect(text).toMatch(/^Nothing was found, but the report could not read SES's findings\./);
  });

  it('an incomplete answer of CloudWatch counts as unknown', async () => {
    const { text } = await runWeekly({
      intercept: (operation) =>
        operation === 'GetMetricData'
          ? json({ MetricDataResults: [{ Id: 'quotaUsage', StatusCode: 'Complete' }] })
          : undefined,
    });
    expect(text).toContain('Mail: unknown (UnexpectedResponse)');
    expect(text).toContain("AWS's own rates: unknown (UnexpectedResponse)");
  });

  it('a standing that SES leaves out is unknown', async () => {
    const { report, text } = await runWeekly({ account: { account: () => ({}) } });
    expect(report.unknown).toContain('account');
    expect(text).toContain('Standing: unknown. Sending: unknown.');
  });
});

it('the longest report fits into a message of SNS', async () => {
  const recommendations = Array.from({ length: 501 }, (_, index) => ({
    Type: `NEW_TYPE_${index}_`.padEnd(40, 'X') as RecommendationType,
    Impact: 'HIGH' as const,
    Status: 'OPEN' as const,
  }));
  const { text, published } = await runWeekly({ account: { ...VDM_ON, recommendations } });
  expect(text).toMatch(/^500 things to do\./);
  expect(Buffer.byteLength((published[0] as unknown as { message: string }).message)).toBeLessThan(256 * 1024);
});

describe('the time of the event', () => {
  it('is that of the schedule, up to eight days ago', () => {
    const { week } = readWeeks({ scheduledTime: '2026-11-23T07:00:00Z' }, UNTIL + 7 * 24 * HOUR);
    expect(week.until).toBe(UNTIL);
  });

  it.each([5, null, 'Monday', '2026', '2026-11-24T07:00:00Z', '2026-11-14T07:00:00Z', '2026-11-23T07:00:00'])(
    'cannot be %j',
    (scheduledTime) => {
      expect(() => readWeeks({ scheduledTime }, UNTIL)).toThrow(
        'no usable scheduledTime: pass a time of the last 8 days',
      );
    },
  );
});
