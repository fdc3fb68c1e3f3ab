/** Formats counts and shares. A count is an exact number or a limit. */
import type { Count } from '../../lambda/message-insights/search-schemas';
import { counted } from '../../lib/shared/plural';

/** Returns a count with its noun, such as `at least 10,000 mails`. */
export function countText({ exactly, atLeast, fewerThan }: Count, noun: string): string {
  if (exactly !== undefined) return counted(exactly, noun);
  if (atLeast !== undefined) return `at least ${counted(atLeast, noun)}`;
  if (fewerThan !== undefined) return `fewer than ${counted(fewerThan, noun)}`;
  return `an unknown number of ${noun}s`;
}

/** Returns a count for a column, such as `10,000+`. */
export function shortCount({ exactly, atLeast, fewerThan }: Count): string {
  if (exactly !== undefined) return exactly.toLocaleString('en-US');
  if (atLeast !== undefined) return `${atLeast.toLocaleString('en-US')}+`;
  return fewerThan === undefined ? '?' : `<${fewerThan}`;
}

/** Returns whether the count can be more than 0. An unknown count can be. */
export function isPossible({ exactly, atLeast }: Count): boolean {
  return (exactly ?? atLeast) !== 0;
}

/** @param share 0-1 */
export function shareText(share: number): string {
  const percentage = Math.round(100 * share);
  if (percentage === 0 && share > 0) return '<1 %';
  return percentage === 100 && share < 1 ? '>99 %' : `${percentage} %`;
}
