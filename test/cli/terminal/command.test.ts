/** The exit status and the message with which a command ends. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toFailure } from '../../../cli/terminal/command';
import { InputError } from '../../../cli/terminal/input-error';
import { ConfigError } from '../../../lib/shared/config-error';

const ROOT = path.resolve(__dirname, '../../..');

/** Runs a command with this body in a separate process, with a server that would keep the process alive. */
async function run(body: string, environment: Record<string, string> = {}) {
  const script = `
    const { createServer } = require('node:http');
    const { runCommand } = require('./cli/terminal/command');
    const { InputError } = require('./cli/terminal/input-error');
    runCommand(async () => { createServer().listen(0, '127.0.0.1'); ${body} });`;
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...environment },
    timeout: 60_000, // the signal fails the test of a process that stays alive
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const end = await new Promise<object>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal }));
  });
  return { ...end, ...output };
}

describe('a process', () => {
  it('exits with status 2 for invalid input, and escapes the message', async () => {
    expect(await run('throw new InputError("--url is \\u009b: pass another")')).toEqual({
      status: 2,
      stdout: '',
      stderr: '--url is \\u009b: pass another\n',
      signal: null,
    });
  });

  it.each([
    ['that is thrown later', 'setTimeout(() => null.length); await new Promise(() => {})'],
    ['in a promise that nothing awaits', 'Promise.reject(new TypeError("of null")); await new Promise(() => {})'],
  ])('exits with status 1 for an error %s, after its output', async (_, body) => {
    expect(await run(`console.log("before"); ${body}`)).toEqual({
      status: 1,
      stdout: 'before\n',
      stderr: expect.stringMatching(/^This is a bug in the command \(TypeError: [^\n]*of null[^\n]*\n$/),
      signal: null,
    });
  });

  it('exits with status 1 if the folder that npm was called from is missing', async () => {
    expect(await run('', { INIT_CWD: '/nowhere/at/all' })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^A system call failed \(Error: ENOENT: .*\n$/s),
    });
  });
});

describe('the message of', () => {
  it.each([
    ['invalid input', new InputError('Pass another.'), { message: 'Pass another.', exitStatus: 2 }],
    ['an invalid configuration', new ConfigError('One.\nAnother.'), { message: 'One.\nAnother.', exitStatus: 2 }],
  ])('%s is the message of the error', (_, error, failure) => {
    expect(toFailure(error)).toEqual(failure);
  });

  it('a bug is one line, without the advice of the SDK and without a stack trace', () => {
    const advice = '\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response';
    expect(toFailure(new Error(`a\nb${advice}`))).toEqual({
      message: 'This is a bug in the command (Error: a b): run it again with SES_METRICS_STACK=1 and report the output',
      exitStatus: 1,
    });
  });

  it('a bug contains the stack trace with SES_METRICS_STACK', () => {
    process.env.SES_METRICS_STACK = '1';
    try {
      expect(toFailure(new Error('a')).message).toMatch(/\n\s+at /);
    } finally {
      delete process.env.SES_METRICS_STACK;
    }
  });

  it('a failed system call does not request a report', () => {
    const error = Object.assign(new Error('listen EADDRINUSE: address already in use'), { syscall: 'listen' });
    expect(toFailure(error)).toEqual({
      message: 'A system call failed (Error: listen EADDRINUSE: address already in use)',
      exitStatus: 1,
    });
  });
});
