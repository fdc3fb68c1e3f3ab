import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { createTableStore } from '../shared/export-jobs/job-store';
import { createExportJobs } from '../shared/export-jobs/jobs';
import { readPage } from './alarm-event';
import { answerPage } from './briefs';
import { createClients } from './clients';
import { toLogLine } from './log-line';
import { readSettings } from './settings';

const settings = readSettings();
const clients = createClients();
const clock = { now: Date.now, sleep: async (ms: number) => void (await sleep(ms)) };
const store = createTableStore(clients.dynamodb, settings.tableName);
const jobs = createExportJobs({ sesv2: clients.sesv2, store, clock });

/**
 * Publishes the brief of a page (event: CloudWatch's for alarm actions, or `{"drill": "bounce"}`).
 *
 * The invocation fails if the event is invalid, the topic refuses the message, or another invocation does not finish its
 * brief in time. Lambda then retries it twice, and passes the event to the queue of failed events.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  const page = readPage(event, settings.alarms, clock.now());
  if (!page) return;
  const [, , , region = '', account] = context.invokedFunctionArn.split(':');
  const timeLeftMs = () => context.getRemainingTimeInMillis();
  const reports = await answerPage(page, { settings, clients, jobs, store, clock, region, account, timeLeftMs });
  console.info(toLogLine(reports));
}
