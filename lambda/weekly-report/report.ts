/** What a report says, before it is put into words. */
import type { AccountFacts, Suppressions } from '../shared/account/account-facts';
import { countBy } from '../shared/count-by';
import type { Span } from '../shared/topic/numbers';
import type { Page } from './alarm-page';
import type { AlarmStates } from './alarm-states';
import {
  firstSlot,
  type HourFigures,
  highest,
  type MailFigures,
  mailOf,
  newest,
  publishedSlots,
  worstHour,
} from './figures';
import type { Finding } from './findings';
import { knownValue, mapReading, type Reading } from './reading';
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
  readonly states: Reading<AlarmStates>;
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
  /** Time of the first slot, if it is in this week: the stack may be new. Epoch milliseconds. */
  readonly startedAt: number | undefined;
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
  states: 'the states of the alarms',
  pages: 'the history of the alarms',
} as const satisfies Record<keyof Facts, string>;

export type Part = keyof typeof PARTS;

/** Something that a person must look at. */
export type ToDo =
  | { readonly kind: 'standing'; readonly status: string }
  | { readonly kind: 'sending-disabled' }
  | { readonly kind: 'no-mail'; readonly attemptsBefore: number }
  | { readonly kind: 'firing'; readonly alarm: string }
  | { readonly kind: 'missing-alarm'; readonly alarm: string }
  | { readonly kind: 'polls'; readonly published: number; readonly expected: number; readonly startedAt?: number }
  | { readonly kind: 'no-mail-figures' }
  | { readonly kind: 'finding'; readonly type: string; readonly count: number };

/** Below this share of its slots, the exporter needs attention. One missed poll a day is normal. */
const ENOUGH_SLOTS = 0.98;

/** With fewer sends in the week before, a week without mail is normal. */
const ENOUGH_SENDS = 200;

/** AWS paused the sending of the account. */
export const PAUSED = 'SHUTDOWN';

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

/** An account whose standing SES leaves out is unknown, too, and so are findings if SES has more than the report read. */
function isKnown(part: Part, facts: Facts): boolean {
  if (part === 'account') {
    const { enforcementStatus, sendingEnabled } = knownValue(facts.account) ?? {};
    return enforcementStatus !== undefined && sendingEnabled !== undefined;
  }
  if (part === 'findings') {
    const findings = knownValue(facts.findings);
    return findings === 'vdm-off' || findings?.hasMore === false;
  }
  return facts[part].state === 'known';
}

function figuresOf(series: ExporterSeries, { week, before }: Weeks): WeekFigures {
  const first = firstSlot(series);
  return {
    mail: mailOf(week, series),
    mailBefore: mailOf(before, series),
    worstBounces: worstHour(week, series, 'bounceRate'),
    worstComplaints: worstHour(week, series, 'complaintRate'),
    highestQuotaUsage: highest(week, series.quotaUsage),
    slots: publishedSlots(week, series),
    startedAt: first !== undefined && first > week.from ? first : undefined,
  };
}

function rateOf(series: AwsSeries[keyof AwsSeries], week: Span): AwsRateFigures {
  return { newest: newest(week, series), highest: highest(week, series) };
}

function toDoOf({ account, findings, states }: Facts, exporter: Reading<WeekFigures>, expected: number): ToDo[] {
  const { firing = [], missing = [] } = knownValue(states) ?? {};
  const known = knownValue(findings);
  const open = known && known !== 'vdm-off' ? known.open : [];
  return [
    ...sendingToDo(knownValue(account), knownValue(exporter)),
    ...firing.map((alarm): ToDo => ({ kind: 'firing', alarm })),
    ...missing.map((alarm): ToDo => ({ kind: 'missing-alarm', alarm })),
    ...pollsToDo(knownValue(exporter), expected),
    ...countByType(open.filter(({ isHigh }) => isHigh)).map(
      ([type, count]): ToDo => ({ kind: 'finding', type, count }),
    ),
  ];
}

/** A pause explains disabled sending, and both explain a week without mail. */
function sendingToDo(account?: AccountFacts, figures?: WeekFigures): ToDo[] {
  const { enforcementStatus: status, sendingEnabled } = account ?? {};
  const isPaused = status === PAUSED;
  const isDisabled = sendingEnabled === false && !isPaused;
  const attemptsBefore = figures?.mailBefore?.attempts ?? 0;
  const hasStopped = figures?.mail?.attempts === 0 && attemptsBefore >= ENOUGH_SENDS && !isPaused && !isDisabled;
  return [
    ...(status !== undefined && status !== 'HEALTHY' ? [{ kind: 'standing', status } as const] : []),
    ...(isDisabled ? [{ kind: 'sending-disabled' } as const] : []),
    ...(hasStopped ? [{ kind: 'no-mail', attemptsBefore } as const] : []),
  ];
}

function pollsToDo(figures: WeekFigures | undefined, expected: number): ToDo[] {
  if (!figures) return [];
  const { slots: published, mail, startedAt } = figures;
  if (published < expected * ENOUGH_SLOTS) return [{ kind: 'polls', published, expected, startedAt }];
  return mail ? [] : [{ kind: 'no-mail-figures' }];
}

/** Returns the number of findings of each type, by name. */
export function countByType(findings: readonly Finding[]): [type: string, count: number][] {
  return [...countBy(findings.map(({ type }) => type))].sort(([a], [b]) => a.localeCompare(b));
}
