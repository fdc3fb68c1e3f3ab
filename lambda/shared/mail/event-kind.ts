/** What an alarm counts. The type has a file of its own, so that the package of constructs ships nothing that it does not use. */
export type EventKind = 'bounce' | 'complaint';
