/** Alarm mute rules, as CloudWatch describes them. */
import {
  type AlarmMuteRuleStatus,
  type AlarmMuteRuleSummary,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleOutput,
  paginateListAlarmMuteRules,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch';
import { printable } from '../../lib/shared/printable';
import type { AwsCall } from '../terminal/aws-error';
import { AwsFailure, callAws } from '../terminal/aws-failure';
import type { DeployedClients } from './clients';
import { parseDuration, parseSchedule } from './mute-schedule';
import { pagesOf } from './pages';

export const LIST_MUTE_RULES: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:ListAlarmMuteRules' };
export const GET_MUTE_RULE: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:GetAlarmMuteRule' };

export interface MuteRule {
  readonly name: string;
  readonly description: string;
  /** `SCHEDULED`, `ACTIVE` or `EXPIRED`. */
  readonly status: string;
  /** Not empty. Undefined for a rule without targets, which mutes every alarm of the account and Region. */
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
 * Returns the mute rules of the account and Region. A rule that expires or is deleted during the call is left out.
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
    for await (const page of pagesOf(paginateListAlarmMuteRules({ client: cloudwatch }, input, { abortSignal }))) {
      found.push(...(page.AlarmMuteRuleSummaries ?? []));
    }
    return found;
  });
  const rules: MuteRule[] = [];
  for (const { AlarmMuteRuleArn = '' } of summaries) {
    const rule = await getMuteRule({ cloudwatch }, nameOf(AlarmMuteRuleArn)).catch(ignoreMissing);
    if (rule && (rule.status !== 'EXPIRED' || statuses.includes('EXPIRED'))) rules.push(rule);
  }
  return rules;
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof AwsFailure && error.cause instanceof ResourceNotFoundException) return undefined;
  throw error;
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

function toMuteRule(name: string, rule: GetAlarmMuteRuleOutput): MuteRule {
  const { Expression = '', Duration = '', Timezone = 'UTC' } = rule.Rule?.Schedule ?? {};
  const alarmNames = rule.MuteTargets?.AlarmNames ?? [];
  return {
    name,
    description: rule.Description ?? '',
    status: rule.Status ?? 'unknown',
    alarmNames: alarmNames.length > 0 ? alarmNames : undefined,
    schedule: printable(`${Expression} for ${Duration}, ${Timezone}`),
    window: windowOf(rule),
  };
}

function windowOf({ Rule, StartDate, ExpireDate }: GetAlarmMuteRuleOutput): MuteRule['window'] {
  const { Expression = '', Duration = '', Timezone = 'UTC' } = Rule?.Schedule ?? {};
  const from = parseSchedule(Expression, Timezone);
  const lengthMs = parseDuration(Duration);
  if (from === undefined || lengthMs === undefined) return undefined;
  const until = from + lengthMs;
  return {
    from: Math.max(from, StartDate?.getTime() ?? from),
    until: Math.min(until, ExpireDate?.getTime() ?? until),
  };
}

/** The ARN ends with `alarm-mute-rule:NAME`. */
function nameOf(arn: string): string {
  return arn.split(':').slice(6).join(':');
}
