import { describe, expect, it } from '@jest/globals';
import type { HistoryEntry } from '../../../cli/deployed/alarm-history';
import { changedAt, evidenceOf } from '../../../cli/drill/evidence';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:pages';
const OTHER = 'arn:aws:sns:eu-west-1:111122223333:pages-of-others';

const action = (at: number, summary: string): HistoryEntry => ({ at, type: 'Action', summary, data: '{}' });
const succeeded = (at: number, arn = TOPIC) => action(at, `Successfully executed action ${arn}`);

describe('the outcome of an action', () => {
  it.each([
    ['is a success', [succeeded(5)], 'succeeded'],
    ['is a failure', [action(5, `Failed to execute action ${TOPIC}`)], 'failed'],
    ['is unknown before the history shows it', [], 'not seen'],
    ['is not that of an earlier page', [succeeded(4)], 'not seen'],
    ['is not that of another topic', [succeeded(5, OTHER)], 'not seen'],
    ['is not a change of the state', [{ ...succeeded(5), type: 'StateUpdate' }], 'not seen'],
    ['is not read from a sentence that this version does not know', [action(5, `Skipped action ${TOPIC}`)], 'not seen'],
  ])('%s', (_, history, outcome) => {
    expect(evidenceOf(history, { actions: [TOPIC], since: 5 })).toEqual([{ action: TOPIC, outcome }]);
  });

  it("has CloudWatch's error", () => {
    const error = 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';
    const history = [action(5, `Failed to execute action ${TOPIC}. Received error: "${error}"`)];
    expect(evidenceOf(history, { actions: [TOPIC], since: 5 })).toEqual([
      { action: TOPIC, outcome: 'failed', error: `"${error}"` },
    ]);
  });

  it.each([
    ['counts the second entry of the same topic', [succeeded(5), succeeded(7)], 'succeeded'],
    ['is unknown if only the first change notified the topic', [succeeded(5)], 'not seen'],
  ])('of the second change %s', (_, history, outcome) => {
    const evidence = evidenceOf(history, { actions: [TOPIC], since: 5, before: [TOPIC] });
    expect(evidence).toEqual([{ action: TOPIC, outcome }]);
  });
});

describe('the time of a change', () => {
  const change = (at: number, stateReason: string) => ({
    at,
    type: 'StateUpdate',
    summary: 'Alarm updated from OK to ALARM',
    data: JSON.stringify({ version: '1.0', newState: { stateValue: 'ALARM', stateReason } }),
  });

  it('is that of the entry with its reason', () => {
    expect(changedAt([change(1, 'Drill 1'), change(2, 'Drill 2'), change(3, 'Drill 2 is over.')], 'Drill 2')).toBe(2);
  });

  it.each([
    ['another reason', [change(1, 'Drill 1')]],
    ['data that cannot be read', [{ ...change(1, 'Drill 2'), data: '{"truncated' }]],
    ['another type', [{ ...change(1, 'Drill 2'), type: 'ConfigurationUpdate' }]],
  ])('is unknown with %s', (_, history) => {
    expect(changedAt(history, 'Drill 2')).toBeUndefined();
  });
});
