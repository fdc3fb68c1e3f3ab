/** Alarm mute rules, as CloudWatch describes them. */
import {
  type AlarmMuteRuleStatus,
  type AlarmMuteRuleSummary,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
  paginateListAlarmMuteRules,
} from '@aws-sdk/client-cloudwatch';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import type { DeployedClients } from './clients';
import { parseDuration, parseSchedule } from './mute-schedule';

export const LIST_MUTE_RULES: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:ListAlarmMuteRules' };
export const GET_MUTE_RULE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:GetAlarmMuteRule' };

export interface MuteRule {
  readonly name: string;
  readonly description: string;
  /** `SCHEDULED`, `ACTIVE` or `EXPIRED`. */
  readonly status: string;
  /** Undefined for a rule without targets, which mutes every alarm of the account and Region. */
  readonly alarmNames: readonly string[] | undefined;
  /** Such as `at(2026-11-26T14:00)`. */
  readonly schedule: string;
  /** The only window of a rule, epoch milliseconds. Undefined for a rule that repeats, or whose schedule cannot be read. */
  readonly window: { readonly from: number; readonly until: number } | undefined;
}

export type MuteRuleFilter = {
  /** Only rules that mute this alarm. Default: all. */
  readonly alarmName?: string;
  /** Default: rules that mute now or later. */
  readonly statuses?: readonly AlarmMuteRuleStatus[];
};

/**
 * Returns the mute rules of the account and Region.
 *
 * @throws AwsFailure
 */
export async function listMuteRules(
  { cloudwatch }: Pick<DeployedClients, 'cloudwatch'>,
  { alarmName, statuses = ['ACTIVE', 'SCHEDULED'] }: MuteRuleFilter = {},
): Promise<MuteRule[]> {
  const input = { AlarmName: alarmName, Statuses: [...statuses] };
  const summaries = await callAws(LIST_MUTE_RULES, async ({ abortSignal }) => {
    const found: AlarmMuteRuleSummary[] = [];
    for await (const page of paginateListAlarmMuteRules({ client: cloudwatch }, input, { abortSignal })) {
      found.push(...(page.AlarmMuteRuleSummaries ?? []));
    }
    return found;
  });
  const rules: MuteRule[] = [];
  for (const { AlarmMuteRuleArn = '' } of summaries) {
    rules.push(await getMuteRule({ cloudwatch }, nameOf(AlarmMuteRuleArn)));
  }
  return rules;
}

/** @throws AwsFailure */
export async function getMuteRule(
  { cloudwatch }: Pick<DeployedClients, 'cloudwatch'>,
  name: string,
): Promise<MuteRule> {
  const command = new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name });
  const rule = await callAws(GET_MUTE_RULE, (options) => cloudwatch.send(command, options));
  return toMuteRule(name, rule);
}

function toMuteRule(name: string, { Description = '', Rule, MuteTargets, Status }: GetAlarmMuteRuleOutput): MuteRule {
  const { Expression = '', Duration = '', Timezone = 'UTC' } = Rule?.Schedule ?? {};
  const from = parseSchedule(Expression, Timezone);
  const lengthMs = parseDuration(Duration);
  return {
    name,
    description: Description,
    status: Status ?? 'unknown',
    alarmNames: MuteTargets?.AlarmNames,
    schedule: `${Expression} for ${Duration}, ${Timezone}`,
    window: from === undefined || lengthMs === undefined ? undefined : { from, until: from + lengthMs },
  };
}

/** The ARN ends with `alarm-mute-rule:NAME`. */
function nameOf(arn: string): string {
  return arn.split(':').slice(6).join(':');
}
