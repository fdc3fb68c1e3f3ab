import { describe, expect, it } from '@jest/globals';
import { Fn, Stack } from 'aws-cdk-lib';
import type { AlarmOverrides } from '../../../lib/alarms/alarm-settings';
import { DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';
import { AlarmTopics } from '../../../lib/alarms/alarm-topics';
import { SendAlarms, type SendAlarmsProps } from '../../../lib/alarms/send-alarms';
import { SendStatisticsExporter } from '../../../lib/exporter/send-statistics-exporter';
import { ConfigError } from '../../../lib/shared/config-error';
import { createApp } from '../../support/template';

const stack = new Stack(createApp(), 'Watch', { env: { region: 'eu-west-1' } });
const topics = new AlarmTopics(stack, 'Topics');
const exporter = new SendStatisticsExporter(stack, 'EveryQuarter');
const hourlyExporter = new SendStatisticsExporter(stack, 'Hourly', { schedulePeriodMinutes: 60 });

let created = 0;

function createAlarms(props: Partial<SendAlarmsProps>): SendAlarms {
  created += 1;
  return new SendAlarms(stack, `Alarms${created}`, { exporter, topics, ...props });
}

/** Creates alarms with overrides of any type. */
function overridden(overrides: unknown, props: Partial<SendAlarmsProps> = {}): SendAlarms {
  return createAlarms({ ...props, alarms: overrides as AlarmOverrides });
}

describe('the alarms refuse', () => {
  it('the option "settings" of version 0.2', () => {
    expect(() => createAlarms({ settings: DEFAULT_ALARMS } as never)).toThrow(
      new ConfigError(
        'The configuration cannot be used:\n- "settings": no such option exists, write its entries in "alarms"',
      ),
    );
  });

  it.each([
    ['bounceRateWarning', 'bounceRateCritical', 0.05],
    ['complaintRateWarning', 'complaintRateCritical', 0.001],
    ['quotaWarning', 'quotaCritical', 0.95],
    ['awsBounceRateWarning', 'awsBounceRateCritical', 0.1],
    ['awsComplaintRateWarning', 'awsComplaintRateCritical', 0.005],
  ])('%s at the threshold of %s', (warning, critical, threshold) => {
    expect(() => overridden({ [warning]: { threshold } })).toThrow(
      `- "alarms": ${warning} warns at ${threshold}, but ${critical} pages at ${threshold}: set a lower threshold`,
    );
  });

  it('a fixed window that the exporter does not publish', () => {
    const daily = new SendStatisticsExporter(stack, 'Daily', { windows: ['24h'] });
    expect(() => overridden({ noMail: true }, { exporter: daily })).toThrow(
      '- "alarms": noMail watches the window 1h, which is not published: publish it, or set the alarm to false\n',
    );
  });

  const rate = (setting: object) => ({ bounceRateCritical: setting });

  it.each<[string, unknown, string]>([
    [
      'a threshold of 7',
      rate({ threshold: 7 }),
      '"alarms": bounceRateCritical fires at 7: set a share above 0 and at most 1',
    ],
    [
      '9 of 3 periods',
      rate({ datapointsToAlarm: 9 }),
      '"alarms": bounceRateCritical fires in 9 of 3 periods: set datapointsToAlarm to a number from 1 to 3',
    ],
    [
      '2 of 1 period',
      rate({ datapointsToAlarm: 2, evaluationPeriods: 1 }),
      '"alarms": bounceRateCritical fires in 2 of 1 period: set datapointsToAlarm to 1',
    ],
    [
      'no periods',
      rate({ datapointsToAlarm: 0, evaluationPeriods: 0 }),
      '"alarms": bounceRateCritical evaluates 0 periods: set evaluationPeriods to 1 or more',
    ],
    [
      'a window that the exporter does not publish',
      rate({ window: '7d' }),
      '"alarms": bounceRateCritical watches the window 7d, which is not published: publish it, choose from 1h, 24h, 14d, or set the alarm to false',
    ],
    ['NaN', rate({ threshold: Number.NaN }), '"alarms", bounceRateCritical.threshold is NaN: write a number'],
    [
      'infinity',
      rate({ attempts: Number.POSITIVE_INFINITY }),
      '"alarms", bounceRateCritical.attempts is Infinity: write a number',
    ],
    ['a BigInt', rate({ attempts: 100n }), '"alarms", bounceRateCritical.attempts is 100n: write a number'],
    ['a string', rate({ threshold: '0.05' }), '"alarms", bounceRateCritical.threshold is "0.05": write a number'],
    [
      'half a period',
      rate({ evaluationPeriods: 3.5 }),
      '"alarms", bounceRateCritical.evaluationPeriods is 3.5: write a whole number',
    ],
    [
      'a window that is not a string',
      rate({ window: 24 }),
      '"alarms", bounceRateCritical.window is 24: write a window such as 24h',
    ],
    [
      'an alarm that is true',
      { quotaWarning: true },
      '"alarms", quotaWarning is true: write false, or an object of numbers: datapointsToAlarm, evaluationPeriods, threshold',
    ],
    [
      'a heartbeat that one period decides',
      { exporterSilent: { datapointsToAlarm: 1 } },
      '"alarms": exporterSilent fires in 1 of 3 periods: set datapointsToAlarm to 2 or more, because a datapoint may arrive late',
    ],
    ['null', null, '"alarms" is null: write an object of alarms, or false for no alarms at all'],
    ['true', true, '"alarms" is true: write an object of alarms, or false for no alarms at all'],
  ])('%s', (_, overrides, problem) => {
    expect(() => overridden(overrides)).toThrow(new ConfigError(`The configuration cannot be used:\n- ${problem}`));
  });

  it.each([
    [
      'an alarm that does not exist',
      { bounceRate: false },
      /"alarms", bounceRate: .*, choose from bounceRateFastBurn, /,
    ],
    [
      'a misspelled property',
      rate({ treshold: 0.5 }),
      /"alarms", bounceRateCritical\.treshold: .*, choose from datapointsToAlarm, evaluationPeriods, threshold, window, attempts, events$/,
    ],
  ])('%s', (_, overrides, message) => {
    expect(() => overridden(overrides)).toThrow(message);
  });

  it.each([
    ['a fragment', 'https://wiki.example.com/ses#top', /"runbookUrl" is "https.*#top": leave out the fragment/],
    ['another scheme', 'wiki:foo', /"runbookUrl" is "wiki:foo": write the URL of a page/],
    [
      'a password',
      'https://me:secret@wiki.example.com',
      /"runbookUrl" is "https:\/\/\*\*\*@wiki.example.com": leave out user/,
    ],
    [
      'a password without a user',
      'https://:secret@wiki.example.com',
      /"runbookUrl" is "https:\/\/\*\*\*@wiki.example.com": leave out user/,
    ],
    ['a control character', 'https://wiki.example.com/\u009b2J', /"runbookUrl" is .*: write the URL of a page/],
    ['no host', 'https:///ses', /"runbookUrl" is .*: write the URL of a page/],
    ['a wrong type', 7 as never, /"runbookUrl" is 7: write the URL of a page/],
  ])('a runbook URL with %s', (_, runbookUrl, message) => {
    expect(() => createAlarms({ runbookUrl })).toThrow(message);
  });

  it('all problems at once', () => {
    const create = () =>
      createAlarms({
        alarms: { bounceRateCritical: { threshold: 7 }, exporterSilent: { datapointsToAlarm: 9 } },
        okActions: ['page' as never],
        runbookUrl: `https://example.com/${'a'.repeat(300)}`,
      });
    expect(create).toThrow(
      new ConfigError(
        [
          'The configuration cannot be used:',
          '"okActions" has "page": write a list of levels: choose from critical, warning',
          `"runbookUrl" is "https://example.com/${'a'.repeat(279)}...: write a URL of at most 300 characters`,
          '"alarms": bounceRateCritical fires at 7: set a share above 0 and at most 1',
          '"alarms": exporterSilent fires in 9 of 3 periods: set datapointsToAlarm to a number from 1 to 3',
        ].join('\n- '),
      ),
    );
  });

  it('malformed overrides beside other problems', () => {
    const create = () => createAlarms({ alarms: { quotaWarning: 7 as never }, okActions: ['page' as never] });
    expect(create).toThrow(/"alarms", quotaWarning is 7: .*\n- "okActions" has "page": /);
  });
});

describe('the alarms accept', () => {
  it.each(['RUNBOOK.md', Fn.importValue('Runbook')])(
    'the runbook URL %s, which is the default or not known yet',
    (runbookUrl) => {
      expect(() => createAlarms({ runbookUrl })).not.toThrow();
    },
  );

  it('as many events as attempts', () => {
    expect(() => overridden({ bounceRateCritical: { attempts: 15, events: 15 } })).not.toThrow();
  });

  it('undefined for an alarm or number, which keeps its default', () => {
    const { settings } = overridden({ sendingDisabled: undefined, quotaWarning: { threshold: undefined } });
    const { sendingDisabled, quotaWarning } = DEFAULT_ALARMS;
    expect(settings).toMatchObject({ sendingDisabled, quotaWarning });
  });

  it('a complete set of settings', () => {
    const settings = { ...DEFAULT_ALARMS, quotaWarning: false as const };
    expect(createAlarms({ alarms: settings }).settings).toMatchObject({ quotaWarning: false, bounceRateSlow: {} });
  });

  it.each([
    [47, undefined],
    [
      48,
      'exporterSilent evaluates 48 periods of 60 minutes: set at most 47, because a new stack warms up for one more period, and CloudWatch allows at most 2880 minutes',
    ],
  ])('a heartbeat that evaluates 47 hours, but not 48: %i', (evaluationPeriods, problem) => {
    const create = () => overridden({ exporterSilent: { evaluationPeriods } }, { exporter: hourlyExporter });
    if (problem) expect(create).toThrow(`- "alarms": ${problem}`);
    else expect(create).not.toThrow();
  });
});
