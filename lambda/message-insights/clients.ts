import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { ClientLocation } from '../shared/client-location';
import { SES_TIMEOUT_MS, TABLE_TIMEOUT_MS } from './contract';

export interface Clients {
  readonly sesv2: SESv2Client;
  readonly dynamodb: DynamoDBClient;
}

/**
 * The SDK clients. SES is never asked twice by the SDK: each call takes a turn of the shared budget.
 *
 * @param where endpoint, Region and credentials; default: what the SDK finds in its environment
 * @param table the same for DynamoDB, where it is elsewhere
 */
export function createClients(where: ClientLocation = {}, table: ClientLocation = where): Clients {
  return {
    sesv2: new SESv2Client({ ...where, maxAttempts: 1, requestHandler: timeouts(SES_TIMEOUT_MS) }),
    // A second attempt within the same time: an idle connection that was closed is no failure of the table.
    dynamodb: new DynamoDBClient({ ...table, maxAttempts: 2, requestHandler: timeouts(TABLE_TIMEOUT_MS) }),
  };
}

function timeouts(requestTimeout: number) {
  return { connectionTimeout: Math.min(2_000, requestTimeout), requestTimeout, throwOnRequestTimeout: true };
}
