/** A process escapes the input that it rejects. */
import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { REPOSITORY, runScript } from '../../support/start';

const HOSTILE = '\u001b[2J\u009b2J\u0007\r\b\u0090q\u009c\u202etxt.exe\u2066\u200b\ufeff\u2028';
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

it('a command escapes an argument', () => {
  const { status, stdout, stderr } = runScript('start', ['--statistics', HOSTILE, `--${HOSTILE}`]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).not.toMatch(UNPRINTABLE);
  expect(stderr).toMatch(/2J.*txt\.exe/);
});

it('the app of cdk escapes the configuration that it rejects', () => {
  const context = { 'exporter:windows': [HOSTILE] };
  const { status, stderr } = spawnSync(process.execPath, ['--require', 'tsx/cjs', 'bin/app.ts'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  expect(status).toBe(2);
  expect(stderr).not.toMatch(UNPRINTABLE);
  expect(stderr).toMatch(/2J.*txt\.exe/);
});
