import { setTimeout as sleep } from 'node:timers/promises';
import { type PollEvent, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import { poll } from '../../lambda/send-statistics/poll';
import { InvalidEvent, readPollEvent, toSlot } from '../../lambda/send-statistics/poll-event';
import type { PollReport } from '../../lambda/send-statistics/poll-report';
import { scheduledSlots } from '../../lambda/send-statistics/slots';
import { printableJson } from '../../lib/shared/printable';
import type { Listening } from '../../local/aws/loopback';
import { createMetricStore } from '../../local/aws/metric-store';
import type { PublishedMessage } from '../../local/aws/sns';
import { startAwsRates } from '../../local/simulation/aws-rates';
import type { Verdict } from '../../local/verdict/verdict';
import { readStackConfig, readStackContext, type StackConfig } from '../stack/stack-settings';
import { stackRegion } from '../stack/stack-template';
import { InputError } from '../terminal/input-error';
import { toWholeSeconds } from '../terminal/iso-time';
import { lineWidth } from '../terminal/line-width';
import { wrapProse } from '../terminal/wrap-prose';
import { toDeliveryText } from './delivery-text';
import { type InsightsExamples, startExamples } from './insights-examples';
import { startLiveAlarms } from './live-alarms';
import { startLocalConsole } from './local-console';
import { deployLocally } from './local-stack';
import { startPageBriefs } from './page-briefs';
import { describeFailures } from './poll-failures';
import { toReportJson } from './report-json';
import { toReportText } from './report-text';
import { openSource, type Source } from './source';
import type { StartOptions } from './start-options';
import { judgeAccount } from './verdict/account-verdict';
import { toVerdictJson } from './verdict/verdict-json';
import { toVerdictText } from './verdict/verdict-text';

/**
 * Polls as the configured stack would: once, or on its schedule until the process ends.
 *
 * @returns false when the poll of `--once` failed
 * @throws InputError for a recorded response that cannot be used, or a real account that cannot be called
 * @throws ConfigError for a configuration that the stack rejects
 */
export async function run(options: StartOptions): Promise<boolean> {
  assertPollableTime(options);
  const context = readStackContext(options.context);
  const stack = withWindows(readStackConfig(context), options);
  const { config, settings } = stack;
  const source = await openSource(options, settings, { region: stackRegion(config), configured: config.regions });
  const { now } = source;
  const metrics = createMetricStore({ now });
  const publishAwsRates = source.account && startAwsRates(source.account.awsRates, metrics, now() - SES_RETENTION_MS);
  publishAwsRates?.(now());
  const alarms = source.backfills && !options.json ? startLiveAlarms(context, settings, metrics) : undefined;
  // A mute rule also holds back the action that runs the brief function.
  const briefed = alarms && !source.scenario?.mute ? source.account : undefined;
  const briefs = briefed && startPageBriefs(context, { account: briefed, metrics });
  // Open servers after all input is validated. An open server would keep the process alive when input is rejected.
  const { account, scenario } = source;
  let examples: InsightsExamples | undefined;
  const local =
    account && !options.once
      ? deployLocally(context, {
          account,
          metrics,
          now,
          scenario,
          settings,
          apiUrl: () => examples?.url,
          deliver: options.json ? undefined : show,
        })
      : undefined;
  const { clients, aws, close } = await source.connect(metrics, local);
  let localConsole: Listening | undefined;
  try {
    if (aws && config.messageInsights && !options.once && !options.json) examples = await startExamples(source, aws);
    const hasAlarms = Object.values(config.alarms).some(Boolean);
    const isSilent = scenario?.silentMs !== undefined;
    let slot = toSlot((isSilent ? undefined : options.at) ?? now());
    let event: PollEvent = { scheduledTime: toWholeSeconds(slot), ...(source.backfills && { backfill: '14d' }) };
    let last: PollReport | undefined;
    for (let isFirst = true; ; isFirst = false) {
      const calledAt = now();
      // A silent exporter polls once, so every later report repeats the first one.
      const report = isSilent && last ? last : await poll(event, { settings, clients, now });
      if (report !== last) local?.recordRun(report.failures.length > 0);
      last = report;
      if (isSilent && isFirst) {
        source.endFirstPoll?.();
        slot = toSlot(now());
      }
      const judged = isFirst && hasAlarms ? source.judged : undefined;
      const verdict = judged && (await judgeAccount(context, judged, { report, calledAt, settings }));
      publishAwsRates?.(now());
      print({ report, verdict, source }, options, stack);
      if (judged && !verdict) console.error('The alarms are not judged, because the statistics of SES are unknown.');
      if (alarms) console.log(`\n${wrapProse(alarms.describe(slot))}`);
      const brief = alarms && (await briefs?.describe(slot, alarms.firing(), examples?.urlOption));
      if (brief) console.log(`\n${wrapProse(brief)}`);
      if (alarms && config.healthEvents) console.log('Not simulated: events of AWS Health ("exporter:healthEvents")');
      if (options.once) return report.failures.length === 0;
      if (examples) console.log(`\n${examples.describe()}`);

      const { schedulePeriodMinutes } = settings;
      slot = scheduledSlots(slot + 1, now() + schedulePeriodMinutes * 60_000, schedulePeriodMinutes)[0] as number;
      event = { scheduledTime: toWholeSeconds(slot) };
      // After the first poll, because the console evaluates the alarms, and an alarm reads no data that arrive later.
      if (local && account && aws && options.console && !options.json) {
        const shown = { source, account, metrics, local, settings, awsUrl: aws.url, apiUrl: examples?.url };
        localConsole ??= await startLocalConsole(context, { ...options, ...shown });
      }
      if (!options.json) console.log(waitingText(slot, aws?.url, localConsole?.url));
      if (!options.json && isFirst && aws && local) console.log(`${await local.describe(aws.url)}\n`);
      await sleep(slot - now());
    }
  } finally {
    await localConsole?.close();
    await examples?.close();
    await close();
  }
}

function show(message: PublishedMessage): void {
  console.log(`\n${toDeliveryText(message, lineWidth())}`);
}

function withWindows({ config, settings }: StackConfig, { windows = settings.windows }: StartOptions): StackConfig {
  return { config, settings: { ...settings, windows } };
}

/** @throws InputError for a time at which the real account cannot be polled. A simulated clock can start at any time */
function assertPollableTime({ aws, at }: StartOptions): void {
  if (!aws || at === undefined) return;
  try {
    readPollEvent({ scheduledTime: toWholeSeconds(at) }, Date.now());
  } catch (error) {
    throw error instanceof InvalidEvent ? new InputError(`--at: ${error.message}`) : error;
  }
}

interface Printed {
  readonly report: PollReport;
  /** Undefined: this report judges no alarms. */
  readonly verdict: Verdict | undefined;
  readonly source: Source;
}

function print({ report, verdict, source }: Printed, { json, once }: StartOptions, stack: StackConfig): void {
  const { config, settings } = stack;
  const { slot, history, repairedSlots, failures } = report;
  const { namespace, windows } = settings;
  const { publishedTo } = source;
  const gauges = report.gauges.filter(source.isRelevant);
  const skipped = source.skipped + (history?.malformed ?? 0);
  if (json) {
    const alarms = verdict && { alarms: toVerdictJson(verdict) };
    const facts = toReportJson({ slot, gauges, namespace, skipped, notes: source.notes(slot) });
    console.log(printableJson({ ...facts, ...alarms }, once ? 2 : undefined));
  } else if (gauges.length > 0 || failures.length === 0) {
    const { alarms } = config;
    console.log(`${source.title}\nSlot ${toWholeSeconds(slot)}, namespace ${namespace}\n`);
    console.log(
      wrapProse(
        toReportText({ gauges, windows, alarms, points: history?.points, skipped, repairedSlots, publishedTo }),
      ),
    );
    for (const note of source.notes(slot)) console.log(wrapProse(note));
    if (verdict) console.log(`\n${wrapProse(toVerdictText(verdict))}`);
  }
  for (const line of describeFailures(failures, source.isReal)) console.error(line);
}

function waitingText(nextSlot: number, url: string | undefined, consoleUrl: string | undefined): string {
  const next = `\nNext poll at ${toWholeSeconds(nextSlot)}. Press Ctrl-C to end.`;
  const lines = [
    ...(consoleUrl ? [`The local console shows the dashboard, the alarms and their messages: ${consoleUrl}`] : []),
    ...(url ? [`SES and CloudWatch of this account listen at ${url} (set AWS_ENDPOINT_URL to it).\n`] : []),
  ];
  return [next, ...lines].join('\n');
}
