import { describe, expect, it } from '@jest/globals';
import { createMetricStore } from '../../../local/aws/metric-store';
import { readDashboard } from '../../../local/console/dashboard-body';
import { readSeries } from '../../../local/console/widget-series';
import { at, MINUTE } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const REGION = 'eu-west-1';

function storeWith(values: Readonly<Record<string, readonly (number | undefined)[]>>) {
  const store = createMetricStore({ now: () => NOON });
  store.putAsAws('AWS/Lambda', [
    { name: 'Errors', dimensions: { FunctionName: 'exporter' }, timestamp: NOON, value: 0 },
  ]);
  for (const [name, series] of Object.entries(values)) {
    series.forEach((value, index) => {
      if (value !== undefined) store.put('A', [{ name, dimensions: {}, timestamp: NOON + index * 15 * MINUTE, value }]);
    });
  }
  return store;
}

function read(rows: readonly unknown[], values: Parameters<typeof storeWith>[0], properties: object = {}) {
  const body = {
    widgets: [{ type: 'metric', properties: { period: 900, stat: 'Maximum', metrics: rows, ...properties } }],
  };
  const [widget] = readDashboard(JSON.stringify(body));
  if (widget?.kind !== 'graph') throw new Error('not a graph');
  return readSeries(widget.metrics, {
    metrics: storeWith(values),
    region: REGION,
    account: '111122223333',
    from: NOON,
    to: NOON + 45 * MINUTE,
    whyNotPublished: ({ dimensions }) => (dimensions.Window === '1h' ? 'the window 1h is not published' : undefined),
  }).series;
}

describe('the series of a graph', () => {
  it.each<[string, unknown[], Record<string, (number | undefined)[]>, (number | null)[]]>([
    ['has the value of each period', [['A', 'Sent']], { Sent: [1, 2, 3] }, [1, 2, 3]],
    ['has a gap where a period has no value', [['A', 'Sent']], { Sent: [1, undefined, 3] }, [1, null, 3]],
    ['shows a zero as a zero', [['A', 'Sent']], { Sent: [0, undefined, 0] }, [0, null, 0]],
    ['is empty for a metric without data', [['A', 'Sent']], {}, []],
    [
      'evaluates an expression on other rows, also on invisible ones',
      [
        ['A', 'Sent', { id: 'sent', visible: false }],
        ['A', 'Failed', { id: 'failed', visible: false }],
        [{ expression: 'failed / sent' }],
      ],
      { Sent: [10, 0, 20], Failed: [1, 1, 1] },
      [0.1, null, 0.05],
    ],
  ])('%s', (_, rows, values, expected) => {
    expect(read(rows, values)).toEqual([expect.objectContaining({ values: expected })]);
  });

  it.each<[string, unknown[], object, RegExp]>([
    ['an unknown statistic', [['A', 'Sent', { stat: 'p99' }]], {}, /^The statistic p99 is not simulated\.$/],
    ['an expression that is not supported', [[{ expression: 'SEARCH("x")' }]], {}, /unsupported part/],
    [
      'another Region',
      [['A', 'Sent']],
      { region: 'us-east-1' },
      /^Only the metrics of eu-west-1 in the account 111122223333 are on this machine\.$/,
    ],
    ['another Region of one row', [['A', 'Sent', { region: 'us-east-1' }]], {}, /^Only the metrics of eu-west-1 in /],
    ['another account', [['A', 'Sent', { accountId: '444455556666' }]], {}, /^Only the metrics of eu-west-1 in /],
    [
      'an expression on another Region',
      [[{ expression: 'a * 2' }], ['A', 'Sent', { id: 'a', region: 'us-east-1', visible: false }]],
      {},
      /^Only the metrics of eu-west-1 in /,
    ],
    ['a window that is not published', [['A', 'Sent', 'Window', '1h']], {}, /^The window 1h is not published\.$/],
    [
      'a metric of AWS that is published for another resource only',
      [['AWS/Lambda', 'Errors', 'FunctionName', 'look-ups']],
      {},
      /^AWS publishes Errors\. It is not simulated/,
    ],
    [
      'a metric of AWS that nothing publishes here',
      [['AWS/SES', 'Reputation.BounceRate']],
      {},
      /^AWS publishes Reputation\.BounceRate\. It is not simulated/,
    ],
  ])('names its problem: %s', (_, rows, properties, problem) => {
    const [series] = read(rows, { Sent: [1] }, properties);
    expect(series).toMatchObject({ values: [], problem: expect.stringMatching(problem) });
  });
});
