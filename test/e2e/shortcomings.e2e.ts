/** Probes each known shortcoming of the emulator. All probes run at the same time, because one of them waits a minute. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from './support/emulator';
import { record } from './support/observations';
import { REPOSITORY } from './support/programs';
import { SHORTCOMINGS, type Shortcoming } from './support/shortcomings';
import { versionOf } from './support/tools';
import { REMOVALS } from './support/unsupported';

let emulator: Emulator;
let probes: Map<Shortcoming, Promise<PromiseSettledResult<string | undefined>[]>>;

beforeAll(async () => {
  emulator = await startEmulator();
  probes = new Map(SHORTCOMINGS.map((row) => [row, Promise.allSettled([row.probe(emulator)])]));
});
afterAll(() => emulator?.close());

test.each(SHORTCOMINGS)(
  'the emulator does not support this feature, and another test covers it: $feature',
  async (row) => {
    const [outcome] = (await probes.get(row)) ?? [];
    if (outcome?.status === 'rejected') throw outcome.reason;
    record({
      action: `${versionOf('ministack')} does not support: ${row.feature}`,
      client: `covered by ${row.coveredBy}`,
      result: outcome?.value ?? 'It is supported',
    });
    expect(outcome?.value).toBeDefined();
    const files = row.coveredBy.match(/test\/\S+\.ts/g) ?? [];
    expect(files).not.toEqual([]);
    for (const file of files) expect(existsSync(path.join(REPOSITORY, file))).toBe(true);
  },
);

test('each removal from the templates belongs to a shortcoming', () => {
  expect(SHORTCOMINGS.flatMap(({ removal }) => removal ?? [])).toEqual(Object.keys(REMOVALS));
});
