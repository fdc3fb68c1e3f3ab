import type { Context } from 'aws-lambda';
import { createClients } from './clients';
import { toLogLine } from './log-line';
import { poll } from './poll';
import { readSettings } from './settings';

const settings = readSettings();
const clients = createClients();

/**
 * Runs the scheduled poll (event: `PollEvent`). If a step fails, the steps that do not need its result still run, and
 * the invocation then fails. The function's Errors metric then shows the failure, and the next poll repairs the missing
 * slots.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  const timeLeftMs = () => context.getRemainingTimeInMillis();
  const report = await poll(event, { settings, clients, now: Date.now, timeLeftMs });
  const { failures, history } = report;
  const log = failures.length > 0 ? console.error : history?.malformed ? console.warn : console.info;
  log(toLogLine(report));
  if (failures.length > 0) {
    throw new AggregateError(
      failures.map(({ error }) => error),
      failures.map(({ step, error }) => `${step}: ${error.message}`).join('; '),
    );
  }
}
