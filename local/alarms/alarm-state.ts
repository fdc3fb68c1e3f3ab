export const ALARM_STATES = ['INSUFFICIENT_DATA', 'OK', 'ALARM'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** The current state of an alarm, by its logical id; undefined for an unknown id. */
export type ReadState = (id: string) => AlarmState | undefined;
