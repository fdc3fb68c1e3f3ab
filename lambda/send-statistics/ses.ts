import { GetSendStatisticsCommand, type SESClient } from '@aws-sdk/client-ses';
import type { ReportedPoint } from './send-history';

/**
 * The account's last 14 days in this Region, in SES's order, which is none. SES sends no list when nothing was sent.
 * At most one call per second and account, shared with everything else in it.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html
 */
export async function getSendStatistics(ses: SESClient, abortSignal?: AbortSignal): Promise<ReportedPoint[]> {
  const { SendDataPoints = [] } = await ses.send(new GetSendStatisticsCommand({}), { abortSignal });
  return SendDataPoints.map((point) => ({
    timestamp: point.Timestamp?.getTime(),
    deliveryAttempts: point.DeliveryAttempts,
    bounces: point.Bounces,
    complaints: point.Complaints,
    rejects: point.Rejects,
  }));
}
