import { expect, it } from '@jest/globals';
import { createMetricStore, type Metric } from '../../../local/aws/metric-store';
import { readsUnpublished, whyNotEvaluated } from '../../../local/simulation/not-evaluated';
import { at, settingsOf } from '../../support/world';

const NOON = at('2026-11-25T12:00:00Z');
const settings = settingsOf({ windows: ['1h'] });
const { namespace } = settings;
const NOT_SIMULATED = 'the metrics are not simulated';

const rate = (Window: string): Metric => ({ namespace, name: 'BounceRate', dimensions: { Window } });
const errors = (FunctionName: string): Metric => ({
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName },
});

const store = createMetricStore({ now: () => NOON });
store.putAsAws('AWS/Lambda', [{ ...errors('exporter'), timestamp: NOON, value: 0 }]);

it.each<[string, Metric[], string | undefined, boolean]>([
  ['a window that is published', [rate('1h')], undefined, false],
  ['a window that is not published', [rate('1h'), rate('24h')], 'the window 24h is not published', true],
  ['a metric without windows', [{ namespace, name: 'SendQuotaUsage', dimensions: {} }], undefined, false],
  [
    'an optional metric that is off',
    [{ namespace, name: 'RejectRate', dimensions: { Window: '1h' } }],
    NOT_SIMULATED,
    true,
  ],
  ['a metric of AWS with data', [errors('exporter')], undefined, false],
  ['the same metric of another function', [errors('look-ups')], NOT_SIMULATED, false],
])('an alarm on %s', (_, metrics, reason, isUnpublished) => {
  expect([whyNotEvaluated(metrics, settings, store), readsUnpublished(metrics, settings)]).toEqual([
    reason,
    isUnpublished,
  ]);
});
