import { describe, expect, it } from '@jest/globals';
import { SCENARIOS, type ScenarioName, simulateMail } from '../../../local/simulation/scenarios';
import { trueCounts } from '../../support/mail';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const START = at('2026-11-18T15:22:00Z');

function countsOf(scenario: ScenarioName, from: number, to: number, seed = 1) {
  return trueCounts(simulateMail(scenario, seed, START).between(from, to), from, to);
}

it('depends only on the seed, not on the pieces in which it is read', () => {
  const whole = simulateMail('healthy', 7, START).between(START - DAY, START);
  const mail = simulateMail('healthy', 7, START);
  mail.between(START - 2 * HOUR, START);
  const pieces = [
    ...mail.between(START - DAY, START - 5 * HOUR - 7 * MINUTE),
    ...mail.between(START - 5 * HOUR - 7 * MINUTE, START),
  ];
  expect(pieces).toEqual(whole);
});

it('is different for another seed', () => {
  expect(countsOf('healthy', START - DAY, START, 1)).not.toEqual(countsOf('healthy', START - DAY, START, 2));
});

it('differs between days and nights, and between weekdays and weekends', () => {
  const day = countsOf('healthy', at('2026-11-18T12:00:00Z'), at('2026-11-18T16:00:00Z')).deliveryAttempts;
  const night = countsOf('healthy', at('2026-11-18T01:00:00Z'), at('2026-11-18T05:00:00Z')).deliveryAttempts;
  const sunday = countsOf('healthy', at('2026-11-15T12:00:00Z'), at('2026-11-15T16:00:00Z')).deliveryAttempts;
  expect(night).toBe(0);
  expect(sunday).toBeGreaterThan(0);
  expect(sunday).toBeLessThan(day / 2);
});

describe('each scenario sends the mail that its description promises', () => {
  const hour = (scenario: ScenarioName) => countsOf(scenario, START - HOUR, START);
  const fortnight = (scenario: ScenarioName) => countsOf(scenario, START - 14 * DAY, START);

  it('healthy: below all review levels of AWS', () => {
    const { deliveryAttempts, bounces, complaints } = fortnight('healthy');
    expect(bounces / deliveryAttempts).toBeLessThan(0.02);
    expect(complaints / deliveryAttempts).toBeLessThan(0.001);
  });

  it('bounce-spike: about 2,000 emails in the last hour, 30 % of which bounce', () => {
    const { deliveryAttempts, bounces } = hour('bounce-spike');
    expect(deliveryAttempts).toBeGreaterThan(1800);
    expect(bounces / deliveryAttempts).toBeGreaterThan(0.25);
  });

  it('complaint-spike: complaints above the pause level in the last hour', () => {
    const { deliveryAttempts, complaints } = hour('complaint-spike');
    expect(complaints / deliveryAttempts).toBeGreaterThan(0.005);
  });

  it('quiet: a few emails a day', () => {
    const { deliveryAttempts } = fortnight('quiet');
    expect(deliveryAttempts).toBeGreaterThan(30);
    expect(deliveryAttempts).toBeLessThan(140);
  });

  it('late-bounces: bounces without new mail in the last hour', () => {
    const { deliveryAttempts, bounces } = hour('late-bounces');
    expect(deliveryAttempts).toBe(0);
    expect(bounces).toBeGreaterThan(100);
  });

  it('empty: nothing', () => {
    expect(fortnight('empty')).toEqual({ deliveryAttempts: 0, bounces: 0, complaints: 0, rejects: 0 });
  });

  it('paused: no mail in the last three hours', () => {
    expect(countsOf('paused', START - 3 * HOUR, START).deliveryAttempts).toBe(0);
    expect(countsOf('paused', START - 4 * HOUR, START - 3 * HOUR).deliveryAttempts).toBeGreaterThan(100);
  });

  it('planned-import: the mail of bounce-spike', () => {
    expect(hour('planned-import')).toEqual(hour('bounce-spike'));
  });

  it.each<ScenarioName>(['under-review', 'near-quota', 'exporter-silent'])('%s: the mail of healthy', (scenario) => {
    expect(fortnight(scenario)).toEqual(fortnight('healthy'));
  });

  it('every scenario has a test here', () => {
    const tested = ['healthy', 'bounce-spike', 'complaint-spike', 'quiet', 'late-bounces', 'empty'];
    const standing = ['under-review', 'paused', 'near-quota', 'exporter-silent', 'planned-import'];
    expect(Object.keys(SCENARIOS)).toEqual([...tested, ...standing]);
  });
});
