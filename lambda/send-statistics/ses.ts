import { GetSendStatisticsCommand, type GetSendStatisticsCommandOutput, type SESClient } from '@aws-sdk/client-ses';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { collectBody } from '@smithy/core/protocols';
import { readSendDataPoints } from './send-data-points';
import type { ReportedPoint } from './send-history';

type Metadata = Pick<GetSendStatisticsCommandOutput, '$metadata'>;

/** The SDK's protocol with a strict parser for the response to `GetSendStatistics`. The SDK still parses errors. */
export class SendStatisticsProtocol extends AwsQueryProtocol {
  override async deserializeResponse<Output extends Metadata>(
    ...[operation, context, response]: Parameters<AwsQueryProtocol['deserializeResponse']>
  ): Promise<Output> {
    if (response.statusCode >= 300) return super.deserializeResponse(operation, context, response);
    const body = await collectBody(response.body, context);
    const output: GetSendStatisticsCommandOutput = {
      SendDataPoints: readSendDataPoints(new TextDecoder().decode(body)),
      $metadata: this.deserializeMetadata(response),
    };
    return output as Metadata as Output;
  }
}

/**
 * Returns the account's last 14 days in this Region, in no particular order. SES returns no list when nothing was sent.
 * SES allows one call a second for the whole account.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html
 *
 * @param ses a client with `SendStatisticsProtocol`
 * @throws UnreadableAnswer for a response that has neither points nor an empty result
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
