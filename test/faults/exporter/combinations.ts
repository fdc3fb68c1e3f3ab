/** Random combinations of faults. */
import fc from 'fast-check';
import { CUTS } from '../../../local/simulation/send-periods';
import { EXPORTER_FAULT_NAMES, EXPORTER_FAULTS, type ExporterFaultName } from './faults';
import { type ExporterHistory, type Incident, LEAD } from './history';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Returns the history with one fault. Much of the mail bounces while it lasts, or shortly before its end. */
export function historyOf(fault: ExporterFaultName, seed: number): ExporterHistory {
  const { lastsMs, fromStart } = EXPORTER_FAULTS[fault];
  return {
    seed,
    cut: cutOf(seed + EXPORTER_FAULT_NAMES.indexOf(fault)),
    incidents: [{ fault, startsAt: fromStart ? -LEAD : 0, lastsMs }],
    burstAfter: Math.max(HOUR / 2, lastsMs - 3 * HOUR),
  };
}

/** Returns a history with some faults one after the other, each for two or three polls. */
export function historyInTurn(faults: readonly ExporterFaultName[], seed: number): ExporterHistory {
  const incidents = faults.map((fault, index) => ({ fault, startsAt: index * 50 * MINUTE, lastsMs: 35 * MINUTE }));
  const isFirst = faults.some((fault) => EXPORTER_FAULTS[fault].fromStart);
  return { seed, cut: cutOf(seed), incidents: isFirst ? incidents.map(fromStart) : incidents };
}

function fromStart({ startsAt, ...incident }: Incident): Incident {
  return { ...incident, startsAt: startsAt - LEAD };
}

function cutOf(index: number): ExporterHistory['cut'] {
  return CUTS[index % CUTS.length] ?? 'sliding';
}

/** @param spreadMs the faults start within this time */
export function anyHistory(spreadMs: number): fc.Arbitrary<ExporterHistory> {
  const startsAt = fc.nat({ max: spreadMs / (10 * MINUTE) }).map((steps) => steps * 10 * MINUTE);
  const anyIncident = fc
    .record({
      fault: fc.constantFrom(...EXPORTER_FAULT_NAMES),
      startsAt,
      minutes: fc.constantFrom(20, 50, 120, 300),
    })
    .map(({ fault, minutes, ...rest }): Incident => {
      const { lastsMs } = EXPORTER_FAULTS[fault];
      // Without events for days, nothing runs, so that the whole length costs no time.
      return { ...rest, fault, lastsMs: lastsMs > 5 * HOUR ? lastsMs : minutes * MINUTE };
    });
  return fc.record({
    seed: fc.nat({ max: 999 }),
    cut: fc.constantFrom(...CUTS),
    incidents: fc.array(anyIncident, { minLength: 1, maxLength: 5 }),
    burstAfter: fc.option(startsAt, { nil: undefined }),
  });
}
