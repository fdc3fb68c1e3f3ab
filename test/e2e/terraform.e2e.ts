/** Parses the Terraform configuration of docs/without-cdk.md, because the registry of Terraform's providers is out of reach. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CODE_BUCKET } from '../../cli/template/plain-templates';
import { record } from './support/observations';
import { run } from './support/programs';
import { programOf, versionOf } from './support/tools';

const [, CONFIGURATION = ''] = /```hcl\n([\s\S]*?)```/.exec(readFileSync('docs/without-cdk.md', 'utf8')) ?? [];

const folder = mkdtempSync(path.join(tmpdir(), 'terraform-'));
let parsed: { readonly resource: readonly object[]; readonly output: readonly object[] };

beforeAll(async () => {
  const file = path.join(folder, 'main.tf');
  writeFileSync(file, CONFIGURATION);
  parsed = JSON.parse(await run(programOf('python-hcl2', 'hcl2tojson'), [file]));
  record({ action: 'hcl2tojson of docs/without-cdk.md', client: versionOf('python-hcl2'), result: 'parsed' });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the configuration has the bucket, the objects and the stack', () => {
  const types = parsed.resource.map((block) => Object.keys(block)[0]?.replaceAll('"', ''));
  expect(types.sort()).toEqual(['aws_cloudformation_stack', 'aws_s3_bucket', 'aws_s3_object', 'aws_s3_object']);
});

it('each reference names a resource of the configuration', () => {
  const declared = Array.from(
    CONFIGURATION.matchAll(/^resource "(\w+)" "(\w+)"/gm),
    ([, type, name]) => `${type}.${name}`,
  );
  const references = CONFIGURATION.match(/\baws_\w+\.\w+/g);
  expect(new Set(references)).toEqual(new Set(declared));
});

it('the stack gets the parameter that the template has', () => {
  expect(CONFIGURATION).toContain(`parameters   = { ${CODE_BUCKET} = `);
});
