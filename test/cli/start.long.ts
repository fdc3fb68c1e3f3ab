/** `npm start` as a process. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import type { ReportJson } from '../../cli/start/report-json';
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { rawRequest } from '../support/raw-request';
import { CALLED_FROM, runThroughNpm, startInBackground } from '../support/start';

it('npm passes the options, paths relative to the caller’s folder, and standard output', async () => {
  const point = { Timestamp: '2018-12-18T18:10:00Z', DeliveryAttempts: 100, Bounces: 5, Complaints: 1, Rejects: 0 };
  writeFileSync(path.join(CALLED_FROM, 'answer.json'), JSON.stringify({ SendDataPoints: [point] }));
  const args = ['--once', '--json', '-c', 'exporter:alarms=false', '--at', '2018-12-18T18:22:00Z'];
  const { status, stdout, stderr } = await runThroughNpm(['start', '--', ...args, '--statistics', 'answer.json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { metrics }: ReportJson = JSON.parse(stdout);
  expect(metrics.find(({ name }) => name === 'DeliveryAttempts')?.value).toBe(100);
});

it('without --once it prints where it listens, guards its servers, serves a look-up per outcome and ends on Ctrl-C', async () => {
  // With one window and no alarms, the process is ready sooner.
  const args = ['-c', 'exporter:windows=1h', '-c', 'exporter:alarms=false'];
  const preload = path.resolve(__dirname, '../support/report-ports.cjs');
  const { read, stop, errors } = startInBackground(args, { NODE_OPTIONS: `--require ${preload}` });
  const stdout = await read(/ listen at http:\/\/127\.0\.0\.1:\d+ \(set AWS_ENDPOINT_URL to it\)/);
  expect(stdout.match(/^Slot /gm)).toHaveLength(1);
  expect(stdout).toMatch(/^Next poll at \d{4}-\d\d-\d\dT\d\d:(07|22|37|52):00Z\. Press Ctrl-C to end\.$/m);

  const ports = [...errors().matchAll(/^Listening on port (\d+)$/gm)].map(([, port]) => port);
  expect(ports.length).toBeGreaterThanOrEqual(3);
  for (const port of ports) {
    const headers = { host: `rebound.example:${port}` };
    const { status, body } = await rawRequest(`http://127.0.0.1:${port}`, '/', { headers });
    expect({ status, body }).toEqual({ status: 403, body: expect.stringMatching(/^\{"message":"This server is /) });
  }

  const commands = [...stdout.matchAll(/^ {2}(delivered|bounced|complaint) +curl -s (\S+)$/gm)];
  const statuses: [string, string][] = [];
  for (const [, outcome = '', url = ''] of commands) {
    const { insights } = (await (await fetch(url)).json()) as MessageInsights;
    statuses.push([outcome, insights[0]?.status ?? '']);
  }
  expect(statuses).toEqual([
    ['delivered', 'DELIVERED'],
    ['bounced', 'BOUNCED_PERMANENTLY'],
    ['complaint', 'COMPLAINED'],
  ]);
  const { stderr } = await stop();
  expect(stderr.replace(/^Listening on port \d+\n/gm, '')).toBe('');
});
