/** Takes out of the assembly that the app has just synthesized what the emulator cannot do. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { leaveOut } from './support/left-out';

const assembly = process.env.CDK_OUTDIR ?? 'cdk.out';

for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
  const file = path.join(assembly, name);
  const before = readFileSync(file);
  const template = JSON.parse(before.toString());
  leaveOut(template);
  const after = JSON.stringify(template);
  writeFileSync(file, after);
  rename(hashOf(before), hashOf(after), name.replace('.template.json', '.assets.json'));
}

/** The CLI publishes a template under its hash, and takes one that is there already for the same. */
function rename(from: string, to: string, assets: string): void {
  for (const file of [assets, 'manifest.json'].map((name) => path.join(assembly, name))) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(from, to));
  }
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
