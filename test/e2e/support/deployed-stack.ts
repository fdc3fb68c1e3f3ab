/** A stack on the emulator. The AWS CLI drives it and reads it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from './emulator';

export interface DeployedStack {
  readonly region: string;
  readonly name: string;
  /** Returns the physical id of its only resource of a type, or of the one whose logical id has the given prefix. */
  idOf(type: string, logicalIdPrefix?: string): Promise<string>;
  /** Returns the status of every resource. */
  statuses(): Promise<string[]>;
  /** Returns every resource. */
  resources(): Promise<StackResource[]>;
  aws<T>(...args: readonly string[]): Promise<T>;
  /** Invokes a function, waits, and returns its response or error. */
  invoke(functionName: string, event: object): Promise<unknown>;
  /** Returns the body of one message in a queue, or undefined if the queue is empty. */
  receive(queueUrl: string): Promise<string | undefined>;
  /** Adds variables to a function's environment. */
  addVariables(functionName: string, variables: Readonly<Record<string, string>>): Promise<void>;
  /** Returns the maximum of each metric in each period, by the period's start in epoch milliseconds. */
  metrics(metrics: readonly Metric[], span: Span): Promise<Map<number, number>[]>;
  /** Returns the same for one metric. */
  metric(metric: Metric, span: Span): Promise<Map<number, number>>;
}

export interface StackResource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly window?: string;
}

export interface Span {
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Default: 60. */
  readonly periodSeconds?: number;
}

export function stackOn(emulator: Emulator, region: string, name = `SesMetricsExporter-${region}`): DeployedStack {
  const aws = <T>(...args: readonly string[]) => emulator.aws<T>(region, ...args);
  const resources = () =>
    aws<StackResource[]>(
      ...['cloudformation', 'list-stack-resources', '--stack-name', name],
      ...['--query', 'StackResourceSummaries'],
    );
  const metrics: DeployedStack['metrics'] = async (queried, { from, to, periodSeconds = 60 }) => {
    const queries = queried.map(({ namespace, name: metricName, window }, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: {
          Namespace: namespace,
          MetricName: metricName,
          Dimensions: window ? [{ Name: 'Window', Value: window }] : [],
        },
        Period: periodSeconds,
        Stat: 'Maximum',
      },
    }));
    const results = await aws<{ Id: string; Timestamps: string[]; Values: number[] }[]>(
      ...['cloudwatch', 'get-metric-data', '--query', 'MetricDataResults'],
      ...['--start-time', new Date(from).toISOString(), '--end-time', new Date(to).toISOString()],
      ...['--metric-data-queries', JSON.stringify(queries)],
    );
    return queries.map(({ Id }) => {
      const { Timestamps = [], Values = [] } = results.find((result) => result.Id === Id) ?? {};
      return new Map(Timestamps.map((time, index) => [Date.parse(time), Values[index] ?? Number.NaN]));
    });
  };
  return {
    region,
    name,
    aws,
    async idOf(type, logicalIdPrefix = '') {
      const query = `StackResources[?ResourceType==\`${type}\` && starts_with(LogicalResourceId, \`${logicalIdPrefix}\`)]`;
      const ids = await aws<string[]>(
        ...['cloudformation', 'describe-stack-resources', '--stack-name', name],
        ...['--query', `${query}.PhysicalResourceId`],
      );
      const [id] = ids;
      if (ids.length !== 1 || !id) throw new Error(`${type} ${logicalIdPrefix} of ${name}: ${JSON.stringify(ids)}`);
      return id;
    },
    resources,
    async statuses() {
      return (await resources()).map(({ ResourceStatus }) => ResourceStatus);
    },
    async receive(queueUrl) {
      const body = ['--query', 'Messages[0].Body'];
      return (await aws<string | null>('sqs', 'receive-message', '--queue-url', queueUrl, ...body)) ?? undefined;
    },
    async invoke(functionName, event) {
      const answer = path.join(emulator.folder, 'answer.json');
      await aws('lambda', 'invoke', '--function-name', functionName, '--payload', JSON.stringify(event), answer);
      return JSON.parse(readFileSync(answer, 'utf8'));
    },
    async addVariables(functionName, variables) {
      const environment = await aws<{ Variables: object }>(
        ...['lambda', 'get-function-configuration', '--function-name', functionName, '--query', 'Environment'],
      );
      await aws(
        ...['lambda', 'update-function-configuration', '--function-name', functionName],
        ...['--environment', JSON.stringify({ Variables: { ...environment.Variables, ...variables } })],
      );
    },
    metrics,
    async metric(metric, span) {
      const [values = new Map()] = await metrics([metric], span);
      return values;
    },
  };
}
