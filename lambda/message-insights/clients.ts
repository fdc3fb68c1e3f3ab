import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { ClientLocation } from '../shared/client-location';

export interface Clients {
  readonly sesv2: SESv2Client;
  /** Undefined: there is no table. Nothing is kept then, and each instance takes turns of its own. */
  readonly dynamodb?: DynamoDBClient;
}

/** Calls are ended by signals of their own; this ends what does not even begin. */
const requestHandler = { connectionTimeout: 1_000 };

/**
 * The SDK clients. SES is never asked twice by the SDK: each call takes a turn of the shared budget.
 *
 * @param where endpoint, Region and credentials; default: what the SDK finds in its environment
 * @param table the same for DynamoDB, where it is elsewhere
 */
export function createClients(where: ClientLocation = {}, table: ClientLocation = where): Required<Clients> {
  return {
    sesv2: createSesClient(where),
    // A second attempt: an idle connection that was closed is no failure of the table.
    dynamodb: new DynamoDBClient({ ...table, maxAttempts: 2, requestHandler }),
  };
}

/** A client of SES that leaves repeating to its caller. */
export function createSesClient(where: ClientLocation = {}): SESv2Client {
  return new SESv2Client({ ...where, maxAttempts: 1, requestHandler });
}
