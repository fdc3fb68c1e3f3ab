import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { unzipSync } from 'fflate';
import { zipFolder } from '../../../cli/template/zip-folder';

const CENTRAL_HEADER = Buffer.from('PK\x01\x02');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zip-folder-'));
  writeFileSync(path.join(folder, 'b.js'), 'second');
  writeFileSync(path.join(folder, 'a.js'), 'first', { mode: 0o600 });
});
afterEach(() => {
  jest.useRealTimers();
  rmSync(folder, { recursive: true });
});

it('contains every file', () => {
  const files = Object.entries(unzipSync(zipFolder(folder)));
  expect(files.map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
    ['a.js', 'first'],
    ['b.js', 'second'],
  ]);
});

it('has the same bytes at another time', () => {
  const packed = zipFolder(folder);
  jest.useFakeTimers({ now: Date.now() + 86_400_000 });
  writeFileSync(path.join(folder, 'a.js'), 'first');
  expect(Buffer.from(zipFolder(folder)).equals(packed)).toBe(true);
});

it('makes unpacked files readable for everybody', () => {
  const packed = Buffer.from(zipFolder(folder));
  const header = packed.indexOf(CENTRAL_HEADER);
  expect(packed.readUInt8(header + 5)).toBe(3); // made on Unix
  expect(packed.readUInt32LE(header + 38) >>> 16).toBe(0o644);
});
