/** The look-up API on the loopback interface. Its SES knows about half of all message ids, and its clock is virtual. */
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
import type { ArchivedMail } from '../../../local/aws/sesv2/mail-account';
import { REGION, TABLE } from '../../support/insights-world';
import { HEALTHY_ACCOUNT } from '../../support/world';

/** Every fifth request follows immediately, so that its turn is further away than the request may wait. */
const MS_BETWEEN_REQUESTS = [0, 200, 200, 200, 200];

/** The only authorization that the gateway accepts here. The gateway checks it, not the API. */
export const AUTHORIZATION = 'AWS4-HMAC-SHA256 of an authorized caller';

/** Milliseconds before each start of a search or breakdown. Only every fourth start leaves earlier jobs no time to end. */
const MS_BEFORE_STARTS = [70_000, 70_000, 70_000, 0];

const FORBIDDEN = {
  statusCode: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Forbidden' }),
};

export interface SimulatedApi extends Listening {
  /** Number of responses by status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Virtual time passes between requests and while a request waits for its turn, so thousands of requests take seconds. */
export async function startSimulatedApi(): Promise<SimulatedApi> {
  let time = Date.now();
  const now = () => time;
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message: messageOf,
      mail: ({ from, until }) => mailBetween(from, until),
      suppressed: () => new Map([['customer@example.com', { reason: 'BOUNCE', since: Date.now() - 60_000 }]]),
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
  let starts = 0;
  const gateway = await startLocalApi(
    async (event) => {
      time += MS_BETWEEN_REQUESTS[requests++ % MS_BETWEEN_REQUESTS.length] as number;
      if (/^POST .*(?:searches|breakdowns)$/.test(event.routeKey)) {
        time += MS_BEFORE_STARTS[starts++ % MS_BEFORE_STARTS.length] as number;
      }
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

const STRING = fc.string({ maxLength: 40 });
const ADDRESS = fc.oneof(fc.emailAddress(), STRING);

/** SES may omit any member and return unknown values. */
const partialRecord = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });

const DETAILS = partialRecord({
  Bounce: partialRecord({
    BounceType: fc.constantFrom('PERMANENT', 'TRANSIENT', 'UNDETERMINED', 'NEW'),
    BounceSubType: STRING,
    DiagnosticCode: fc.oneof(
      STRING,
      fc.emailAddress().map((address) => `smtp; 550 5.1.1 <${address}> unknown`),
    ),
  }),
  Complaint: partialRecord({ ComplaintSubType: STRING, ComplaintFeedbackType: STRING }),
});

const MESSAGE = partialRecord({
  FromEmailAddress: ADDRESS,
  Subject: STRING,
  EmailTags: fc.array(partialRecord({ Name: STRING, Value: STRING }), { maxLength: 3 }),
  Insights: fc.array(
    partialRecord({
      Destination: ADDRESS,
      Isp: STRING,
      Events: fc.array(
        partialRecord({
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

/** SES may omit any member of a row, and return unknown values. */
const ROW = partialRecord({
  isp: STRING,
  from: ADDRESS,
  to: ADDRESS,
  subject: STRING,
  deliveryEvent: fc.constantFrom('SEND', 'DELIVERY', 'PERMANENT_BOUNCE', 'TRANSIENT_BOUNCE', 'COMPLAINT', 'NEW'),
  engagementEvent: fc.constantFrom('OPEN', 'CLICK', 'NEW'),
  bounceSubType: fc.oneof(STRING, fc.constant('ON_ACCOUNT_SUPPRESSION_LIST')),
  diagnosticCode: STRING,
});

const ROWS = fc.sample(ROW, { seed: 1, numRuns: 40 });

/** Returns mail that was sent in the whole range, the oldest first. */
function mailBetween(from: number, until: number): ArchivedMail[] {
  const step = (until - from) / ROWS.length;
  return ROWS.map((row, index) => {
    const sentAt = Math.floor(from + index * step);
    return { messageId: `message-${index}`, sentAt, deliveryEventAt: sentAt + 1, ...row };
  });
}

/** Returns the same message for the same id. */
function messageOf(id: string): SesMessage | undefined {
  const seed = createHash('sha256').update(id).digest().readInt32BE();
  if (seed % 2 === 0) return undefined;
  const [message] = fc.sample(MESSAGE, { seed, numRuns: 1 });
  return { MessageId: id, ...message };
}
