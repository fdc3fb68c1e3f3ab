/** The AWS of the cold starts, with TLS: an account that sent in each period, and messages that nobody looked up before. */
import { startLocalAws } from '../../local/aws/aws';
import { startLocalDynamoDb } from '../../local/aws/dynamodb';
import { createMetricStore } from '../../local/aws/metric-store';
import type { SesMessage } from '../../local/aws/ses-endpoint';
import { eventOf, idOf } from '../support/insights-world';
import { messageOf, permanentBounce } from '../support/messages';
import { HEALTHY_ACCOUNT, HOUR } from '../support/world';
import { pointsBefore } from './busy-account';
import { createCertificate } from './certificate';
import { lambdaEnvironment } from './lambda-environment';

export interface ColdWorld {
  /** The environment variables that Lambda and the local servers need. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns the event of a look-up that asks SES. */
  newLookUp(): object;
  close(): Promise<void>;
}

export async function startColdWorld(tableName: string): Promise<ColdWorld> {
  const certificate = createCertificate();
  const sentAt = Date.now() - HOUR;
  const messages = new Map<string, SesMessage>();
  const aws = await startLocalAws({
    account: {
      sendDataPoints: (now) => pointsBefore(now),
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
    environment: lambdaEnvironment({ awsUrl: aws.url, tableUrl: dynamodb.url, certificate }),
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
