/** Decides whether a property is more frequent among events than among all mail. */

export interface Comparison {
  /** Events with the property, and all events. */
  readonly count: number;
  readonly events: number;
  /** Mail with the property, and all mail. */
  readonly sent: number;
  readonly sends: number;
}

/** Minimum ratio between the odds of an event for mail with the property and those for other mail. */
const MIN_ODDS_RATIO = 2;

/** Minimum difference of the shares, in standard errors. By chance, about one comparison in 700 exceeds three. */
const MIN_STANDARD_ERRORS = 3;

/** Returns whether the difference is large, and larger than chance explains. */
export function standsOut(comparison: Comparison): boolean {
  const { count, events, sent, sends } = comparison;
  if (events === 0 || sends === 0) return false;
  const pooled = (count + sent) / (events + sends);
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / events + 1 / sends));
  const difference = count / events - sent / sends;
  return difference > MIN_STANDARD_ERRORS * standardError && oddsRatio(comparison) >= MIN_ODDS_RATIO;
}

/** Returns how much a property explains: the relative entropy of its shares. */
export function tellingOf(comparison: Comparison): number {
  const share = comparison.count / comparison.events;
  const expected = expectedShare(comparison);
  const part = (one: number, other: number) => (one === 0 ? 0 : one * Math.log(one / other));
  return part(share, expected) + part(1 - share, 1 - expected);
}

function oddsRatio(comparison: Comparison): number {
  const expected = expectedShare(comparison);
  // Half an event more on each side, so that no share is zero.
  return (comparison.count + 0.5) / (comparison.events - comparison.count + 0.5) / (expected / (1 - expected));
}

/** The share of all mail, never 0 or 1. */
function expectedShare({ sent, sends }: Comparison): number {
  return (sent + 0.5) / (sends + 1);
}
