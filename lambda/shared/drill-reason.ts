/** Reasons of drills begin with this word. `npm run drill` and people write it when they set the state of an alarm. */
const DRILL = /^drill\b/i;

/** Returns whether the reason of an alarm's state is that of a drill. */
export function isDrillReason(reason: unknown): boolean {
  return typeof reason === 'string' && DRILL.test(reason);
}
