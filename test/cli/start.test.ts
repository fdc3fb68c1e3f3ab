/** `npm start` as a person runs it, in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReportJson } from '../../cli/start/report-json';
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { CALLED_FROM, runScript, startInProcess as start, startInBackground } from '../support/start';
import { MINUTE, startWorld, type World, type WorldOptions } from '../support/world';

const RECORDED = path.resolve('test/fixtures/send-statistics/2018-12-20-called-19-10.json');
const RECORDED_ARGS = ['--once', '--json', '--at', '2018-12-18T18:22:00Z', '--statistics'];

function file(content: unknown): string {
  const name = `answer-${Math.random()}.json`;
  writeFileSync(path.join(CALLED_FROM, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

function readReport(...args: string[]): ReportJson {
  const { status, stdout, stderr } = start(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

function metricOf({ metrics }: ReportJson, name: string, window?: string): number | undefined {
  return metrics.find((metric) => metric.name === name && metric.dimensions.Window === window)?.value;
}

const POINT = { Timestamp: '2018-12-18T18:10:00Z', DeliveryAttempts: 100, Bounces: 5, Complaints: 1, Rejects: 0 };

describe('npm start -- --once', () => {
  it('prints the windows with AWS’s thresholds and the account’s standing, and nothing on standard error', () => {
    const { status, stdout, stderr } = start('--once', '--scenario', 'bounce-spike', '--at', '2026-11-18T15:22:00Z');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/AWS: review 5 %, pause 10 %.*AWS: review 0.1 %, pause 0.5 %/);
    expect(stdout).toMatch(/1h .* 1,966 .* 31.027 % {2}OVER PAUSE .* below review/);
    for (const name of ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage', 'NewestDataPointAge']) {
      expect(stdout).toContain(name);
    }
  });

  it('says which alarms are on, why, and where to read on', () => {
    const { stdout } = start('--once', '--scenario', 'complaint-spike', '--at', '2026-11-18T15:22:00Z');
    const on = [...stdout.matchAll(/^│ ALARM .*\n│ (\S+)/gm)].map(([, name]) => name);
    expect(on).toEqual(['complaint-rate-fast-burn', 'complaint-rate-critical', 'complaint-rate-warning']);
    expect(stdout).toMatch(/complaint-rate-fast-burn[\s\S]*?ComplaintRate 0\.0\d+/);
    expect(stdout).toContain('RUNBOOK.md#alarm-complaint-rate-fast-burn');
    expect(stdout).not.toContain('Hard bounces have reached');
    expect(start('--once', '--scenario', 'empty').stdout).toMatch(/^Alarms: \d+ OK$/m);
  });

  it('judges no alarm on a window that is not published', () => {
    const { status, stdout } = start('--once', '--windows', '15m,7d');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/│ ALARM/);
    expect(stdout).toMatch(/^Not judged, because the window 1h is not published: .*exporter-silent/m);
    expect(stdout).toMatch(/^Not judged, because the window 24h is not published: .*bounce-rate-critical/m);
  });

  it('says which floor keeps an alarm quiet', () => {
    const { stdout } = start('--once', '--scenario', 'quiet', '--at', '2026-11-18T15:22:00Z');
    expect(stdout).toMatch(/% {2}\d+ attempts, below the floor of 100/);
    expect(stdout).not.toMatch(/OVER/);
  });

  it('shows the same account for the same seed and time, and another for another', () => {
    const args = ['--once', '--json', '--at', '2026-11-18T15:22:00Z'];
    const report = readReport(...args, '--seed', '5');
    expect(readReport(...args, '--seed', '5')).toEqual(report);
    expect(readReport(...args, '--seed', '6')).not.toEqual(report);
    expect(report.metrics).toHaveLength(13);
    expect(report).toMatchObject({ slot: '2026-11-18T15:22:00Z', skipped: 0 });
  });

  it('shows its help', () => {
    const { status, stdout } = start('--help');
    expect(status).toBe(0);
    for (const option of [
      '--once',
      '--scenario',
      '--seed',
      '--windows',
      '--at',
      '--json',
      '--statistics',
      '--aws',
      '--publish',
    ]) {
      expect(stdout).toContain(option);
    }
  });
});

describe('npm start -- --json --statistics', () => {
  it('gives the windows of a recorded answer, and nothing of an account', () => {
    const report = readReport(...RECORDED_ARGS, RECORDED, '--windows', '1h,24h,14d');
    expect(['1h', '24h', '14d'].map((window) => metricOf(report, 'DeliveryAttempts', window))).toEqual([7, 11, 15]);
    expect(report.metrics[0]).toEqual({
      namespace: 'SES/SendStatistics',
      name: 'DeliveryAttempts',
      dimensions: { Window: '1h' },
      value: 7,
      unit: 'Count',
      timestamp: '2018-12-18T18:22:00Z',
    });
    expect(new Set(report.metrics.map(({ name }) => name))).toEqual(
      new Set(['DeliveryAttempts', 'BounceRate', 'ComplaintRate', 'NewestDataPointAge']),
    );
  });

  it('takes points after the slot for neither mail nor malformed', () => {
    const report = readReport(...RECORDED_ARGS.with(3, '2018-12-16T19:20:00Z'), RECORDED);
    expect(report.skipped).toBe(0);
    expect(metricOf(report, 'DeliveryAttempts', '14d')).toBe(4);
  });

  it('gives explicit zeros for an empty list', () => {
    const report = readReport(...RECORDED_ARGS, file({ SendDataPoints: [] }));
    expect(metricOf(report, 'DeliveryAttempts', '24h')).toBe(0);
    expect(metricOf(report, 'BounceRate', '24h')).toBeUndefined();
  });

  it('skips and counts a bad point', () => {
    const earlier = { ...POINT, Timestamp: '2018-12-18T17:55:00Z', Rejects: undefined };
    const report = readReport(...RECORDED_ARGS, file({ SendDataPoints: [POINT, { ...POINT, Bounces: 'x' }, earlier] }));
    expect(report.skipped).toBe(1);
    expect(metricOf(report, 'DeliveryAttempts', '1h')).toBe(200);
    expect(metricOf(report, 'BounceRate', '1h')).toBe(0.05);
  });

  it('reads standard input', () => {
    const input = JSON.stringify({ SendDataPoints: [POINT] });
    const { status, stdout, stderr } = runScript('start', [...RECORDED_ARGS, '-'], { input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(metricOf(JSON.parse(stdout), 'DeliveryAttempts', '1h')).toBe(100);
  });
});

it('npm start -- --statistics says what of the file was not taken as it is', () => {
  const name = file({ SendDataPoints: [POINT, POINT, { ...POINT, Timestamp: 'yesterday' }] });
  const { status, stdout } = start('--once', '--statistics', name, '--at', '2018-12-18T23:22:00Z');
  expect(status).toBe(0);
  expect(stdout).toContain('1 period of 15 minutes read, 1 left out as malformed\n');
  expect(stdout).toContain('Left out: Timestamp of point 3 is "yesterday": ');
  expect(stdout).toContain('Counted once: 1 point that the file repeats.');
  expect(stdout).toContain('The newest period of the file began 5 hours before this slot');
});

describe('what cannot be used gets one sentence on standard error and exit status 2', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown option', ['--onse'], /^unknown option '--onse' \(Did you mean --once\?\); "npm start -- --help"/],
    [
      'a real poll of the future',
      ['--once', '--aws', '--at', '2999-01-01T00:00:00Z'],
      /later than now .*: pass a time that has come/,
    ],
    [
      'a file that is not there',
      ['--statistics', 'nowhere.json'],
      /^"nowhere.json" does not exist: pass the path of a file/,
    ],
    ['an empty file name', ['--statistics', ''], /^"" does not exist/],
    ['a file name with control characters', ['--statistics', 'a\u001b[31m\nb'], /^"a\\u001b\[31m\\nb" does not exist/],
    ['a file that is not JSON', ['--statistics', file('Bounces: 5')], /is not JSON: pass the saved output of "aws ses/],
    ['an empty standard input', ['--statistics', '-'], /^standard input is empty: pass the saved output/],
  ])('%s', (_, args, sentence) => {
    const { status, stdout, stderr } = start(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('npm start -- --aws', () => {
  let world: World;
  afterEach(() => world.close());

  /** The "real" account is one on this machine, found as the SDK finds the real one. */
  async function startAgainstWorld(args: readonly string[], intercept?: WorldOptions['intercept']) {
    const time = Date.now();
    const point = { timestamp: time - 20 * MINUTE, deliveryAttempts: 40, bounces: 1, complaints: 0 };
    world = await startWorld({ at: time, account: { sendDataPoints: () => [point] }, intercept });
    return startInBackground(['--once', '--aws', ...args], {
      AWS_ENDPOINT_URL: world.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    }).ended;
  }

  it('shows what would be published, and publishes nothing', async () => {
    const { status, stdout, stderr } = await startAgainstWorld(['--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report: ReportJson = JSON.parse(stdout);
    expect([metricOf(report, 'BounceRate', '24h'), metricOf(report, 'SendQuotaUsage')]).toEqual([0.025, 0.1]);
    expect(world.requests.sort()).toEqual(['GetAccount', 'GetSendStatistics']);
  });

  it('publishes with --publish', async () => {
    expect(await startAgainstWorld(['--json', '--publish'])).toMatchObject({ status: 0 });
    expect([...world.statistic('BounceRate', '24h').values()]).toContain(0.025);
  });

  it('shows what is known when one of the two calls is denied, and names its permission', async () => {
    const { status, stdout, stderr } = await startAgainstWorld([], (operation) =>
      operation === 'GetAccount'
        ? {
            status: 403,
            contentType: 'application/json',
            body: '{}',
            headers: { 'x-amzn-errortype': 'AccessDeniedException' },
          }
        : undefined,
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/│ 24h +│ +40 │/);
    expect(stderr).toMatch(/^getAccount failed: AWS does not allow ses:GetAccount .*"Action":"ses:GetAccount"/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('advises nothing on credentials when something else answers, and shows no table without figures', async () => {
    const { status, stdout, stderr } = await startAgainstWorld([], (operation) => ({
      status: operation === 'GetAccount' ? 200 : 403,
      contentType: 'text/html',
      body: '<html><body>\u009b31mSign in</body></html>',
    }));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^getSendStatistics failed: What answered is not SES/);
    expect(stderr).toMatch(/^getAccount failed: What answered is not SES/m);
    expect(stderr).not.toMatch(/credentials|AWS_PROFILE|\$response|hidden|\u009b/);
  });
});

it('npm start without --once says where it listens, and waits for the next slot', async () => {
  const { ended, stop } = startInBackground(['--scenario', 'quiet'], {});
  const { stdout } = await stop(/answer at (http:\/\/127\.0\.0\.1:\d+) \(AWS_ENDPOINT_URL\)/);
  expect(stdout.match(/^Slot /gm)).toHaveLength(1);
  expect(stdout).toMatch(/The next poll is at \d{4}-\d\d-\d\dT\d\d:(07|22|37|52):00Z; Ctrl-C ends\./);
  expect((await ended).stderr).toBe('');
});

it('npm start without --once serves the look-up API, with a message of each kind to try', async () => {
  const first = startInBackground([], {});
  const second = startInBackground([], {});
  for (const { read, stop } of [first, second]) {
    const stdout = await read(/Ctrl-C ends/);
    const commands = [...stdout.matchAll(/^ {2}(delivered|bounced|complained of) +curl -s (\S+)$/gm)];
    const statuses: [string, string][] = [];
    for (const [, kind = '', url = ''] of commands) {
      const { insights } = (await (await fetch(url)).json()) as MessageInsights;
      statuses.push([kind, insights[0]?.status ?? '']);
    }
    expect(statuses).toEqual([
      ['delivered', 'DELIVERED'],
      ['bounced', 'BOUNCED_PERMANENTLY'],
      ['complained of', 'COMPLAINED'],
    ]);
    expect(await stop()).toMatchObject({ stderr: '' });
  }
});

it('npm start without --once has no look-ups where they are switched off', async () => {
  const { read, stop } = startInBackground(['-c', 'exporter:messageInsights=false'], {});
  expect(await read(/Ctrl-C ends/)).not.toContain('/v1/messages/');
  await stop();
});

it('says what the real account needs, before anything else, when it cannot be asked', () => {
  const { status, stdout, stderr } = start('--once', '--aws');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^No Region is set: set AWS_REGION/),
    expect.stringMatching(/^No AWS credentials were found: /),
    'The credentials need these permissions:',
    '{"Effect":"Allow","Action":["ses:GetSendStatistics","ses:GetAccount"],"Resource":"*"}',
  ]);
  const [, documented = ''] =
    /^`--aws` needs[\s\S]*?```json\n(.*)\n```/m.exec(readFileSync('docs/on-this-machine.md', 'utf8')) ?? [];
  expect(JSON.parse(documented)).toEqual(JSON.parse(stderr.trimEnd().split('\n').at(-1) as string));
  const publishing = runScript('start', ['--aws', '--publish', '-c', 'exporter:namespace=Mail'], {
    environment: { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' },
  });
  expect(publishing).toMatchObject({ status: 2, stdout: '' });
  expect(publishing.stderr).toMatch(/^No AWS credentials were found/);
  expect(publishing.stderr).toContain(
    '"cloudwatch:PutMetricData","Resource":"*","Condition":{"StringEquals":{"cloudwatch:namespace":"Mail"}}',
  );
  expect(publishing.stderr).toContain('"cloudwatch:GetMetricData"');
});
