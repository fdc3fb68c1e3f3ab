/**
 * The features that the emulator, in the version pinned in `tools.ts`, does not support, and the tests that cover them instead.
 * Each run probes the emulator again. When a newer version supports a feature, delete its row and test it on the emulator.
 */
import { stackOn } from './deployed-stack';
import type { Emulator } from './emulator';
import { createUser } from './iam-user';
import { sendMails } from './mail';
import type { Removal } from './unsupported';
import { waitFor } from './wait-for';

export interface Shortcoming {
  readonly feature: string;
  /** The tests that cover the feature without the emulator. */
  readonly coveredBy: string;
  /** The removal that the templates need because of this shortcoming. Undefined: none. */
  readonly removal?: Removal;
  /** Returns the response or the behavior of the emulator; undefined if it supports the feature. */
  readonly probe: (emulator: Emulator) => Promise<string | undefined>;
}

/** A Region without other resources. */
const REGION = 'eu-north-1';

const EXPORT = {
  ExportDataSource: { MessageInsightsDataSource: { StartDate: 0, EndDate: 1 } },
  ExportDestination: { DataFormat: 'JSON' },
};

const QUERY = { Id: 'sends', Namespace: 'VDM', Metric: 'SEND', StartDate: 0, EndDate: 86_400 };

export const SHORTCOMINGS: readonly Shortcoming[] = [
  {
    feature: 'Composite alarms from CloudFormation',
    coveredBy: 'test/local/replay/histories.test.ts',
    removal: 'compositeAlarms',
    probe: probeRejection('AWS::CloudWatch::CompositeAlarm', { AlarmRule: 'FALSE' }),
  },
  {
    feature: 'Alarms on metric math from CloudFormation',
    coveredBy: 'test/local/replay/histories.test.ts',
    removal: 'metricMath',
    probe: probeRejection('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Metrics: [{ Id: 'e', Expression: 'TIME_SERIES(2)' }],
    }),
  },
  {
    feature: 'The scheduled time in the input of EventBridge Scheduler',
    coveredBy: 'test/e2e/runtime-client-exporter.e2e.ts',
    removal: 'scheduledTime',
    async probe(emulator) {
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
      const body = await waitFor('a schedule with a rate of one minute', () => stack.receive(url), {
        seconds: 100,
        every: 5,
      });
      return body.includes(Input) ? `It sends ${body}` : undefined;
    },
  },
  {
    feature: 'Links and sinks of cross-account observability from CloudFormation',
    coveredBy: 'test/lib/monitoring/monitoring-sink.test.ts, test/lib/monitoring/monitoring-link.test.ts',
    removal: 'links',
    probe: probeRejection('AWS::Oam::Sink', { Name: 'sink' }),
  },
  {
    feature: 'The condition key cloudwatch:namespace',
    coveredBy: 'test/lib/exporter/send-statistics-exporter.test.ts',
    removal: 'namespaceCondition',
    async probe(emulator) {
      const stack = stackOn(emulator, REGION);
      const allow = { Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' };
      const put = ['cloudwatch', 'put-metric-data', '--namespace', 'Some', '--metric-name', 'm', '--value', '1'];
      const unrestricted = await createUser(stack, 'unrestricted', allow);
      const restricted = await createUser(stack, 'restricted', {
        ...allow,
        Condition: { StringEquals: { 'cloudwatch:namespace': 'Some' } },
      });
      const { status, stderr } = await emulator.awsAs(unrestricted, REGION, ...put);
      if (status !== 0) throw new Error(`It also denies the call without the condition: ${stderr}`);
      const denied = await emulator.awsAs(restricted, REGION, ...put);
      return denied.status === 0 ? undefined : denied.stderr.trim();
    },
  },
  {
    feature: 'Bounces in GetSendStatistics',
    coveredBy: 'test/e2e/deployment.e2e.ts, with the simulated SES',
    async probe(emulator) {
      const stack = stackOn(emulator, REGION);
      await sendMails(stack, 1, 'bounce@simulator.amazonses.com');
      const { SendDataPoints } = await stack.aws<{ SendDataPoints: { Bounces: number }[] }>(
        'ses',
        'get-send-statistics',
      );
      return SendDataPoints.some(({ Bounces }) => Bounces > 0) ? undefined : JSON.stringify(SendDataPoints);
    },
  },
  ...(
    [
      ['GetMessageInsights', 'get-message-insights', '--message-id', 'm'],
      ['CreateExportJob', 'create-export-job', '--cli-input-json', JSON.stringify(EXPORT)],
      ['GetSuppressedDestination', 'get-suppressed-destination', '--email-address', 'someone@example.net'],
      ['BatchGetMetricData', 'batch-get-metric-data', '--queries', JSON.stringify([QUERY])],
    ] as const
  ).map(([feature, ...command]) => ({
    feature,
    coveredBy: 'test/e2e/deployment.e2e.ts, with the simulated SES',
    probe: probeSes(...command),
  })),
  {
    feature: 'Alarms with several evaluation periods and missing-data treatment',
    coveredBy: 'test/local/alarms/alarm-evaluation.test.ts, test/local/replay/histories.test.ts',
    async probe(emulator) {
      const { aws } = stackOn(emulator, REGION);
      await aws(
        ...['cloudwatch', 'put-metric-alarm', '--alarm-name', 'patient'],
        ...['--namespace', 'Some', '--metric-name', 'late'],
        ...['--statistic', 'Maximum', '--period', '60', '--evaluation-periods', '3', '--threshold', '0'],
        ...['--comparison-operator', 'GreaterThanThreshold', '--treat-missing-data', 'notBreaching'],
      );
      await aws('cloudwatch', 'put-metric-data', '--namespace', 'Some', '--metric-name', 'late', '--value', '1');
      const [state] = await aws<string[]>(
        ...['cloudwatch', 'describe-alarms', '--alarm-names', 'patient', '--query', 'MetricAlarms[].StateValue'],
      );
      return state === 'ALARM' ? `After one of three periods: ${state}` : undefined;
    },
  },
  {
    feature: 'ListMultiRegionEndpoints',
    coveredBy: 'test/cli/doctor/examination.test.ts',
    probe: probeSes('list-multi-region-endpoints'),
  },
  {
    feature: 'Mute rules of alarms',
    coveredBy: 'test/cli/mute.test.ts, test/cli/drill.test.ts',
    async probe(emulator) {
      const { status, stderr } = await emulator.awsAs({}, REGION, 'cloudwatch', 'list-alarm-mute-rules');
      if (status === 0) return undefined;
      if (!stderr.includes('Unknown action')) throw new Error(`It failed for another reason: ${stderr}`);
      return stderr.trim();
    },
  },
  {
    feature: 'Actions in the history of an alarm',
    coveredBy: 'test/cli/drill.test.ts, test/cli/case-file.test.ts',
    async probe(emulator) {
      const { aws } = stackOn(emulator, REGION);
      const name = ['--alarm-name', 'noisy'];
      const topic = await aws<string>('sns', 'create-topic', '--name', 'noisy', '--query', 'TopicArn');
      await aws(
        ...['cloudwatch', 'put-metric-alarm', ...name, '--alarm-actions', topic],
        ...['--namespace', 'Some', '--metric-name', 'noise', '--statistic', 'Maximum', '--period', '60'],
        ...['--evaluation-periods', '1', '--threshold', '0', '--comparison-operator', 'GreaterThanThreshold'],
      );
      await aws('cloudwatch', 'set-alarm-state', ...name, '--state-value', 'ALARM', '--state-reason', 'Test');
      const query = ['--query', 'AlarmHistoryItems[].HistoryItemType'];
      const types = await aws<string[]>('cloudwatch', 'describe-alarm-history', ...name, ...query);
      return types.includes('Action') ? undefined : `The history has only ${[...new Set(types)].join(', ')}`;
    },
  },
];

/** Returns a probe that reports the error of an operation of SES. */
function probeSes(...command: readonly string[]): Shortcoming['probe'] {
  return async (emulator) => {
    const { status, stderr } = await emulator.awsAs({}, REGION, 'sesv2', ...command);
    if (status === 0) return undefined;
    if (!stderr.includes('Unknown SES v2 path')) throw new Error(`It failed for another reason: ${stderr}`);
    return stderr.trim();
  };
}

/** Returns a probe that reports whether CloudFormation rejects a resource or fails to create it. */
function probeRejection(type: string, properties: object): Shortcoming['probe'] {
  const ifRejection = (message: string) =>
    /Unrecognized resource types|is not supported/.test(message) ? message : undefined;
  return async (emulator) => {
    const { aws } = stackOn(emulator, REGION);
    const name = type.replaceAll('::', '-');
    const template = JSON.stringify({ Resources: { Only: { Type: type, Properties: properties } } });
    const create = ['cloudformation', 'create-stack', '--stack-name', name, '--template-body', template];
    const { status, stderr } = await emulator.awsAs({}, REGION, ...create);
    if (status !== 0) return ifRejection(stderr.trim());
    const query = ['--stack-name', name, '--query'];
    const state = await waitFor(
      name,
      async () => {
        const [current] = await aws<string[]>('cloudformation', 'describe-stacks', ...query, 'Stacks[].StackStatus');
        return current?.endsWith('IN_PROGRESS') ? undefined : current;
      },
      { seconds: 60, every: 1 },
    );
    if (state === 'CREATE_COMPLETE') return undefined;
    const reasons = await aws<string[]>(
      ...['cloudformation', 'describe-stack-events', ...query],
      'StackEvents[?ResourceStatus==`CREATE_FAILED`].ResourceStatusReason',
    );
    return ifRejection(`${state}: ${reasons[0]}`);
  };
}
