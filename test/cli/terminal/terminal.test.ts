/** Output of commands is escaped. `terminal.long.ts` runs commands as processes. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createProgressLine } from '../../../cli/insights/client/progress-line';
import { startProgress } from '../../../cli/insights/insights-progress';
import { escapeOutput } from '../../../cli/terminal/terminal';
import { scripts } from '../../../package.json';
import { sourcesIn } from '../../support/sources';

const ROOT = path.resolve(__dirname, '../../..');

/** 7-bit and 8-bit control sequences, and characters that reorder or hide text. */
const HOSTILE = '\u001b[2J\u009b2J\u0007\r\b\u0090q\u009c\u202etxt.exe\u2066\u200b\ufeff\u2028';
const ESCAPED = '\\u001b[2J\\u009b2J\\u0007\\u000d\\u0008\\u0090q\\u009c\\u202etxt.exe\\u2066\\u200b\\ufeff\\u2028';

describe('an escaped stream', () => {
  function escaped() {
    const stream = new PassThrough();
    escapeOutput([stream]);
    return { stream, written: () => String(stream.read() ?? '') };
  }

  it.each<[string, (string | Uint8Array)[], string]>([
    ['escapes control sequences', [HOSTILE], ESCAPED],
    ['escapes control sequences in bytes', [Buffer.from(HOSTILE)], ESCAPED],
    ['keeps lines, boxes and letters', ['┌─┐\nGrüße, 日本語\n'], '┌─┐\nGrüße, 日本語\n'],
    ['keeps a character that is split between chunks', [Buffer.from([0xe2, 0x94]), Buffer.from([0x8c])], '┌'],
    ['escapes a character that is split between chunks', [Buffer.from([0xc2]), Buffer.from([0x9b])], '\\u009b'],
  ])('%s', (_, chunks, shown) => {
    const { stream, written } = escaped();
    for (const chunk of chunks) stream.write(chunk);
    expect(written()).toBe(shown);
  });

  it('calls the callback of a write', async () => {
    const { stream, written } = escaped();
    await new Promise((resolve) => stream.write('a\r', 'utf8', resolve));
    await new Promise((resolve) => stream.write('', resolve));
    expect(written()).toBe('a\\u000d');
  });
});

describe('the progress of a long list', () => {
  const linesOf = (isTTY: boolean) => {
    const written: string[] = [];
    const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
    const progress = startProgress(120, 1000, createProgressLine({ isTTY, write }));
    for (let done = 1; done <= 120; done++) progress.show(done);
    progress.wait(429, 1500);
    progress.clear();
    return written;
  };

  it('is one line that is overwritten on a terminal', () => {
    const written = linesOf(true);
    expect(written).toHaveLength(121);
    expect(written.slice(-2)).toEqual(['\r\u001b[KThe API is busy (429): retrying in 2 s', '\r\u001b[K']);
  });

  it('is an occasional line elsewhere, without control characters', () => {
    expect(linesOf(false)).toEqual([
      '60 of 120 looked up, about 60 s left\n',
      'The API is busy (429): retrying in 2 s\n',
    ]);
  });
});

describe('every command', () => {
  const commands = Object.entries(scripts).flatMap(([name, script]) => {
    const [, file] = /^tsx (cli\/[\w-]+\.ts)$/.exec(script) ?? [];
    return file ? [[name, file] as const] : [];
  });

  it('is a script of package.json with the name of its file', () => {
    const files = readdirSync(path.join(ROOT, 'cli')).filter((name) => name.endsWith('.ts'));
    expect(commands.map(([name, file]) => [`${name}.ts`, file]).sort()).toEqual(
      files.sort().map((name) => [name, `cli/${name}`]),
    );
  });

  it.each([...commands, ['a process of load', 'cli/load/load-process.ts']])('escapes its output: %s', (_, file) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(/^(if \(require\.main === module\) )?runCommand\(/m);
  });

  it('escapes everything that it writes, except for the progress', () => {
    const files = sourcesIn('bin', 'cli', 'local');
    const unescaped = /\bRAW_STDERR\b|\bwriteSync\(|\bcreateWriteStream\(|\/dev\/tty|node:tty|\.fd\b/;
    const found = files.filter((file) => unescaped.test(readFileSync(path.join(ROOT, file), 'utf8')));
    expect(found.sort()).toEqual(['cli/insights/client/progress-line.ts', 'cli/terminal/terminal.ts']);
  });
});
