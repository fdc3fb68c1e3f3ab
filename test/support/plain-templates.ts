/** Plain templates in a temporary folder, which is removed after the tests of a file. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import { readStackContext } from '../../cli/stack/stack-settings';
import { writePlainTemplates } from '../../cli/template/plain-templates';
import { silenceBundling } from './silence-bundling';

export function usePlainTemplates() {
  const root = mkdtempSync(path.join(tmpdir(), 'plain-templates-'));
  afterAll(() => rmSync(root, { recursive: true }));
  return {
    root,

    /** @param folder a folder in the root */
    write: (folder: string, settings: object = {}) =>
      silenceBundling(() => writePlainTemplates({ ...readStackContext(), ...settings }, path.join(root, folder))),

    textOf: (folder: string, name: string) => readFileSync(path.join(root, folder, name), 'utf8'),

    /** Maps every file name to the digest of the file. */
    contentOf(folder: string): Map<string, string> {
      const names = readdirSync(path.join(root, folder)).sort();
      return new Map(
        names.map((name) => {
          const content = readFileSync(path.join(root, folder, name));
          return [name, createHash('sha256').update(content).digest('hex')];
        }),
      );
    },
  };
}
