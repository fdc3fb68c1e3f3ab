import { describe, expect, it } from '@jest/globals';
import { parseMetricMath } from '../../../local/alarms/metric-math';

const GATED = 'IF((attempts >= 100) AND (((attempts * rate) + 0.5) >= 15), rate, 0)';
const DISABLED = '(polls * ((polls - enabled) - (1000 * (level >= 2)))) / polls';
const DISABLED_OR_SHUT_DOWN = '(polls - enabled) + (1000 * (level >= 2))';
const REVIEW = 'IF(level == 1, 1, 0)';
const LESS_DIFF = '(a) - DIFF(a)';

describe('metric math', () => {
  it.each<[string, Record<string, number | undefined>, number | undefined]>([
    [GATED, { attempts: 100, rate: 0.15 }, 0.15],
    [GATED, { attempts: 99, rate: 0.9 }, 0],
    [GATED, { attempts: 150, rate: 15 / 150 }, 0.1],
    [GATED, { attempts: 1000, rate: 0.014 }, 0],
    // In an hour without mail, attempts are an explicit 0 and the rate is missing.
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
    ['sending is enabled', DISABLED, { polls: 1, enabled: 1, level: 0 }, false],
    ['somebody has disabled sending', DISABLED, { polls: 1, enabled: 0, level: 0 }, true],
    ['somebody has disabled sending, and two polls saw it', DISABLED, { polls: 2, enabled: 0, level: 1 }, true],
    ['AWS has paused sending', DISABLED, { polls: 1, enabled: 0, level: 2 }, false],
    ['SES returns no SendingEnabled', DISABLED, { polls: undefined, enabled: undefined, level: 0 }, undefined],
    [
      'SES returns no SendingEnabled for a paused account',
      DISABLED,
      { polls: undefined, enabled: undefined, level: 2 },
      undefined,
    ],
    ['SES returns no level, and sending is disabled', DISABLED, { polls: 1, enabled: 0, level: undefined }, true],
    ['SES returns no level, and sending is enabled', DISABLED, { polls: 1, enabled: 1, level: undefined }, false],
    ['nothing is known', DISABLED, { polls: undefined, enabled: undefined, level: undefined }, undefined],
    ['sending is enabled', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 1, level: 1 }, false],
    ['somebody has disabled sending', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 0, level: undefined }, true],
    ['AWS has paused sending', DISABLED_OR_SHUT_DOWN, { polls: 1, enabled: 1, level: 2 }, true],
    [
      'SES returns no SendingEnabled for a paused account',
      DISABLED_OR_SHUT_DOWN,
      { polls: undefined, enabled: undefined, level: 2 },
      true,
    ],
    ['the account is healthy', REVIEW, { level: 0 }, false],
    ['the account is under review', REVIEW, { level: 1 }, true],
    ['AWS has paused sending', REVIEW, { level: 2 }, false],
    ['no level is known', REVIEW, { level: undefined }, undefined],
  ])(
    'when %s: %s of %j is 1 or more: %s, under both readings of a missing operand',
    (_, expression, operands, isBreaching) => {
      for (const reading of ['no value', 'zero'] as const) {
        const value = parseMetricMath(expression, Object.keys(operands), reading)(operands);
        expect([reading, value === undefined ? undefined : value >= 1]).toEqual([reading, isBreaching]);
      }
    },
  );

  it.each<[number | undefined, number | undefined, number | undefined]>([
    [1, 0, 1],
    [0, 1, 0],
    [1, 1, 1],
    [undefined, 1, 1], // the first period of a series has no DIFF
    [1, undefined, undefined],
  ])('after %d, the value minus DIFF of %d is %d', (before, now, value) => {
    expect(parseMetricMath(LESS_DIFF, ['a'])({ a: now }, () => ({ a: before }))).toBe(value);
  });

  it.each([
    'a * b + 1',
    'a + b >= 1',
    '(a > 1) AND b OR a',
    'a - b - 1',
    'a / b / 2',
    'a >= b >= 1',
    'IF(a + b > 1, a, b)',
  ])('rejects %s, because AWS documents no operator precedence', (expression) => {
    expect(() => parseMetricMath(expression, ['a', 'b'])).toThrow(/add parentheses/);
  });

  it.each(['(a * b) + 1', 'a + b + 1', '(a > 1) AND (b > 1) AND (a > 2)', 'FILL(a, -1) - 1', 'a * -1', '(a - b) - 1'])(
    'accepts %s',
    (expression) => {
      expect(() => parseMetricMath(expression, ['a', 'b'])).not.toThrow();
    },
  );

  it('reaches the minimum number of events exactly, at any number of attempts', () => {
    const math = parseMetricMath('IF(((attempts * rate) + 0.5) >= 15, 1, 0)', ['attempts', 'rate']);
    const wrong: number[] = [];
    for (let attempts = 15; attempts <= 20_000; attempts++) {
      const [atMinimum, below] = [15, 14].map((events) => math({ attempts, rate: events / attempts }));
      if (atMinimum !== 1 || below !== 0) wrong.push(attempts);
    }
    expect(wrong).toEqual([]);
  });

  it.each(['SEARCH("x")', 'a ^ b', 'FILL(a)', 'IF(a, b)', 'DIFF(a, b)', 'c', '"a"', 'a ? b : 1', 'a || b', 'MAX(a)'])(
    'rejects %s, which is not supported',
    (expression) => {
      expect(() => parseMetricMath(expression, ['a', 'b'])).toThrow(/has an unsupported part/);
    },
  );
});
