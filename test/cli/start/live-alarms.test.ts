/** The alarms of a configuration over what is published on this machine. */
import { describe, expect, it } from '@jest/globals';
import { readStackConfig, type StackContext } from '../../../cli/stack/stack-settings';
import { startLiveAlarms } from '../../../cli/start/live-alarms';
import { WINDOW_DIMENSION } from '../../../lambda/send-statistics/contract';
import { createMetricStore } from '../../../local/aws/metric-store';
import { at, HOUR, MINUTE, settingsOf } from '../../support/world';

const NOON = at('2026-11-22T12:07:00Z');

/** What is shown at noon when every window has had mail and a bounce rate at each slot of a day. */
function show(context: StackContext, bounceRate: number, windows?: readonly string[]): string {
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

/** Names of the alarms that are on. */
function alarmsIn(text: string): string[] {
  return [...text.matchAll(/^│ ALARM .*\n│ (\S+)/gm)].map(([, name]) => name as string);
}

function notJudgedIn(text: string): Map<string, string[]> {
  const lines = text.matchAll(/^Not judged, because (.*): (.*)$/gm);
  return new Map([...lines].map(([, reason = '', names = '']) => [reason, names.split(', ')]));
}

describe('an alarm', () => {
  it('that reads what is published is judged', () => {
    expect(alarmsIn(show({}, 0.2))).toEqual(
      expect.arrayContaining(['bounce-rate-fast-burn', 'bounce-rate-critical', 'bounce-rate-slow']),
    );
    expect(alarmsIn(show({}, 0.01))).toEqual([]);
  });

  it('on a window that is not published is neither on nor healthy', () => {
    const shown = show({}, 0.2, ['24h', '7d']);
    expect(alarmsIn(shown).sort()).toEqual(['bounce-rate-critical', 'bounce-rate-warning']);
    const left = notJudgedIn(shown);
    expect(left.get('the window 1h is not published')).toEqual([
      'bounce-rate-fast-burn',
      'complaint-rate-fast-burn',
      'exporter-silent',
      'burst-memory',
    ]);
    expect(left.get('the window 14d is not published')).toEqual(['bounce-rate-slow', 'complaint-rate-slow']);
    expect(left.has('the window 24h is not published')).toBe(false);
  });

  it('on a window of the same length under another label is not judged', () => {
    expect(notJudgedIn(show({}, 0.2, ['60m', '24h', '14d'])).get('the window 1h is not published')).toContain(
      'exporter-silent',
    );
  });

  it('on what nothing publishes here is not healthy', () => {
    expect(notJudgedIn(show({}, 0)).get('their metrics are not simulated')?.sort()).toEqual([
      'aws-bounce-rate-critical',
      'aws-bounce-rate-warning',
      'aws-complaint-rate-critical',
      'aws-complaint-rate-warning',
      'exporter-failing',
      'look-ups-failing',
      'look-ups-throttled',
      'polls-given-up',
    ]);
  });

  it('that the configuration changes is judged by its own numbers', () => {
    const alarms = { bounceRateFastBurn: { window: '2h', threshold: 0.3 }, exporterSilent: { window: '2h' } };
    const context = {
      'exporter:windows': '2h,24h,14d',
      'exporter:alarms': { ...alarms, complaintRateFastBurn: false },
    };
    expect(alarmsIn(show(context, 0.2))).not.toContain('bounce-rate-fast-burn');
    expect(alarmsIn(show(context, 0.4))).toContain('bounce-rate-fast-burn');
    expect(show(context, 0.2)).not.toContain('complaint-rate-fast-burn');
  });

  it('of another namespace, Region or schedule is judged', () => {
    const context = {
      'exporter:namespace': 'Mail',
      'exporter:regions': 'us-gov-west-1',
      'exporter:schedulePeriodMinutes': '5',
    };
    expect(alarmsIn(show(context, 0.2))).toContain('bounce-rate-fast-burn');
  });

  it('that looks far back has been there for as long as it looks', () => {
    const exporterSilent = { evaluationPeriods: 12, datapointsToAlarm: 12 };
    const context = { 'exporter:schedulePeriodMinutes': '60', 'exporter:alarms': { exporterSilent } };
    const states = (text: string) => /^Alarms: (.*)$/m.exec(text)?.[1];
    expect(states(show(context, 0))).toBe(states(show({}, 0)));
  });
});

it('says that there are none where all are off', () => {
  expect(show({ 'exporter:alarms': false }, 0.2)).toBe('Alarms: none that can be judged here');
});
