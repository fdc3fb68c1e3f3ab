import type { PollReport } from './poll-report';

/**
 * Returns one poll as one JSON object for the log. A poll reads no addresses, and `toFailure` removes them from errors.
 */
export function toLogLine({ slot, gauges, history, repairedSlots, durationsMs, failures }: PollReport): object {
  const windows: Record<string, Record<string, number>> = {};
  const account: Record<string, number> = {};
  for (const { name, window, value } of gauges) {
    if (window === undefined) account[name] = value;
    else windows[window] = { ...windows[window], [name]: value };
  }
  return {
    event: 'poll',
    slot: new Date(slot).toISOString(),
    points: history?.points,
    malformedPoints: history?.malformed,
    windows,
    account,
    repairedSlots,
    durationsMs,
    failures:
      failures.length > 0 ? failures.map(({ step, error }) => `${step}: ${error.name}: ${error.message}`) : undefined,
  };
}
