/** CloudWatch inside of this process: the SDK's client over the rules of a store, without a port that others could reach. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { locationOf } from './aws';
import { answerCloudWatch, cloudWatchOperation } from './cloudwatch-endpoint';
import type { MetricStore } from './metric-store';

export function createInProcessCloudWatch(metrics: MetricStore): CloudWatchClient {
  return new CloudWatchClient({
    ...locationOf('http://localhost'),
    disableRequestCompression: true,
    requestHandler: {
      async handle(request: HttpRequest) {
        const operation = cloudWatchOperation(request.headers['x-amz-target']) ?? '';
        const answer = answerCloudWatch(metrics, operation, new TextDecoder().decode(request.body));
        const headers = { 'content-type': answer.contentType };
        const body = Buffer.from(await new Response(answer.body).arrayBuffer());
        return { response: new HttpResponse({ statusCode: answer.status, headers, body }) };
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
}
