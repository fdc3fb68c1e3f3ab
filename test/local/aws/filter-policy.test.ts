import { expect, it } from '@jest/globals';
import { passesFilter } from '../../../local/aws/filter-policy';

it.each<[object, object, boolean]>([
  [{ kind: ['brief'] }, { kind: 'brief' }, true],
  [{ kind: ['brief', 'report'] }, { kind: 'report' }, true],
  [{ kind: ['brief'] }, { kind: 'other' }, false],
  [{ kind: ['brief'] }, {}, false],
  [{ kind: ['brief'], level: ['critical'] }, { kind: 'brief' }, false],
  [{ kind: [{ exists: true }] }, { kind: '' }, true],
  [{ kind: [{ exists: true }] }, {}, false],
  [{ kind: [{ exists: false }] }, {}, true],
  [{ $or: [{ a: ['1'] }, { b: ['1'] }] }, { b: '1' }, true],
  [{ $or: [{ a: ['1'] }, { b: ['1'] }] }, { b: '2' }, false],
])('the filter %j lets %j through: %s', (policy, values, expected) => {
  expect(passesFilter(JSON.stringify(policy), values as Record<string, unknown>)).toBe(expected);
});

it('a filter that is not supported is an error', () => {
  expect(() => passesFilter('{"kind":[{"prefix":"b"}]}', { kind: 'brief' })).toThrow(
    /^The filter \{"prefix":"b"\} is not supported$/,
  );
});
