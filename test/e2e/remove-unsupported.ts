/** Edits the synthesized assembly: removes everything that the emulator does not support. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeUnsupported } from './support/unsupported';

const assembly = process.env.CDK_OUTDIR ?? 'cdk.out';

for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
  const file = path.join(assembly, name);
  const before = readFileSync(file);
  const template = JSON.parse(before.toString());
  removeUnsupported(template);
  const after = JSON.stringify(template);
  writeFileSync(file, after);
  replaceHash(hashOf(before), hashOf(after), name.replace('.template.json', '.assets.json'));
}

/** The CDK CLI publishes a template under its hash, and publishes each hash only once. */
function replaceHash(before: string, after: string, assets: string): void {
  for (const file of [assets, 'manifest.json'].map((name) => path.join(assembly, name))) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(before, after));
  }
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
