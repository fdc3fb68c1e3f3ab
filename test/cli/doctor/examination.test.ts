/** The examination of an account: real SDK clients against the local AWS. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Examination, isWrong } from '../../../cli/doctor/examination';
import { READS } from '../../../cli/doctor/facts/reads';
import { AwsError, accessDenied, throttled } from '../../../local/aws/protocols/aws-error';
import {
  type DoctorWorld,
  type DoctorWorldOptions,
  deployedStack,
  OTHER_REGION,
  REGION,
  startDoctorWorld,
} from '../../support/doctor-world';

const STACK = `SesMetricsExporter-${REGION}`;

let world: DoctorWorld;
afterEach(() => world.close());

async function examineWith(options: DoctorWorldOptions = {}, ...rest: Parameters<DoctorWorld['examine']>) {
  world = await startDoctorWorld(options);
  return world.examine(...rest);
}

/** Returns the findings that are not as they should be, such as `Sandbox: unknown`. */
function bad({ sections }: Examination): string[] {
  return sections.flatMap(({ findings }) =>
    findings.filter(({ level }) => level !== 'ok').map(({ check, id }) => `${check}: ${id}`),
  );
}

const sentencesOf = ({ sections }: Examination, check: string) =>
  sections.flatMap(({ findings }) => findings.filter((finding) => finding.check === check).map(({ what }) => what));

describe('a deployed stack', () => {
  it('that works has no finding but the runbook, which is not configured', async () => {
    const examination = await examineWith();
    expect(bad(examination)).toEqual(['Runbook: runbook-unset']);
    expect(isWrong(examination)).toBe(false);
    expect(examination.sections.map(({ subject }) => subject)).toEqual(['Account 111122223333', REGION, STACK]);
  });

  it.each<[string, DoctorWorldOptions, string[]]>([
    [
      'without some of its alarms',
      { stacks: [deployedStack({ missing: ['AlarmsquotaCriticalF04BDFE9'] })] },
      ['Resources: alarms-missing'],
    ],
    ['whose creation failed', { stacks: [deployedStack({ status: 'ROLLBACK_COMPLETE' })] }, ['Stack: stack-failed']],
    [
      'of an older version',
      { stacks: [deployedStack({ outputs: { ExporterVersion: '0.1.0' } })] },
      ['Version: version-older'],
    ],
    [
      'in a Region, while another one sends, too',
      { sendingRegions: [REGION, OTHER_REGION] },
      ['Sending Regions: region-unwatched'],
    ],
    [
      'in a Region of a global endpoint',
      { multiRegionEndpoints: [{ EndpointName: 'shop', Status: 'READY', Regions: [REGION, OTHER_REGION] }] },
      ['Global endpoints: endpoint-unwatched'],
    ],
    [
      'in a Region of a global endpoint that is being deleted',
      { multiRegionEndpoints: [{ EndpointName: 'shop', Status: 'DELETING', Regions: [REGION, OTHER_REGION] }] },
      [],
    ],
    ['in a Region without bootstrap', { parameters: {} }, ['Bootstrap: not-bootstrapped']],
    [
      'of an account in the sandbox, without VDM',
      {
        ses: {
          SendingEnabled: true,
          EnforcementStatus: 'HEALTHY',
          ProductionAccessEnabled: false,
          SendQuota: { Max24HourSend: 200, SentLast24Hours: 1 },
        },
      },
      ['Sandbox: sandbox', 'VDM: vdm-off'],
    ],
  ])('%s', async (_, options, expected) => {
    expect(bad(await examineWith(options)).filter((finding) => finding !== 'Runbook: runbook-unset')).toEqual(expected);
  });
});

describe('before the first deployment', () => {
  it('the examination says what sends, and what a deployment needs', async () => {
    const examination = await examineWith({ stacks: [], parameters: {} });
    expect(bad(examination)).toEqual([
      'Sending Regions: nothing-deployed',
      'Bootstrap: not-bootstrapped',
      'Stacks: no-stack',
      'Configured runbook: plan-has-no-runbook',
    ]);
    expect(isWrong(examination)).toBe(false);
  });
});

describe('a right that is missing', () => {
  it('leads to an unknown finding and to the statement that allows it', async () => {
    const { action } = READS.parameter;
    const caller = 'arn:aws:sts::111122223333:assumed-role/Admin/jane.doe@example.com';
    const examination = await examineWith({
      intercept: (operation) => (operation === 'GetParameter' ? accessDenied(action, caller) : undefined),
    });
    const findings = examination.sections.flatMap(({ findings: ofSubject }) => ofSubject);
    expect(findings.filter(({ level }) => level === 'unknown').map(({ what }) => what)).toContainEqual(
      expect.stringContaining(`AWS does not allow ${action}`),
    );
    const rights = findings.find(({ id }) => id === 'reads-denied');
    expect(rights?.fix?.lines).toEqual([JSON.stringify({ Effect: 'Allow', Action: [action], Resource: '*' })]);
    expect(JSON.stringify(examination)).not.toMatch(/jane|arn:aws:sts/);
  });
});

describe('AWS', () => {
  const fails = (operation: string, error: AwsError | Promise<never>) => ({
    intercept: (called: string) => (called === operation ? error : undefined),
  });

  it.each([
    ['ExpiredToken', 'The AWS credentials have expired (ExpiredToken: The token expired): log in again.'],
    [
      'InvalidClientTokenId',
      'AWS does not accept the credentials (InvalidClientTokenId: The token expired): check AWS_PROFILE, and check that the Region is enabled in the account.',
    ],
  ])('answers with %s', async (code, sentence) => {
    const examination = await examineWith(fails('GetCallerIdentity', new AwsError(code, 'The token expired', 403)));
    expect(bad(examination)).toEqual(['Credentials: credentials-rejected']);
    expect(sentencesOf(examination, 'Credentials')).toEqual([sentence]);
    expect(isWrong(examination)).toBe(true);
  });

  it.each([
    ['throttles', throttled(), 'CloudFormation throttled the call'],
    ['fails', new AwsError('InternalFailure', 'Sorry', 500), 'CloudFormation failed (InternalFailure: Sorry)'],
  ])('%s', async (_, error, sentence) => {
    const examination = await examineWith(fails('ListStackResources', error));
    expect(sentencesOf(examination, 'Resources')).toEqual([expect.stringContaining(sentence)]);
    expect(isWrong(examination)).toBe(true);
  });

  it('hangs', async () => {
    const examination = await examineWith(fails('GetParameter', new Promise<never>(() => undefined)), {}, 50);
    expect(sentencesOf(examination, 'Bootstrap')).toEqual([
      expect.stringContaining('Systems Manager cannot be reached'),
    ]);
  });

  it('refuses the credentials in a Region that is not enabled', async () => {
    const examination = await examineWith({
      intercept: (_, __, { region }) =>
        region === OTHER_REGION
          ? new AwsError('InvalidClientTokenId', 'The security token is invalid', 403)
          : undefined,
    });
    expect(bad(examination)).toEqual(['Sending Regions: regions-refused', 'Runbook: runbook-unset']);
    expect(isWrong(examination)).toBe(false);
  });

  it('denies a Region by a policy of the organization', async () => {
    const message =
      'User: someone is not authorized to perform: ses:GetSendStatistics with an explicit deny in a service control policy';
    const examination = await examineWith({
      intercept: (_, __, { region }) =>
        region === OTHER_REGION ? new AwsError('AccessDeniedException', message, 403) : undefined,
    });
    expect(bad(examination)).toEqual(['Sending Regions: regions-closed', 'Runbook: runbook-unset']);
  });

  it('denies the read of a topic in the words of SNS', async () => {
    const message =
      'User: arn:aws:sts::111122223333:assumed-role/Admin/jane is not authorized to perform: SNS:GetTopicAttributes on resource: arn:aws:sns:us-gov-west-1:111122223333:pages';
    const examination = await examineWith(
      fails('GetTopicAttributes', new AwsError('AuthorizationError', message, 403)),
    );
    const findings = examination.sections.flatMap(({ findings: ofSubject }) => ofSubject);
    expect(findings.find(({ id }) => id === 'reads-denied')?.what).toBe(
      'AWS denied 1 kind of reads: sns:GetTopicAttributes.',
    );
    expect(JSON.stringify(examination)).not.toContain('jane');
  });

  it('denies the role of the credentials', async () => {
    const message =
      'User: arn:aws:iam::111122223333:user/jane is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/jane';
    const examination = await examineWith(fails('GetCallerIdentity', new AwsError('AccessDenied', message, 403)));
    expect(sentencesOf(examination, 'Credentials')).toEqual(['AWS does not allow sts:AssumeRole.']);
  });

  it('names people in its errors, and the findings do not', async () => {
    const message = 'AROAEXAMPLEEXAMPLE:jane.doe@example.com and arn:aws:iam::1:user/jane wrote to bob%40example.com';
    const examination = await examineWith(fails('ListStackResources', new AwsError('InternalFailure', message, 500)));
    expect(sentencesOf(examination, 'Resources')).toEqual([
      'CloudFormation failed (InternalFailure: the caller and the caller wrote to ***): try again in a few minutes.',
    ]);
  });

  it('denies explicitly, so that no statement helps', async () => {
    const message =
      'User: someone is not authorized to perform: ssm:GetParameter with an explicit deny in an identity-based policy';
    const examination = await examineWith(fails('GetParameter', new AwsError('AccessDeniedException', message, 400)));
    expect(bad(examination)).toEqual(['Bootstrap: unknown', 'Runbook: runbook-unset']);
  });
});

describe('--stack', () => {
  it('chooses one of several stacks', async () => {
    const stacks = [deployedStack(), deployedStack({ name: `Test-SesMetricsExporter-${REGION}` })];
    const examination = await examineWith({ stacks }, { stack: STACK });
    expect(examination.sections.map(({ subject }) => subject)).toEqual(['Account 111122223333', REGION, STACK]);
  });

  it('that does not exist is an error with the stacks that do', async () => {
    await expect(examineWith({}, { stack: 'Other' })).rejects.toThrow(
      `No exporter stack "Other" exists in ${REGION}: choose from ${STACK} with --stack, or choose another Region with --region`,
    );
  });
});
