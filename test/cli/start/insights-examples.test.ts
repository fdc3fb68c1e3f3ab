/** Look-ups that `npm start` suggests. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DEFAULT_API_PORT } from '../../../cli/insights/client/api-options';
import { type InsightsExamples, startExamples } from '../../../cli/start/insights-examples';
import { openSource } from '../../../cli/start/source';
import { readOptions, type StartOptions } from '../../../cli/start/start-options';
import type { LocalAws } from '../../../local/aws/aws';
import { createMetricStore } from '../../../local/aws/metric-store';
import { settingsOf } from '../../support/world';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(...args: string[]): Promise<InsightsExamples | undefined> {
  const source = await openSource(readOptions(args) as StartOptions, settingsOf(), { region: 'us-east-1' });
  const { aws, close } = await source.connect(createMetricStore({ now: source.now }));
  open.push({ close });
  const examples = await startExamples(source, aws as LocalAws);
  if (examples) open.push(examples);
  return examples;
}

/** Keeps the default port busy, unless another process does so. */
beforeEach(async () => {
  const server = createServer().on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve()).listen(DEFAULT_API_PORT, '127.0.0.1', resolve);
  });
  open.push({ close: () => new Promise((resolve) => void server.close(() => resolve())) });
});

it('the suggested look-ups use another port if the default port is taken, and name it in the command', async () => {
  const description = (await start())?.describe() ?? '';
  const [, port] = /^The look-up API at http:\/\/127\.0\.0\.1:(\d+) shows/.exec(description) ?? [];
  expect(Number(port)).toBeGreaterThan(0);
  expect(port).not.toBe(String(DEFAULT_API_PORT));
  const [, url = ''] = /^ {2}bounced +curl -s (\S+)$/m.exec(description) ?? [];
  expect(await (await fetch(url)).json()).toMatchObject({ insights: [{ status: 'BOUNCED_PERMANENTLY' }] });
  expect(description).toMatch(new RegExp(`npm run -s insights -- --url http://127\\.0\\.0\\.1:${port} \\S+$`, 'm'));
});

it('the suggestions name an address that gets no mail, and the searches for mail that bounces now', async () => {
  const description = (await start('--scenario', 'bounce-spike'))?.describe() ?? '';
  const [, url = '', address = ''] =
    /^ {2}gets no mail +npm run -s insights -- --url (\S+) --to (\S+)$/m.exec(description) ?? [];
  const answer = await fetch(`${url}/v1/recipients`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address }),
  });
  expect(await answer.json()).toMatchObject({ suppression: { listed: true } });
  expect(description).toMatch(/^ {2}bounces now +npm run -s insights -- bouncing --url \S+ --since 2h$/m);
});

it('for an account without mail, the suggestions state that no message exists', async () => {
  expect((await start('--scenario', 'empty'))?.describe()).toMatch(/\n {2}This account has sent no message\.$/);
});
