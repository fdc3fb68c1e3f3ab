/** The log of the function. It has the names of errors, and no text of a report. */
import type { Facts, Report } from './report';
import { PARTS, type Part } from './report';

/** Returns the log line of a published report. */
export function toLogLine(report: Report, facts: Facts): object {
  const unknown = (Object.keys(PARTS) as Part[]).flatMap((part) => {
    const reading = facts[part];
    return reading.state === 'unknown' ? [`${part}: ${reading.error}`] : [];
  });
  return {
    event: 'weekly-report',
    until: new Date(report.weeks.week.until).toISOString(),
    toDo: report.toDo.map(({ kind }) => kind),
    unknown,
  };
}
