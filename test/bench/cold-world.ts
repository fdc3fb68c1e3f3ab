/** The AWS of the cold starts, with TLS: an account that sent in each period, and messages that nobody looked up before. */
import { SES_PERIOD_MS } from '../../lambda/send-statistics/contract';
import { startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import { eventOf, idOf } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { HEALTHY_ACCOUNT, HOUR } from '../support/world';
import { REGION } from './bundles';
import { createCertificate } from './certificate';

export interface ColdWorld {
  /** The environment variables that Lambda and the local servers need. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns the event of a look-up that asks SES. */
  newLookUp(): object;
  close(): Promise<void>;
}

/** The points of an account that sends in each period of 14 days. */
export const POINTS = 1344;

export async function startColdWorld(tableName: string): Promise<ColdWorld> {
  const certificate = createCertificate();
  const sentAt = Date.now() - HOUR;
  const messages = new Map<string, SesMessage>();
  const aws = await startLocalAws({
    account: {
      sendDataPoints: pointsUntil,
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      message: (id) => messages.get(id),
    },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
    limitClock: () => Number.POSITIVE_INFINITY,
    certificate,
  });
  const dynamodb = await startLocalDynamoDb(tableName, certificate);
  return {
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      NODE_EXTRA_CA_CERTS: certificate.file,
    },
    newLookUp() {
      const id = idOf(sentAt, messages.size);
      messages.set(id, messageOf(id, sentAt, [{ type: 'SEND' }, permanentBounce(4, 'smtp; 550 5.1.1 unknown')]));
      return eventOf(id);
    },
    async close() {
      await aws.close();
      await dynamodb.close();
      certificate.remove();
    },
  };
}

function pointsUntil(now: number) {
  const newest = now - (now % SES_PERIOD_MS);
  return Array.from({ length: POINTS }, (_, index) => ({
    timestamp: newest - (POINTS - 1 - index) * SES_PERIOD_MS,
    deliveryAttempts: 40 + (index % 7),
    bounces: index % 3,
    complaints: 0,
    rejects: 0,
  }));
}
