/** The alarms of the stack as a list for people on call: the most urgent ones first. */
import { MEMORY_SLUG, PAGE_SLUG } from '../../lib/alarms/alarm-page';
import { ALARM_NAMES, rowOf, toSlug } from '../../lib/alarms/alarm-table';
import { withoutStack } from '../alarms/template-alarms';
import type { Metric } from '../aws/metric-store';
import type { LocalAlarm } from '../deployment/local-alarm';
import { type AlarmLevel, type AlarmView, PATHS } from './contract';

const STATES: readonly AlarmView['state'][] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
const LEVELS: readonly AlarmLevel[] = ['critical', 'warning', 'none'];

export interface AlarmListOptions {
  /** Whether a mute rule holds back the messages of an alarm, by its name. */
  readonly isMuted: (name: string) => boolean;
  /** Returns why nothing publishes one of these metrics of an alarm. Undefined: all are published. */
  readonly whyNotEvaluated: (metrics: readonly Metric[]) => string | undefined;
}

type Evaluation = Pick<AlarmView, 'notEvaluated' | 'partlyEvaluated'>;

export function toAlarmList(
  alarms: readonly LocalAlarm[],
  { isMuted, whyNotEvaluated }: AlarmListOptions,
): AlarmView[] {
  function evaluationOf({ kind, metrics, configuration }: LocalAlarm): Evaluation {
    if (kind === 'metric') return { notEvaluated: whyNotEvaluated(metrics) };
    const children = alarms.filter(({ arn }) => configuration.AlarmRule?.includes(`"${arn}"`)).map(evaluationOf);
    const reasons = children.flatMap(({ notEvaluated }) => notEvaluated ?? []);
    const [reason] = reasons;
    if (reason === undefined || reasons.length === children.length) return { notEvaluated: reason };
    return {
      partlyEvaluated: `${reasons.length} of its ${children.length} alarms are not evaluated on this machine, because ${reason}`,
    };
  }
  return alarms
    .map((alarm) => toAlarmView(alarm, { isMuted: isMuted(alarm.name), ...evaluationOf(alarm) }))
    .sort(
      (a, b) =>
        Number(a.notEvaluated !== undefined) - Number(b.notEvaluated !== undefined) ||
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
        Number(b.name === PAGE_SLUG) - Number(a.name === PAGE_SLUG) ||
        (a.name < b.name ? -1 : 1),
    );
}

/** A state that somebody set, such as a drill, counts even if nothing evaluates the alarm. */
function toAlarmView(
  { arn, name, state, configuration }: LocalAlarm,
  { isMuted, notEvaluated, partlyEvaluated }: Pick<AlarmView, 'isMuted'> & Evaluation,
): AlarmView {
  const { AlarmDescription = '' } = configuration;
  return {
    arn,
    name: withoutStack(name),
    state: state.value,
    level: levelOf(name),
    since: state.changedAt,
    description: AlarmDescription,
    reason: state.reason,
    runbook: runbookIn(AlarmDescription),
    isMuted,
    ...(state.value !== 'ALARM' && { notEvaluated, partlyEvaluated }),
  };
}

/** @param name of an alarm, which ends with its slug */
export function levelOf(name: string): AlarmLevel {
  if (name.endsWith(`-${PAGE_SLUG}`)) return 'critical';
  if (name.endsWith(`-${MEMORY_SLUG}`)) return 'none';
  const [alarm] = ALARM_NAMES.filter((candidate) => name.endsWith(`-${toSlug(candidate)}`)).sort(
    (a, b) => b.length - a.length, // some slugs end with another one
  );
  return alarm ? rowOf(alarm).level : 'none';
}

/** Returns the path of the heading that a description links to. The runbook may be elsewhere, but its headings are the same. */
export function runbookIn(description: string): string | undefined {
  const [, heading] = /#((?:alarm|page)-[\w-]+)/.exec(description) ?? [];
  return heading && `${PATHS.documents}/RUNBOOK.md#${heading}`;
}
