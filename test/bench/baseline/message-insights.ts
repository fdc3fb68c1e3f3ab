/** The look-ups with clients as the AWS SDK creates them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { createApi } from '../../../lambda/message-insights/api';
import { readRegion, readSettings } from '../../../lambda/message-insights/settings';

export const handler = createApi({
  settings: readSettings(),
  clients: { sesv2: new SESv2Client(), dynamodb: new DynamoDBClient() },
  region: readRegion(),
  clock: { now: Date.now, sleep },
  log: console,
});
