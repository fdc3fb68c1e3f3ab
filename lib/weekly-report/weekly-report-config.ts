/** The options of the weekly report. The app, stages, stacks and `WeeklyReport` use the same types and schemas. */
import * as z from 'zod';
import { WINDOWS } from '../../lambda/weekly-report/contract';
import { parseJson } from '../shared/context-text';
import { parsePart, settingsOf } from '../shared/schema-wording';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export type Day = (typeof DAYS)[number];

/** When the report is sent. */
export interface WeeklyReportOptions {
  /** Default: Monday. */
  readonly day?: Day;
  /** 0-23. Default: 7. */
  readonly hour?: number;
  /** Name of a time zone, such as `Europe/Berlin`. Default: UTC. */
  readonly timeZone?: string;
}

const DAY_ADVICE = `write one of ${DAYS.join(', ')}`;
const HOUR_ADVICE = 'write a whole number from 0 to 23';
const ZONE_ADVICE = 'write the name of a time zone, such as Europe/Berlin or UTC';

/** The schema of each option, with its default. */
export const WEEKLY_REPORT_SHAPE = {
  day: z.enum(DAYS, DAY_ADVICE).default('Monday'),
  hour: z.int(HOUR_ADVICE).min(0, HOUR_ADVICE).max(23, HOUR_ADVICE).default(7),
  timeZone: z.string(ZONE_ADVICE).refine(isTimeZone, ZONE_ADVICE).default('UTC'),
};

const WEEKLY_REPORT = settingsOf(WEEKLY_REPORT_SHAPE, 'write true, false, or an object of day, hour, timeZone');

/** An object, true for the defaults, or false for no report. On the command line, users write JSON. */
export const weeklyReport = z
  .unknown()
  .transform((value, context): false | z.infer<typeof WEEKLY_REPORT> => {
    const parsed = parseJson(value);
    if (parsed === false) return false;
    return parsePart(WEEKLY_REPORT, parsed === true ? {} : parsed, context);
  })
  .prefault(false);

/** Returns the problems of a report over these published windows, one sentence each. */
export function windowProblems(labels: readonly string[]): string[] {
  const missing = Object.values(WINDOWS).filter((window) => !labels.includes(window));
  return missing.map((window) => `the weekly report reads the window ${window}, which is not published`);
}

/** Intl accepts offsets, too, and names in any case. EventBridge Scheduler documents names only. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase(); // an alias resolves to another name
  } catch {
    return false;
  }
}
