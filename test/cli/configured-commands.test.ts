/** Commands with a configuration: `npm run cost`, `npm run replay`, `npm run template` and `npm start`. */
import fs, { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { runInProcess } from '../support/run-in-process';

/** The example of `exporter:notifications` in docs/notifications.md: topics in eu-west-1, and no Regions. */
const [, NOTIFICATIONS = ''] =
  /"exporter:notifications": (\{[\s\S]*?\n\})/.exec(readFileSync('docs/notifications.md', 'utf8')) ?? [];
const WITH_NOTIFICATIONS = ['-c', `exporter:notifications=${NOTIFICATIONS}`];

describe('topics without a Region in the configuration', () => {
  it.each([
    ['start', ['--once', '--windows', '1h']],
    ['cost', []],
  ] as const)('set the Region of %s', async (script, args) => {
    expect(NOTIFICATIONS).toContain('arn:aws:sns:eu-west-1');
    expect(await runInProcess(script, [...args, ...WITH_NOTIFICATIONS])).toMatchObject({ status: 0, stderr: '' });
  });

  it.each(['start', 'cost', 'replay'] as const)(
    'are rejected by %s if the environment sets another Region',
    async (script) => {
      const environment = { AWS_REGION: 'us-east-1' };
      const { status, stdout, stderr } = await runInProcess(script, WITH_NOTIFICATIONS, { environment });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('arn:aws:sns:eu-west-1:111122223333:mail-team');
      expect(stderr).not.toMatch(/ {4}at /);
    },
  );
});

describe('npm run cost', () => {
  it('applies the settings of its command line', async () => {
    const { stdout } = await runInProcess('cost', ['-c', 'exporter:windows=1h', '--context', 'exporter:alarms=false']);
    expect(stdout).toMatch(/^\| Custom metrics \| 7 \|/m);
    expect(stdout).not.toMatch(/^\| Metrics that alarms read/m);
  });

  it.each([
    [['--windows', '1h'], /^unknown option '--windows'; "npm run cost -- --help" lists the options\n$/],
    [['1h'], /^too many arguments[^\n]*\n$/],
    [['-c', 'exporter:windows'], /^[^\n]*write a setting and its value, such as exporter:windows=1h,24h,14d[^\n]*\n$/],
  ])('rejects %j', async (args, sentence) => {
    const { status, stdout, stderr } = await runInProcess('cost', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

describe('npm run replay', () => {
  it('replays the histories of every word with the settings of its command line', async () => {
    const context = ['-c', 'exporter:alarms=false', '-c', 'exporter:windows=1h'];
    const { status, stdout, stderr } = await runInProcess('replay', ['concurrency', 'down for an hour', ...context]);
    expect(status).toBe(0);
    expect(stderr).toBe('Replaying all concurrency taken ...\nReplaying exporter down for an hour ...\n');
    expect([...stdout.matchAll(/^│ (all concurrency taken|exporter down for an) .* none .* 0 +│$/gm)]).toHaveLength(2);
  });

  it('lists the histories in its help', async () => {
    const { status, stdout } = await runInProcess('replay', ['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}list import +\S/m);
  });

  it('rejects a word that matches no history, and lists the histories', async () => {
    const { status, stdout, stderr } = await runInProcess('replay', ['list import', 'import list']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]*"import list"[^\n]*"list import"[^\n]*\n$/);
  });

  it('rejects an empty word, which would match every history', async () => {
    expect(await runInProcess('replay', [''])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^No history name contains "":[^\n]*\n$/),
    });
  });
});

describe('a broken cdk.json', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each(['start', 'cost', 'replay', 'template'] as const)(
    'is rejected by %s in one sentence with the line and column',
    async (script) => {
      const { readFileSync } = fs;
      const read = (path: string, options: 'utf8') =>
        path.endsWith('/cdk.json') ? '{\n  "context": {},\n}\n' : readFileSync(path, options);
      jest.spyOn(fs, 'readFileSync').mockImplementation(read as typeof readFileSync);
      const { status, stdout, stderr } = await runInProcess(script, []);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^\/[^\n]*cdk\.json is not valid JSON: line 3, column 1 has an unexpected "\}"[^\n]*\n$/);
    },
  );
});
