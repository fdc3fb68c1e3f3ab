/** For any value of any setting, this project writes the message: what is wrong, the value, and what to do. */
import { describe, expect, it } from '@jest/globals';
import { ALARM_NAMES, DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';
import { readConfig } from '../../../lib/config/config';
import { ConfigError } from '../../../lib/shared/config-error';

const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  ' ',
  'x',
  '{"',
  '[',
  'null',
  '[null]',
  '{"a":{"b":[1]}}',
  [],
  [null],
  [7],
  [true],
  [''],
  [[]],
  [{}],
  ['x', 'x'],
  {},
  { a: null },
  { a: 7 },
  { a: { b: [] } },
  { constructor: 1, length: 2 },
  JSON.parse('{"__proto__": 7}'),
  '\u001b[31mred\u009b31m',
  () => 7,
  7n,
  Symbol('x'),
];

const AUDIENCE = ['emails', 'endpointParameters', 'topicArns'];
const JWT = { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up' };
const MONITORING = { account: '999988887777', sourceAccounts: { shop: '111122223333' } };

/** Every place for a value: its path, and a function that puts a value there into a valid setting. */
const PLACES: readonly (readonly [path: string, settingWith: (value: unknown) => unknown])[] = [
  ...[
    'regions',
    'namespace',
    'windows',
    'optionalMetrics',
    'schedulePeriodMinutes',
    'logRetentionDays',
    'tags',
    'alarms',
    'notifications',
    'messageInsights',
    'dashboard',
    'healthEvents',
    'monitoringSinkArns',
    'monitoring',
    'runbookUrl',
  ].map((name) => [name, (value: unknown) => value] as const),
  ['tags.team', (value) => ({ team: value })],
  ...ALARM_NAMES.flatMap((name) => [
    [`alarms.${name}`, (value: unknown) => ({ [name]: value })] as const,
    ...Object.keys(DEFAULT_ALARMS[name]).map(
      (field) => [`alarms.${name}.${field}`, (value: unknown) => ({ [name]: { [field]: value } })] as const,
    ),
  ]),
  ...['critical', 'warning'].flatMap((level) => [
    [`notifications.${level}`, (value: unknown) => ({ [level]: value })] as const,
    ...AUDIENCE.flatMap((field) => [
      [`notifications.${level}.${field}`, (value: unknown) => ({ [level]: { [field]: value } })] as const,
      [`notifications.${level}.${field}.0`, (value: unknown) => ({ [level]: { [field]: [value] } })] as const,
    ]),
  ]),
  ['notifications.okActions', (okActions) => ({ okActions })],
  ['notifications.okActions.0', (level) => ({ okActions: [level] })],
  ...['maxWaitSeconds', 'cache', 'corsOrigins', 'jwt', 'encryptionKeyArns'].map(
    (name) => [`messageInsights.${name}`, (value: unknown) => ({ [name]: value })] as const,
  ),
  ...['issuer', 'audience', 'scope', 'unmaskedScope'].map(
    (name) => [`messageInsights.jwt.${name}`, (value: unknown) => ({ jwt: { ...JWT, [name]: value } })] as const,
  ),
  ['messageInsights.jwt.audience.0', (value) => ({ jwt: { ...JWT, audience: [value] } })],
  ...['account', 'sourceAccounts', 'organizationId', 'sink'].map(
    (name) => [`monitoring.${name}`, (value: unknown) => ({ ...MONITORING, [name]: value })] as const,
  ),
  ['monitoring.sourceAccounts.shop', (value) => ({ ...MONITORING, sourceAccounts: { shop: value } })],
];

/** Words of the schema library. */
const FOREIGN = /invalid|expected|received|unrecognized|too (small|big)|zod|undefined|\[object|must (be|match)/i;

/** Every message has an imperative. */
const OURS = /: (write|name|choose|set|leave|add|no such setting exists, choose) /;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to match them
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

function problemsOf(name: string, value: unknown): string[] {
  try {
    readConfig({ [`exporter:${name}`]: value });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.split(/\n(?=- )/).slice(1);
  }
}

describe('a message has the words of this project', () => {
  it.each(PLACES)('%s', (path, settingWith) => {
    const [name = ''] = path.split('.');
    const problems = HOSTILE.flatMap((value) => problemsOf(name, settingWith(value)));
    const isOurs = (problem: string) => problem.startsWith(`- "exporter:${name}"`) && OURS.test(problem);
    const withoutValues = problems.map((problem) => problem.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
    expect(problems.filter((problem) => !isOurs(problem) || UNPRINTABLE.test(problem))).toEqual([]);
    expect(withoutValues.filter((words) => FOREIGN.test(words))).toEqual([]);
    expect(problems.length).toBeGreaterThan(HOSTILE.length / 3);
  });
});
