/** The alarms of a configuration over local metrics. */
import { describe, expect, it } from '@jest/globals';
import { readStackConfig, type StackContext } from '../../../cli/stack/stack-settings';
import { startLiveAlarms } from '../../../cli/start/live-alarms';
import { WINDOW_DIMENSION } from '../../../lambda/send-statistics/contract';
import { createMetricStore } from '../../../local/aws/metric-store';
import { at, HOUR, MINUTE, settingsOf } from '../../support/world';

const NOON = at('2026-11-22T12:07:00Z');

/** Returns the description at noon after a day in which each slot published mail and a bounce rate for every window. */
function describeAlarms(context: StackContext, bounceRate: number, windows?: readonly string[]): string {
  const { settings: configured } = readStackConfig(context);
  const settings = windows ? { ...configured, windows: settingsOf({ windows }).windows } : configured;
  const store = createMetricStore({ now: () => NOON + MINUTE });
  for (let slot = NOON - 24 * HOUR; slot <= NOON; slot += settings.schedulePeriodMinutes * MINUTE) {
    for (const { label } of settings.windows) {
      const dimensions = { [WINDOW_DIMENSION]: label };
      store.put(settings.namespace, [
        { name: 'DeliveryAttempts', dimensions, timestamp: slot, value: 100_000 },
        { name: 'BounceRate', dimensions, timestamp: slot, value: bounceRate },
        { name: 'ComplaintRate', dimensions, timestamp: slot, value: 0 },
      ]);
    }
  }
  return startLiveAlarms(context, settings, store).describe(NOON);
}

/** Returns the names of the alarms in ALARM state. */
function alarmsIn(text: string): string[] {
  return [...text.matchAll(/^│ ALARM .*\n│ (\S+)/gm)].map(([, name]) => name as string);
}

function notEvaluatedIn(text: string): Map<string, string[]> {
  const lines = text.matchAll(/^Not evaluated, because (.*): (.*)$/gm);
  return new Map([...lines].map(([, reason = '', names = '']) => [reason, names.split(', ')]));
}

describe('an alarm', () => {
  it('on published metrics is evaluated', () => {
    expect(alarmsIn(describeAlarms({}, 0.2))).toEqual(
      expect.arrayContaining(['bounce-rate-fast-burn', 'bounce-rate-critical', 'bounce-rate-slow']),
    );
    expect(alarmsIn(describeAlarms({}, 0.01))).toEqual([]);
  });

  it('on a window that is not published is not evaluated', () => {
    const text = describeAlarms({}, 0.2, ['24h', '7d']);
    expect(alarmsIn(text).sort()).toEqual(['bounce-rate-critical', 'bounce-rate-warning']);
    const notEvaluated = notEvaluatedIn(text);
    expect(notEvaluated.get('the window 1h is not published')).toEqual([
      'bounce-rate-fast-burn',
      'complaint-rate-fast-burn',
      'exporter-silent',
      'burst-memory',
    ]);
    expect(notEvaluated.get('the window 14d is not published')).toEqual(['bounce-rate-slow', 'complaint-rate-slow']);
    expect(notEvaluated.has('the window 24h is not published')).toBe(false);
  });

  it('on a window of the same length with another label is not evaluated', () => {
    expect(
      notEvaluatedIn(describeAlarms({}, 0.2, ['60m', '24h', '14d'])).get('the window 1h is not published'),
    ).toContain('exporter-silent');
  });

  it('on metrics that are not simulated is not evaluated', () => {
    expect(notEvaluatedIn(describeAlarms({}, 0)).get('the metrics are not simulated')?.sort()).toEqual([
      'aws-bounce-rate-critical',
      'aws-bounce-rate-warning',
      'aws-complaint-rate-critical',
      'aws-complaint-rate-warning',
      'exporter-failing',
      'look-ups-failing',
      'polls-given-up',
    ]);
  });

  it('is evaluated with the thresholds of the configuration', () => {
    const alarms = { bounceRateFastBurn: { window: '2h', threshold: 0.3 }, exporterSilent: { window: '2h' } };
    const context = {
      'exporter:windows': '2h,24h,14d',
      'exporter:alarms': { ...alarms, complaintRateFastBurn: false },
    };
    const below = describeAlarms(context, 0.2);
    expect(alarmsIn(below)).not.toContain('bounce-rate-fast-burn');
    expect(below).not.toContain('complaint-rate-fast-burn');
    expect(alarmsIn(describeAlarms(context, 0.4))).toContain('bounce-rate-fast-burn');
  });

  it('of another namespace, Region or schedule is evaluated', () => {
    const context = {
      'exporter:namespace': 'Mail',
      'exporter:regions': 'us-gov-west-1',
      'exporter:schedulePeriodMinutes': '5',
    };
    expect(alarmsIn(describeAlarms(context, 0.2))).toContain('bounce-rate-fast-burn');
  });

  it('with a long evaluation range is at least as old as that range', () => {
    const exporterSilent = { evaluationPeriods: 12, datapointsToAlarm: 12 };
    const context = { 'exporter:schedulePeriodMinutes': '60', 'exporter:alarms': { exporterSilent } };
    const states = (text: string) => /^Alarms: (.*)$/m.exec(text)?.[1];
    expect(states(describeAlarms(context, 0))).toBe(states(describeAlarms({}, 0)));
  });
});

it('states that no alarm can be evaluated if all are off', () => {
  expect(describeAlarms({ 'exporter:alarms': false }, 0.2)).toBe('Alarms: none to evaluate');
});
