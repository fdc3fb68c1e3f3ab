import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { publish } from '../shared/topic/publish';
import { createClients } from './clients';
import { toLogLine } from './log-line';
import { readFacts } from './read-facts';
import { toReport } from './report';
import { toMessage } from './report-text';
import { readSettings } from './settings';
import { readWeeks } from './week';

const settings = readSettings();
const clients = createClients();
const clock = { now: Date.now, sleep: async (ms: number) => void (await sleep(ms)) };

/**
 * Publishes the report of a week (event: `{"scheduledTime": "2026-11-23T07:00:00Z"}`, or `{}` for the last seven days).
 *
 * The invocation fails if the event is invalid or the topic refuses the message. Lambda then retries it twice, and passes the
 * event to the queue of failed events.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  const weeks = readWeeks(event, clock.now());
  const [, , , region = '', account] = context.invokedFunctionArn.split(':');
  const facts = await readFacts(weeks, { settings, clients, clock });
  const report = toReport(facts, weeks, settings.schedulePeriodMinutes);
  const message = toMessage(report, { account, region, runbookUrl: settings.runbookUrl });
  await publish({ sns: clients.sns, topicArn: settings.topicArn, kind: 'weekly-report' }, message);
  console.info(toLogLine(report, facts));
}
