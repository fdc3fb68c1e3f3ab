import { setTimeout as sleep } from 'node:timers/promises';
import { type ExporterSettings, type PollEvent, SES_RETENTION_MS } from '../lambda/send-statistics/contract';
import { type PollContext, type PollReport, poll } from '../lambda/send-statistics/poll';
import { InvalidEvent, toSlot } from '../lambda/send-statistics/poll-event';
import { scheduledSlots } from '../lambda/send-statistics/slots';
import { type LocalAws, locationOf, startLocalAws } from './aws';
import { InputError } from './input-error';
import { startExamples } from './insights-examples';
import { toWholeSeconds } from './iso-time';
import { startLiveAlarms } from './live-alarms';
import { createMetricStore } from './metric-store';
import type { StartOptions } from './options';
import { toReportJson } from './report-json';
import { toReportText } from './report-text';
import { openSource, type Source } from './source';
import { readStackSettings } from './stack-settings';

/**
 * Polls as the stack of cdk.json would: once, or on and on with its schedule.
 *
 * @returns false when the poll of `--once` failed
 * @throws InputError for a recorded answer that cannot be used
 */
export async function run(options: StartOptions): Promise<boolean> {
  const configured = readStackSettings();
  const settings: ExporterSettings = { ...configured, windows: options.windows ?? configured.windows };
  const { schedulePeriodMinutes } = settings;
  const source = openSource(options, settings);
  const { now } = source;
  const metrics = createMetricStore({ now });
  const aws = await startLocalAws({ account: source.account, metrics, now });
  const alarms = source.backfills && !options.json ? startLiveAlarms(metrics) : undefined;
  const examples = options.once || options.json ? undefined : await startExamples(source, aws);
  const clients = source.clients(locationOf(aws.url));
  try {
    let slot = toSlot(options.at ?? now());
    let event: PollEvent = { scheduledTime: toWholeSeconds(slot), ...(source.backfills && { backfill: '14d' }) };
    for (;;) {
      const report = await pollOrExplain(event, { settings, clients, now });
      show(report, source, options, settings);
      if (alarms) console.log(`\n${alarms.show(slot)}`);
      if (options.once) return report.failures.length === 0;
      if (examples) console.log(`\n${examples.show()}`);

      slot = scheduledSlots(slot + 1, now() + schedulePeriodMinutes * 60_000, schedulePeriodMinutes)[0] as number;
      event = { scheduledTime: toWholeSeconds(slot) };
      if (!options.json) console.log(waitingText(slot, aws, options));
      await sleep(slot - now());
    }
  } finally {
    await examples?.close();
    await aws.close();
  }
}

async function pollOrExplain(event: PollEvent, context: PollContext): Promise<PollReport> {
  try {
    return await poll(event, context);
  } catch (error) {
    throw error instanceof InvalidEvent ? new InputError(`--at: ${error.message}`) : error;
  }
}

function show(report: PollReport, source: Source, { json, once }: StartOptions, settings: ExporterSettings): void {
  const { slot, history, repairedSlots, failures } = report;
  const { namespace, windows } = settings;
  const { publishedTo } = source;
  const gauges = report.gauges.filter(source.shows);
  const skipped = source.skipped + (history?.malformed ?? 0);
  if (json) {
    console.log(JSON.stringify(toReportJson(slot, gauges, namespace, skipped), null, once ? 2 : undefined));
  } else {
    console.log(`${source.title}\nSlot ${toWholeSeconds(slot)}, namespace ${namespace}\n`);
    console.log(toReportText({ gauges, windows, points: history?.points, skipped, repairedSlots, publishedTo }));
    if (isOutdated(report)) console.log(OUTDATED_ADVICE);
  }
  for (const { step, error } of failures) console.error(`${step} failed: ${error.message}`);
  if (failures.length > 0) console.error(source.hint);
}

const OUTDATED_ADVICE = 'No mail lies in the 14 days before this slot. Choose the time of the answer with --at.';

/** True when SES told of mail, but of none that a window of this slot can reach. */
function isOutdated({ slot, history }: PollReport): boolean {
  const newest = history?.newestBefore(Number.POSITIVE_INFINITY);
  return newest !== undefined && newest < slot - SES_RETENTION_MS;
}

function waitingText(nextSlot: number, { url }: LocalAws, { aws }: StartOptions): string {
  const next = `\nThe next poll is at ${toWholeSeconds(nextSlot)}; Ctrl-C ends.`;
  return aws ? next : `${next} This account's SES and CloudWatch answer at ${url} (AWS_ENDPOINT_URL).\n`;
}
