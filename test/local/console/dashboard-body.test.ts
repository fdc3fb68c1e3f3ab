import { describe, expect, it } from '@jest/globals';
import { readDashboard } from '../../../local/console/dashboard-body';
import { createLocalDeployment } from '../../../local/deployment/local-deployment';
import { exampleStack } from '../../support/deployment-world';

const read = (...widgets: object[]) => readDashboard(JSON.stringify({ widgets }));

describe('a widget', () => {
  it.each<[string, object, object]>([
    [
      'has the place and the size that CloudWatch gives it by default',
      { type: 'text', properties: { markdown: '# A' } },
      { kind: 'text', markdown: '# A', title: '', x: 0, y: 0, width: 6, height: 6 },
    ],
    [
      'shows the states of alarms',
      { type: 'alarm', x: 1, y: 2, width: 3, height: 4, properties: { title: 'Alarms', alarms: ['arn:a'] } },
      { kind: 'alarms', title: 'Alarms', arns: ['arn:a'], x: 1, y: 2, width: 3, height: 4 },
    ],
    [
      'calls a function for every change by default',
      { type: 'custom', properties: { endpoint: 'arn:f', params: { view: 'find' } } },
      {
        kind: 'custom',
        endpoint: 'arn:f',
        params: { view: 'find' },
        updates: { refresh: true, resize: true, timeRange: true },
      },
    ],
    ['of an unknown type is named', { type: 'explorer', properties: {} }, { kind: 'unknown', type: 'explorer' }],
    [
      'with an unknown view is named',
      { type: 'metric', properties: { view: 'pie' } },
      { kind: 'unknown', type: 'metric (pie)' },
    ],
  ])('%s', (_, widget, expected) => {
    expect(read(widget)).toEqual([expect.objectContaining(expected)]);
  });

  it('has metrics with their own options, or with those of the widget', () => {
    const [widget] = read({
      type: 'metric',
      properties: {
        region: 'eu-west-1',
        period: 60,
        stat: 'Sum',
        metrics: [
          [
            'A/B',
            'Sent',
            'Window',
            '1h',
            { stat: 'Maximum', period: 900, label: '1h', yAxis: 'right', region: 'us-east-1' },
          ],
          ['A/B', 'Failed', { id: 'failed', visible: false }],
          [{ expression: 'failed * 2', id: 'double' }],
        ],
        annotations: { horizontal: [{ value: 0.05, label: 'review', color: '#f00' }, { value: 1 }] },
        yAxis: { left: { min: 0 } },
      },
    });
    const common = { axis: 'left', isVisible: true, periodSeconds: 60 };
    expect(widget).toMatchObject({
      kind: 'graph',
      metrics: {
        rows: [
          {
            label: '1h',
            axis: 'right',
            periodSeconds: 900,
            source: {
              region: 'us-east-1',
              namespace: 'A/B',
              name: 'Sent',
              dimensions: { Window: '1h' },
              statistic: 'Maximum',
            },
          },
          {
            ...common,
            id: 'failed',
            isVisible: false,
            source: { region: 'eu-west-1', namespace: 'A/B', name: 'Failed', dimensions: {}, statistic: 'Sum' },
          },
          { ...common, label: 'failed * 2', source: { expression: 'failed * 2' } },
        ],
        lines: [
          { value: 0.05, label: 'review', color: '#f00', axis: 'left' },
          { value: 1, label: '', axis: 'left' },
        ],
        left: { min: 0 },
      },
    });
  });
});

it('every widget of the stack’s own dashboard can be drawn', () => {
  const { stacks } = createLocalDeployment({ now: Date.now, stacks: [exampleStack()] });
  const bodies = stacks[0]?.resources.filter(({ type }) => type === 'AWS::CloudWatch::Dashboard') ?? [];
  const widgets = bodies.flatMap(({ properties }) => readDashboard(properties.DashboardBody));
  expect(widgets.length).toBeGreaterThan(8);
  expect(widgets.filter(({ kind }) => kind === 'unknown')).toEqual([]);
  const rates = widgets.find(({ title }) => title === 'Bounce rate');
  expect(rates).toMatchObject({
    kind: 'graph',
    metrics: { lines: expect.arrayContaining([expect.objectContaining({ value: 0.05 })]) },
  });
});
