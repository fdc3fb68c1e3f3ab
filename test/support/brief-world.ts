/** The brief function over a local AWS, with the real SDK clients and a clock that skips every wait. */
import { readPage } from '../../lambda/alarm-brief/alarm-event';
import { answerPage } from '../../lambda/alarm-brief/briefs';
import { type Clients, createClients } from '../../lambda/alarm-brief/clients';
import type { BriefSettings } from '../../lambda/alarm-brief/contract';
import type { BriefReport } from '../../lambda/alarm-brief/log-line';
import { createMemoryStore, type JobStore } from '../../lambda/shared/export-jobs/job-store';
import { createExportJobs } from '../../lambda/shared/export-jobs/jobs';
import type { MailRow } from '../../lambda/shared/mail/mail-row';
import { type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore } from '../../local/aws/metric-store';
import type { SuppressedAddress } from '../../local/aws/sesv2/mail-account';
import { createTopics, messageFor, type PublishedMessage } from '../../local/aws/sns';
import { toEvent } from '../../local/replay/action-events';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { DAY, HEALTHY_ACCOUNT, HOUR, MINUTE } from './world';

export const BRIEF_SETTINGS: BriefSettings = {
  tableName: 'table',
  topicArn: 'arn:aws:sns:eu-west-1:111122223333:critical',
  namespace: 'SES/SendStatistics',
  alarms: {
    'bounces-1h': { kind: 'bounce', windowMs: HOUR, window: '1h' },
    'bounces-24h': { kind: 'bounce', windowMs: DAY, window: '24h' },
    'complaints-1h': { kind: 'complaint', windowMs: HOUR, window: '1h' },
    'aws-bounces': { kind: 'bounce', windowMs: DAY },
  },
  apiUrl: 'https://api.example.com',
};

export interface BriefWorldOptions {
  /** Returns the mail, given the end of the alarm's window in epoch milliseconds. Default: none. */
  readonly mail?: (until: number) => readonly MailRow[];
  readonly vdm?: 'ENABLED' | 'DISABLED';
  /** What the exporter measured at the end of the window. Default: nothing. */
  readonly measured?: { readonly attempts: number; readonly bounceRate: number };
  readonly suppressed?: (until: number) => ReadonlyMap<string, SuppressedAddress>;
  readonly exportJobs?: LocalAwsOptions['exportJobs'];
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly change?: (clients: Clients) => Partial<Clients>;
  readonly store?: (store: JobStore) => JobStore;
}

export interface BriefWorld {
  readonly clients: Clients;
  /** End of the alarm's window, epoch milliseconds. */
  readonly until: number;
  readonly now: () => number;
  readonly published: readonly PublishedMessage[];
  readonly store: JobStore;
  /** The operations that arrived, in order. */
  readonly requests: { readonly operation: string; readonly body: string }[];
  /** Invokes the function with the event of an alarm, or with another event. */
  invoke(event: object): Promise<BriefReport[]>;
  close(): Promise<void>;
}

export async function startBriefWorld(options: BriefWorldOptions = {}): Promise<BriefWorld> {
  const { mail, vdm = 'ENABLED', measured, suppressed, exportJobs, intercept, change, store: wrap } = options;
  const clock = createSkippingClock({ ahead: 0 });
  const { now } = clock;
  const until = Math.floor(now() / MINUTE) * MINUTE;
  const rows = mail?.(until) ?? [];
  const addresses = suppressed?.(until);
  const metrics = createMetricStore({ now });
  if (measured) {
    const dimensions = { Window: '1h' };
    metrics.put(BRIEF_SETTINGS.namespace, [
      { name: 'DeliveryAttempts', dimensions, timestamp: until, value: measured.attempts },
      { name: 'BounceRate', dimensions, timestamp: until, value: measured.bounceRate },
    ]);
  }
  const topics = createTopics(now);
  const requests: BriefWorld['requests'] = [];
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
      mail: (range) => rows.filter(({ sentAt }) => sentAt >= range.from && sentAt < range.until),
      suppressed: () => addresses ?? new Map(),
    },
    metrics,
    now,
    limitClock: now,
    exportJobs,
    topics,
    intercept(operation, body, scope, call) {
      requests.push({ operation, body });
      return intercept?.(operation, body, scope, call);
    },
  });
  const created = createClients(locationOf(aws.url));
  const clients = { ...created, ...change?.(created) };
  for (const client of Object.values(clients)) clock.watch(client);
  const memory = createMemoryStore(now);
  const store = wrap?.(memory) ?? memory;
  // The clock waits for the whole file. Otherwise, it could skip the rest of a claim during the download.
  const download: typeof fetch = (...args) =>
    clock.track(async () => {
      const response = await fetch(...args);
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers });
    });
  const jobs = createExportJobs({ sesv2: clients.sesv2, store, clock, fetch: download });
  const context = {
    settings: BRIEF_SETTINGS,
    clients,
    jobs,
    store,
    clock,
    region: 'eu-west-1',
    account: '111122223333',
  };
  return {
    clients,
    until,
    now,
    published: topics.published,
    store,
    requests,
    async invoke(event) {
      const page = readPage(event, BRIEF_SETTINGS.alarms, now());
      return page ? answerPage(page, context) : [];
    },
    close: aws.close,
  };
}

/** Returns the event of an alarm that entered ALARM at a time, epoch milliseconds. */
export function pageOf(time: number, name = 'bounces-1h'): object {
  return toEvent({ name }, { state: 'ALARM', time, triggers: undefined });
}

/** Returns the event of a composite alarm with these children, at a time in epoch milliseconds. */
export function compositeOf(time: number, children: readonly string[]): object {
  const triggers = children.map((name) => ({ name, state: 'ALARM' as const }));
  return toEvent({ name: 'page' }, { state: 'ALARM', time, triggers });
}

/** Returns what e-mail subscribers get. */
export function textOf(message: PublishedMessage | undefined): string {
  return message ? messageFor('email', message) : '';
}

/** Returns what chat channels get. */
export function chatOf(message: PublishedMessage | undefined): {
  readonly version: string;
  readonly source: string;
  readonly content: Readonly<Record<string, string | readonly string[]>>;
} {
  return JSON.parse(message ? messageFor('https', message) : '{}');
}
