/** Describes the failed steps of a poll. */
import type { StepFailure } from '../../lambda/send-statistics/failure';
import { printable } from '../../lib/shared/printable';
import { type AwsCall, explainAwsError } from '../terminal/aws-error';

/** The AWS call of each step. */
const CALLS: Readonly<Record<string, AwsCall>> = {
  getSendStatistics: { service: 'SES', action: 'ses:GetSendStatistics' },
  getAccount: { service: 'SES', action: 'ses:GetAccount' },
  findMissingSlots: { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' },
  putSlot: { service: 'CloudWatch', action: 'cloudwatch:PutMetricData' },
  repairSlots: { service: 'CloudWatch', action: 'cloudwatch:PutMetricData' },
};

const LOCAL_HINT = 'All calls stayed on this machine, so this is a bug in the exporter: please report it.';

/**
 * Returns one line for each reason, with the steps that it applies to.
 *
 * @param isReal whether the poll called AWS
 */
export function describeFailures(failures: readonly StepFailure[], isReal: boolean): string[] {
  const steps = new Map<string, string[]>();
  for (const { step, error } of failures) {
    const call = isReal ? CALLS[step] : undefined;
    const reason = call ? explainAwsError(error, call) : error.message;
    steps.set(reason, [...(steps.get(reason) ?? []), step]);
  }
  const lines = [...steps].map(([reason, failed]) => printable(`${failed.join(' and ')} failed: ${reason}`));
  return isReal || lines.length === 0 ? lines : [...lines, LOCAL_HINT];
}
