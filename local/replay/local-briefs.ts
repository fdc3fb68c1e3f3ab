/** Runs the brief function in this process. Its clock skips every wait. */
import { readPage } from '../../lambda/alarm-brief/alarm-event';
import { answerPage } from '../../lambda/alarm-brief/briefs';
import type { BriefSettings } from '../../lambda/alarm-brief/contract';
import { createMemoryStore } from '../../lambda/shared/export-jobs/job-store';
import { createExportJobs } from '../../lambda/shared/export-jobs/jobs';
import type { LocalAccount } from '../aws/aws';
import { createInProcessClients, createInProcessCloudWatch, createInProcessSns } from '../aws/in-process-clients';
import type { MetricStore } from '../aws/metric-store';
import type { ExportJobBehavior } from '../aws/sesv2/export-jobs';
import { createTopics, type LocalTopics, type PublishedMessage } from '../aws/sns';
import { DEFAULT_REGION } from '../simulation/sent-messages';
import { createSkippingClock } from './skipping-clock';

export interface LocalBriefsOptions {
  readonly settings: BriefSettings;
  readonly account: LocalAccount;
  readonly metrics: MetricStore;
  readonly exportJobs?: ExportJobBehavior;
  /** Keeps the briefs. Default: topics of their own. */
  readonly topics?: LocalTopics;
  /** Default: the Region in the ids of simulated messages. */
  readonly region?: string;
}

export interface Invocation {
  readonly event: object;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The names of the alarms that are in ALARM. */
  readonly firing: readonly string[];
}

export interface LocalBriefs {
  /** Invokes the function. Call it with times in ascending order. */
  invoke(invocation: Invocation): Promise<void>;
  readonly published: readonly PublishedMessage[];
}

export function createLocalBriefs({
  settings,
  account,
  metrics,
  exportJobs,
  topics: givenTopics,
  region = DEFAULT_REGION,
}: LocalBriefsOptions): LocalBriefs {
  const time = { ahead: 0 };
  let firing: readonly string[] = [];
  const clock = createSkippingClock(time, () => 0);
  const { now } = clock;
  const topics = givenTopics ?? createTopics(now);
  const ses = createInProcessClients({ account, metrics, now, exportJobs });
  const store = createMemoryStore(now);
  // The clock waits for the whole file. Otherwise, other tasks would continue sooner on a slow machine.
  const download: typeof fetch = (...request) =>
    clock.track(async () => {
      const response = await ses.fetch(...request);
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers });
    });
  const context = {
    settings,
    clients: {
      sesv2: ses.sesv2,
      cloudwatch: createInProcessCloudWatch(metrics, () => firing),
      sns: createInProcessSns({ publish: (input) => topics.publish(input, now()) }),
    },
    jobs: createExportJobs({ sesv2: ses.sesv2, store, clock, fetch: download }),
    store,
    clock,
    region,
    account: '111122223333',
  };
  return {
    published: topics.published,
    async invoke(invocation) {
      time.ahead = Math.max(time.ahead, invocation.at);
      firing = invocation.firing;
      const page = readPage(invocation.event, settings.alarms, now());
      if (page) await answerPage(page, context);
    },
  };
}
