/** Each right that the examination needs, missing by itself. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { READS } from '../../../cli/doctor/facts/reads';
import { accessDenied } from '../../../local/aws/protocols/aws-error';
import { type DoctorWorld, NOON, REGION, startDoctorWorld } from '../../support/doctor-world';

const HOUR = 3_600_000;

let world: DoctorWorld;
afterEach(() => world.close());

describe('a right that is missing', () => {
  const actions = Object.values(READS)
    .map(({ action }) => action)
    .filter((action) => action !== READS.callerIdentity.action); // needs no permission

  it.each(actions)('%s leads to unknown findings and to the statement that allows it', async (action) => {
    world = await startDoctorWorld({
      intercept: (operation) => (action.endsWith(`:${operation}`) ? accessDenied(action) : undefined),
    });
    muteLater();
    const { sections } = await world.examine();
    const findings = sections.flatMap(({ findings: ofSubject }) => ofSubject);
    expect(findings.filter(({ level }) => level === 'unknown').map(({ what }) => what)).toContainEqual(
      expect.stringContaining(`AWS does not allow ${action}`),
    );
    const rights = findings.find(({ id }) => id === 'reads-denied');
    expect(rights?.fix?.lines).toEqual([JSON.stringify({ Effect: 'Allow', Action: [action], Resource: '*' })]);
  });
});

/** Only with a mute rule does the examination read its targets. */
function muteLater(): void {
  const [alarm] = world.deployment.alarms.in(REGION);
  world.deployment.muteRules.put(REGION, {
    Name: 'import',
    Rule: { Schedule: { Expression: `at(${new Date(NOON + HOUR).toISOString().slice(0, 16)})`, Duration: 'PT1H' } },
    MuteTargets: { AlarmNames: [alarm?.name ?? ''] },
  });
}
