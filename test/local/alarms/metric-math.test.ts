import { describe, expect, it } from '@jest/globals';
import { parseMetricMath } from '../../../local/alarms/metric-math';

const GATED = 'IF((attempts >= 100) AND (((attempts * rate) + 0.5) >= 15), rate, 0)';
const DISABLED = '(polls * ((polls - enabled) - (1000 * (level >= 2)))) / polls';
const DISABLED_OR_SHUT_DOWN = '(polls - enabled) + (1000 * (level >= 2))';
const REVIEW = 'IF(level == 1, 1, 0)';
const LATER = '(a) - DIFF(a)';

describe('metric math', () => {
  it.each<[string, Record<string, number | undefined>, number | undefined]>([
    [GATED, { attempts: 100, rate: 0.15 }, 0.15],
    [GATED, { attempts: 99, rate: 0.9 }, 0],
    [GATED, { attempts: 150, rate: 15 / 150 }, 0.1],
    [GATED, { attempts: 1000, rate: 0.014 }, 0],
    // An hour without mail: attempts are an explicit 0, the rate is missing.
    [GATED, { attempts: 0, rate: undefined }, 0],
    [GATED, { attempts: undefined, rate: undefined }, undefined],
    ['FILL(a, -1)', { a: undefined }, -1],
    ['FILL(a, -1)', { a: 0 }, 0],
    ['a / b', { a: 1, b: 0 }, undefined],
    ['a + b', { a: 1, b: undefined }, 1],
    ['a + b', { a: undefined, b: undefined }, undefined],
    ['(a > 1) OR (b > 1)', { a: undefined, b: 2 }, 1],
    ['a + 1', { a: undefined }, undefined],
  ])('%s of %j is %d', (expression, operands, value) => {
    expect(parseMetricMath(expression, Object.keys(operands))(operands)).toBe(value);
  });

  it.each<[string, string, Record<string, number | undefined>, boolean | undefined]>([
    ['sending is on', DISABLED, { polls: 1, enabled: 1, level: 0 }, false],
    ['somebody has switched sending off', DISABLED, { polls: 1, enabled: 0, level: 0 }, true],
    ['somebody has, and two polls saw it', DISABLED, { polls: 2, enabled: 0, level: 1 }, true],
    ['AWS has paused the account', DISABLED, { polls: 1, enabled: 0, level: 2 }, false],
    ['SES gives no SendingEnabled', DISABLED, { polls: undefined, enabled: undefined, level: 0 }, undefined],
    [
      'SES gives no SendingEnabled of a paused account',
      DISABLED,
      { polls: undefined, enabled: undefined, level: 2 },
      undefined,
    ],
    ['SES gives no level, and sending is off', DISABLED, { polls: 1, enabled: 0, level: undefined }, true],
    ['SES gives no level, and sending is on', DISABLED, { polls: 1, enabled: 1, level: undefined }, false],
    ['nothing is known', DISABLED, { polls: undefined, enabled: undefined, level: undefined }, undefined],
    ['sending is on', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 1, level: 1 }, false],
    ['somebody has switched sending off', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 0, level: undefined }, true],
    ['AWS has paused the account', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 1, level: 2 }, true],
    [
      'SES gives no SendingEnabled of a paused account',
      DISABLED_OR_SHUT_DOWN,
      { polls: undefined, enabled: undefined, level: 2 },
      true,
    ],
    ['the account is healthy', REVIEW, { level: 0 }, false],
    ['the account is under review', REVIEW, { level: 1 }, true],
    ['AWS has paused the account', REVIEW, { level: 2 }, false],
    ['no level is known', REVIEW, { level: undefined }, undefined],
  ])(
    'where %s: %s of %j is 1 or more: %s, whatever a number makes beside a missing metric',
    (_, expression, operands, on) => {
      for (const reading of ['no value', 'as beside 0'] as const) {
        const value = parseMetricMath(expression, Object.keys(operands), reading)(operands);
        expect([reading, value === undefined ? undefined : value >= 1]).toEqual([reading, on]);
      }
    },
  );

  it.each<[number | undefined, number | undefined, number | undefined]>([
    [1, 0, 1],
    [0, 1, 0],
    [1, 1, 1],
    [undefined, 1, 1], // the first of a series: no difference to take off
    [1, undefined, undefined],
  ])('of the period before, %d, the value less DIFF is kept where the newest is %d: %d', (before, now, value) => {
    expect(parseMetricMath(LATER, ['a'])({ a: now }, () => ({ a: before }))).toBe(value);
  });

  it.each([
    'a * b + 1',
    'a + b >= 1',
    '(a > 1) AND b OR a',
    'a - b - 1',
    'a / b / 2',
    'a >= b >= 1',
    'IF(a + b > 1, a, b)',
  ])('refuses %s, which leans on an order of operators that AWS does not document', (expression) => {
    expect(() => parseMetricMath(expression, ['a', 'b'])).toThrow(/write parentheses/);
  });

  it.each(['(a * b) + 1', 'a + b + 1', '(a > 1) AND (b > 1) AND (a > 2)', 'FILL(a, -1) - 1', 'a * -1', '(a - b) - 1'])(
    'takes %s',
    (expression) => {
      expect(() => parseMetricMath(expression, ['a', 'b'])).not.toThrow();
    },
  );

  it('rounds no count away: any events that reach the floor are seen to, whatever the attempts', () => {
    const math = parseMetricMath('IF(((attempts * rate) + 0.5) >= 15, 1, 0)', ['attempts', 'rate']);
    for (let attempts = 15; attempts <= 20_000; attempts++) {
      expect(math({ attempts, rate: 15 / attempts })).toBe(1);
      expect(math({ attempts, rate: 14 / attempts })).toBe(0);
    }
  });

  it.each(['SEARCH("x")', 'a ^ b', 'FILL(a)', 'IF(a, b)', 'DIFF(a, b)', 'c', '"a"', 'a ? b : 1', 'a || b', 'MAX(a)'])(
    'refuses %s, which is not known here',
    (expression) => {
      expect(() => parseMetricMath(expression, ['a', 'b'])).toThrow(/holds what is not known here/);
    },
  );
});
