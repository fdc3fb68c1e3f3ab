/** How a command ends, in a process of its own. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(__dirname, '../../..');
const TSX = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');

/** Runs a command whose main function has this body, beside a server that would keep its process alive. */
function run(body: string, environment: Record<string, string> = {}) {
  const script = `
    const { createServer } = require('node:http');
    const { runCommand } = require('./cli/terminal/command');
    const { InputError } = require('./cli/terminal/input-error');
    const { ConfigError } = require('./lib/shared/config-error');
    const { listenOnLoopback } = require('./local/aws/loopback');
    runCommand(async () => { await listenOnLoopback(createServer()); ${body} });`;
  const { status, stdout, stderr, signal } = spawnSync(process.execPath, [TSX, '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment },
    timeout: 30_000, // a process that is kept alive fails the test by its signal
  });
  return { status, stdout, stderr, signal };
}

describe('a command', () => {
  it.each([
    [
      'what a person passed',
      'throw new InputError("--url is \\u009b: pass another")',
      '--url is \\u009b: pass another\n',
    ],
    ['the configuration', 'throw new ConfigError("One problem.\\nAnother.")', 'One problem.\nAnother.\n'],
  ])('refuses %s in its words, with exit status 2', (_, body, stderr) => {
    expect(run(body)).toEqual({ status: 2, stdout: '', stderr, signal: null });
  });

  it.each([
    ['rejects', 'console.log("before"); null.length'],
    ['throws later', 'console.log("before"); setTimeout(() => null.length); await new Promise(() => {})'],
    [
      'rejects behind its back',
      'console.log("before"); Promise.reject(new TypeError("of null (reading \'length\')")); await new Promise(() => {})',
    ],
  ])('that %s says so in one sentence, with exit status 1', (_, body) => {
    const { status, stdout, stderr } = run(body);
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'before\n' });
    expect(stderr).toMatch(
      /^This is a fault of the command itself \(TypeError: .*of null \(reading 'length'\)\): run it again with SES_METRICS_STACK=1, and report what it prints\n$/,
    );
  });

  it('shows where it failed when it is asked to', () => {
    const { stderr } = run('null.length', { SES_METRICS_STACK: '1' });
    expect(stderr).toMatch(/\n\s+at /);
  });

  it('escapes the words of a fault, keeps them on one line and leaves the SDK’s advice out', () => {
    const { stderr } = run(
      'throw new Error("\\u001b[2J a\\nb\\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.")',
    );
    expect(stderr).toMatch(/^This is a fault .* \(Error: \\u001b\[2J a b\): run it again.*\n$/);
  });

  it.each([
    [
      'a folder that is gone',
      '',
      { INIT_CWD: '/nowhere/at/all' },
      /^The system refused what the command needs \(Error: ENOENT: .*\n$/,
    ],
    [
      'a port that is taken',
      'const { url } = await listenOnLoopback(createServer()); await listenOnLoopback(createServer(), Number(new URL(url).port))',
      {},
      /^The system refused what the command needs \(Error: listen EADDRINUSE: .*\n$/,
    ],
  ])('names %s, and does not ask for a report', (_, body, environment, sentence) => {
    const { status, stderr } = run(body, environment as Record<string, string>);
    expect(status).toBe(1);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('report what');
  });
});
