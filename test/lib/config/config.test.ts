import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALARMS, PAGING_RATES } from '../../../lib/alarms/alarm-table';
import { readConfig } from '../../../lib/config/config';
import { ConfigError } from '../../../lib/shared/config-error';

const RUNBOOK_ADVICE =
  'write the URL of a page, such as https://wiki.example.com/ses-runbook: alarms link only to http and https';

const NAMESPACE_ADVICE =
  'write a namespace that begins with neither "AWS/" nor a colon, because CloudWatch refuses both';

const NOBODY = { emails: [], endpointParameters: [], topicArns: [] };

const LOOK_UPS = { maxWaitSeconds: 5, cache: true, corsOrigins: [], jwt: undefined, encryptionKeyArns: [] };

const LOOK_UPS_ADVICE =
  '- "exporter:briefs" is true: remove false from "exporter:messageInsights", because briefs use its table, or write false here';
const ALARMS_ADVICE =
  '- "exporter:briefs" is true: switch on at least one of bounceRateFastBurn, complaintRateFastBurn, bounceRateCritical, complaintRateCritical, awsBounceRateCritical, awsComplaintRateCritical in "exporter:alarms", because a brief explains a page, or write false here';

const DEFAULTS = {
  regions: undefined,
  namePrefix: 'SesMetricsExporter',
  namespace: 'SES/SendStatistics',
  windows: ['1h', '24h', '14d'],
  optionalMetrics: [],
  schedulePeriodMinutes: 15,
  logRetentionDays: 30,
  tags: {},
  alarms: DEFAULT_ALARMS,
  notifications: { critical: NOBODY, warning: NOBODY, okActions: ['critical'] },
  messageInsights: LOOK_UPS,
  briefs: undefined,
  weeklyReport: false,
  monitoring: undefined,
  monitoringSinkArns: [],
  runbookUrl: undefined,
  dashboard: true,
  healthEvents: false,
};

it('has the documented defaults without settings, and ignores other context keys', () => {
  expect(readConfig({})).toEqual(DEFAULTS);
  expect(readConfig({ '@aws-cdk/core:checkSecretUsage': true, 'acknowledged-issue-numbers': [1] })).toEqual(DEFAULTS);
});

describe('a setting has the same value in cdk.json and on the command line', () => {
  it.each([
    ['regions', ['eu-west-1', 'us-gov-west-1', 'eusc-de-east-1'], 'eu-west-1, us-gov-west-1,eusc-de-east-1'],
    ['namespace', 'Mail/Team A', 'Mail/Team A'],
    ['windows', ['15m', '7d'], '15m,7d'],
    ['optionalMetrics', ['Bounces', 'RejectRate'], 'Bounces,RejectRate'],
    ['schedulePeriodMinutes', 5, '5'],
    ['dashboard', false, 'false'],
    ['briefs', false, 'false'],
    ['consoleWidgets', false, 'false'],
    ['healthEvents', true, 'true'],
    ['logRetentionDays', 365, '365'],
    [
      'monitoringSinkArns',
      ['arn:aws:oam:eu-west-1:999988887777:sink/0f1e-22', 'arn:aws-us-gov:oam:us-gov-west-1:999988887777:sink/33'],
      'arn:aws:oam:eu-west-1:999988887777:sink/0f1e-22,arn:aws-us-gov:oam:us-gov-west-1:999988887777:sink/33',
    ],
    ['tags', { team: 'mail', 'cost-center': '42' }, 'team=mail,cost-center=42'],
  ])('%s', (name, inFile, onCommandLine) => {
    const alarms = { 'exporter:alarms': false }; // alarms need the default windows
    const expected = { ...readConfig(alarms), [name]: inFile };
    expect(readConfig({ ...alarms, [`exporter:${name}`]: inFile })).toEqual(expected);
    expect(readConfig({ ...alarms, [`exporter:${name}`]: onCommandLine })).toEqual(expected);
    const asJson = typeof inFile === 'string' ? inFile : JSON.stringify(inFile);
    expect(readConfig({ ...alarms, [`exporter:${name}`]: asJson })).toEqual(expected);
  });
});

describe('a problem names the setting, its value and what to do', () => {
  it.each<[string, unknown, string]>([
    ['regions', ['eu-west-1', 'eu-west-1'], 'write every Region once'],
    ['regions', [], 'write at least one Region, or leave the setting out'],
    ['regions', 7, 'write a list of strings, or one string with commas'],
    ['namespace', 'AWS/SES', NAMESPACE_ADVICE],
    ['namespace', ':x', NAMESPACE_ADVICE],
    ['namespace', '', 'write 1 to 255 of the characters A-Z a-z 0-9 . _ / # : - and space'],
    ['namespace', 5, 'write a string'],
    [
      'windows',
      '1h,7m',
      '"7m" is not a window: write a multiple of 15 minutes from 15m to 14d, such as 45m, 1h, 24h or 14d',
    ],
    ['windows', ['24h', '1d'], '"24h" and "1d" are the same window: write it once'],
    [
      'windows',
      '7m,7m',
      '"7m" is not a window: write a multiple of 15 minutes from 15m to 14d, such as 45m, 1h, 24h or 14d',
    ],
    ['namespace', '  ', 'write 1 to 255 of the characters A-Z a-z 0-9 . _ / # : - and space'],
    ['optionalMetrics', 'Bounces,Bounces', 'write every metric once'],
    ['dashboard', 'maybe', 'write true or false'],
    ['runbookUrl', 'wiki', RUNBOOK_ADVICE],
    ['runbookUrl', 'wiki:foo', RUNBOOK_ADVICE],
    ['runbookUrl', 'file:///RUNBOOK.md', RUNBOOK_ADVICE],
    ['runbookUrl', 'javascript:alert(1)', RUNBOOK_ADVICE],
    ['runbookUrl', 'https://wiki.example.com/a b', RUNBOOK_ADVICE],
    ['runbookUrl', '', RUNBOOK_ADVICE],
    [
      'runbookUrl',
      'https://wiki.example.com/ses#alarms',
      'leave out the fragment ("#..."), because each alarm appends the fragment of its heading',
    ],
    [
      'runbookUrl',
      'https://wiki.example.com/ses#',
      'leave out the fragment ("#..."), because each alarm appends the fragment of its heading',
    ],
    [
      'monitoringSinkArns',
      ['arn:aws:oam:eu-west-1:999988887777:sink/1', 'arn:aws:oam:eu-west-1:999988887777:sink/2'],
      'write one sink for each Region',
    ],
    ['tags', 'a=b,a=c', 'write an object of strings, or key=value,key=value'],
    ['tags', 'aws:x=1', 'write keys and values that do not begin with "aws:", which AWS reserves'],
    ['tags', { 'a!': 'b' }, 'write keys of 1 to 128 letters, digits, spaces and _ . : / = + - @'],
    ['tags', { a: 'b'.repeat(257) }, 'write values of 1 to 256 letters, digits, spaces and _ . : / = + - @'],
    ['windows', [], 'the list is empty: write at least one window, such as 24h'],
    [
      'windows',
      Array.from({ length: 21 }, (_, hour) => `${hour + 1}h`),
      '21 windows are listed: write at most 20, because each is billed as three metrics or more',
    ],
    ['schedulePeriodMinutes', 7, 'choose from 5, 10, 15, 20, 30, 60'],
    ['schedulePeriodMinutes', 'often', 'write a number'],
    ['logRetentionDays', 31, expect.stringMatching(/^choose from 1, 3, 5, 7, 14, 30, .*, 3653$/) as unknown as string],
    ['tags', 'team', 'write an object of strings, or key=value,key=value'],
  ])('%s: %j', (name, value, advice) => {
    const got = problemsOf({ [`exporter:${name}`]: value });
    const prefix = `- "exporter:${name}" is ${JSON.stringify(value)}: `;
    expect(got).toHaveLength(1);
    expect(got[0]?.slice(0, prefix.length)).toBe(prefix);
    expect(got[0]?.slice(prefix.length)).toEqual(advice);
  });

  it.each<[string, unknown, string]>([
    ['regions', 'nowhere', 'has "nowhere": write names of Regions, such as eu-west-1'],
    ['regions', ['eu-west-1', 'nowhere'], 'has "nowhere": write names of Regions, such as eu-west-1'],
    ['windows', ['1h', 2], 'has 2: write a list of strings, or one string with commas'],
    [
      'optionalMetrics',
      ['Sends'],
      'has "Sends": choose from Bounces, Complaints, Rejects, RejectRate, AttemptsWeekBefore',
    ],
    [
      'optionalMetrics',
      'Bounces,BounceRate',
      'has "BounceRate": choose from Bounces, Complaints, Rejects, RejectRate, AttemptsWeekBefore',
    ],
    [
      'monitoringSinkArns',
      ['arn:aws:oam:eu-west-1:999988887777:link/1'],
      'has "arn:aws:oam:eu-west-1:999988887777:link/1": write a list of ARNs of sinks, one for each Region. The stacks SesMetricsMonitoring print the ARNs',
    ],
  ])('the problem of %s: %j names the wrong element', (name, value, problem) => {
    expect(problemsOf({ [`exporter:${name}`]: value })).toEqual([`- "exporter:${name}" ${problem}`]);
  });

  it('the problem of a tag names its key', () => {
    expect(problemsOf({ 'exporter:tags': { team: 1 } })).toEqual([
      '- "exporter:tags", team is 1: write an object of strings, or key=value,key=value',
    ]);
  });

  it('a misspelled setting is not ignored', () => {
    expect(problemsOf({ 'exporter:window': '1h' })).toEqual([
      expect.stringMatching(/^- "exporter:window" is not a setting: choose from exporter:regions, .*exporter:windows/),
    ]);
  });

  it('a setting without its prefix is not ignored', () => {
    expect(problemsOf({ windows: '1h' })).toEqual(['- "windows" is set: write it as "exporter:windows"']);
  });

  it.each<[string, unknown]>([
    ['exporter.windows', '1h'],
    ['Exporter:windows', '1h'],
    ['exporter', { windows: '1h' }],
  ])('the near miss "%s" is not ignored, and the message has settings to paste', (key, value) => {
    expect(problemsOf({ [key]: value })).toEqual([
      `- "${key}" is set: write each setting as its own key, such as:\n    "exporter:windows": "1h"`,
    ]);
  });

  it('a near miss without settings gets an example', () => {
    expect(problemsOf({ exporter: '1h' })).toEqual([
      '- "exporter" is set: write each setting as its own key, such as "exporter:windows"',
    ]);
  });

  it('misspelled settings are one problem, with settings to paste instead', () => {
    expect(
      problemsOf({ 'exporter:window': ['1h', '24h'], 'exporter:healthEvent': true, 'exporter:colour': 'red' }),
    ).toEqual([
      expect.stringMatching(
        /^- "exporter:window", "exporter:healthEvent", "exporter:colour" are not settings: choose from .*\. Did you mean:\n {4}"exporter:windows": \["1h","24h"\],\n {4}"exporter:healthEvents": true$/,
      ),
    ]);
  });

  it('settings without their prefix are one problem, with settings to paste', () => {
    expect(problemsOf({ windows: '1h', dashboard: false, 'exporter:alarms': false })).toEqual([
      '- "windows", "dashboard" are set: write each setting as its own key, such as:\n    "exporter:windows": "1h",\n    "exporter:dashboard": false',
    ]);
  });

  it('the message cuts a long value', () => {
    expect(problemsOf({ 'exporter:runbookUrl': `https://wiki.example.com/${'x'.repeat(9999)}` })).toEqual([
      `- "exporter:runbookUrl" is "https://wiki.example.com/${'x'.repeat(274)}...: write a URL of at most 300 characters`,
    ]);
  });

  it('a message contains no password of a URL, and no URL that pages somebody', () => {
    const [runbook] = problemsOf({ 'exporter:runbookUrl': 'https://me:secret@wiki.example.com' });
    expect(runbook).toBe(
      '- "exporter:runbookUrl" is "https://***@wiki.example.com": leave out user and password, because everybody who receives an alarm can read its link',
    );
    const endpointParameters = ['https://events.example.com/integration/0123456789abcdef'];
    for (const notifications of [
      { critical: { endpointParameters } },
      { critical: endpointParameters },
      endpointParameters,
    ]) {
      const [problem] = problemsOf({ 'exporter:notifications': notifications });
      expect(problem).not.toContain('0123456789abcdef');
    }
  });

  it.each<[Record<string, string>, string]>([
    [{ team: '' }, 'write values of 1 to 256 letters, digits, spaces and _ . : / = + - @'],
    [{ team: 'mail\n' }, 'write values of 1 to 256 letters, digits, spaces and _ . : / = + - @'],
    [{ team: 'mail & web' }, 'write values of 1 to 256 letters, digits, spaces and _ . : / = + - @'],
    [{ team: 'AWS:mail' }, 'write keys and values that do not begin with "aws:", which AWS reserves'],
    [{ Team: 'a', team: 'b' }, 'write keys that differ in more than case, because IAM ignores case'],
    [
      Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])),
      'write at most 50 tags, because AWS allows no more per resource',
    ],
  ])('tags that AWS would refuse have one problem: %j', (tags, advice) => {
    const [problem, ...others] = problemsOf({ 'exporter:tags': tags });
    expect(others).toEqual([]);
    expect(problem?.endsWith(`: ${advice}`)).toBe(true);
  });

  it('tags that AWS accepts have no problem', () => {
    const tags = { Größe: 'groß @ 1.0_a/b:c=d+e-f', [`k${'ü'.repeat(127)}`]: '𝒱'.repeat(256) };
    expect(readConfig({ 'exporter:tags': tags }).tags).toEqual(tags);
  });

  it('all problems are reported at once', () => {
    expect(
      problemsOf({ 'exporter:windows': '7m,8m', 'exporter:namespace': 'AWS/X', tags: 'a=b', 'exporter:x': 1 }),
    ).toHaveLength(5);
  });
});

describe('alarms', () => {
  const alarmsOf = (alarms: unknown) => readConfig({ 'exporter:alarms': alarms }).alarms;

  it.each([
    ['as an object', { bounceRateWarning: { threshold: 0.04 }, quotaWarning: false }],
    ['as JSON', '{"bounceRateWarning":{"threshold":0.04},"quotaWarning":false}'],
  ])('take other numbers, and can be switched off one by one, %s', (_, alarms) => {
    expect(alarmsOf(alarms)).toEqual({
      ...DEFAULT_ALARMS,
      bounceRateWarning: { ...DEFAULT_ALARMS.bounceRateWarning, threshold: 0.04 },
      quotaWarning: false,
    });
  });

  it.each([false, 'false'])('are all switched off by %j', (alarms) => {
    expect(new Set(Object.values(alarmsOf(alarms)))).toEqual(new Set([false]));
  });

  it.each([
    ['a share of 700 %', { bounceRateWarning: { threshold: 7 } }, /fires at 7: set a share above 0 and at most 1$/],
    ['200 periods', { exporterSilent: { evaluationPeriods: 200 } }, /CloudWatch allows at most 24 hours$/],
  ])('%s is one problem', (_, alarms, problem) => {
    expect(problemsOf({ 'exporter:alarms': alarms })).toEqual([expect.stringMatching(problem)]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a warning above its critical alarm',
      { bounceRateWarning: { threshold: 0.06 } },
      /bounceRateWarning warns at 0.06, but bounceRateCritical pages at 0.05: set a lower threshold/,
    ],
    [
      'a floor of 0 attempts',
      { bounceRateSlow: { attempts: 0 } },
      /bounceRateSlow requires 0 attempts and 15 events: set at least 1 of each/,
    ],
    [
      'more events than attempts',
      { bounceRateSlow: { attempts: 10 } },
      /bounceRateSlow requires 15 events in 10 attempts: set at most as many events as attempts/,
    ],
    [
      'a window that is not published',
      { complaintRateSlow: { window: '7d' } },
      /complaintRateSlow watches 7d, which "exporter:windows" does not list: add the window there, or write:\n/,
    ],
    [
      'more datapoints than periods',
      { exporterSilent: { datapointsToAlarm: 4 } },
      /exporterSilent fires in 4 of 3 periods: set datapointsToAlarm to a number from 1 to 3/,
    ],
    [
      'more than a day',
      { exporterSilent: { evaluationPeriods: 97 } },
      /exporterSilent evaluates 97 periods of 15 minutes: set at most 96, because CloudWatch allows at most 24 hours/,
    ],
    [
      'a rate above 1',
      { bounceRateFastBurn: { threshold: 10 } },
      /bounceRateFastBurn fires at 10: set a share above 0 and at most 1/,
    ],
    [
      'a level that SES does not define',
      { accountUnderReview: { threshold: 3 } },
      /accountUnderReview fires at 3: SES's level is 1/,
    ],
    ['a count below one', { exporterFailing: { threshold: 0 } }, /exporterFailing fires at 0: set 1 or more/],
    ['another count below one', { lookUpsThrottled: { threshold: 0 } }, /lookUpsThrottled fires at 0: set 1 or more/],
    ['a share of 0', { quotaWarning: { threshold: 0 } }, /quotaWarning fires at 0: set a share above 0/],
    ['an unknown alarm', { bounceRate: false }, /bounceRate: no such setting exists, choose from/],
    [
      'a string instead of a number',
      { quotaCritical: { threshold: 'high' } },
      /quotaCritical\.threshold is "high": write a number$/,
    ],
    [
      'a setting that an alarm does not have',
      { quotaCritical: { attempts: 5 } },
      /quotaCritical\.attempts: no such setting exists, choose from datapointsToAlarm, evaluationPeriods, threshold$/,
    ],
  ])('refuse %s', (_, alarms, problem) => {
    const problems = problemsOf({ 'exporter:alarms': alarms });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it.each([
    ['bounceRateWarning', 0.05],
    ['complaintRateWarning', 0.001],
    ['quotaWarning', 0.95],
    ['awsBounceRateWarning', 0.1],
    ['awsComplaintRateWarning', 0.005],
  ])('refuse %s with the threshold of its critical alarm, %d', (name, threshold) => {
    expect(problemsOf({ 'exporter:alarms': { [name]: { threshold } } })).toEqual([
      expect.stringMatching(`${name} warns at ${threshold}, but .* pages at ${threshold}: set a lower threshold`),
    ]);
  });

  it('evaluate at most a day, or a week on AWS’s hourly rates', () => {
    expect(alarmsOf({ exporterSilent: { evaluationPeriods: 96 } })).toBeDefined();
    expect(alarmsOf({ awsBounceRateWarning: { evaluationPeriods: 168 } })).toBeDefined();
    expect(problemsOf({ 'exporter:alarms': { awsBounceRateWarning: { evaluationPeriods: 169 } } })).toHaveLength(1);
  });

  it('are reported beside other problems, such as topics that several Regions lack', () => {
    const topicArns = ['arn:aws:sns:eu-west-1:111122223333:pager'];
    const context = {
      'exporter:regions': 'eu-west-1,us-east-1,eu-north-1',
      'exporter:notifications': { critical: { topicArns }, warning: { topicArns } },
      'exporter:alarms': { quotaWarning: { threshold: 7 } },
      'exporter:namespace': 'AWS/X',
    };
    const lacking = (level: string) =>
      `- "exporter:notifications", ${level}.topicArns is ${JSON.stringify(topicArns)}: add the topic of us-east-1, eu-north-1, because an alarm notifies only topics of its own Region`;
    expect(problemsOf(context)).toEqual(
      expect.arrayContaining([
        lacking('critical'),
        lacking('warning'),
        expect.stringContaining('quotaWarning'),
        expect.stringContaining('"exporter:namespace" is "AWS/X"'),
      ]),
    );
    expect(problemsOf({ ...context, 'exporter:alarms': 7 })).toEqual(
      expect.arrayContaining([lacking('critical'), lacking('warning')]),
    );
  });

  it('are reported beside wrong Regions', () => {
    const problems = problemsOf({
      'exporter:regions': 'mars',
      'exporter:alarms': { quotaWarning: { threshold: 0.96 } },
    });
    expect(problems).toEqual([
      expect.stringContaining('write names of Regions'),
      expect.stringContaining('quotaWarning warns at 0.96'),
    ]);
  });

  it('are not compared with windows that have a problem', () => {
    const alarms = { bounceRateCritical: { window: '6h' } };
    expect(problemsOf({ 'exporter:windows': ['6h', '24h', '14d', '1h', '7m'], 'exporter:alarms': alarms })).toEqual([
      expect.stringContaining('"7m" is not a window'),
    ]);
  });

  it('are one problem if they watch windows that are not published, with settings to paste', () => {
    const problems = problemsOf({ 'exporter:windows': '2h' });
    expect(problems).toEqual([
      [
        '- "exporter:alarms": bounceRateFastBurn, bounceRateCritical, bounceRateWarning, bounceRateSlow, complaintRateFastBurn, complaintRateCritical, complaintRateWarning, complaintRateSlow, exporterSilent watch 1h, 24h, 14d, which "exporter:windows" does not list: add these windows there, or write:',
        '    "exporter:alarms": {',
        '      "bounceRateFastBurn": {"window":"2h"},',
        '      "bounceRateCritical": false,',
        '      "bounceRateWarning": false,',
        '      "bounceRateSlow": false,',
        '      "complaintRateFastBurn": {"window":"2h"},',
        '      "complaintRateCritical": false,',
        '      "complaintRateWarning": false,',
        '      "complaintRateSlow": false,',
        '      "exporterSilent": {"window":"2h"}',
        '    }',
      ].join('\n'),
    ]);
  });

  it.each(['24h', '60m,24h,14d'])('can lose an alarm with a fixed window, which %s does not contain', (windows) => {
    const [problem = ''] = problemsOf({ 'exporter:windows': windows, 'exporter:alarms': { noMail: true } });
    expect(problem).toMatch(/noMail, exporterSilent watch 1h.*, which "exporter:windows" does not list: add /);
    const pasted = JSON.parse(`{${problem.slice(problem.indexOf('\n'))}}`);
    expect(readConfig({ 'exporter:windows': windows, ...pasted }).alarms.noMail).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['2h', {}],
    ['15m,7d', { bounceRateSlow: { threshold: 0.06 }, quotaWarning: false }],
    ['45m', { exporterSilent: { evaluationPeriods: 4 }, bounceRateFastBurn: false }],
    ['1h,24h,14d', { bounceRateCritical: { window: '12h', attempts: 200 } }],
    ['1h,24h,14d', { exporterSilent: { window: 'day' } }],
  ])('are accepted with the pasted settings: windows %s, %j', (windows, alarms) => {
    const [problem = ''] = problemsOf({ 'exporter:windows': windows, 'exporter:alarms': alarms });
    const pasted = JSON.parse(`{${problem.slice(problem.indexOf('\n'))}}`);
    const read = readConfig({ 'exporter:windows': windows, ...pasted }).alarms;
    for (const [name, override] of Object.entries(alarms)) {
      const { window, ...kept } = Object(override);
      if (override) expect(read[name as keyof typeof read]).toMatchObject(kept);
      else expect(read[name as keyof typeof read]).toBe(false);
    }
  });
});

describe('notifications', () => {
  it('have receivers for each level', () => {
    const critical = { emails: ['oncall@example.com'], endpointParameters: ['/pager/url'], topicArns: [] };
    expect(readConfig({ 'exporter:notifications': { critical } }).notifications).toEqual({
      critical,
      warning: NOBODY,
      okActions: ['critical'],
    });
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a URL instead of its parameter',
      { critical: { endpointParameters: ['https://events.example.com/x'] } },
      /Never write a URL itself/,
    ],
    [
      'a string that is not an address',
      { warning: { emails: ['oncall'] } },
      /emails has "oncall": write a list of e-mail addresses/,
    ],
    [
      'a string that is not a topic',
      { critical: { topicArns: ['pager'] } },
      /topicArns has "pager": write a list of ARNs of SNS topics/,
    ],
    [
      'receivers beside an existing topic',
      { critical: { emails: ['a@example.com'], topicArns: ['arn:aws:sns:eu-west-1:111122223333:x'] } },
      /leave the other receivers out, and subscribe them to your topic instead/,
    ],
    [
      'two topics of one Region',
      { critical: { topicArns: ['arn:aws:sns:eu-west-1:111122223333:x', 'arn:aws:sns:eu-west-1:111122223333:y'] } },
      /write one topic for each Region/,
    ],
    ['an address twice', { critical: { emails: ['a@example.com', 'a@example.com'] } }, /write every address once/],
    ['an unknown level', { fatal: {} }, /fatal/],
  ])('refuse %s', (_, notifications, problem) => {
    const problems = problemsOf({ 'exporter:notifications': notifications });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });
});

describe('message insights', () => {
  const messageInsightsOf = (messageInsights: unknown) =>
    readConfig({ 'exporter:messageInsights': messageInsights }).messageInsights;

  it.each([false, 'false'])('are switched off by %j', (value) => {
    expect(messageInsightsOf(value)).toBe(false);
  });

  it.each([true, 'true', {}, '{}'])('have the documented defaults with %j', (value) => {
    expect(messageInsightsOf(value)).toEqual(LOOK_UPS);
  });

  it.each([
    ['the longest wait', { maxWaitSeconds: 2 }],
    ['no cache', { cache: false }],
    ['origins', { corsOrigins: ['https://tools.example.com', 'http://localhost:3000'] }],
    ['an issuer', { jwt: { issuer: 'https://login.example.com/pool', audience: ['a', 'b'], scope: 'look-up' } }],
    [
      'a scope for personal data',
      { jwt: { issuer: 'https://login.example.com', audience: ['a'], scope: 'look-up', unmaskedScope: 'all' } },
    ],
    [
      'keys',
      {
        encryptionKeyArns: [
          'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd',
          'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab',
        ],
      },
    ],
  ])('take %s, as an object and as JSON, and leave the rest as it is', (_, settings) => {
    expect(messageInsightsOf(settings)).toEqual({ ...LOOK_UPS, ...settings });
    expect(messageInsightsOf(JSON.stringify(settings))).toEqual({ ...LOOK_UPS, ...settings });
  });

  it.each([7, 'yes', null, [], '{"cache"'])('refuse %j', (value) => {
    expect(problemsOf({ 'exporter:messageInsights': value })).toEqual([
      `- "exporter:messageInsights" is ${JSON.stringify(value)}: write an object of settings, or false for no look-ups`,
    ]);
  });

  const JWT = { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up' };
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1';

  it.each<[string, unknown, string, RegExp]>([
    ['a wait of 0 seconds', { maxWaitSeconds: 0 }, 'maxWaitSeconds is 0', /^write whole seconds from 1 to \d+, /],
    ['part of a second', { maxWaitSeconds: 1.5 }, 'maxWaitSeconds is 1.5', /^write whole seconds/],
    [
      'a wait beyond the time-out of the gateway',
      { maxWaitSeconds: 14 },
      'maxWaitSeconds is 14',
      /because the gateway times out after 30 s/,
    ],
    ['a string instead of a wait', { maxWaitSeconds: 'long' }, 'maxWaitSeconds is "long"', /^write a number$/],
    ['a string instead of a flag for the cache', { cache: 'no' }, 'cache is "no"', /^write true or false$/],
    ['any origin', { corsOrigins: ['*'] }, 'corsOrigins has "*"', /^write a list of origins such as https:/],
    ['an origin with a path', { corsOrigins: ['https://a.x/'] }, 'corsOrigins has "https://a.x/"', /without a path/],
    [
      'an origin without TLS',
      { corsOrigins: ['http://a.x'] },
      'corsOrigins has "http://a.x"',
      /allowed only for localhost$/,
    ],
    ['one origin instead of a list', { corsOrigins: 'https://a.x' }, 'corsOrigins is "https://a.x"', /^write a list/],
    [
      'an origin twice',
      { corsOrigins: ['https://a.x', 'https://a.x'] },
      'corsOrigins is ["https://a.x","https://a.x"]',
      /^write every origin once$/,
    ],
    ['true instead of an issuer', { jwt: true }, 'jwt is true', /^write an object of issuer, audience, scope and/],
    ['an issuer without TLS', { jwt: { ...JWT, issuer: 'http://a.x' } }, 'jwt.issuer is "http://a.x"', /https URL/],
    ['no audience', { jwt: { ...JWT, audience: [] } }, 'jwt.audience is []', /^write a list of the audiences/],
    ['an empty scope', { jwt: { ...JWT, scope: '' } }, 'jwt.scope is ""', /^write one scope, without spaces$/],
    ['two scopes in one string', { jwt: { ...JWT, scope: 'a b' } }, 'jwt.scope is "a b"', /^write one scope/],
    ['no scope', { jwt: { ...JWT, scope: undefined } }, 'jwt.scope is missing', /^write the scope/],
    [
      'an empty scope for personal data',
      { jwt: { ...JWT, unmaskedScope: '' } },
      'jwt.unmaskedScope is ""',
      /^write one scope/,
    ],
    [
      'one scope for masked and unmasked look-ups',
      { jwt: { ...JWT, unmaskedScope: 'look-up' } },
      'jwt.unmaskedScope is "look-up"',
      /^write a scope other than that of masked look-ups, or leave unmaskedScope out$/,
    ],
    ['an alias of a key', { encryptionKeyArns: ['alias/mail'] }, 'encryptionKeyArns has "alias/mail"', /KMS keys/],
    [
      'the alias’s ARN',
      { encryptionKeyArns: [KEY.replace('key/1', 'alias/mail')] },
      'encryptionKeyArns has "arn:aws:kms:eu-west-1:111122223333:alias/mail"',
      /^write a list of ARNs of KMS keys, one for each Region$/,
    ],
    [
      'two keys of a Region',
      { encryptionKeyArns: [KEY, `${KEY}2`] },
      `encryptionKeyArns is ["${KEY}","${KEY}2"]`,
      /^write one key for each Region$/,
    ],
    [
      'a setting that does not exist',
      { timeout: 3 },
      'timeout',
      /^no such setting exists, choose from maxWaitSeconds, cache/,
    ],
    [
      'a setting of an issuer that does not exist',
      { jwt: { ...JWT, scopes: [] } },
      'jwt.scopes',
      /^no such setting exists, choose from issuer, audience/,
    ],
  ])('refuse %s', (_, value, place, problem) => {
    const problems = problemsOf({ 'exporter:messageInsights': value });
    const prefix = `- "exporter:messageInsights", ${place}: `;
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, prefix.length)).toBe(prefix);
    expect(problems[0]?.slice(prefix.length)).toMatch(problem);
  });

  it('need a namespace that CloudWatch Logs accepts', () => {
    expect(problemsOf({ 'exporter:namespace': 'Mail:X' })).toEqual([
      expect.stringMatching(
        /^- "exporter:namespace" is "Mail:X": write no colon, or switch look-ups off, because CloudWatch Logs counts look-ups/,
      ),
    ]);
    expect(readConfig({ 'exporter:namespace': 'Mail:X', 'exporter:messageInsights': false }).namespace).toBe('Mail:X');
  });

  it('need a key for each Region', () => {
    const context = {
      'exporter:regions': 'eu-west-1,us-east-1',
      'exporter:messageInsights': { encryptionKeyArns: [KEY] },
    };
    expect(problemsOf(context)).toEqual([
      expect.stringMatching(/: add the key of us-east-1, because DynamoDB uses only keys of its own Region$/),
    ]);
  });

  it('are reported beside other problems', () => {
    const problems = problemsOf({
      'exporter:messageInsights': { cache: 1, maxWaitSeconds: 0 },
      'exporter:namespace': 'AWS/SES',
      'exporter:alarms': { quotaWarning: { threshold: 0.96 } },
    });
    expect(problems).toHaveLength(4);
  });
});

const toContext = (settings: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`exporter:${name}`, value]));

describe('briefs', () => {
  const OFF = Object.fromEntries(PAGING_RATES.map((name) => [name, false]));

  it.each<[string, Record<string, unknown>, string[]]>([
    ['need look-ups if they are switched on', { briefs: true, messageInsights: false }, [LOOK_UPS_ADVICE]],
    ['need a critical alarm on a rate if they are switched on', { briefs: true, alarms: OFF }, [ALARMS_ADVICE]],
    ['need both', { briefs: 'true', alarms: false, messageInsights: false }, [LOOK_UPS_ADVICE, ALARMS_ADVICE]],
    ['are true or false', { briefs: 'maybe' }, ['- "exporter:briefs" is "maybe": write true or false']],
  ])('%s', (_, settings, problems) => {
    expect(problemsOf(toContext(settings))).toEqual(problems);
  });

  it.each<[string, Record<string, unknown>, boolean | undefined]>([
    ['no look-ups, if briefs are not set', { messageInsights: false }, undefined],
    ['no alarms, if briefs are not set', { alarms: false }, undefined],
    ['no alarms and no look-ups, if they are off', { briefs: false, alarms: false, messageInsights: false }, false],
    ['only one critical alarm on a rate', { briefs: true, alarms: { ...OFF, awsBounceRateCritical: {} } }, true],
  ])('accept %s', (_, settings, briefs) => {
    expect(readConfig(toContext(settings)).briefs).toBe(briefs);
  });
});

describe('widgets on the dashboard', () => {
  const advice = (setting: string) =>
    `- "exporter:consoleWidgets" is true: remove false from "exporter:${setting}", because the widgets need it, or write false here`;

  it.each<[string, Record<string, unknown>, string[]]>([
    ['need look-ups if they are switched on', { messageInsights: false }, [advice('messageInsights')]],
    ['need a dashboard if they are switched on', { dashboard: false }, [advice('dashboard')]],
    ['need both', { messageInsights: false, dashboard: 'false' }, [advice('messageInsights'), advice('dashboard')]],
  ])('%s', (_, settings, problems) => {
    expect(problemsOf(toContext({ ...settings, consoleWidgets: true }))).toEqual(problems);
    expect(readConfig(toContext(settings)).consoleWidgets).toBeUndefined();
  });
});

describe('a monitoring account', () => {
  const ACCOUNT = '999988887777';
  const SHOP = { shop: '111122223333' };

  it.each([
    ['the required settings', { account: ACCOUNT, sourceAccounts: SHOP }],
    [
      'all settings',
      {
        account: ACCOUNT,
        sourceAccounts: { ...SHOP, 'Größe 2': '444455556666' },
        organizationId: 'o-a1b2c3d4e5',
        sink: false,
      },
    ],
  ])('takes %s, as an object and as JSON', (_, monitoring) => {
    const expected = { sink: true, ...monitoring };
    expect(readConfig({ 'exporter:monitoring': monitoring }).monitoring).toEqual(expected);
    expect(readConfig({ 'exporter:monitoring': JSON.stringify(monitoring) }).monitoring).toEqual(expected);
  });

  it.each<[string, unknown, string[]]>([
    [
      'a string',
      '111122223333,444455556666',
      [' is "111122223333,444455556666": write an object of account and sourceAccounts'],
    ],
    [
      'neither account nor sources',
      {},
      [
        ', account is missing: write the 12 digits of the monitoring account, as a string',
        ', sourceAccounts is missing: write an object of names and account ids, such as {"shop": "111122223333"}',
      ],
    ],
    [
      'a number as the account, because numbers lose leading zeros',
      { account: 99998888777, sourceAccounts: SHOP },
      [', account is 99998888777: write the 12 digits of the monitoring account, as a string'],
    ],
    [
      'no sources',
      { account: ACCOUNT, sourceAccounts: {} },
      [', sourceAccounts is {}: name at least one source account, such as {"shop": "111122223333"}'],
    ],
    [
      'the monitoring account alone',
      { account: ACCOUNT, sourceAccounts: { own: ACCOUNT } },
      [', sourceAccounts is {"own":"999988887777"}: name an account other than the monitoring account'],
    ],
    [
      'invalid ids and names, and an account twice',
      { account: ACCOUNT, sourceAccounts: { shop: '1111', ' ': '111122223333', mail: '111122223333' } },
      [
        ', sourceAccounts is {"shop":"1111"," ":"111122223333","mail":"111122223333"}: " " is not a name: write 1 to 64 letters, digits, spaces and _ . - that begin with a letter or digit',
        ', sourceAccounts is {"shop":"1111"," ":"111122223333","mail":"111122223333"}: "shop" is "1111": write the 12 digits of an account, as a string',
        ', sourceAccounts is {"shop":"1111"," ":"111122223333","mail":"111122223333"}: write every account once',
      ],
    ],
    [
      'an invalid organization and switch',
      { account: ACCOUNT, sourceAccounts: SHOP, organizationId: 'acme', sink: 'no' },
      [
        ', organizationId is "acme": write the id of an organization, such as o-a1b2c3d4e5',
        ', sink is "no": write true or false',
      ],
    ],
    [
      'a setting that does not exist',
      { account: ACCOUNT, sourceAccounts: SHOP, regions: ['eu-west-1'] },
      [', regions: no such setting exists, choose from account, sourceAccounts, organizationId, sink'],
    ],
  ])('refuses %s', (_, monitoring, problems) => {
    expect(problemsOf({ 'exporter:monitoring': monitoring })).toEqual(
      problems.map((problem) => `- "exporter:monitoring"${problem}`),
    );
  });

  it('refuses more metrics than CloudWatch allows on a dashboard', () => {
    const sourceAccounts = Object.fromEntries(
      Array.from({ length: 139 }, (_, index) => [`team-${index}`, String(1e11 + index)]),
    );
    expect(
      problemsOf({
        'exporter:regions': 'eu-west-1,us-east-1',
        'exporter:monitoring': { account: ACCOUNT, sourceAccounts },
      }),
    ).toEqual([
      '- "exporter:monitoring": 139 accounts in 2 Regions have 2502 metrics: name fewer accounts or Regions, because CloudWatch allows 2500 on a dashboard',
    ]);
  });
});

function problemsOf(context: Record<string, unknown>): string[] {
  try {
    readConfig(context);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const [headline, ...problems] = (error as Error).message.split(/\n(?=- )/);
    expect(headline).toBe('The configuration cannot be used:');
    return problems;
  }
  throw new Error('readConfig accepted the configuration');
}

describe('a weekly report', () => {
  const MONDAY = { day: 'Monday', hour: 7, timeZone: 'UTC' };

  it.each<[unknown, unknown]>([
    [undefined, false],
    [false, false],
    ['false', false],
    [true, MONDAY],
    ['true', MONDAY],
    ['{"day": "Friday", "timeZone": "Europe/Berlin"}', { day: 'Friday', hour: 7, timeZone: 'Europe/Berlin' }],
    [{ hour: 0 }, { ...MONDAY, hour: 0 }],
    [{ timeZone: 'Etc/GMT+3' }, { ...MONDAY, timeZone: 'Etc/GMT+3' }],
  ])('%j means %j', (weeklyReport, expected) => {
    expect(readConfig(toContext({ weeklyReport })).weeklyReport).toEqual(expected);
  });

  it.each<[unknown, string]>([
    [{ day: 'monday' }, '"exporter:weeklyReport", day is "monday": write one of Monday, Tuesday'],
    [{ hour: 24 }, '"exporter:weeklyReport", hour is 24: write a whole number from 0 to 23'],
    [{ hour: 7.5 }, ', hour is 7.5: write a whole number from 0 to 23'],
    [{ timeZone: '+02:00' }, ', timeZone is "+02:00": write the name of a time zone'],
    [{ timeZone: 'Berlin' }, ', timeZone is "Berlin": write the name of a time zone'],
    [{ timeZone: 'europe/berlin' }, ', timeZone is "europe/berlin": write the name of a time zone'],
    [{ weekday: 1 }, 'choose from day, hour, timeZone'],
    ['weekly', '"exporter:weeklyReport" is "weekly": write true, false, or an object of day, hour, timeZone'],
  ])('cannot be %j', (weeklyReport, problem) => {
    expect(() => readConfig(toContext({ weeklyReport }))).toThrow(problem);
  });

  it('needs the windows that it reads', () => {
    expect(() => readConfig(toContext({ weeklyReport: true, windows: ['1h'], alarms: false }))).toThrow(
      '"exporter:weeklyReport": the weekly report reads the window 24h, which is not published: add the window to "exporter:windows", or write false here',
    );
  });
});
