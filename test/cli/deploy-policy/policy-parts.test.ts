import { expect, it } from '@jest/globals';
import { allowing, toPolicy } from '../../../cli/deploy-policy/policy-document';
import { lengthOf, MAX_POLICY_LENGTH, partsOf } from '../../../cli/deploy-policy/policy-parts';

const EMPTY = lengthOf(toPolicy([allowing('A', [], [''])]));

/** A policy with one statement, of exactly this length. */
const statementOf = (length: number) => allowing('A', [], ['x'.repeat(length - EMPTY)]);

it.each([
  ['one statement as long as IAM allows', [MAX_POLICY_LENGTH], [1]],
  ['two statements that fit together', [1_000, 2_000], [2]],
  ['two statements that do not', [MAX_POLICY_LENGTH, 200], [1, 1]],
  ['statements in their order', [4_000, 3_000, 2_000, 2_000], [1, 2, 1]],
])('splits %s', (_, lengths, counts) => {
  const statements = lengths.map(statementOf);
  const parts = partsOf(toPolicy(statements));
  expect(parts.map(({ Statement }) => Statement.length)).toEqual(counts);
  expect(parts.flatMap(({ Statement }) => Statement)).toEqual(statements);
  expect(Math.max(...parts.map(lengthOf))).toBeLessThanOrEqual(MAX_POLICY_LENGTH);
});

it.each([2, 3, 100])('splits the resources of a statement that is too long, if it has %i of them', (count) => {
  const resources = Array.from({ length: count }, (_, index) => `${index}`.padEnd(5_000));
  const parts = partsOf(toPolicy([allowing('A', ['s3:GetObject'], resources)]));
  const statements = parts.flatMap(({ Statement }) => Statement);
  expect(statements.flatMap(({ Resource }) => Resource)).toEqual(resources);
  expect(new Set(statements.map(({ Action }) => Action.join()))).toEqual(new Set(['s3:GetObject']));
  expect(Math.max(...parts.map(lengthOf))).toBeLessThanOrEqual(MAX_POLICY_LENGTH);
});
