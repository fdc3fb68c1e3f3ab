/** `npm start`, in this process. `start.long.ts` runs it as a process. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReportJson } from '../../cli/start/report-json';
import type { VerdictJson } from '../../cli/start/verdict/verdict-json';
import { accessDenied } from '../../local/aws/protocols/aws-error';
import { SCENARIOS } from '../../local/simulation/scenarios';
import { runInProcess } from '../support/run-in-process';
import { CALLED_FROM } from '../support/start';
import { MINUTE, startWorld, type World, type WorldOptions } from '../support/world';

const RECORDED = path.resolve('test/fixtures/send-statistics/2018-12-20-called-19-10.json');
/** Without alarms, because tests of alarms take longer. */
const RECORDED_ARGS = [
  ...['--once', '--json', '-c', 'exporter:alarms=false'],
  ...['--at', '2018-12-18T18:22:00Z', '--statistics'],
];

const start = (...args: string[]) => runInProcess('start', args);

function file(content: unknown): string {
  const name = `answer-${Math.random()}.json`;
  writeFileSync(path.join(CALLED_FROM, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

async function readReport(...args: string[]): Promise<ReportJson> {
  const { status, stdout, stderr } = await start(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

function metricOf({ metrics }: ReportJson, name: string, window?: string): number | undefined {
  return metrics.find((metric) => metric.name === name && metric.dimensions.Window === window)?.value;
}

const POINT = { Timestamp: '2018-12-18T18:10:00Z', DeliveryAttempts: 100, Bounces: 5, Complaints: 1, Rejects: 0 };

describe('npm start -- --once', () => {
  it('prints the windows with AWS’s thresholds and the state of the account, and nothing on standard error', async () => {
    const { status, stdout, stderr } = await start(
      '--once',
      '--scenario',
      'bounce-spike',
      '--at',
      '2026-11-18T15:22:00Z',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/AWS: review 5 %, pause 10 %.*AWS: review 0.1 %, pause 0.5 %/);
    expect(stdout).toMatch(/1h .* 1,966 .* 31.027 % {2}OVER PAUSE .* below review/);
    for (const name of ['SendingEnabled', 'EnforcementLevel', 'SendQuotaUsage', 'NewestDataPointAge']) {
      expect(stdout).toContain(name);
    }
    expect(stdout).toMatch(
      /bounce-rate-fast-burn.*\nBrief: [\d,]+ of 606 bounces share one .*\nNEXT\nnpm run -s insights -- bouncing /s,
    );
  });

  it('does not evaluate alarms on windows that are not published', async () => {
    const { status, stdout } = await start('--once', '--windows', '15m,7d');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/│ ALARM/);
    expect(stdout).toMatch(/^Not evaluated, because the window 1h is not published: .*exporter-silent/m);
    expect(stdout).toMatch(/^Not evaluated, because the window 24h is not published: .*bounce-rate-critical/m);
  });

  it('shows which floor keeps an alarm quiet, and counts the alarms', async () => {
    const { stdout } = await start('--once', '--scenario', 'quiet', '--at', '2026-11-18T15:22:00Z');
    expect(stdout).toMatch(/% {2}\d+ attempts, below the floor of 100/);
    expect(stdout).not.toMatch(/OVER/);
    expect(stdout).toMatch(/^Alarms: \d+ OK$/m);
  });

  it('shows the same account for the same seed and time, and a different account for another seed', async () => {
    const args = ['--once', '--json', '--at', '2026-11-18T15:22:00Z'];
    const report = await readReport(...args, '--seed', '5');
    expect(await readReport(...args, '--seed', '5')).toEqual(report);
    expect(await readReport(...args, '--seed', '6')).not.toEqual(report);
    expect(report.metrics).toHaveLength(13);
    expect(report).toMatchObject({ slot: '2026-11-18T15:22:00Z', skipped: 0 });
  });
});

it('npm start -- --help lists the options and every scenario', async () => {
  const { status, stdout, stderr } = await start('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('  --once ');
  for (const scenario of Object.keys(SCENARIOS)) expect(stdout).toMatch(new RegExp(`^ {2}${scenario} `, 'm'));
});

describe('npm start -- --json --statistics', () => {
  it('reports the windows of a recorded response, and nothing about the account', async () => {
    const report = await readReport(...RECORDED_ARGS, RECORDED, '--windows', '1h,24h,14d');
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

  it('ignores points after the slot and does not count them as malformed', async () => {
    const report = await readReport(...RECORDED_ARGS.with(5, '2018-12-16T19:20:00Z'), RECORDED);
    expect(report.skipped).toBe(0);
    expect(metricOf(report, 'DeliveryAttempts', '14d')).toBe(4);
  });

  it('reports explicit zeros for an empty list', async () => {
    const report = await readReport(...RECORDED_ARGS, file({ SendDataPoints: [] }));
    expect(metricOf(report, 'DeliveryAttempts', '24h')).toBe(0);
    expect(metricOf(report, 'BounceRate', '24h')).toBeUndefined();
  });

  it('skips and counts a bad point', async () => {
    const earlier = { ...POINT, Timestamp: '2018-12-18T17:55:00Z', Rejects: undefined };
    const points = [POINT, { ...POINT, Bounces: 'x' }, earlier];
    const report = await readReport(...RECORDED_ARGS, file({ SendDataPoints: points }));
    expect(report.skipped).toBe(1);
    expect(report.notes).toEqual([expect.stringMatching(/^Skipped: Bounces of point 2 is "x"/)]);
    expect(metricOf(report, 'DeliveryAttempts', '1h')).toBe(200);
    expect(metricOf(report, 'BounceRate', '1h')).toBe(0.05);
  });

  it('reads standard input', async () => {
    const input = JSON.stringify({ SendDataPoints: [POINT] });
    const { status, stdout, stderr } = await runInProcess('start', [...RECORDED_ARGS, '-'], { input });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(metricOf(JSON.parse(stdout), 'DeliveryAttempts', '1h')).toBe(100);
  });
});

it('npm start -- --statistics reports skipped points, duplicate points and an old file', async () => {
  const name = file({ SendDataPoints: [POINT, POINT, { ...POINT, Timestamp: 'yesterday' }] });
  const { status, stdout } = await start('--once', '--statistics', name, '--at', '2018-12-18T23:22:00Z');
  expect(status).toBe(0);
  expect(stdout).toContain('1 period of 15 minutes read, 1 malformed and skipped\n');
  expect(stdout).toContain('Skipped: Timestamp of point 3 is "yesterday": ');
  expect(stdout).toContain('Counted once: 1 duplicate point.');
  expect(stdout).toContain('The newest period of the file started 5 hours before this slot');
});

describe('invalid input is rejected in one sentence, with exit status 2', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown option', ['--onse'], /^unknown option '--onse' \(Did you mean --once\?\); "npm start -- --help"/],
    [
      'a real poll in the future',
      ['--once', '--aws', '--at', '2999-01-01T00:00:00Z'],
      /^--at: .*2999-01-01T00:00:00Z.*later/,
    ],
    [
      'two files',
      ['--statistics', 'eu.json', '--statistics', 'us.json'],
      /'--statistics <file>' argument 'us.json' is invalid.* pass one file, because each response of SES is judged/,
    ],
    ['a missing file', ['--statistics', 'nowhere.json'], /^"nowhere.json" does not exist: pass the path of a file/],
    ['an empty file name', ['--statistics', ''], /^"" does not exist/],
    ['a file name with control characters', ['--statistics', 'a\u001b[31m\nb'], /^"a\\u001b\[31m\\nb" does not exist/],
    ['a file that is not JSON', ['--statistics', file('Bounces: 5')], /is not JSON: pass the saved output of "aws ses/],
    ['an empty standard input', ['--statistics', '-'], /^standard input is empty: pass the saved output/],
  ])('%s', async (_, args, sentence) => {
    const { status, stdout, stderr } = await start(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('npm start -- --aws', () => {
  let world: World;
  afterEach(() => world.close());

  /** The "real" account is on this machine. The SDK finds it through AWS_ENDPOINT_URL. */
  async function startAgainstWorld(args: readonly string[], intercept?: WorldOptions['intercept']) {
    const time = Date.now();
    const point = { timestamp: time - 20 * MINUTE, deliveryAttempts: 40, bounces: 1, complaints: 0 };
    world = await startWorld({ at: time, account: { sendDataPoints: () => [point] }, intercept });
    return runInProcess('start', ['--once', '--aws', ...args], {
      environment: {
        AWS_ENDPOINT_URL: world.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    });
  }

  it('shows what it would publish, and publishes nothing', async () => {
    const { status, stdout, stderr } = await startAgainstWorld(['--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report: ReportJson & { readonly alarms: VerdictJson } = JSON.parse(stdout);
    expect([metricOf(report, 'BounceRate', '24h'), metricOf(report, 'SendQuotaUsage')]).toEqual([0.025, 0.1]);
    expect(world.requests.sort()).toEqual(['GetAccount', 'GetMetricData', 'GetSendStatistics']);
    expect(report.alarms).toMatchObject({ pages: [], warnings: [] });
  });

  it('publishes with --publish, and names the Region that it reads', async () => {
    const args = ['--publish', '-c', 'exporter:alarms=false', '-c', 'exporter:regions=us-east-1'];
    const { status, stdout } = await startAgainstWorld(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^The real account in eu-west-1, published to its CloudWatch\n/);
    expect(stdout).toMatch(/^These figures are those of eu-west-1 only\. The configuration also has us-east-1: set /m);
    expect([...world.statistic('BounceRate', '24h').values()]).toContain(0.025);
  });

  it('reports the result of one call when others are denied, and names the missing permissions, but no caller', async () => {
    const denied = {
      status: 403,
      contentType: 'application/json',
      body: '{}',
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    };
    const { status, stdout, stderr } = await startAgainstWorld([], (operation) => {
      if (operation === 'GetAccount') return denied;
      if (operation !== 'GetMetricData') return undefined;
      return accessDenied('cloudwatch:GetMetricData', 'arn:aws:sts::111122223333:assumed-role/Admin/jane.doe');
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/│ 24h +│ +40 │/);
    expect(stdout).toMatch(
      /^Not judged: account-under-review, .*quota-critical, because the poll failed, as the error says$/m,
    );
    expect(stdout).toMatch(
      /^Not judged: aws-.* because AWS does not allow cloudwatch:GetMetricData .*the caller is not/m,
    );
    expect(stdout).not.toMatch(/jane|arn:/);
    expect(stderr).toMatch(/^getAccount failed: AWS does not allow ses:GetAccount .*"Action":"ses:GetAccount"/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('gives no advice on credentials when something other than SES responds, and prints no empty table', async () => {
    const { status, stdout, stderr } = await startAgainstWorld([], (operation) => ({
      status: operation === 'GetAccount' ? 200 : 403,
      contentType: 'text/html',
      body: '<html><body>\u009b31mSign in</body></html>',
    }));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^getSendStatistics failed: The response is not from SES/);
    expect(stderr).toMatch(/^getAccount failed: The response is not from SES/m);
    expect(stderr).toMatch(/^The alarms are not judged, because the statistics of SES are unknown\.$/m);
    expect(stderr).not.toMatch(/credentials|AWS_PROFILE|\$response|hidden|\u009b/);
  });
});

describe('npm start -- --aws without a Region or credentials', () => {
  it('names both problems and the documented permissions, before it starts any other work', async () => {
    const { status, stdout, stderr } = await start('--once', '--aws');
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
  });

  it('also names the permissions for publishing if --publish is set', async () => {
    const args = ['--aws', '--publish', '-c', 'exporter:namespace=Mail'];
    const { status, stdout, stderr } = await runInProcess('start', args, { environment: { AWS_REGION: 'eu-west-1' } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^No AWS credentials were found/);
    expect(stderr).toContain(
      '"cloudwatch:PutMetricData","Resource":"*","Condition":{"StringEquals":{"cloudwatch:namespace":"Mail"}}',
    );
    expect(stderr).toContain('"cloudwatch:GetMetricData"');
  });
});
