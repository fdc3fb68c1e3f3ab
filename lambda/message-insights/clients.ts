import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { ClientLocation } from '../shared/client-location';
import { SDK_LOGGER } from '../shared/sdk-logger';

export interface Clients {
  readonly sesv2: SESv2Client;
  /** Undefined if no table exists. No answer is cached then, and each instance has its own line of turns. */
  readonly dynamodb?: DynamoDBClient;
}

/** Limits the time to connect. The abort signal of each call limits the whole call. */
const requestHandler = { connectionTimeout: 1_000 };

/**
 * Creates the SDK clients. The SDK does not retry calls to SES, because each call needs a turn of the shared budget.
 *
 * @param ses location of SES. Default: the location that the SDK finds in its environment
 * @param table location of DynamoDB. Default: the location of SES
 */
export function createClients(ses: ClientLocation = {}, table: ClientLocation = ses): Required<Clients> {
  return {
    sesv2: createSesClient(ses),
    // Retry once, because the first attempt fails if DynamoDB has closed the idle connection.
    dynamodb: new DynamoDBClient({ ...table, logger: SDK_LOGGER, maxAttempts: 2, requestHandler }),
  };
}

/** Creates an SES client that does not retry. */
export function createSesClient(location: ClientLocation = {}): SESv2Client {
  return new SESv2Client({ ...location, logger: SDK_LOGGER, maxAttempts: 1, requestHandler });
}
