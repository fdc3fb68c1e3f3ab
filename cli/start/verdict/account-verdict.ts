/** Judges the alarms of the configured stack on the last 14 days of an account. */
import { type ExporterSettings, METRICS, SES_RETENTION_MS } from '../../../lambda/send-statistics/contract';
import { toSlot } from '../../../lambda/send-statistics/poll-event';
import type { PollReport } from '../../../lambda/send-statistics/poll-report';
import { isUnreliable } from '../../../lambda/send-statistics/send-history';
import { readAlarms } from '../../../local/alarms/template-alarms';
import { type AwsRates, judge, type Verdict } from '../../../local/verdict/verdict';
import { withoutPeople } from '../../deployed/without-people';
import { readStackConfig, type StackContext } from '../../stack/stack-settings';
import { synthesizeStack } from '../../stack/stack-template';
import { explainAwsError } from '../../terminal/aws-error';
import { NO_AWS_RATES } from './aws-rates';

/** The parts of a source that a verdict needs. */
export interface JudgedSource {
  /** Reads AWS's own rates in [from, to), epoch milliseconds. Undefined: the source does not have them. */
  readonly awsRates?: (span: { readonly from: number; readonly to: number }) => Promise<AwsRates>;
  /** Whether the source has the account's standing. */
  readonly hasStanding: boolean;
}

export interface JudgedPoll {
  readonly report: PollReport;
  /** When the poll called SES, epoch milliseconds. */
  readonly calledAt: number;
  /** The settings of the poll. */
  readonly settings: ExporterSettings;
}

const CALL = { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' };

/**
 * Returns undefined if SES's answer is missing or unreliable. The poll then reports why.
 *
 * @throws ConfigError for a configuration that the stack rejects
 */
export async function judgeAccount(
  context: StackContext,
  source: JudgedSource,
  { report, calledAt, settings }: JudgedPoll,
): Promise<Verdict | undefined> {
  const { history, slot, gauges } = report;
  const { alarms: alarmSettings } = readStackConfig(context).config;
  if (!history || isUnreliable(history)) return undefined;
  const { rates, problem } = await awsRatesOf(source, slot);
  const standing = source.hasStanding ? gauges.filter(({ name }) => METRICS[name].source === 'GetAccount') : [];
  return judge(
    {
      history,
      slot,
      calledAt,
      standing,
      awsRates: rates,
      missing: {
        awsRates: problem,
        standing: whyNoStanding(source, report, calledAt),
      },
    },
    { alarms: readAlarms(synthesizeStack(context)), alarmSettings, settings },
  );
}

/** Returns why the standing, or a part of it, may be missing from the poll. */
function whyNoStanding({ hasStanding }: JudgedSource, { slot, failures }: PollReport, calledAt: number) {
  if (!hasStanding) return 'the file does not contain the standing of the account';
  if (failures.length > 0) return 'the poll failed, as the error says';
  return toSlot(calledAt) > slot ? 'SES reports only its present standing, and --at is earlier' : undefined;
}

/** Returns the rates, or why they are unknown. */
async function awsRatesOf(
  { awsRates }: JudgedSource,
  slot: number,
): Promise<{ readonly rates: AwsRates; readonly problem?: string }> {
  if (!awsRates) return { rates: NO_AWS_RATES, problem: "the file does not contain AWS's own rates" };
  try {
    return { rates: await awsRates({ from: slot - SES_RETENTION_MS, to: slot }) };
  } catch (error) {
    return { rates: NO_AWS_RATES, problem: withoutPeople(explainAwsError(error, CALL)) };
  }
}
