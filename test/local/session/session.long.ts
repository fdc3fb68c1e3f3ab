import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStackConfig } from '../../../cli/stack/stack-settings';
import type { Widgets } from '../../../lambda/message-insights/widgets/widgets';
import { messageFor } from '../../../local/aws/sns';
import { type Session, startSession } from '../../../local/session/session';
import type { ScenarioName } from '../../../local/simulation/scenarios';
import { exampleStack } from '../../support/deployment-world';
import { runInProcess } from '../../support/run-in-process';
import { show } from '../../support/widget-console';
import { at, HOUR, MINUTE, settingsOf } from '../../support/world';

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

  it('shows commands that work on this machine, in briefs and in widgets', async () => {
    const brief = session.deployment.topics.published.map((message) => messageFor('email', message)).join('\n');
    const widgets: Widgets = (event, { invokedFunctionArn }) =>
      session.invokeWidget(invokedFunctionArn, event as object) as Promise<string>;
    const form = await show(widgets, { widget: 'find' });
    const [bounced] = session.examples();
    const found = await form.press('Look up', { what: bounced?.value });
    for (const text of [brief, found.text]) {
      const [, words = ''] = /npm run -s insights -- (.*?--url \S+)/.exec(text) ?? [];
      const { status, stderr } = await runInProcess('insights', words.split(' '));
      expect([status, stderr]).toEqual([0, expect.any(String)]);
    }
    expect(found.text).toContain('in us-east-1');
  });

  it('does not go back in time', async () => {
    await session.advanceTo(STORY_AT - HOUR);
    expect(session.now()).toBeGreaterThanOrEqual(STORY_AT);
  });
});

it('pages nobody for a window that the exporter is not asked to publish', async () => {
  const settings = settingsOf({ windows: ['15m'] });
  const options = { stack: exampleStack(), settings, seed: 1, vdm: 'ENABLED', storyAt: STORY_AT } as const;
  const session = await startSession({ ...options, scenario: 'healthy' });
  expect(firing(session)).toEqual([]);
  expect(session.deployment.topics.published.filter(({ subject }) => subject?.startsWith('ALARM'))).toEqual([]);
  await session.close();
});
