/** The alarms of the deployed stacks: their states, their history, and the messages that they send. */
import type { AlarmMessage } from '../alarms/alarm-actions';
import { type AlarmEvaluation, type StateChange, startAlarms } from '../alarms/alarm-evaluation';
import type { AlarmState } from '../alarms/alarm-state';
import { readBreachesOf } from '../alarms/breaches';
import { type MetricAlarm, readAlarms, type TemplateAlarm } from '../alarms/template-alarms';
import type { MetricStore } from '../aws/metric-store';
import { type AlarmHistory, createAlarmHistory } from './alarm-history';
import { compositeReason, INITIAL_REASON, metricReason, type Reason } from './alarm-reasons';
import type { ActionOutcome, LocalAlarm, Transition } from './local-alarm';
import type { ResolvedStack, StackResource } from './resolved-stack';

const MINUTE_MS = 60_000;

/** CloudWatch does not document its evaluation range. AWS's own example has two extra periods. */
const EXTRA_PERIODS = 2;

export interface LocalAlarms {
  /** The alarms of a Region, sorted by name, with the states that they have now. */
  in(region: string): readonly LocalAlarm[];
  find(region: string, name: string | undefined): LocalAlarm | undefined;
  readonly history: AlarmHistory;
  setState(alarm: LocalAlarm, state: AlarmState, reason: Reason): void;
  enableActions(alarm: LocalAlarm, isEnabled: boolean): void;
}

export interface AlarmOptions {
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** The metrics that the alarms read. Undefined: an alarm on metrics keeps its state until SetAlarmState changes it. */
  readonly metrics?: MetricStore;
  /** Whether an alarm is evaluated. Another alarm keeps its state until SetAlarmState changes it. Default: all are. */
  readonly isEvaluated?: (alarm: MetricAlarm) => boolean;
  /** Whether a mute rule holds back the actions of an alarm. */
  readonly isMuted: (region: string, alarm: string, time: number) => boolean;
  /** Sends an action. Returns the error that CloudWatch receives, or undefined after success. */
  readonly act: (action: string, transition: Transition, time: number) => ActionOutcome;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

interface StackAlarms {
  readonly evaluation: AlarmEvaluation;
  readonly byId: ReadonlyMap<string, Writable<LocalAlarm>>;
  readonly templateAlarms: ReadonlyMap<string, TemplateAlarm>;
  nextMinute: number;
  seenChanges: number;
  seenMessages: number;
}

export function createAlarms(stacks: readonly ResolvedStack[], options: AlarmOptions): LocalAlarms {
  const { now, metrics, act } = options;
  const history = createAlarmHistory();
  const groups = stacks.map((stack) => startStack(stack, options));
  const alarms = groups.flatMap(({ byId }) => [...byId.values()]).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const alarm of alarms) history.addCreation(alarm);

  function enter(group: StackAlarms, { alarm: id, from, to, time }: StateChange, given?: Reason): void {
    const alarm = group.byId.get(id) as Writable<LocalAlarm>;
    const reason = given ?? reasonOf(group, { alarm: id, from, to, time });
    const before = alarm.state;
    alarm.state = { value: to, ...reason, updatedAt: time, changedAt: time };
    history.addChange(alarm, before, time);
  }

  function reasonOf(group: StackAlarms, { alarm: id, to, time }: StateChange): Reason {
    const alarm = group.templateAlarms.get(id) as TemplateAlarm;
    if (alarm.kind === 'composite') return compositeReason(triggersOf(group, id, time), time);
    return metrics ? metricReason(alarm, { state: to, time, metrics }) : { reason: INITIAL_REASON };
  }

  function send(group: StackAlarms, { alarm: id, topic: action, time }: AlarmMessage): void {
    const alarm = group.byId.get(id) as LocalAlarm;
    if (!alarm.actionsEnabled) return;
    const { from } = group.evaluation.changes.findLast((change) => change.alarm === id && change.time <= time) ?? {
      from: 'INSUFFICIENT_DATA' as const,
    };
    const outcome = act(action, { alarm, from, triggers: triggersOf(group, id, time) }, time);
    history.addAction(alarm, action, outcome, time);
  }

  /** Applies the changes and messages since the last call, in order of time. */
  function takeOver(group: StackAlarms, given?: Reason): void {
    const { changes, messages } = group.evaluation;
    while (group.seenChanges < changes.length || group.seenMessages < messages.length) {
      const change = changes[group.seenChanges];
      const message = messages[group.seenMessages];
      if (change && (!message || change.time <= message.time)) {
        group.seenChanges++;
        enter(group, change, given);
      } else if (message) {
        group.seenMessages++;
        send(group, message);
      }
    }
  }

  function advance(): void {
    const time = now();
    for (const group of groups) {
      for (; metrics && group.nextMinute <= time; group.nextMinute += MINUTE_MS) {
        group.evaluation.evaluate(group.nextMinute);
        takeOver(group);
      }
      group.evaluation.followChildren(time);
      takeOver(group);
    }
  }

  function groupOf(alarm: LocalAlarm): { group: StackAlarms; id: string } {
    for (const group of groups) {
      for (const [id, candidate] of group.byId) if (candidate === alarm) return { group, id };
    }
    throw new Error(`The alarm ${alarm.name} is not deployed`);
  }

  return {
    history,
    in(region) {
      advance();
      return alarms.filter((alarm) => alarm.region === region);
    },
    find(region, name) {
      advance();
      return alarms.find((alarm) => alarm.region === region && alarm.name === name);
    },
    setState(alarm, state, reason) {
      const { group, id } = groupOf(alarm);
      const time = now();
      const writable = group.byId.get(id) as Writable<LocalAlarm>;
      if (alarm.state.value === state) writable.state = { ...alarm.state, ...reason, updatedAt: time };
      group.evaluation.setState(id, state, time);
      takeOver(group, reason);
    },
    enableActions(alarm, isEnabled) {
      const { group, id } = groupOf(alarm);
      (group.byId.get(id) as Writable<LocalAlarm>).actionsEnabled = isEnabled;
    },
  };
}

/** Returns the children of a composite alarm that changed at this time. */
function triggersOf({ evaluation, byId, templateAlarms }: StackAlarms, id: string, time: number): LocalAlarm[] {
  const alarm = templateAlarms.get(id);
  if (alarm?.kind !== 'composite') return [];
  const changed = evaluation.changes.filter((change) => change.time === time).map((change) => change.alarm);
  return alarm.rule.children.filter((child) => changed.includes(child)).flatMap((child) => byId.get(child) ?? []);
}

function startStack(stack: ResolvedStack, { metrics, isEvaluated = () => true, isMuted }: AlarmOptions): StackAlarms {
  const { region, createdAt } = stack;
  const existing = stack.resources.filter(isAlarm);
  const templateAlarms = readAlarms({ Resources: toTemplate(stack) }).filter(({ id }) =>
    existing.some(({ logicalId }) => logicalId === id),
  );
  const byId = new Map(
    existing.map((resource) => {
      const alarm = templateAlarms.find(({ id }) => id === resource.logicalId) as TemplateAlarm;
      return [resource.logicalId, toAlarm(stack, resource, { alarm, hasRun: !metrics })];
    }),
  );
  const evaluation = startAlarms(templateAlarms, metrics ? readBreachesOf(metrics) : () => [], {
    createdAt,
    extraPeriods: EXTRA_PERIODS,
    order: (metricAlarms) => metricAlarms.filter(isEvaluated),
    isMuted: (time, { name }) => isMuted(region, name, time),
    initialState: metrics ? 'INSUFFICIENT_DATA' : 'OK',
  });
  return {
    evaluation,
    byId,
    templateAlarms: new Map(templateAlarms.map((alarm) => [alarm.id, alarm])),
    nextMinute: Math.ceil(createdAt / MINUTE_MS) * MINUTE_MS,
    seenChanges: 0,
    seenMessages: 0,
  };
}

/** Returns the alarms of the template with all references resolved, except those to other alarms, which stay logical ids. */
function toTemplate({ declared }: ResolvedStack): Record<string, { Type: string; Properties: object }> {
  const alarms = declared.filter(isAlarm);
  const withIds = (text: string) =>
    alarms.reduce((rule, { arn, logicalId }) => rule.replaceAll(`"${arn}"`, `"${logicalId}"`), text);
  return Object.fromEntries(
    alarms.map(({ logicalId, type, properties }) => {
      const { AlarmRule, ActionsSuppressor } = properties;
      const suppressor = alarms.find(({ arn, physicalId }) => [arn, physicalId].includes(ActionsSuppressor));
      return [
        logicalId,
        {
          Type: type,
          Properties: {
            ...properties,
            ...(AlarmRule && { AlarmRule: withIds(AlarmRule) }),
            ...(ActionsSuppressor && { ActionsSuppressor: suppressor?.logicalId }),
          },
        },
      ];
    }),
  );
}

function isAlarm({ type }: StackResource): boolean {
  return type === 'AWS::CloudWatch::Alarm' || type === 'AWS::CloudWatch::CompositeAlarm';
}

function toAlarm(
  { region, account, createdAt }: ResolvedStack,
  { arn, properties }: StackResource,
  { alarm, hasRun }: { readonly alarm: TemplateAlarm; readonly hasRun: boolean },
): Writable<LocalAlarm> {
  const { AlarmName: name, Tags, ActionsEnabled = true, ...configuration } = properties;
  return {
    region,
    account,
    kind: alarm.kind,
    metrics: alarm.kind === 'metric' ? Object.values(alarm.metrics).map(({ metric }) => metric) : [],
    name,
    arn,
    actionsEnabled: ActionsEnabled,
    configuration: {
      AlarmName: name,
      AlarmArn: arn,
      AlarmConfigurationUpdatedTimestamp: new Date(createdAt),
      AlarmActions: [],
      OKActions: [],
      InsufficientDataActions: [],
      ...configuration,
    },
    state: {
      value: hasRun ? 'OK' : 'INSUFFICIENT_DATA',
      reason: INITIAL_REASON,
      updatedAt: createdAt,
      changedAt: createdAt,
    },
  };
}
