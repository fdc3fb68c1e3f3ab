/** Each scenario of `npm start` fires exactly its alarms. */
import { expect, it } from '@jest/globals';
import { SCENARIOS, type ScenarioName } from '../../../local/simulation/scenarios';
import { runInProcess } from '../../support/run-in-process';
import type { Ended } from '../../support/start';

const FIRING: Readonly<Record<ScenarioName, readonly string[]>> = {
  healthy: [],
  'bounce-spike': ['bounce-rate-fast-burn', 'bounce-rate-warning'],
  'complaint-spike': ['complaint-rate-fast-burn', 'complaint-rate-critical', 'complaint-rate-warning'],
  quiet: [],
  'late-bounces': ['bounce-rate-critical', 'bounce-rate-warning'],
  empty: [],
  'under-review': ['account-under-review'],
  paused: ['account-shut-down'],
  'near-quota': ['quota-warning', 'quota-critical'],
  'exporter-silent': ['exporter-silent'],
  'planned-import': ['bounce-rate-fast-burn', 'bounce-rate-warning'],
};

/** Several tests read the report of one scenario. */
const ended = new Map<string, Promise<Ended>>();

function start(...args: readonly [scenario: ScenarioName, ...more: string[]]): Promise<Ended> {
  const [scenario, ...more] = args;
  const key = args.join(' ');
  const known =
    ended.get(key) ??
    runInProcess('start', ['--once', '--scenario', scenario, '--at', '2026-11-18T15:22:00Z', ...more]);
  ended.set(key, known);
  return known;
}

it.each(Object.keys(SCENARIOS) as ScenarioName[])('%s fires exactly its alarms', async (scenario) => {
  const { status, stdout, stderr } = await start(scenario);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect([...stdout.matchAll(/^│ ALARM .*\n│ (\S+)/gm)].map(([, name]) => name)).toEqual(FIRING[scenario]);
});

it('planned-import names the mute rule, and prints no brief, because the rule also holds back its function', async () => {
  const { stdout } = await start('planned-import');
  expect(stdout).toMatch(/^The mute rule "spring import" .* until 2026-11-18T17:22:00Z\./m);
  expect(stdout).not.toContain('Brief:');
});

it('exporter-silent shows the last poll, and the time of its alarms', async () => {
  const { stdout } = await start('exporter-silent');
  expect(stdout).toMatch(/^Slot 2026-11-18T13:22:00Z,/m);
  expect(stdout).toMatch(
    /^The exporter last polled at this slot\. The alarms below have their states of 2026-11-18T15:22:00Z\.$/m,
  );
});

it('a report shows the values of alarms in ALARM state, and links the runbook', async () => {
  const { stdout } = await start('complaint-spike');
  expect(stdout).toMatch(/complaint-rate-fast-burn[\s\S]*?ComplaintRate 0\.0\d+/);
  expect(stdout).toContain('RUNBOOK.md#alarm-complaint-rate-fast-burn');
  expect(stdout).not.toContain('Hard bounces reached');
});

it('a report of a stack without briefs has no brief', async () => {
  const { stdout } = await start('bounce-spike', '-c', 'exporter:briefs=false');
  expect(stdout).toMatch(/ALARM(?![\s\S]*Brief:)/);
});
