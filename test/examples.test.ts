/** Settings that the documents show are valid as they are. */
import { expect, it } from '@jest/globals';
import { defineStacks } from '../lib/exporter-app';
import { DOCUMENTS, textOf } from './support/documents';
import { createApp } from './support/template';

const EXAMPLES = DOCUMENTS.flatMap((document) =>
  Array.from(
    textOf(document).matchAll(/^```json\n("exporter:[^`]*)```$/gm),
    ([, lines]) => JSON.parse(`{${lines}}`) as Record<string, unknown>,
  ),
);

it('are found', () => {
  const keys = EXAMPLES.flatMap((example) => Object.keys(example));
  expect(keys).toEqual(expect.arrayContaining(['exporter:regions', 'exporter:notifications', 'exporter:monitoring']));
});

it.each(EXAMPLES)('%j', (example) => {
  for (const region of ['us-east-1', undefined]) {
    const stacks = defineStacks(createApp(example), { account: '111122223333', region });
    expect(stacks.map((stack) => stack.region)).toEqual(
      example['exporter:regions'] ?? [region ?? expect.stringContaining('AWS.Region')],
    );
  }
});
