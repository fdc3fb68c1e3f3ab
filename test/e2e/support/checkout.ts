/** A copy of this repository, like a fresh clone. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { APP_FOR_EMULATOR } from './cdk';
import { REPOSITORY, run } from './programs';

export interface Checkout {
  readonly folder: string;
  /** Adds settings to the `context` of cdk.json. */
  configure(settings: object): void;
}

/** Copies every file that git does not ignore, with uncommitted changes. Only `app` in cdk.json differs: it suits the emulator. */
export async function checkOut(folder: string): Promise<Checkout> {
  const files = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of files.split('\0').filter((name) => name && existsSync(path.join(REPOSITORY, name)))) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    copyFileSync(path.join(REPOSITORY, file), path.join(folder, file));
  }
  const cdkJson = path.join(folder, 'cdk.json');
  const read = () => JSON.parse(readFileSync(cdkJson, 'utf8'));
  writeFileSync(cdkJson, JSON.stringify({ ...read(), app: APP_FOR_EMULATOR }));
  return {
    folder,
    configure(settings) {
      const { context, ...others } = read();
      writeFileSync(cdkJson, JSON.stringify({ ...others, context: { ...context, ...settings } }));
    },
  };
}
