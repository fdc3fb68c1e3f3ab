import { describe, expect, it } from '@jest/globals';
import { choose, main } from './faults';
import type { FaultSection } from './section';

const section = (name: string, ...faults: readonly string[]): FaultSection => ({
  name,
  faults,
  run: async () => ({ tables: [], failures: [] }),
});
const SECTIONS = [section('exporter', 'SES hangs', 'SES throttles'), section('insights', 'DynamoDB hangs')];

const chosen = (...names: readonly string[]) =>
  choose(names, SECTIONS).map(({ section: { name }, only }) => (only ? [name, ...only] : name));

describe('a name on the command line chooses', () => {
  it('everything, without a name', () => expect(chosen()).toEqual(['exporter', 'insights']));
  it('a section', () => expect(chosen('insights')).toEqual(['insights']));
  it('faults of any section', () =>
    expect(chosen('SES hangs', 'DynamoDB hangs')).toEqual([
      ['exporter', 'SES hangs'],
      ['insights', 'DynamoDB hangs'],
    ]));
  it('nothing, if it is unknown', () =>
    expect(() => chosen('SES hang')).toThrow(
      '"SES hang" is no section and no fault: choose from exporter, SES hangs, SES throttles, insights, DynamoDB hangs',
    ));
});

it('a part of the faults cannot replace the tables of all', async () => {
  await expect(main(['exporter', '--write'])).rejects.toThrow('--write replaces all tables');
});
