import { describe, expect, it } from '@jest/globals';
import { parseAlarmRule } from '../../../local/alarms/alarm-rule';
import type { AlarmState } from '../../../local/alarms/alarm-state';

describe('the rule of a composite alarm', () => {
  it.each<[string, string[], boolean]>([
    ['ALARM("a")', ['a'], true],
    ['ALARM(a)', [], false],
    ['OK("a")', [], true],
    ['INSUFFICIENT_DATA("a")', ['a'], false],
    ['TRUE', [], true],
    ['FALSE OR ALARM("a")', ['a'], true],
    ['ALARM("a") AND NOT ALARM("b")', ['a'], true],
    ['ALARM("a") AND NOT ALARM("b")', ['a', 'b'], false],
    ['ALARM("a") AND (NOT (ALARM("b") OR ALARM("c")))', ['a', 'c'], false],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['c'], true],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['c', 'd'], false],
    ['(ALARM("a") OR ((ALARM("b") OR ALARM("c")) AND (NOT (ALARM("d")))))', ['a', 'd'], true],
  ])('%s with %j in ALARM is %s', (rule, names, isMet) => {
    const readState = (child: string): AlarmState => (names.includes(child) ? 'ALARM' : 'OK');
    expect(parseAlarmRule(rule).isMet(readState)).toBe(isMet);
  });

  it.each([
    'ALARM()',
    'ALARM("a", "b")',
    'AT_LEAST(1, ALARM, (a))',
    'ALARM("a") XOR ALARM("b")',
    '"a"',
    '1',
    'ALARM(2)',
    'a',
  ])('is rejected when it contains %s', (rule) => {
    expect(() => parseAlarmRule(rule)).toThrow();
  });

  it('is rejected when it depends on the precedence of AND and OR', () => {
    expect(() => parseAlarmRule('ALARM("a") OR ALARM("b") AND ALARM("c")')).toThrow(/add parentheses/);
  });

  it('names its children', () => {
    expect(parseAlarmRule('ALARM("a") AND NOT OK(b)').children).toEqual(['a', 'b']);
  });
});
