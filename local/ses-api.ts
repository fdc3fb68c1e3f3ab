/** The look-up API in front of the real SES, inside of this process: nobody else can reach it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createApi } from '../lambda/message-insights/api';
import { createClients } from '../lambda/message-insights/clients';
import { DEFAULT_MAX_WAIT_SECONDS } from '../lambda/message-insights/contract';
import { toEvent } from './api-gateway';
import { locationOf } from './aws';
import { startLocalDynamoDb } from './dynamodb';
import { InputError } from './input-error';
import { NO_LOG, TABLE_NAME } from './local-insights';

export interface SesApi {
  /** In the place of the network's. */
  readonly fetch: (url: URL) => Promise<Response>;
  close(): Promise<void>;
}

/** @throws InputError without a Region or credentials */
export async function startSesApi(): Promise<SesApi> {
  const { config } = new SESv2Client({});
  const region = await config.region().catch(() => undefined);
  if (!region)
    throw new InputError('No Region is set to ask SES in: set AWS_REGION, or choose a profile with AWS_PROFILE');
  await config.credentials().catch(({ message }) => {
    throw new InputError(
      `No AWS credentials to ask SES with (${message}): choose a profile with AWS_PROFILE, or log in`,
    );
  });
  const dynamodb = await startLocalDynamoDb(TABLE_NAME); // turns and kept answers, as long as this process runs
  const api = createApi({
    settings: { tableName: TABLE_NAME, maxWaitSeconds: DEFAULT_MAX_WAIT_SECONDS, cache: true },
    clients: createClients({}, locationOf(dynamodb.url)),
    region,
    clock: { now: Date.now, sleep },
    log: NO_LOG,
  });
  return {
    async fetch({ pathname }) {
      const event = toEvent({ method: 'GET', url: pathname, headers: {} });
      if (!event) return new Response(null, { status: 400 });
      const { statusCode, headers, body } = await api(event);
      return new Response(body, { status: statusCode, headers: headers as Record<string, string> });
    },
    close: dynamodb.close,
  };
}
