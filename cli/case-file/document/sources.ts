/** Where each figure of a case file comes from. */
import { toMinute, toSpanText } from '../../../lambda/shared/topic/numbers';
import { HISTORY_MS } from '../facts/alarm-events';
import type { CaseFacts, Reading, Unread } from '../facts/case-facts';
import type { Cells } from './markdown';

interface Source {
  readonly figure: string;
  /** IAM actions. */
  readonly actions: readonly string[];
  readonly reading: (facts: CaseFacts) => Reading<unknown>;
  /** Whether the figures are those of the span. Default: those of now. */
  readonly isOfSpan?: boolean;
  /** How long AWS keeps the figures, milliseconds. Default: longer than any span. */
  readonly keptMs?: number;
}

const SOURCES: readonly Source[] = [
  {
    figure: 'rates, sends, quota, account status over time',
    actions: ['cloudwatch:GetMetricData'],
    reading: ({ series }) => series,
    isOfSpan: true,
  },
  {
    figure: 'the windows of the rates (default windows if unknown)',
    actions: ['cloudwatch:ListMetrics'],
    reading: ({ windows }) => windows,
  },
  {
    figure: "AWS's own rates",
    actions: ['cloudwatch:GetMetricData'],
    reading: ({ awsSeries }) => awsSeries,
    isOfSpan: true,
  },
  {
    figure: 'pages and other changes of alarms',
    actions: ['cloudwatch:DescribeAlarmHistory'],
    reading: ({ events }) => events,
    isOfSpan: true,
    keptMs: HISTORY_MS,
  },
  { figure: 'alarms', actions: ['cloudwatch:DescribeAlarms'], reading: ({ alarms }) => alarms },
  { figure: 'account', actions: ['ses:GetAccount'], reading: ({ account }) => account },
  {
    figure: 'counts of the suppression list',
    actions: ['ses:ListSuppressedDestinations'],
    reading: ({ suppressions }) => suppressions,
    isOfSpan: true,
  },
];

/** Returns the rows: figure, IAM action, span, result. */
export function sourceRows(facts: CaseFacts): Cells[] {
  const { span, writtenAt } = facts;
  return SOURCES.map(({ figure, actions, reading, isOfSpan, keptMs = Number.POSITIVE_INFINITY }) => {
    const result = reading(facts);
    const keptSince = writtenAt - keptMs;
    return [
      figure,
      actions.map((action) => `\`${action}\``).join(', '),
      isOfSpan ? toSpanText(span) : 'now',
      'unread' in result
        ? `**unknown**: ${result.unread.reason}`
        : keptSince > span.from
          ? `read, but **unknown** before ${toMinute(keptSince)}`
          : 'read',
    ];
  });
}

/** Returns the sources that could not be read. */
export function unreadSources(facts: CaseFacts): ({ readonly figure: string } & Omit<Unread, 'reason'>)[] {
  return SOURCES.flatMap(({ figure, reading }) => {
    const result = reading(facts);
    return 'unread' in result ? [{ figure, ...result.unread }] : [];
  });
}

/** Returns one IAM statement that allows everything that a case file reads. */
export function casePermissions(): object {
  const actions = ['cloudformation:DescribeStacks', ...SOURCES.flatMap((source) => source.actions)];
  return { Effect: 'Allow', Action: [...new Set(actions)], Resource: '*' };
}
