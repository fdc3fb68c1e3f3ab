/** Bundles the code of each function into the package, as the stack would upload it. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { bundleFunction, bundleNameOf } from '../lib/shared/function-code';

const DIST = path.join(__dirname, '..', 'dist');
const FEATURES = path.join(__dirname, '..', 'lambda');

rmSync(DIST, { recursive: true, force: true });
for (const file of readdirSync(FEATURES, { recursive: true, encoding: 'utf8' })) {
  if (path.basename(file) !== 'handler.ts') continue;
  const feature = path.dirname(file).replaceAll(path.sep, '/');
  bundleFunction(feature, path.join(DIST, 'functions', bundleNameOf(feature)));
}
