/** `npm run case-file` where something is missing, with a page on every list. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { toCaseDocument } from '../../cli/case-file/document/case-document';
import { toAlarmEvents } from '../../cli/case-file/facts/alarm-events';
import { AwsError, accessDenied, throttled } from '../../local/aws/protocols/aws-error';
import { BAD_IMPORT } from '../support/case-facts';
import { type CaseWorld, failing, NOW, PAGE_AT, startCaseWorld } from '../support/case-world';
import { exampleStack } from '../support/deployment-world';
import { DAY } from '../support/world';

let world: CaseWorld;
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

it('reads every page of every list', async () => {
  world = await startCaseWorld();
  const { stdout } = await world.run();
  jest.restoreAllMocks();
  await world.close();
  world = await startCaseWorld({ pageSize: 5 });
  expect((await world.run()).stdout).toBe(stdout);
});

it('takes the span from the command line', async () => {
  world = await startCaseWorld();
  const { status, stdout } = await world.run(['--since', '2026-11-18T16:00:00Z', '--until', '1h']);
  expect(status).toBe(0);
  expect(stdout).toContain('# Case file: `SesMetricsExporter`, 2026-11-18 16:00 to 2026-11-18 16:23 UTC');
  expect(stdout).toContain('**No alarm paged**');
});

it.each([
  ['nothing happened', () => undefined],
  [
    'somebody only tested an alarm',
    ({ setState }: CaseWorld) => setState('quota-critical', 'ALARM', PAGE_AT, 'byHand'),
  ],
  [
    'somebody only tested the page',
    ({ setState }: CaseWorld) => setState('sending-rates-page', 'ALARM', PAGE_AT, 'byHand'),
  ],
  [
    'somebody only tested an alarm that the page follows',
    ({ setState }: CaseWorld) => setState('complaint-rate-critical', 'ALARM', PAGE_AT, 'byHand'),
  ],
  ['there was only a warning', ({ setState }: CaseWorld) => setState('quota-warning', 'ALARM', PAGE_AT)],
  [
    'the page is older than the history',
    ({ setState }: CaseWorld) => setState('quota-critical', 'ALARM', NOW - 31 * DAY),
  ],
])('asks for the beginning if %s', async (_, setUp) => {
  world = await startCaseWorld({ at: NOW - 40 * DAY }, setUp);
  expect(await world.run()).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'No alarm of SesMetricsExporter paged in the 30 days that CloudWatch keeps, apart from drills: set the beginning of the incident, such as --since 3d\n',
  });
});

describe('without the right', () => {
  it.each([
    ['cloudwatch:GetMetricData', "The exporter's metrics: **unknown**"],
    ['cloudwatch:GetMetricData', "AWS's own rates: **unknown**"],
    ['cloudwatch:ListMetrics', '| `cloudwatch:ListMetrics` | now | **unknown**'],
    ['cloudwatch:DescribeAlarms', 'The alarms: **unknown**'],
    ['cloudwatch:DescribeAlarmHistory', 'The history of the alarms: **unknown**'],
    ['ses:GetAccount', 'suppression list after: **unknown**'],
    ['ses:ListSuppressedDestinations', 'What SES added in the span: **unknown**'],
  ])('%s, the document says "%s"', async (action, text) => {
    world = await startCaseWorld({ intercept: failing(action.replace(/^\w+:/, ''), accessDenied(action)) });
    const { status, stdout, stderr } = await world.run(['--since', '26h']);
    expect(status).toBe(1);
    expect(stdout).toContain(text);
    expect(stdout).toContain(`not allowed, needs \`${action}\``);
    expect(stdout).not.toContain('user/local');
    expect(stderr).toContain(`AWS does not allow ${action}`);
    expect(stderr).toContain(`"${action}"`);
  });

  it.each([
    ['to find the stack', 'cloudformation:DescribeStacks', 1, /^AWS does not allow cloudformation:DescribeStacks/],
    ['to find the page', 'cloudwatch:DescribeAlarmHistory', 2, /^The newest page is unknown: AWS does not allow/],
  ])('%s, the command ends', async (_, action, status, message) => {
    world = await startCaseWorld({ intercept: failing(action.replace(/^\w+:/, ''), accessDenied(action)) });
    expect(await world.run()).toMatchObject({ status, stdout: '', stderr: expect.stringMatching(message) });
  });
});

it.each([
  ['throttles', throttled(), 'SES failed with `ThrottlingException`'],
  ['fails', new AwsError('InternalFailure', 'secret', 500), 'SES failed with `InternalFailure`'],
  ['does not respond', new Promise<undefined>(() => undefined), 'SES did not respond in time'],
])('a source that %s is unknown', async (_, answer, reason) => {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(1_000));
  world = await startCaseWorld({ intercept: failing('GetAccount', answer) });
  const { status, stdout, stderr } = await world.run();
  expect(status).toBe(1);
  expect(stdout).toContain(`The account: **unknown** (${reason}).`);
  expect(stderr).not.toContain('permissions');
  expect(stdout).not.toContain('secret');
});

it('does not count the pages of a list that never ends', async () => {
  const body = JSON.stringify({ SuppressedDestinationSummaries: [], NextToken: 'again' });
  const endless = { status: 200, contentType: 'application/json', body };
  world = await startCaseWorld({ intercept: failing('ListSuppressedDestinations', endless) });
  const { status, stdout, stderr } = await world.run();
  expect(status).toBe(1);
  expect(stdout).toContain('What SES added in the span: **unknown** (SES failed with `UnreadableAnswer`).');
  expect(stderr).toContain('it cannot be read (its pages repeat)');
});

it('shows no windows that the exporter cannot have published', async () => {
  world = await startCaseWorld();
  world.metrics.putAsAws('SES/SendStatistics', [
    { name: 'DeliveryAttempts', dimensions: { Window: '<img src=x> jane@example.com' }, timestamp: NOW, value: 1 },
  ]);
  expect((await world.run()).stdout).not.toMatch(/img|jane/);
});

it('reads the default windows if CloudWatch lists none, because older values may exist', async () => {
  world = await startCaseWorld({}, () => undefined);
  expect((await world.run(['--since', '26h'])).stdout).toContain('| bounce rate over 24h | no value | no value |');
});

it('writes the history of an alarm that changed 50,000 times', () => {
  const items = Array.from({ length: 50_000 }, (_, index) => {
    const at = PAGE_AT + index * 1_000;
    const newState = { stateValue: index % 2 ? 'OK' : 'ALARM', stateReasonData: {} };
    return [
      { id: 'ratesPage' as const, at, type: 'StateUpdate', summary: '', data: JSON.stringify({ newState }) },
      { id: 'ratesPage' as const, at, type: 'Action', summary: 'Successfully executed action arn:x:pages', data: '{}' },
    ];
  });
  const events = toAlarmEvents(items.flat());
  const document = toCaseDocument({
    ...BAD_IMPORT,
    span: { from: PAGE_AT, until: PAGE_AT + DAY },
    events: { value: events },
  });
  expect(document.match(/\*\*Page\*\*: sending-rates-page is ALARM\. Message sent to `pages`/g)).toHaveLength(25_000);
});

it('ends with a sentence if the credentials have expired', async () => {
  const expired = new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
  world = await startCaseWorld({ intercept: () => expired });
  expect(await world.run()).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^The AWS credentials have expired .*: log in again\n$/),
  });
});

it('reads the stack of the Region in AWS_REGION only', async () => {
  world = await startCaseWorld({ stacks: [exampleStack(), exampleStack('eu-west-1')] });
  const here = await world.run(['--since', '26h']);
  const there = await world.run(['--since', '26h'], { AWS_REGION: 'eu-west-1' });
  expect(here.stdout).toContain('Page: sending-rates-page');
  expect(there.stdout).not.toContain('Page: sending-rates-page');
  expect(there.stdout).toContain('Region eu-west-1');
});

it('works with a stack that is only half deployed', async () => {
  const { template, ...stack } = exampleStack();
  const missing = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    Type === 'AWS::CloudWatch::CompositeAlarm' ? [id] : [],
  );
  world = await startCaseWorld({ stacks: [{ ...stack, template, missing, status: 'UPDATE_ROLLBACK_FAILED' }] });
  const { status, stdout } = await world.run(['--since', '26h']);
  expect(status).toBe(0);
  expect(stdout).toContain('bounce-rate-fast-burn is ALARM');
});
