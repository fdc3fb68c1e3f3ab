/** Judges a history by what SES, the callers and the subscribers saw. It uses no code of the functions. */

import { judgeAnswers } from './judge-answers';
import { judgeBriefs } from './judge-briefs';
import { judgeBudgets } from './judge-budgets';
import { judgeEnds } from './judge-ends';
import { judgeJobs } from './judge-jobs';
import { judgePrivacy } from './judge-privacy';
import { judgeRecovery } from './judge-recovery';
import { judgeRequests } from './judge-requests';
import type { Story } from './scene';

/** What a history must not have, by the column of the table. */
export const RULES = {
  /** An answer that contradicts what SES knew. */
  false: judgeAnswers,
  /** A request, an invocation or an alarm without an end, or a silent one. */
  lost: judgeEnds,
  briefs: judgeBriefs,
  budget: judgeBudgets,
  jobs: judgeJobs,
  privacy: judgePrivacy,
  /** A request that its service rejects as invalid. */
  invalid: judgeRequests,
  /** What still fails minutes after the faults. */
  poisoned: judgeRecovery,
} as const satisfies Record<string, (story: Story) => readonly string[]>;

export type RuleName = keyof typeof RULES;

export interface Breach {
  readonly rule: RuleName;
  readonly what: string;
}

export function judge(story: Story): Breach[] {
  return (Object.keys(RULES) as RuleName[]).flatMap((rule) => RULES[rule](story).map((what) => ({ rule, what })));
}
