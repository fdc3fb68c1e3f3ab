/** Settings that the README shows are accepted as they are, beside all that its other examples need. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { defineStacks } from '../lib/exporter-app';
import { createApp } from './support/template';

const EXAMPLES = [...readFileSync('README.md', 'utf8').matchAll(/^```json\n("exporter:[^`]*)```$/gm)].map(
  ([, lines]) => JSON.parse(`{${lines}}`) as Record<string, unknown>,
);

it('are found', () => {
  const keys = EXAMPLES.flatMap((example) => Object.keys(example));
  expect(keys).toEqual(expect.arrayContaining(['exporter:regions', 'exporter:notifications', 'exporter:monitoring']));
});

it.each(EXAMPLES)('%j', (example) => {
  for (const region of ['us-east-1', undefined]) {
    const stacks = defineStacks(createApp(example), { account: '111122223333', region });
    expect(stacks.map((stack) => stack.region)).toEqual(example['exporter:regions'] ?? [region]);
  }
});
