/** CloudWatch: the rules that hold back the actions of alarms. */
import {
  type AlarmMuteRuleStatus,
  type AlarmMuteRuleSummary,
  DeleteAlarmMuteRule$,
  type DeleteAlarmMuteRuleInput,
  GetAlarmMuteRule$,
  type GetAlarmMuteRuleInput,
  type GetAlarmMuteRuleOutput,
  ListAlarmMuteRules$,
  type ListAlarmMuteRulesInput,
  type ListAlarmMuteRulesOutput,
  PutAlarmMuteRule$,
  type PutAlarmMuteRuleInput,
  type Schedule,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import { pageOf } from './pages';
import { localTimeToEpoch } from './time-zone';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
const MAX_TARGETS = 100;
const MIN_DURATION_MS = 60_000;
const MAX_DURATION_MS = 15 * 24 * 60 * 60_000;
const RULES_PER_PAGE = 50;

export interface MuteRule {
  readonly region: string;
  readonly input: PutAlarmMuteRuleInput;
  /** Epoch milliseconds, end exclusive. */
  readonly from: number;
  readonly until: number;
  readonly updatedAt: number;
}

export interface LocalMuteRules {
  /** All rules, including expired rules. */
  readonly rules: readonly MuteRule[];
  put(region: string, input: PutAlarmMuteRuleInput): void;
  isMuted(region: string, alarm: string, time: number): boolean;
  readonly operations: Operations;
}

export interface MuteRuleOptions {
  readonly account: string;
  readonly now: () => number;
  /** Whether an alarm exists. A rule can name only alarms that exist. */
  readonly hasAlarm: (region: string, name: string) => boolean;
}

/** A rule without targets mutes every alarm of its account and Region. */
function isTarget({ MuteTargets }: PutAlarmMuteRuleInput, alarm: string): boolean {
  return MuteTargets?.AlarmNames?.includes(alarm) ?? true;
}

export function createMuteRules({ account, now, hasAlarm }: MuteRuleOptions): LocalMuteRules {
  const rules = new Map<string, MuteRule>();
  const keyOf = (region: string, name: string | undefined) => `${region}/${name}`;

  function find(region: string, name: string | undefined): MuteRule {
    const rule = rules.get(keyOf(region, name));
    if (!rule) throw new AwsError('ResourceNotFoundException', `The alarm mute rule ${name} does not exist`, 404);
    return rule;
  }

  function put(region: string, input: PutAlarmMuteRuleInput): void {
    const { Name, Rule, MuteTargets, StartDate, ExpireDate } = input;
    const names = MuteTargets?.AlarmNames ?? [];
    if (!Name) throw invalid('Name is required');
    if (names.length > MAX_TARGETS) throw invalid(`AlarmNames has more than ${MAX_TARGETS} names`);
    const missing = names.filter((name) => !hasAlarm(region, name));
    if (missing.length > 0) throw invalid(`These alarms do not exist: ${missing.join(', ')}`);
    const { from, until } = spanOf(Rule?.Schedule);
    rules.set(keyOf(region, Name), {
      region,
      input,
      from: Math.max(from, StartDate?.getTime() ?? from),
      until: Math.min(until, ExpireDate?.getTime() ?? until),
      updatedAt: now(),
    });
  }

  function toSummary(rule: MuteRule): AlarmMuteRuleSummary {
    const { region, input, updatedAt } = rule;
    return {
      AlarmMuteRuleArn: `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${input.Name}`,
      ExpireDate: input.ExpireDate,
      Status: statusOf(rule, now()),
      MuteType: 'ONE_TIME',
      LastUpdatedTimestamp: new Date(updatedAt),
    };
  }

  return {
    get rules() {
      return [...rules.values()];
    },
    put,
    isMuted: (region, alarm, time) =>
      [...rules.values()].some(
        ({ region: where, input, from, until }) =>
          where === region && time >= from && time < until && isTarget(input, alarm),
      ),
    operations: {
      PutAlarmMuteRule: operation(PutAlarmMuteRule$, (input: PutAlarmMuteRuleInput, { region }) => {
        put(region, input);
        return {};
      }),
      GetAlarmMuteRule: operation(
        GetAlarmMuteRule$,
        ({ AlarmMuteRuleName }: GetAlarmMuteRuleInput, { region }): GetAlarmMuteRuleOutput => {
          const rule = find(region, AlarmMuteRuleName);
          return { ...rule.input, ...toSummary(rule) };
        },
      ),
      ListAlarmMuteRules: operation(
        ListAlarmMuteRules$,
        (input: ListAlarmMuteRulesInput, { region }): ListAlarmMuteRulesOutput => {
          const { AlarmName, Statuses, MaxRecords = RULES_PER_PAGE, NextToken } = input;
          const found = [...rules.values()].filter(
            (rule) =>
              rule.region === region &&
              (AlarmName === undefined || isTarget(rule.input, AlarmName)) &&
              (Statuses === undefined || Statuses.includes(statusOf(rule, now()))),
          );
          const { items, nextToken } = pageOf(found, MaxRecords, NextToken);
          return { AlarmMuteRuleSummaries: items.map(toSummary), NextToken: nextToken };
        },
      ),
      DeleteAlarmMuteRule: operation(
        DeleteAlarmMuteRule$,
        ({ AlarmMuteRuleName }: DeleteAlarmMuteRuleInput, { region }) => {
          rules.delete(keyOf(region, AlarmMuteRuleName));
          return {};
        },
      ),
    },
  };
}

function statusOf({ from, until }: MuteRule, time: number): AlarmMuteRuleStatus {
  if (time >= until) return 'EXPIRED';
  return time >= from ? 'ACTIVE' : 'SCHEDULED';
}

/** @throws AwsError for a recurring schedule, which the local CloudWatch does not support, and for an invalid one */
function spanOf({ Expression = '', Duration = '', Timezone = 'UTC' }: Partial<Schedule> = {}) {
  const [, localTime] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(Expression) ?? [];
  if (localTime === undefined)
    throw invalid(`The expression ${Expression} is not supported: write at(yyyy-MM-ddThh:mm)`);
  const from = localTimeToEpoch(localTime, Timezone);
  if (from === undefined) throw invalid(`The time zone ${Timezone} is not valid`);
  const length = toMilliseconds(Duration);
  if (length === undefined || length < MIN_DURATION_MS || length > MAX_DURATION_MS) {
    throw invalid(`The duration ${Duration} must be from PT1M to P15D`);
  }
  return { from, until: from + length };
}

/** @returns undefined for a duration that is not valid */
function toMilliseconds(duration: string): number | undefined {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration);
  if (!match) return undefined;
  const [days, hours, minutes] = match.slice(1).map((part = '0') => Number(part)) as [number, number, number];
  return ((days * 24 + hours) * 60 + minutes) * 60_000;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
