/**
 * What the emulator cannot do, as tried with the version that `tools.ts` names, and the test that holds us to it all the same.
 * Each row asks the emulator again: what a newer one can do is to be deployed and driven here, and the row to go.
 */
import { stackOn } from './deployed-stack';
import type { Emulator } from './emulator';
import { createUser } from './iam-user';
import type { LeftOut } from './left-out';
import { sendMails } from './mail';
import { until } from './until';

export interface Shortcoming {
  readonly what: string;
  /** Test that covers it without the emulator. */
  readonly coveredBy: string;
  /** What is taken out of the templates for it; undefined: nothing. */
  readonly leftOut?: LeftOut;
  /** What the emulator says or does; undefined when it can do it after all. */
  readonly ask: (emulator: Emulator) => Promise<string | undefined>;
}

/** A Region where nothing else is. */
const REGION = 'eu-north-1';

export const SHORTCOMINGS: readonly Shortcoming[] = [
  {
    what: 'Composite alarms from CloudFormation',
    coveredBy: 'test/local/replay/incidents.test.ts',
    leftOut: 'compositeAlarms',
    ask: refusalOf('AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'FALSE' }),
  },
  {
    what: 'Alarms on metric math from CloudFormation',
    coveredBy: 'test/local/replay/incidents.test.ts',
    leftOut: 'metricMath',
    ask: refusalOf('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Metrics: [{ Id: 'e', Expression: 'TIME_SERIES(2)' }],
    }),
  },
  {
    what: 'The scheduled time in what EventBridge Scheduler passes on',
    coveredBy: 'test/e2e/runtime-client-exporter.e2e.ts',
    leftOut: 'scheduledTime',
    async ask(emulator) {
      const stack = stackOn(emulator, REGION);
      const url = await stack.aws<string>('sqs', 'create-queue', '--queue-name', 'minutes', '--query', 'QueueUrl');
      const Input = '<aws.scheduler.scheduled-time>';
      const target = {
        Arn: `arn:aws:sqs:${REGION}:000000000000:minutes`,
        RoleArn: 'arn:aws:iam::000000000000:role/any',
        Input,
      };
      await stack.aws(
        ...['scheduler', 'create-schedule', '--name', 'minutes', '--schedule-expression', 'rate(1 minute)'],
        ...['--flexible-time-window', 'Mode=OFF', '--target', JSON.stringify(target)],
      );
      const said = await until('a schedule of one minute', () => stack.receive(url), { seconds: 100, every: 5 });
      return said.includes(Input) ? `It passes on ${said}` : undefined;
    },
  },
  {
    what: 'Links and sinks of cross-account observability from CloudFormation',
    coveredBy: 'test/lib/monitoring/monitoring-sink.test.ts, test/lib/monitoring/monitoring-link.test.ts',
    leftOut: 'links',
    ask: refusalOf('AWS::Oam::Sink', { Name: 'sink' }),
  },
  {
    what: 'The condition key cloudwatch:namespace',
    coveredBy: 'test/lib/exporter/send-statistics-exporter.test.ts',
    leftOut: 'namespaceCondition',
    async ask(emulator) {
      const stack = stackOn(emulator, REGION);
      const allow = { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' };
      const put = ['cloudwatch', 'put-metric-data', '--namespace', 'Some', '--metric-name', 'm', '--value', '1'];
      const free = await createUser(stack, 'free', allow);
      const bound = await createUser(stack, 'bound', {
        ...allow,
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Some' } },
      });
      const { status, stderr } = await emulator.awsAs(free, REGION, ...put);
      if (status !== 0) throw new Error(`Without the condition it is refused as well: ${stderr}`);
      const refused = await emulator.awsAs(bound, REGION, ...put);
      return refused.status === 0 ? undefined : refused.stderr.trim();
    },
  },
  {
    what: 'Bounces in GetSendStatistics',
    coveredBy: 'test/e2e/deployment.e2e.ts, with the SES of local/',
    async ask(emulator) {
      const stack = stackOn(emulator, REGION);
      await sendMails(stack, 1, 'bounce@simulator.amazonses.com');
      const { SendDataPoints } = await stack.aws<{ SendDataPoints: { Bounces: number }[] }>(
        'ses',
        'get-send-statistics',
      );
      return SendDataPoints.some(({ Bounces }) => Bounces > 0) ? undefined : JSON.stringify(SendDataPoints);
    },
  },
  {
    what: 'GetMessageInsights',
    coveredBy: 'test/e2e/deployment.e2e.ts, with the SES of local/',
    async ask(emulator) {
      const { status, stderr } = await emulator.awsAs({}, REGION, 'sesv2', 'get-message-insights', '--message-id', 'm');
      return status === 0 ? undefined : stderr.trim();
    },
  },
  {
    what: 'Alarms that wait for more than one period, and treat missing data',
    coveredBy: 'test/local/alarms/alarm-evaluation.test.ts, test/local/replay/incidents.test.ts',
    async ask(emulator) {
      const { aws } = stackOn(emulator, REGION);
      await aws(
        ...[
          'cloudwatch',
          'put-metric-alarm',
          '--alarm-name',
          'patient',
          '--namespace',
          'Some',
          '--metric-name',
          'late',
        ],
        ...['--statistic', 'Maximum', '--period', '60', '--evaluation-periods', '3', '--threshold', '0'],
        ...['--comparison-operator', 'GreaterThanThreshold', '--treat-missing-data', 'notBreaching'],
      );
      await aws('cloudwatch', 'put-metric-data', '--namespace', 'Some', '--metric-name', 'late', '--value', '1');
      const [state] = await aws<string[]>(
        ...['cloudwatch', 'describe-alarms', '--alarm-names', 'patient', '--query', 'MetricAlarms[].StateValue'],
      );
      return state === 'ALARM' ? `After one period of three: ${state}` : undefined;
    },
  },
];

/** Asks whether CloudFormation refuses a resource, or a stack of it fails. */
function refusalOf(type: string, properties: object): Shortcoming['ask'] {
  const asRefused = (said: string) => (/Unrecognized resource types|is not supported/.test(said) ? said : undefined);
  return async (emulator) => {
    const { aws } = stackOn(emulator, REGION);
    const name = type.replaceAll('::', '-');
    const template = JSON.stringify({ Resources: { Only: { Type: type, Properties: properties } } });
    const create = ['cloudformation', 'create-stack', '--stack-name', name, '--template-body', template];
    const { status, stderr } = await emulator.awsAs({}, REGION, ...create);
    if (status !== 0) return asRefused(stderr.trim());
    const states = ['--stack-name', name, '--query'];
    const state = await until(
      name,
      async () => {
        const [said] = await aws<string[]>('cloudformation', 'describe-stacks', ...states, 'Stacks[].StackStatus');
        return said?.endsWith('IN_PROGRESS') ? undefined : said;
      },
      { seconds: 60, every: 1 },
    );
    if (state === 'CREATE_COMPLETE') return undefined;
    const reasons = await aws<string[]>(
      ...['cloudformation', 'describe-stack-events', ...states],
      'StackEvents[?ResourceStatus==`CREATE_FAILED`].ResourceStatusReason',
    );
    return asRefused(`${state}: ${reasons[0]}`);
  };
}
