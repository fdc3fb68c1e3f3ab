/** Failed steps of a poll, for a person. */
import type { StepFailure } from '../../lambda/send-statistics/steps';
import { printable } from '../../lib/shared/printable';
import { type AwsCall, explainAwsError } from '../terminal/aws-error';

/** What each step asks of AWS; a repair puts only what the slot was put with before. */
const CALLS: Readonly<Record<string, AwsCall>> = {
  getSendStatistics: { service: 'SES', action: 'ses:GetSendStatistics' },
  getAccount: { service: 'SES', action: 'ses:GetAccount' },
  putSlot: { service: 'CloudWatch', action: 'cloudwatch:PutMetricData' },
  repairSlots: { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' },
};

const LOCAL_HINT = 'Only this machine was asked, so this is a fault of the exporter: please report it.';

/**
 * A line for each reason, with the steps that failed for it.
 *
 * @param isReal whether AWS itself was asked
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
