/** Command outputs in the documents that need two processes. */
import { expect, it } from '@jest/globals';
import { DOCUMENTS, isSlow, outputOf, recordingsOf } from './support/documents';

const RECORDINGS = DOCUMENTS.flatMap(recordingsOf).filter(({ command }) => isSlow(command));

it('finds the look-up that docs/look-ups.md shows', () => {
  expect(RECORDINGS.map(({ document }) => document)).toEqual(['docs/look-ups.md']);
});

it.each(RECORDINGS)('$document shows what "$command" prints', async ({ command, output }) => {
  expect(output).toBe(await outputOf(command));
});
