/** The history of an alarm, as CloudWatch keeps it. */
import { type CloudWatchClient, paginateDescribeAlarmHistory } from '@aws-sdk/client-cloudwatch';
import type { AwsCall } from '../terminal/aws-error';
import { callAws } from '../terminal/aws-failure';
import { pagesOf } from './pages';

export const DESCRIBE_HISTORY: AwsCall = { service: 'CloudWatch', action: 'cloudwatch:DescribeAlarmHistory' };

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
const MAX_RECORDS = 100;

/** One entry of an alarm's history. */
export interface HistoryEntry {
  /** Epoch milliseconds, by CloudWatch's clock. */
  readonly at: number;
  /** `StateUpdate`, `Action`, or a change of the configuration. */
  readonly type: string;
  /** A sentence such as `Successfully executed action arn:aws:sns:eu-west-1:111122223333:pages`. */
  readonly summary: string;
  /** JSON. A change of the state contains its reason. */
  readonly data: string;
}

/**
 * Returns what an alarm did, oldest first. An alarm that does not exist has no history.
 *
 * @param span epoch milliseconds, both included. Without `until`, it lasts to the newest entry
 * @throws AwsFailure
 */
export async function readAlarmHistory(
  client: CloudWatchClient,
  alarm: string,
  { from, until }: { readonly from: number; readonly until?: number },
): Promise<HistoryEntry[]> {
  const input = {
    AlarmName: alarm,
    // Without AlarmTypes, CloudWatch returns metric alarms only.
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
    StartDate: new Date(from),
    EndDate: until === undefined ? undefined : new Date(until + 1),
    MaxRecords: MAX_RECORDS,
  };
  return callAws(DESCRIBE_HISTORY, async ({ abortSignal }) => {
    const entries: HistoryEntry[] = [];
    for await (const { AlarmHistoryItems = [] } of pagesOf(
      paginateDescribeAlarmHistory({ client }, input, { abortSignal }),
    )) {
      for (const { Timestamp, HistoryItemType = '', HistorySummary = '', HistoryData = '' } of AlarmHistoryItems) {
        const at = Timestamp?.getTime();
        if (at !== undefined) entries.push({ at, type: HistoryItemType, summary: HistorySummary, data: HistoryData });
      }
    }
    return entries.sort((a, b) => a.at - b.at);
  });
}
