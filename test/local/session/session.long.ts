import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStackConfig } from '../../../cli/stack/stack-settings';
import { messageFor } from '../../../local/aws/sns';
import { type Session, startSession } from '../../../local/session/session';
import type { ScenarioName } from '../../../local/simulation/scenarios';
import { exampleStack } from '../../support/deployment-world';
import { at, HOUR, MINUTE } from '../../support/world';

const STORY_AT = at('2026-11-18T15:22:00Z');

function start(scenario: ScenarioName): Promise<Session> {
  const { settings } = readStackConfig({});
  return startSession({ stack: exampleStack(), settings, scenario, seed: 1, vdm: 'ENABLED', storyAt: STORY_AT });
}

const firing = ({ deployment }: Session) =>
  deployment.alarms.in('us-east-1').flatMap(({ name, state }) => (state.value === 'ALARM' ? [name] : []));

describe('a session of the bounce spike', () => {
  let session: Session;
  beforeAll(async () => {
    session = await start('bounce-spike');
  });
  afterAll(() => session.close());

  it('starts half an hour before the import, with healthy mail and 14 days of metrics', () => {
    expect(session.now()).toBeLessThan(STORY_AT - 89 * MINUTE);
    expect(session.now()).toBeGreaterThan(STORY_AT - 2 * HOUR);
    expect(firing(session)).toEqual([]);
    const days = session.metrics.statistics({
      metric: { namespace: 'SES/SendStatistics', name: 'BounceRate', dimensions: { Window: '24h' } },
      statistic: 'Maximum',
      periodMs: 24 * HOUR,
      from: 0,
      to: STORY_AT,
    });
    expect(days.length).toBeGreaterThanOrEqual(13);
  });

  it('fires the page during the import, and the brief that follows names the mailing', async () => {
    await session.advanceTo(STORY_AT);
    expect(firing(session)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/-bounce-rate-fast-burn$/),
        expect.stringMatching(/-sending-rates-page$/),
      ]),
    );
    const { published } = session.deployment.topics;
    const page = published.findIndex(({ subject }) => /^ALARM: ".*-sending-rates-page"/.test(subject ?? ''));
    const brief = published.findIndex((message) =>
      messageFor('email', message).includes("'Spring sale: everything at half price'"),
    );
    expect(page).toBeGreaterThanOrEqual(0);
    expect(brief).toBeGreaterThan(page);
    expect(published[brief]?.publishedAt).toBeLessThan(STORY_AT);
  });

  it('does not go back in time', async () => {
    await session.advanceTo(STORY_AT - HOUR);
    expect(session.now()).toBeGreaterThanOrEqual(STORY_AT);
  });
});
