/** The findings: what leads to each, its sentence and its level. */
import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../cli/doctor/checks/findings';
import { FINDINGS, mayHideProblem } from '../../../cli/doctor/checks/findings';
import { compareVersions } from '../../../cli/doctor/checks/stack-checks';
import type { StackFacts } from '../../../cli/doctor/facts/facts';
import {
  ALARM,
  accountFacts,
  EXAMPLES,
  HEALTHY_TOPIC,
  judgeAccount,
  judgeRegion,
  judgeSes,
  judgeStack,
  muteRule,
  NEW_STACK,
  STACK,
} from '../../support/doctor-facts';

const DENIED = { unknown: 'AWS does not allow the read', denied: 'any:Read' };

/** Returns the findings that are not as they should be, without their sentences. */
const bad = (findings: readonly Finding[]) => findings.filter(({ level }) => level !== 'ok').map(({ id }) => id);

describe('each finding', () => {
  it.each(EXAMPLES)('%s', (id, judge, what) => {
    const found = judge().filter((finding) => finding.id === id);
    expect(found.map((finding) => finding.what)).toEqual([what]);
    const { check, level } = FINDINGS[id];
    expect(found).toEqual([expect.objectContaining({ check, level })]);
  });

  it('has an example', () => {
    expect(EXAMPLES.map(([id]) => id).sort()).toEqual(Object.keys(FINDINGS).sort());
  });

  it.each(Object.entries<{ level: string; why?: string }>(FINDINGS))(
    '%s says why it matters, unless all is well',
    (_, row) => {
      expect(row.why === undefined).toBe(row.level === 'ok');
    },
  );

  it.each(EXAMPLES.filter(([id]) => FINDINGS[id].level !== 'ok'))('%s says what to do', (id, judge) => {
    const [finding] = judge().filter((candidate) => candidate.id === id);
    if (id === 'regions-closed') return; // only the owner of the organization can act
    expect(finding?.fix?.lines?.length).toBeGreaterThan(0);
  });
});

it('finds nothing wrong in a healthy account, Region and stack', () => {
  expect([...judgeAccount(), ...judgeRegion(), ...judgeStack()].flatMap((finding) => bad([finding]))).toEqual([]);
});

it('does not take a stack whose creation failed for one of an older version', () => {
  const stack = { ...STACK, status: 'CREATE_FAILED', outputs: {} };
  const version = judgeStack({ stack }).filter(({ check }) => check === 'Version');
  expect(version.map(({ level, what }) => `${level}: ${what}`)).toEqual([
    'unknown: The stack has no outputs, and its status is CREATE_FAILED.',
  ]);
});

describe('what AWS denied is unknown, never fine', () => {
  const unknownChecks = (findings: readonly Finding[]) =>
    findings.filter(({ level }) => level === 'unknown').map(({ check }) => check);

  it.each<[keyof StackFacts, string[]]>([
    ['resources', ['Resources']],
    ['alarms', ['Resources', 'Alarm actions', 'Alarms now']],
    ['muteRules', ['Mute rules']],
    ['publishedAt', ['Exporter']],
    ['invocations', ['Polls']],
    ['deadLetters', ['Dead letters']],
    ['widgetCalls', ['Widgets']],
    ['topics', ['Critical receivers', 'Warning receivers', 'Topics']],
    ['runbook', ['Runbook']],
  ])('%s', (name, checks) => {
    const findings = judgeStack({ [name]: DENIED });
    expect(unknownChecks(findings)).toEqual(checks);
    expect(findings.filter(({ check, level }) => checks.includes(check) && level === 'ok')).toEqual([]);
  });

  it.each([
    ['ses', ['SES', 'Sandbox', 'Sending', 'Daily quota', 'VDM']],
    ['bootstrapVersion', ['Bootstrap']],
    ['alarms', ['Alarm quota']],
    ['dashboards', ['Dashboard quota']],
    ['stacks', ['Stacks']],
  ])('%s of a Region', (name, checks) => {
    expect(unknownChecks(judgeRegion({ [name]: DENIED }))).toEqual(checks);
  });

  it.each([
    ['receivers', 'Critical receivers'],
    ['attributes', 'Topics'],
  ])('%s of a topic', (name, check) => {
    expect(unknownChecks(judgeStack({ topics: { value: [{ ...HEALTHY_TOPIC, [name]: DENIED }] } }))).toEqual([check]);
  });

  it.each([
    ['productionAccess', 'Sandbox'],
    ['sendingEnabled', 'Sending'],
    ['enforcementStatus', 'Sending'],
    ['max24HourSend', 'Daily quota'],
    ['sentLast24Hours', 'Daily quota'],
    ['vdmEnabled', 'VDM'],
  ])('%s that SES leaves out', (name, check) => {
    expect(unknownChecks(judgeSes({ [name]: undefined }))).toEqual([check]);
  });

  it.each<[string, Parameters<typeof judgeStack>[0], string[]]>([
    ['no resource of the stack', { resources: { value: [] } }, ['Resources']],
    [
      'only deleted resources of the stack',
      { resources: { value: [{ logicalId: 'Queue', type: 'AWS::SQS::Queue', status: 'DELETE_COMPLETE' }] } },
      ['Resources'],
    ],
    ['runs without a count of errors', { invocations: { value: { invocations: 12 } } }, ['Polls']],
    ['calls of widgets without a count of errors', { widgetCalls: { value: { invocations: 4 } } }, ['Widgets']],
    ['an alarm without a state', { alarms: { value: [{ ...ALARM, state: 'unknown' }] } }, ['Alarms now']],
    [
      'a version that is none',
      { stack: { ...STACK, outputs: { ...STACK.outputs, ExporterVersion: 'jane@example.com' } } },
      ['Version'],
    ],
  ])('%s', (_, facts, checks) => {
    expect(unknownChecks(judgeStack(facts))).toEqual(checks);
  });

  it('a status that SES invents', () => {
    expect(unknownChecks(judgeSes({ enforcementStatus: 'WATCHED' }))).toEqual(['Sending']);
  });

  it('a status that CloudFormation invents', () => {
    expect(unknownChecks(judgeStack({ stack: { ...STACK, status: 'PAUSED' } }))).toEqual(['Stack']);
  });

  it('a Region among others', () => {
    const [watched, quiet] = accountFacts().regions;
    const regions = [watched, { ...quiet, attempts: DENIED }] as ReturnType<typeof accountFacts>['regions'];
    expect(judgeAccount({ regions }).filter(({ check }) => check === 'Sending Regions')).toEqual([
      expect.objectContaining({
        level: 'unknown',
        what: '1 Region could not be read (us-east-1): AWS does not allow the read.',
        why: 'This may hide a problem.',
      }),
    ]);
  });

  it('the stacks of a Region of a global endpoint', () => {
    const [watched, quiet] = accountFacts().regions;
    const regions = [watched, { ...quiet, stacks: DENIED }] as ReturnType<typeof accountFacts>['regions'];
    const endpoints = [
      { region: 'eu-west-1', endpoints: { value: [{ name: 'shop', regions: ['eu-west-1', 'us-east-1'] }] } },
    ];
    expect(judgeAccount({ regions, endpoints }).map(({ level, check }) => `${level} ${check}`)).toEqual([
      'unknown Sending Regions',
      'unknown Global endpoints',
    ]);
  });

  it('the mail of a Region that has a stack may be unknown', () => {
    const [watched, quiet] = accountFacts().regions;
    const regions = [{ ...watched, attempts: DENIED }, quiet] as ReturnType<typeof accountFacts>['regions'];
    expect(bad(judgeAccount({ regions }))).toEqual([]);
  });

  it('global endpoints that cannot be listed', () => {
    const endpoints = [{ region: 'eu-west-1', endpoints: DENIED }];
    expect(unknownChecks(judgeAccount({ endpoints }))).toEqual(['Global endpoints']);
  });

  it('hides a problem only where the check can find one', () => {
    expect([mayHideProblem('Critical receivers'), mayHideProblem('VDM')]).toEqual([true, false]);
  });
});

describe('at the edges', () => {
  it.each([
    ['no limit', { max24HourSend: -1, sentLast24Hours: undefined }, []],
    ['just below the level of the warning', { sentLast24Hours: 39_999 }, []],
    ['just below the level of the critical alarm', { sentLast24Hours: 47_499 }, ['quota-near']],
    ['a status that outranks the switch', { sendingEnabled: false, enforcementStatus: 'SHUTDOWN' }, ['sending-paused']],
    ['no plan reported', { vdmEnabled: false, plan: undefined }, ['vdm-off']],
  ])('SES: %s', (_, account, expected) => {
    expect(bad(judgeSes(account))).toEqual(expected);
  });

  it.each([
    ['a value of exactly two polls of the longest schedule', { publishedAt: { value: stackAge(120) } }, []],
    ['a value from a clock that is ahead', { publishedAt: { value: stackAge(-3) } }, []],
    ['no value in 14 days', { publishedAt: { value: 'none' as const } }, ['exporter-silent']],
    [
      'no value from a stack that is an hour old',
      { stack: { ...NEW_STACK, createdAt: stackAge(60) }, publishedAt: { value: 'none' as const } },
      ['exporter-silent'],
    ],
    [
      'polls that fail in the first minutes',
      { stack: NEW_STACK, invocations: { value: { errors: 1, invocations: 1 } } },
      ['polls-fail'],
    ],
    ['the memory of a burst, which notifies nobody', { alarms: { value: [ALARM, memory('ALARM')] } }, []],
    ['an alarm without actions, which are disabled', { alarms: { value: [ALARM, memory('OK')] } }, []],
    ['no topic at all', { topics: { value: [] } }, ['critical-unreached', 'warning-unreached']],
    [
      'an alarm of another stack whose name begins alike',
      { alarms: { value: [ALARM, { ...ALARM, id: undefined, state: 'ALARM', actionsEnabled: false }] } },
      [],
    ],
    [
      'a mute rule whose status is unknown, so that it may be active',
      { muteRules: { value: [muteRule('unknown')] } },
      ['muted-now'],
    ],
    [
      'an own topic with a key of the account',
      { topics: { value: [HEALTHY_TOPIC, { ...HEALTHY_TOPIC, level: 'warning' as const }] } },
      [],
    ],
    [
      'a runbook in a private repository of GitHub',
      {
        runbook: {
          value: {
            url: 'https://github.com/example/ses/blob/main/RUNBOOK.md',
            anchors: [],
            response: { status: 404, url: 'https://github.com/example/ses/blob/main/RUNBOOK.md' },
          },
        },
      },
      ['runbook-needs-login'],
    ],
  ])('a stack: %s', (_, facts, expected) => {
    expect(bad(judgeStack(facts))).toEqual(expected);
  });

  it('a half-deployed stack without alarms has no good word about them', () => {
    const findings = judgeStack({ alarms: { value: [] }, topics: { value: [] } });
    const good = findings.filter(({ level }) => level === 'ok').map(({ check }) => check);
    expect(good).toEqual(['Stack', 'Version', 'Exporter', 'Polls', 'Dead letters', 'Widgets', 'Runbook']);
    expect(bad(findings)).toEqual(['alarms-missing', 'no-alarm-notifies', 'critical-unreached', 'warning-unreached']);
  });

  it('a plan that SES invents has no price', () => {
    const [finding] = judgeSes({ plan: 'FREE' }).filter(({ check }) => check === 'VDM');
    expect(finding?.what).toMatch(/does not know the plan FREE, so its price is unknown\.$/);
  });

  it.each([
    ['two Regions that send', [5, 1], '"exporter:regions": ["eu-west-1", "us-east-1"]'],
    ['no Region that sends', [0, 0], '"exporter:regions": ["REGION"]'],
  ])('without a stack, CDK deploys into every Region that its settings name: %s', (_, [west, east], setting) => {
    const [finding] = judgeAccount({
      regions: [
        { region: 'eu-west-1', attempts: { value: west ?? 0 }, stacks: { value: [] } },
        { region: 'us-east-1', attempts: { value: east ?? 0 }, stacks: { value: [] } },
      ],
    });
    expect(finding).toMatchObject({ id: 'nothing-deployed', fix: { lines: expect.arrayContaining([setting]) } });
  });

  it('a log group whose name a shell would run', () => {
    const outputs = { ...STACK.outputs, ExporterLogGroup: '$(reboot)' };
    const lines = judgeStack({ stack: { ...STACK, outputs }, publishedAt: { value: 'none' } }).flatMap(
      ({ fix }) => fix?.lines ?? [],
    );
    expect(lines).toContain("aws logs tail '$(reboot)' --region eu-west-1 --since 3h");
  });

  it('a mute rule whose name a shell would run', () => {
    const rule = { ...muteRule('ACTIVE'), name: "it's $(reboot)" };
    const [finding] = judgeStack({ muteRules: { value: [rule] } }).filter(({ id }) => id === 'muted-now');
    expect(finding?.fix?.lines?.[0]).toMatch(/ --end 'it'\\''s \$\(reboot\)'$/);
  });

  it.each([
    ['enough alarms for the plan', { alarms: { value: { used: 4_976, limit: 5_000 } } }, false],
    ['one alarm too few', { alarms: { value: { used: 4_977, limit: 5_000 } } }, true],
  ])('a quota: %s', (_, facts, isShort) => {
    expect(bad(judgeRegion({ ...facts, stacks: { value: [] } })).includes('alarm-quota-short')).toBe(isShort);
  });

  it('a quota that the deployed stack already uses is not counted twice', () => {
    expect(bad(judgeRegion({ alarms: { value: { used: 5_000, limit: 5_000 } } }))).toEqual([]);
  });

  it('a Region that was deployed without bootstrap', () => {
    const [finding] = judgeRegion({ bootstrapVersion: { value: 'none' } }).filter(({ check }) => check === 'Bootstrap');
    expect(finding?.what).toBe('eu-west-1 is not bootstrapped for CDK, although it has a stack.');
  });

  it.each([
    ['0.5.0', '0.5.0', 0],
    ['0.5.0', '0.10.0', -1],
    ['1.0.0', '0.10.0', 1],
    ['0.5.1-beta.1', '0.5.0', 1],
    ['', '0.5.0', -1],
  ])('versions: %j compared with %j', (a, b, order) => {
    expect(Math.sign(compareVersions(a, b))).toBe(order);
  });
});

function stackAge(minutes: number): number {
  return Date.parse('2026-11-26T12:00:00Z') - minutes * 60_000;
}

function memory(state: string) {
  return { ...ALARM, id: 'burstMemory' as const, level: undefined, state, actionsEnabled: false, alarmActions: [] };
}
