/** The look-up API on the loopback interface, over an SES that knows every second id, in a time of its own. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { createApi } from '../../../lambda/message-insights/api';
import { createClients } from '../../../lambda/message-insights/clients';
import { startLocalApi } from '../../../local/aws/api-gateway';
import { locationOf, startLocalAws } from '../../../local/aws/aws';
import { startLocalDynamoDb } from '../../../local/aws/dynamodb';
import type { Listening } from '../../../local/aws/loopback';
import { createMetricStore } from '../../../local/aws/metric-store';
import type { SesMessage } from '../../../local/aws/ses-endpoint';
import { REGION, TABLE } from '../../support/insights-world';
import { HEALTHY_ACCOUNT } from '../../support/world';

/** Every fifth request comes at once behind the one before: its turn is further away than it may wait. */
const MS_BETWEEN_REQUESTS = [0, 200, 200, 200, 200];

/** The one that API Gateway takes here; checking it is the gateway's part, and not the API's. */
export const AUTHORIZATION = 'AWS4-HMAC-SHA256 of somebody who may';

const FORBIDDEN = {
  statusCode: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Forbidden' }),
};

export interface SimulatedApi extends Listening {
  /** Answers by their status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Time passes from request to request, and when a turn to call SES is waited for: thousands take no thousands of seconds. */
export async function startSimulatedApi(): Promise<SimulatedApi> {
  let time = Date.now();
  const now = () => time;
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message: messageOf,
    },
    metrics: createMetricStore({ now }),
    now,
    limitClock: now,
  });
  const dynamodb = await startLocalDynamoDb(TABLE);
  const api = createApi({
    settings: { tableName: TABLE, maxWaitSeconds: 1, cache: true },
    clients: createClients(locationOf(aws.url), locationOf(dynamodb.url)),
    region: REGION,
    clock: {
      now,
      async sleep(ms) {
        time += ms;
      },
    },
    log: { info: () => undefined, error: console.error },
  });
  const statuses = new Map<number, number>();
  let requests = 0;
  const gateway = await startLocalApi(
    async (event) => {
      time += MS_BETWEEN_REQUESTS[requests++ % MS_BETWEEN_REQUESTS.length] as number;
      const answer = event.headers.authorization === AUTHORIZATION ? await api(event) : FORBIDDEN;
      const { statusCode = 200 } = answer;
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      return answer;
    },
    { throttled: false },
  );
  return {
    url: gateway.url,
    statuses,
    async close() {
      await gateway.close();
      await aws.close();
      await dynamodb.close();
    },
  };
}

const TEXT = fc.string({ maxLength: 40 });
const ADDRESS = fc.oneof(fc.emailAddress(), TEXT);

/** SES may leave anything out, and say what nobody has heard of. */
const partly = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });

const DETAILS = partly({
  Bounce: partly({
    BounceType: fc.constantFrom('PERMANENT', 'TRANSIENT', 'UNDETERMINED', 'NEW'),
    BounceSubType: TEXT,
    DiagnosticCode: fc.oneof(
      TEXT,
      fc.emailAddress().map((address) => `smtp; 550 5.1.1 <${address}> unknown`),
    ),
  }),
  Complaint: partly({ ComplaintSubType: TEXT, ComplaintFeedbackType: TEXT }),
});

const MESSAGE = partly({
  FromEmailAddress: ADDRESS,
  Subject: TEXT,
  EmailTags: fc.array(partly({ Name: TEXT, Value: TEXT }), { maxLength: 3 }),
  Insights: fc.array(
    partly({
      Destination: ADDRESS,
      Isp: TEXT,
      Events: fc.array(
        partly({
          Timestamp: fc.integer({ min: 1_760_000_000, max: 1_770_000_000 }),
          Type: fc.constantFrom('SEND', 'DELIVERY', 'BOUNCE', 'COMPLAINT', 'OPEN', 'DELIVERY_DELAY', 'NEW'),
          Details: DETAILS,
        }),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 2 },
  ),
});

/** The same for the same id. */
function messageOf(id: string): SesMessage | undefined {
  const seed = createHash('sha256').update(id).digest().readInt32BE();
  if (seed % 2 === 0) return undefined;
  const [message] = fc.sample(MESSAGE, { seed, numRuns: 1 });
  return { MessageId: id, ...message };
}
