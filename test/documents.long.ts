/** The API reference, and outputs in the documents of commands that take long. */
import { expect, it } from '@jest/globals';
import { apiReference } from './support/api-reference';
import { DOCUMENTS, isSlow, outputOf, recordingsOf, textOf } from './support/documents';

const RECORDINGS = DOCUMENTS.flatMap(recordingsOf).filter(({ command }) => isSlow(command));

it('finds the look-ups, the searches and the template in the documents', () => {
  expect(RECORDINGS.map(({ document }) => document).sort()).toEqual([
    ...Array.from({ length: 4 }, () => 'docs/find-mail.md'),
    'docs/look-ups.md',
    'docs/without-cdk.md',
  ]);
});

it.each(RECORDINGS)('$document shows what "$command" prints', async ({ command, output }) => {
  expect(output).toBe(await outputOf(command));
});

it('docs/api.md is what `npx tsx test/support/api-reference.ts` writes', () => {
  expect(textOf('docs/api.md')).toBe(apiReference());
});
