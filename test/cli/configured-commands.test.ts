/** `npm run cost`, `npm run replay` and `npm start` with a configuration, as a person runs them. */
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runScript } from '../support/start';

const README = readFileSync('docs/alarms.md', 'utf8');

/** What README shows for `exporter:notifications`: a topic in eu-west-1, and no Regions. */
const [, NOTIFICATIONS = ''] = /"exporter:notifications": (\{[\s\S]*?\n\})/.exec(README) ?? [];
const WITH_NOTIFICATIONS = ['-c', `exporter:notifications=${NOTIFICATIONS}`];

describe('topics without a Region in the configuration', () => {
  it('are in theirs', () => {
    expect(NOTIFICATIONS).toContain('arn:aws:sns:eu-west-1');
    expect(runScript('start', ['--once', ...WITH_NOTIFICATIONS])).toMatchObject({ status: 0, stderr: '' });
    expect(runScript('cost', WITH_NOTIFICATIONS)).toMatchObject({ status: 0, stderr: '' });
  });

  it('of another Region than the environment’s are refused, and nothing keeps the process', () => {
    const environment = { AWS_REGION: 'us-east-1' };
    for (const script of ['start', 'cost', 'replay'] as const) {
      const { status, stdout, stderr } = runScript(script, WITH_NOTIFICATIONS, { environment });
      expect({ script, status, stdout }).toEqual({ script, status: 2, stdout: '' });
      expect(stderr).toMatch(/none of arn:aws:sns:eu-west-1:111122223333:mail-team is in /);
      expect(stderr).not.toMatch(/ {4}at /);
    }
  });
});

describe('npm run cost', () => {
  it('costs what is configured on its line', () => {
    const { stdout } = runScript('cost', ['-c', 'exporter:windows=1h', '--context', 'exporter:alarms=false']);
    expect(stdout).toMatch(/^\| Custom metrics \| 7 \|/m);
    expect(stdout).toMatch(/^\| Metrics that alarms read \| 0 \|/m);
  });

  it.each([
    [['--windows', '1h'], /^unknown option '--windows'; "npm run cost -- --help" lists the options\n$/],
    [['1h'], /^too many arguments[^\n]*\n$/],
    [['-c', 'exporter:windows'], /^[^\n]*write a setting and its value, such as exporter:windows=1h,24h,14d[^\n]*\n$/],
  ])('refuses %j', (args, sentence) => {
    const { status, stdout, stderr } = runScript('cost', args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });
});

describe('npm run replay', () => {
  it('replays the histories of every word, as configured', () => {
    const context = ['-c', 'exporter:alarms=false', '-c', 'exporter:windows=1h'];
    const { status, stdout, stderr } = runScript('replay', ['SES throttles', 'GetAccount', ...context]);
    expect(status).toBe(0);
    expect(stderr).toBe('Replaying SES throttles ...\nReplaying GetAccount fails ...\n');
    expect([...stdout.matchAll(/^│ (SES throttles|GetAccount fails) .* none .* 0 +│$/gm)]).toHaveLength(2);
  });

  it('lists the histories in its help, and for a word that is in none of them', () => {
    const { status, stdout } = runScript('replay', ['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}list import +2,000 mails/m);
    const refused = runScript('replay', ['list import', 'import list']);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^No history is named like "import list": choose from [^\n]*"list import"[^\n]*\n$/);
  });
});

it('a broken cdk.json is one sentence with the place, in every command', () => {
  const repository = mkdtempSync(path.join(tmpdir(), 'checkout-'));
  for (const folder of ['cli', 'local', 'lib', 'lambda'])
    cpSync(folder, path.join(repository, folder), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(repository, 'node_modules'));
  writeFileSync(path.join(repository, 'cdk.json'), '{\n  "context": {},\n}\n');
  for (const script of ['start', 'cost', 'replay', 'template'] as const) {
    const { status, stdout, stderr } = runScript(script, [], { repository });
    expect({ script, status, stdout }).toEqual({ script, status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^\/[^\n]*cdk\.json is not valid JSON: line 3, column 1 has an unexpected "\}"; correct it there\n$/,
    );
  }
});
