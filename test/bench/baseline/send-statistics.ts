/** The exporter with clients as the AWS SDK creates them. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Context } from 'aws-lambda';
import { toLogLine } from '../../../lambda/send-statistics/log-line';
import { poll } from '../../../lambda/send-statistics/poll';
import { readSettings } from '../../../lambda/send-statistics/settings';

const settings = readSettings();
const clients = { ses: new SESClient(), sesv2: new SESv2Client(), cloudwatch: new CloudWatchClient() };

export async function handler(event: unknown, context: Context): Promise<void> {
  const timeLeftMs = () => context.getRemainingTimeInMillis();
  console.info(toLogLine(await poll(event, { settings, clients, now: Date.now, timeLeftMs })));
}
