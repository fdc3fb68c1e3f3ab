import { GetSendStatisticsCommand, type GetSendStatisticsCommandOutput, type SESClient } from '@aws-sdk/client-ses';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { collectBody } from '@smithy/core/protocols';
import { readSendDataPoints } from './send-data-points';
import type { ReportedPoint } from './send-history';

type Metadata = Pick<GetSendStatisticsCommandOutput, '$metadata'>;

/** The SDK's protocol for `GetSendStatistics` alone, whose answer it reads strictly; errors are read by the SDK. */
export class SendStatisticsProtocol extends AwsQueryProtocol {
  override async deserializeResponse<Output extends Metadata>(
    ...[operation, context, response]: Parameters<AwsQueryProtocol['deserializeResponse']>
  ): Promise<Output> {
    if (response.statusCode >= 300) return super.deserializeResponse(operation, context, response);
    const body = await collectBody(response.body, context);
    const answer: GetSendStatisticsCommandOutput = {
      SendDataPoints: readSendDataPoints(new TextDecoder().decode(body)),
      $metadata: this.deserializeMetadata(response),
    };
    return answer as Metadata as Output;
  }
}

/**
 * The account's last 14 days in this Region, in SES's order, which is none. SES sends no list when nothing was sent.
 * At most one call per second and account, shared with everything else in it.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html
 *
 * @param ses a client that speaks `SendStatisticsProtocol`
 * @throws UnreadableAnswer for an answer that is neither points nor "nothing was sent"
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
