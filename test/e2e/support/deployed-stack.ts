/** A stack on the emulator, driven and read with the AWS CLI. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from './emulator';

export interface DeployedStack {
  readonly region: string;
  readonly name: string;
  /** The physical id of its one resource of a type; where it has several, of the one whose logical id begins so. */
  idOf(type: string, logicalId?: string): Promise<string>;
  /** Of all its resources. */
  statuses(): Promise<string[]>;
  aws<T>(...args: readonly string[]): Promise<T>;
  /** Calls a function and waits: its answer, or its error's message. */
  invoke(functionName: string, event: object): Promise<unknown>;
  /** The body of a message that is in a queue, if there is one. */
  receive(queueUrl: string): Promise<string | undefined>;
  /** Adds variables to a function's environment. */
  addVariables(functionName: string, variables: Readonly<Record<string, string>>): Promise<void>;
  /** Time to value of a metric; its maximum in each period. */
  metric(query: MetricQuery): Promise<Map<number, number>>;
}

export interface MetricQuery {
  readonly namespace: string;
  readonly name: string;
  readonly window?: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Default: a minute. */
  readonly periodSeconds?: number;
}

export function stackOn(emulator: Emulator, region: string, name = `SesMetricsExporter-${region}`): DeployedStack {
  const aws = <T>(...args: readonly string[]) => emulator.aws<T>(region, ...args);
  return {
    region,
    name,
    aws,
    async idOf(type, logicalId = '') {
      const query = `StackResources[?ResourceType==\`${type}\` && starts_with(LogicalResourceId, \`${logicalId}\`)]`;
      const ids = await aws<string[]>(
        ...['cloudformation', 'describe-stack-resources', '--stack-name', name],
        ...['--query', `${query}.PhysicalResourceId`],
      );
      const [id] = ids;
      if (ids.length !== 1 || !id) throw new Error(`${type} ${logicalId} of ${name}: ${JSON.stringify(ids)}`);
      return id;
    },
    statuses: () =>
      aws(
        ...['cloudformation', 'list-stack-resources', '--stack-name', name],
        ...['--query', 'StackResourceSummaries[].ResourceStatus'],
      ),
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
    async metric({ namespace, name: metricName, window, from, to, periodSeconds = 60 }) {
      const { Timestamps, Values } = await aws<{ Timestamps: string[]; Values: number[] }>(
        ...['cloudwatch', 'get-metric-data', '--query', 'MetricDataResults[0]'],
        ...['--start-time', new Date(from).toISOString(), '--end-time', new Date(to).toISOString()],
        '--metric-data-queries',
        JSON.stringify([
          {
            Id: 'm',
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: metricName,
                Dimensions: window ? [{ Name: 'Window', Value: window }] : [],
              },
              Period: periodSeconds,
              Stat: 'Maximum',
            },
          },
        ]),
      );
      return new Map(Timestamps.map((time, index) => [Date.parse(time), Values[index] ?? Number.NaN]));
    },
  };
}
