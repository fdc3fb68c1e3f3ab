/** What a report says, before it is put into words. */
import type { AccountFacts, Suppressions } from '../shared/account/account-facts';
import { countBy } from '../shared/count-by';
import type { Span } from '../shared/topic/numbers';
import type { Page } from './alarm-page';
import { type HourFigures, highest, type MailFigures, mailOf, newest, publishedSlots, worstHour } from './figures';
import type { Finding } from './findings';
import { mapReading, type Reading } from './reading';
import type { AwsSeries, ExporterSeries } from './series';
import type { Weeks } from './week';

/** Everything that was read. */
export interface Facts {
  readonly exporter: Reading<ExporterSeries>;
  readonly aws: Reading<AwsSeries>;
  readonly account: Reading<AccountFacts>;
  readonly suppressions: Reading<Suppressions>;
  /** `vdm-off`: SES has no findings, because Virtual Deliverability Manager is off. */
  readonly findings: Reading<{ readonly open: readonly Finding[]; readonly hasMore: boolean } | 'vdm-off'>;
  /** Names of the alarms that are in ALARM. */
  readonly firing: Reading<readonly string[]>;
  readonly pages: Reading<readonly Page[]>;
}

export interface WeekFigures {
  readonly mail: MailFigures | undefined;
  readonly mailBefore: MailFigures | undefined;
  readonly worstBounces: HourFigures | undefined;
  readonly worstComplaints: HourFigures | undefined;
  /** 0-1. Undefined without a daily quota, or without a poll. */
  readonly highestQuotaUsage: number | undefined;
  readonly slots: number;
}

/** A rate that AWS publishes. Undefined: AWS published none in the week. */
export interface AwsRateFigures {
  readonly newest: number | undefined;
  readonly highest: number | undefined;
}

export interface Report extends Omit<Facts, 'exporter' | 'aws'> {
  readonly weeks: Weeks;
  readonly exporter: Reading<WeekFigures>;
  /** The slots of the week in the exporter's schedule. */
  readonly expectedSlots: number;
  readonly aws: Reading<{ readonly bounceRate: AwsRateFigures; readonly complaintRate: AwsRateFigures }>;
  readonly toDo: readonly ToDo[];
  /** The parts that could not be read. If there is one, a report never says that there is nothing to do. */
  readonly unknown: readonly Part[];
}

/** The parts of a report, and their names in its text. */
export const PARTS = {
  exporter: "the exporter's metrics",
  aws: "AWS's own rates",
  account: "the account's standing",
  suppressions: 'the suppression list',
  findings: "SES's findings",
  firing: 'the states of the alarms',
  pages: 'the history of the alarms',
} as const satisfies Record<keyof Facts, string>;

export type Part = keyof typeof PARTS;

/** Something that a person must look at. */
export type ToDo =
  | { readonly kind: 'standing'; readonly status: string }
  | { readonly kind: 'sending-disabled' }
  | { readonly kind: 'firing'; readonly alarm: string }
  | { readonly kind: 'polls'; readonly published: number; readonly expected: number }
  | { readonly kind: 'no-mail-figures' }
  | { readonly kind: 'finding'; readonly type: string; readonly count: number };

/** Below this share of its slots, the exporter needs attention. One missed poll a day is normal. */
const ENOUGH_SLOTS = 0.98;

/** @param schedulePeriodMinutes minutes between two polls */
export function toReport(facts: Facts, weeks: Weeks, schedulePeriodMinutes: number): Report {
  const exporter = mapReading(facts.exporter, (series) => figuresOf(series, weeks));
  const expectedSlots = (weeks.week.until - weeks.week.from) / 60_000 / schedulePeriodMinutes;
  const unknown = (Object.keys(PARTS) as Part[]).filter((part) => !isKnown(part, facts));
  return {
    ...facts,
    weeks,
    exporter,
    expectedSlots,
    aws: mapReading(facts.aws, ({ bounceRate, complaintRate }) => ({
      bounceRate: rateOf(bounceRate, weeks.week),
      complaintRate: rateOf(complaintRate, weeks.week),
    })),
    toDo: toDoOf(facts, exporter, expectedSlots),
    unknown,
  };
}

/** An account whose standing SES leaves out is unknown, too. */
function isKnown(part: Part, facts: Facts): boolean {
  if (facts[part].state === 'unknown') return false;
  if (part !== 'account' || facts.account.state === 'unknown') return true;
  const { enforcementStatus, sendingEnabled } = facts.account.value;
  return enforcementStatus !== undefined && sendingEnabled !== undefined;
}

function figuresOf(series: ExporterSeries, { week, before }: Weeks): WeekFigures {
  return {
    mail: mailOf(week, series),
    mailBefore: mailOf(before, series),
    worstBounces: worstHour(week, series, 'bounceRate'),
    worstComplaints: worstHour(week, series, 'complaintRate'),
    highestQuotaUsage: highest(week, series.quotaUsage),
    slots: publishedSlots(week, series),
  };
}

function rateOf(series: AwsSeries[keyof AwsSeries], week: Span): AwsRateFigures {
  return { newest: newest(week, series), highest: highest(week, series) };
}

function toDoOf({ account, findings, firing }: Facts, exporter: Reading<WeekFigures>, expected: number): ToDo[] {
  const toDo: ToDo[] = [];
  if (account.state === 'known') {
    const { enforcementStatus: status, sendingEnabled } = account.value;
    if (status !== undefined && status !== 'HEALTHY') toDo.push({ kind: 'standing', status });
    if (sendingEnabled === false) toDo.push({ kind: 'sending-disabled' });
  }
  if (firing.state === 'known') toDo.push(...firing.value.map((alarm): ToDo => ({ kind: 'firing', alarm })));
  if (exporter.state === 'known') {
    const { slots, mail } = exporter.value;
    if (slots < expected * ENOUGH_SLOTS) toDo.push({ kind: 'polls', published: slots, expected });
    else if (!mail) toDo.push({ kind: 'no-mail-figures' });
  }
  if (findings.state === 'known' && findings.value !== 'vdm-off') {
    for (const [type, count] of countByType(findings.value.open.filter(({ isHigh }) => isHigh))) {
      toDo.push({ kind: 'finding', type, count });
    }
  }
  return toDo;
}

/** Returns the number of findings of each type, by name. */
export function countByType(findings: readonly Finding[]): [type: string, count: number][] {
  return [...countBy(findings.map(({ type }) => type))].sort(([a], [b]) => a.localeCompare(b));
}
