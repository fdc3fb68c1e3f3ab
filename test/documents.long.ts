/** Command outputs in the documents that need processes of their own. */
import { expect, it } from '@jest/globals';
import { DOCUMENTS, isSlow, outputOf, recordingsOf } from './support/documents';

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
