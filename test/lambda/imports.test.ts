/** The linter's rules for imports below `lambda/`, applied to files that follow or break them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refusedFiles } from '../support/linter';
import { ROOT } from '../support/sources';

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

const { overrides } = JSON.parse(readFileSync(path.join(ROOT, 'biome.json'), 'utf8')) as { overrides: Override[] };
const [pure, impure, shared] = overrides.filter(({ includes }) =>
  includes.some((files) => files.startsWith('lambda/')),
);
const ofFeatures = (impure?.includes ?? []).filter((files) => files.startsWith('lambda/*/'));
const IMPURE = ofFeatures.map((file) => path.basename(file, '.ts'));
const SHARED = shared?.includes ?? [];

describe('the impure files', () => {
  it.each(IMPURE)('%s is a file', (name) => {
    const files = ['alarm-brief', 'message-insights', 'send-statistics', 'weekly-report'].map(
      (feature) => `lambda/${feature}/${name}.ts`,
    );
    expect(files.some((file) => existsSync(path.join(ROOT, file)))).toBe(true);
  });

  it.each(SHARED)('%s is a file', (file) => {
    expect(existsSync(path.join(ROOT, file))).toBe(true);
  });

  it('are exactly the siblings that a pure file cannot import', () => {
    const [{ group } = { group: [] }] = pure?.linter.rules.style.noRestrictedImports.options.patterns ?? [];
    const refused = group.filter((pattern) => pattern.startsWith('./')).map((pattern) => pattern.slice('./'.length));
    expect(refused).toEqual([...IMPURE, ...SHARED.map((file) => path.basename(file, '.ts'))]);
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
  ['a-new-file', "import type { Clock } from '../shared/clock';", REFUSED],
  ['a-new-file', "import { MASK } from '../shared/masking/mailbox';"],
  ['a-new-file', "import { createExportJobs } from '../shared/export-jobs/jobs';", REFUSED],
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

describe('the linter', () => {
  const files = IMPORTS.map(([file], index) => `lambda/${index}/${file}.ts`);
  const refused = refusedFiles(new Map(IMPORTS.map(([, statement], index) => [files[index] as string, statement])));
  it.each(IMPORTS.map((row, index) => [row[2] ? 'refuses' : 'accepts', row[0], row[1], index] as const))(
    '%s in %s: %s',
    (verb, _file, _statement, index) => {
      expect(refused.has(files[index] as string)).toBe(verb === 'refuses');
    },
  );
});
