import { describe, expect, it } from '@jest/globals';
import { parseMetricMath } from '../../local/metric-math';

const GATED = 'IF(attempts >= 100 AND attempts * rate + 0.5 >= 15, rate, 0)';

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
    ['a > 1 OR b > 1', { a: undefined, b: 2 }, 1],
    ['a + 1', { a: undefined }, undefined],
  ])('%s of %j is %d', (expression, operands, value) => {
    expect(parseMetricMath(expression, Object.keys(operands))(operands)).toBe(value);
  });

  it('rounds no count away: any events that reach the floor are seen to, whatever the attempts', () => {
    const math = parseMetricMath('IF(attempts * rate + 0.5 >= 15, 1, 0)', ['attempts', 'rate']);
    for (let attempts = 15; attempts <= 20_000; attempts++) {
      expect(math({ attempts, rate: 15 / attempts })).toBe(1);
      expect(math({ attempts, rate: 14 / attempts })).toBe(0);
    }
  });

  it.each(['SEARCH("x")', 'a ^ b', 'FILL(a)', 'IF(a, b)', 'c', '"a"', 'a ? b : 1', 'a || b', 'MAX(a)'])(
    'refuses %s, which is not known here',
    (expression) => {
      expect(() => parseMetricMath(expression, ['a', 'b'])).toThrow(/holds what is not known here/);
    },
  );
});
