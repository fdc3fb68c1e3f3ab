/** The linter's rules for imports below `lambda/`, applied to files that follow or break them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.join(__dirname, '../..');
const CONFIGURATION = path.join(ROOT, 'biome.json');

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style: {
        readonly noRestrictedImports: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

const { overrides } = JSON.parse(readFileSync(CONFIGURATION, 'utf8')) as { overrides: Override[] };
const [pure, impure] = overrides.filter(({ includes }) => includes.some((files) => files.startsWith('lambda/')));
const ofFeatures = (impure?.includes ?? []).filter((files) => files.startsWith('lambda/*/'));
const IMPURE = ofFeatures.map((file) => path.basename(file, '.ts'));

describe('the impure files', () => {
  it.each(IMPURE)('%s is a file', (name) => {
    const files = ['message-insights', 'send-statistics'].map((feature) => `lambda/${feature}/${name}.ts`);
    expect(files.some((file) => existsSync(path.join(ROOT, file)))).toBe(true);
  });

  it('are exactly the siblings that a pure file cannot import', () => {
    const [{ group } = { group: [] }] = pure?.linter.rules.style.noRestrictedImports.options.patterns ?? [];
    const refused = group.filter((pattern) => pattern.startsWith('./')).map((pattern) => pattern.slice('./'.length));
    expect(refused).toEqual(IMPURE);
  });
});

const REFUSED = true;

/** A file, an import in it, and whether the linter refuses that import. */
const IMPORTS: readonly (readonly [file: string, statement: string, isRefused?: boolean])[] = [
  ['request', "import { createClients } from './clients';", REFUSED],
  ['request', "import type { Clients } from './clients';", REFUSED],
  ['request', "export { createClients } from './clients';", REFUSED],
  ['request', "import { ROUTES } from './contract';"],
  ['request', "import type { APIGatewayProxyEventV2 } from 'aws-lambda';"],
  ['a-new-file', "import type { Clock } from './clock';", REFUSED],
  ['a-new-file', "import { readSettings } from './settings';", REFUSED],
  ['a-new-file', "import { getAccountStanding } from './sesv2';", REFUSED],
  ['a-new-file', "import { toProblem } from './problem';"],
  ['a-new-file', "import { readVariable } from '../shared/environment';", REFUSED],
  ['a-new-file', "import { toProblem } from '../message-insights/problem';", REFUSED],
  ['a-new-file', "import { SESv2Client } from '@aws-sdk/client-sesv2';", REFUSED],
  ['a-new-file', "import type { SESv2Client } from '@aws-sdk/client-sesv2';", REFUSED],
  ['a-new-file', "import { readFileSync } from 'node:fs';", REFUSED],
  ['a-new-file', "import { isIP } from 'node:net';"],
  ['a-new-file', "import { connect, isIP } from 'node:net';", REFUSED],
  ['a-new-file', "import { createHash } from 'node:crypto';"],
  ['a-new-file', "import { randomUUID } from 'node:crypto';", REFUSED],
  ['a-new-file', "import { domainToUnicode } from 'node:url';"],
  ['a-new-file', "import { pathToFileURL } from 'node:url';", REFUSED],
  ['api', "import { createLookUps } from './look-up';"],
  ['api', "import { readVariable } from '../shared/environment';"],
  ['api', "import { SESv2Client } from '@aws-sdk/client-sesv2';"],
  ['api', "import { poll } from '../send-statistics/poll';", REFUSED],
  ['poll', "import { Stack } from 'aws-cdk-lib';", REFUSED],
  ['poll', "import { z } from 'zod';", REFUSED],
];

/**
 * Returns the indexes of the refused rows. Writes each row to a file below `lambda/`, beside this project's
 * configuration.
 */
function refusedRows(): Set<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'imports-'));
  try {
    copyFileSync(CONFIGURATION, path.join(folder, 'biome.json'));
    for (const [index, [file, statement]] of IMPORTS.entries()) {
      mkdirSync(path.join(folder, 'lambda', String(index)), { recursive: true });
      writeFileSync(path.join(folder, 'lambda', String(index), `${file}.ts`), statement);
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--vcs-enabled=false', '--reporter=json', '.'];
    const program = path.join(ROOT, 'node_modules/.bin/biome');
    const { stdout } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
    return new Set(diagnostics.map(({ location }) => Number(location.path.split('/')[1])));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the linter', () => {
  const refused = refusedRows();
  it.each(IMPORTS.map((row, index) => [row[2] ? 'refuses' : 'accepts', row[0], row[1], index] as const))(
    '%s in %s: %s',
    (_, _file, _statement, index) => {
      expect(refused.has(index)).toBe(IMPORTS[index]?.[2] === REFUSED);
    },
  );
});
