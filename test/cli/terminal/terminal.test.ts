/** What commands print, whoever wrote it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { startProgress } from '../../../cli/insights/insights-progress';
import { escapeOutput } from '../../../cli/terminal/terminal';
import { scripts } from '../../../package.json';
import { runScript } from '../../support/start';

const ROOT = path.resolve(__dirname, '../../..');
const TSX = 'node_modules/tsx/dist/cli.mjs';

/** Everything that a terminal obeys, in the 7-bit and in the 8-bit form, and marks that reorder or hide text. */
const HOSTILE = '\u001b[2J\u009b2J\u0007\r\b\u0090q\u009c\u202etxt.exe\u2066\u200b\ufeff\u2028';
const SHOWN =
  '\\u001b[2J\\u009b2J\\u0007\\u000d\\u0008\\u0090q\\u009c\\u202etxt.exe\\u2066\\u200b\\ufeff\\u2028';
const OBEYED = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('an escaped stream', () => {
  function escaped() {
    const stream = new PassThrough();
    escapeOutput([stream]);
    return { stream, written: () => String(stream.read() ?? '') };
  }

  it.each<[string, (string | Uint8Array)[], string]>([
    ['shows what a terminal would obey', [HOSTILE], SHOWN],
    ['shows it in bytes, too', [Buffer.from(HOSTILE)], SHOWN],
    ['keeps lines, boxes and letters', ['┌─┐\nGrüße, 日本語\n'], '┌─┐\nGrüße, 日本語\n'],
    ['keeps a character that comes in parts', [Buffer.from([0xe2, 0x94]), Buffer.from([0x8c])], '┌'],
    ['keeps nothing that comes in parts to be obeyed', [Buffer.from([0xc2]), Buffer.from([0x9b])], '\\u009b'],
  ])('%s', (_, chunks, shown) => {
    const { stream, written } = escaped();
    for (const chunk of chunks) stream.write(chunk);
    expect(written()).toBe(shown);
  });

  it('calls back as any other does', async () => {
    const { stream, written } = escaped();
    await new Promise((resolve) => stream.write('a\r', 'utf8', resolve));
    await new Promise((resolve) => stream.write('', resolve));
    expect(written()).toBe('a\\u000d');
  });
});

describe('the line of a long list', () => {
  const shown = (isTTY: boolean) => {
    const written: string[] = [];
    const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    const progress = startProgress(120, 1000, { isTTY, write });
    for (let done = 1; done <= 120; done++) progress.show(done);
    progress.wait(429, 1500);
    progress.clear();
    return written;
  };

  it('takes the place of the one before on a terminal', () => {
    const written = shown(true);
    expect(written).toHaveLength(121);
    expect(written.slice(-2)).toEqual(['\r\u001b[KThe API is busy (429): next try in 2 s', '\r\u001b[K']);
  });

  it('is one now and then elsewhere, without control characters', () => {
    expect(shown(false)).toEqual([
      '60 of 120 looked up, about 60 s left\n',
      'The API is busy (429): next try in 2 s\n',
    ]);
  });
});

describe('every command', () => {
  const commands = Object.entries(scripts).flatMap(([name, script]) => {
    const [, file] = /^tsx (cli\/[\w-]+\.ts)$/.exec(script) ?? [];
    return file ? [[name, file] as const] : [];
  });

  it('is known here', () => {
    expect(commands.map(([name]) => name).sort()).toEqual(['cost', 'insights', 'load', 'replay', 'start', 'template']);
  });

  it.each([...commands, ['a process of load', 'cli/load/load-process.ts']])(
    'runs where output is escaped: %s',
    (_, file) => {
      expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(/\brunCommand\(/);
    },
  );

  it('writes to no terminal past that', () => {
    const files = String(
      execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'cli', 'local', 'bin'], { cwd: ROOT }),
    );
    const past = /\bRAW_STDERR\b|\bwriteSync\(|\bcreateWriteStream\(|\/dev\/tty|node:tty|\.fd\b/;
    const found = files
      .trim()
      .split('\n')
      .filter((file) => past.test(readFileSync(path.join(ROOT, file), 'utf8')));
    expect(found.sort()).toEqual(['cli/insights/insights-progress.ts', 'cli/terminal/terminal.ts']);
  });

  it.each<[Parameters<typeof runScript>[0], string[]]>([
    ['start', ['--scenario', HOSTILE]],
    ['start', ['--statistics', HOSTILE]],
    ['start', [`--${HOSTILE}`]],
    ['insights', [HOSTILE]],
    ['insights', ['--url', `ftp://${HOSTILE}`, 'x']],
    ['load', ['--workers', HOSTILE]],
    ['replay', [HOSTILE]],
    ['template', [HOSTILE]],
  ])('shows what it was passed, and does not obey it: %s %j', (script, args) => {
    const { status, stdout, stderr } = runScript(script, args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toMatch(OBEYED);
    expect(stderr).toMatch(/2J.*txt\.exe/);
  });

  it('shows the configuration that it refuses, as the app of cdk does', () => {
    const context = { 'exporter:windows': [HOSTILE] };
    const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, TSX), 'bin/app.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    expect(status).toBe(2);
    expect(stderr).not.toMatch(OBEYED);
    expect(stderr).toMatch(/2J.*txt\.exe/);
  });
});
