/** What the histories of one fault came to: one row of the table. */
import { type Breach, judge, type RuleName } from './judge';
import { countEarly } from './judge-budgets';
import type { Story } from './scene';

export interface Result {
  readonly histories: number;
  /** Calls that the fault hit, and processes that were killed. */
  readonly injected: number;
  /** Requests to the API, clicks, and invocations of the brief function. */
  readonly requests: number;
  /** Calls that came too early because the table failed, or because clocks were wrong. */
  readonly early: number;
  readonly longestMs: number;
  readonly breaches: readonly Breach[];
}

export function resultOf(story: Story): Result {
  const { happened, hits, killed } = story;
  const { exchanges, clicks, invocations } = happened;
  return {
    histories: 1,
    injected: hits.length + killed.length,
    requests: exchanges.length + clicks.length + invocations.length,
    early: countEarly(story),
    longestMs: Math.max(0, ...[...exchanges, ...clicks].map(({ from, until }) => until - from)),
    breaches: judge(story),
  };
}

export function sumOf(results: readonly Result[]): Result {
  const sum = (read: (result: Result) => number) => results.reduce((total, result) => total + read(result), 0);
  return {
    histories: results.length,
    injected: sum(({ injected }) => injected),
    requests: sum(({ requests }) => requests),
    early: sum(({ early }) => early),
    longestMs: Math.max(0, ...results.map(({ longestMs }) => longestMs)),
    breaches: results.flatMap(({ breaches }) => breaches),
  };
}

export const COLUMNS = [
  'fault',
  'histories',
  'injected',
  'requests',
  'lost',
  'false',
  'briefs lost or repeated',
  'budget or jobs exceeded',
  'personal data',
  'invalid requests',
  'still broken later',
  'early calls',
  'longest request',
] as const;

export function cellsOf(name: string, { histories, injected, requests, early, longestMs, breaches }: Result): string[] {
  const count = (...rules: readonly RuleName[]) => breaches.filter(({ rule }) => rules.includes(rule)).length;
  const counts = [
    histories,
    injected,
    requests,
    count('lost'),
    count('false'),
    count('briefs'),
    count('budget', 'jobs'),
    count('privacy'),
    count('invalid'),
    count('poisoned'),
    early,
  ];
  return [name, ...counts.map((value) => value.toLocaleString('en-US')), `${(longestMs / 1000).toFixed(1)} s`];
}
