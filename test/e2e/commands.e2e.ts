/**
 * The commands for a deployed stack, as a user types them, on the emulator with IAM enforcement. What the emulator cannot do is
 * unknown in their output: the page for all rates, mute rules, and the actions in the history of alarms.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { STACK_DESCRIPTION } from '../../lib/stack-outputs';
import { onOneLine, REFUSALS, type Refusal, type RefusingCommand, type Situation } from '../support/refusals';
import type { Script } from '../support/start';
import { stackOn } from './support/deployed-stack';
import { type Emulator, startEmulator } from './support/emulator';
import { createUser } from './support/iam-user';
import { record } from './support/observations';
import { type ProgramResult, tryRun } from './support/programs';
import type { Template } from './support/template-edits';
import { versionOf } from './support/tools';
import { removeUnsupported } from './support/unsupported';

const REGION = 'eu-west-1';
/** Has a stack whose creation failed. */
const HALF_REGION = 'eu-central-1';
const EMPTY_REGION = 'us-west-2';

/** CloudFormation creates the log group, then fails at an alarm on metric math, which the emulator does not support. */
const HALF_TEMPLATE = {
  Description: STACK_DESCRIPTION,
  Resources: {
    Logs: { Type: 'AWS::Logs::LogGroup' },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      DependsOn: 'Logs',
      Properties: {
        AlarmName: `SesMetricsExporter-${HALF_REGION}-bounce-rate-critical`,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        Threshold: 1,
        Metrics: [{ Id: 'e', Expression: 'TIME_SERIES(2)' }],
      },
    },
  },
};

/** Everything that the commands read. SetAlarmState is missing. */
const READS = {
  Effect: 'Allow',
  Action: ['cloudformation:Describe*', 'cloudwatch:Describe*', 'cloudwatch:List*', 'cloudwatch:Get*', 'sns:List*'],
  Resource: '*',
};

let emulator: Emulator;
let users: Readonly<Record<'root' | 'stranger' | 'nobody' | 'reader', Readonly<Record<string, string>>>>;

beforeAll(async () => {
  emulator = await startEmulator();
  const stack = stackOn(emulator, REGION);
  await Promise.all([
    create(stack.name, REGION, deployableTemplate()),
    create(`SesMetricsExporter-${HALF_REGION}`, HALF_REGION, HALF_TEMPLATE, '--disable-rollback'),
  ]);
  users = {
    root: {},
    stranger: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' },
    nobody: await createUser(stack, 'nobody', { ...READS, Action: 'sts:GetCallerIdentity' }),
    reader: await createUser(stack, 'reader', READS),
  };
  await stack.aws('cloudformation', 'wait', 'stack-create-complete', '--stack-name', stack.name);
});
afterAll(() => emulator?.close());

/** The template without its bootstrap and without the code of its functions, which no test here runs. */
function deployableTemplate(): object {
  const synthesized = synthesizeStack({
    'exporter:regions': REGION,
    'exporter:consoleWidgets': false, // The body of a template that is not in S3 may have 51,200 bytes.
    'exporter:notifications': { critical: { emails: ['oncall@example.com'] } },
  });
  const {
    Parameters: _,
    Rules: __,
    ...template
  } = structuredClone(synthesized) as unknown as Template & {
    Parameters: object;
    Rules: object;
  };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function') Properties.Code = { ZipFile: 'exports.handler = async () => null;' };
  }
  removeUnsupported(template);
  return template;
}

async function create(name: string, region: string, template: object, ...options: readonly string[]): Promise<void> {
  const file = path.join(emulator.folder, `${region}.json`);
  writeFileSync(file, JSON.stringify(template));
  const stack = ['--stack-name', name, '--template-body', `file://${file}`, '--capabilities', 'CAPABILITY_IAM'];
  await emulator.aws(region, 'cloudformation', 'create-stack', ...stack, ...options);
}

interface Call {
  readonly script: Script;
  readonly args?: readonly string[];
  readonly as?: keyof typeof users;
  readonly region?: string;
}

async function call({ script, args = [], as = 'root', region = REGION }: Call): Promise<ProgramResult> {
  const result = await tryRun(process.execPath, ['--import', 'tsx', `cli/${script}.ts`, ...args], {
    env: { ...emulator.env, ...users[as], AWS_REGION: region },
  });
  record({
    action: `npm run ${script} -- ${args.join(' ')} (${as}, ${region})`,
    client: versionOf('ministack'),
    result: `status ${result.status}`,
  });
  return result;
}

const doctor = (region: string) => ({ script: 'doctor', args: ['-c', `exporter:regions=${region}`] }) as const;
const drill = (name: string) => ({ script: 'drill', args: [name, '--yes', '--wait', '2'] }) as const;
const IN_AN_HOUR = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)}:00Z`;
const MUTE = { script: 'mute', args: ['--until', IN_AN_HOUR, '--reason', 'import'] } as const;
const CASE_FILE = { script: 'case-file', args: ['--since', '1d'] } as const;

describe('a command on a deployed stack', () => {
  it.each<[string, Call, number, readonly RegExp[]]>([
    [
      'doctor reports what it can read, and what the emulator cannot answer is unknown',
      doctor(REGION),
      1,
      [
        /^OK +Credentials: AWS accepts the credentials of account 000000000000/m,
        /^OK +Stack: SesMetricsExporter-eu-west-1 has the status CREATE_COMPLETE/m,
        /^ADVICE +Exporter: The stack is \d+ minutes? old, and has published no value yet/m,
        /^UNKNOWN +Global endpoints: /m,
        /^UNKNOWN +[\w ,]*Mute rules/m,
      ],
    ],
    [
      'drill sets the state and sets it back, and does not claim a page that the history does not show',
      drill('paused'),
      1,
      [
        /^Whether a mute rule holds the messages back is unknown: .*ListAlarmMuteRules/m,
        /account-shut-down is set back to INSUFFICIENT_DATA$/m,
        /^The drill did NOT show that a page arrives\.$/m,
      ],
    ],
    ['drill names the drills whose alarms exist', drill('bounce-spike'), 1, [/These drills have an alarm: paused,/]],
    ['mute says that CloudWatch has no mute rules', MUTE, 1, [/^CloudWatch rejected the call .*ListAlarmMuteRules/]],
    [
      'case-file has the alarms of the stack',
      CASE_FILE,
      0,
      [/^# Case file: `SesMetricsExporter-eu-west-1`/, /^\| quota-critical \|/m],
    ],
  ])('%s', check);
});

const SITUATIONS: Readonly<Record<Situation, Pick<Call, 'as' | 'region'>>> = {
  'AWS rejects the credentials': { as: 'stranger' },
  'The credentials have expired': {},
  'A right to find the stack is missing': { as: 'nobody' },
  'A right to do the work is missing': { as: 'reader' },
  'The creation of the stack failed': { region: HALF_REGION },
  'The Region has no stack': { region: EMPTY_REGION },
};

/** The emulator has no credentials that expire, and no mute rules. */
const IMPOSSIBLE: readonly (readonly [Situation, RefusingCommand?])[] = [
  ['The credentials have expired'],
  ['A right to do the work is missing', 'mute'],
];

const isPossible = ({ situation, command }: Refusal) =>
  !IMPOSSIBLE.some(([name, only = command]) => name === situation && only === command);

describe('as docs/troubleshooting.md says', () => {
  it.each(REFUSALS.filter(isPossible))('$situation: $command', async ({ situation, command, status, pattern }) => {
    const { region = REGION, as } = SITUATIONS[situation];
    const commands = { doctor: doctor(region), drill: drill('paused'), mute: MUTE, 'case-file': CASE_FILE };
    // The emulator does not answer all reads of the doctor, so something is always unknown.
    await check('', { ...commands[command], region, as }, command === 'doctor' ? 1 : status, [pattern]);
  });
});

/** @param _ the title of the row */
async function check(_: string, command: Call, status: number, expected: readonly RegExp[]): Promise<void> {
  const { stdout, stderr, ...result } = await call(command);
  const output = stdout + stderr;
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m); // no stack trace
  for (const sentence of expected) expect([output, onOneLine(output)]).toContainEqual(expect.stringMatching(sentence));
  expect(result.status).toBe(status);
}
