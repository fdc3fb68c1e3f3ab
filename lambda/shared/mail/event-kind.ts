/** A file of its own, because the stack uses this type, and would otherwise ship everything that groups need. */

/** What an alarm counts. */
export type EventKind = 'bounce' | 'complaint';
