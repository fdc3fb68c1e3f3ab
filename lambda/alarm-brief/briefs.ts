/** Publishes a brief or a reminder for each page. */

import { countSuppressions, getAccountFacts } from '../shared/account/ses-account';
import type { Clock } from '../shared/clock';
import type { JobStore } from '../shared/export-jobs/job-store';
import type { ExportJobs } from '../shared/export-jobs/jobs';
import { type Publisher, publish } from '../shared/topic/publish';
import { alarmsByKind, type Page } from './alarm-event';
import { type Brief, toMailAnswer } from './brief';
import { toDocument } from './brief-document';
import { type Claim, claim, unshared } from './claims';
import type { Clients } from './clients';
import { findFiring, measure } from './cloudwatch';
import { type BriefSettings, LONGEST_WAIT_MS, PUBLISHING_MS, type RateAlarm } from './contract';
import type { KindPage } from './incident';
import { investigate } from './investigate';
import type { BriefReport } from './log-line';
import { toReminder } from './reminder';
import { toTopicMessage } from './topic-message';

export interface BriefsContext {
  readonly settings: BriefSettings;
  readonly clients: Pick<Clients, 'cloudwatch' | 'sesv2' | 'sns'>;
  readonly jobs: ExportJobs;
  readonly store: JobStore;
  readonly clock: Clock;
  readonly region: string;
  /** Undefined if it is unknown. */
  readonly account: string | undefined;
  /** Milliseconds until the process ends. Default: no limit. */
  readonly timeLeftMs?: () => number;
}

/**
 * Publishes one brief for each kind of event that caused a page, or a reminder of the brief that the incident has.
 *
 * It fails only if the topic refuses the message, or if another invocation does not finish its brief in time. If SES or
 * CloudWatch fails, the brief is published without their part.
 *
 * @throws AggregateError after all kinds were tried
 */
export async function answerPage(page: Page, context: BriefsContext): Promise<BriefReport[]> {
  const causes = page.causes.length > 0 ? page.causes : await findCauses(context);
  const results = await Promise.allSettled(
    [...alarmsByKind(causes)].map(([kind, alarm]) => answerKind({ ...page, kind, alarm }, context)),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) {
    throw new AggregateError(failures, failures.map((failure) => String(failure?.name)).join(', '));
  }
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Returns the alarms that are in ALARM now. Returns all alarms if none is, because each may have caused the page. */
async function findCauses({ clients, settings }: BriefsContext): Promise<readonly RateAlarm[]> {
  const firing = await findFiring(clients.cloudwatch, settings.alarms).catch(() => []);
  return firing.length > 0 ? firing : Object.values(settings.alarms);
}

type Answered = KindPage & Pick<Page, 'isDrill'>;

async function answerKind(page: Answered, context: BriefsContext): Promise<BriefReport> {
  const { clock, timeLeftMs = () => Number.POSITIVE_INFINITY } = context;
  const startedAt = clock.now();
  const deadline = startedAt + Math.min(LONGEST_WAIT_MS, timeLeftMs() - PUBLISHING_MS);
  const claimed = page.isDrill ? unshared(page, startedAt) : await claim(page, deadline, context);
  const result = await answerClaim(page, { ...claimed, deadline }, context);
  return {
    kind: page.kind,
    alarm: page.alarmName,
    isDrill: page.isDrill,
    incident: claimed.incident.id,
    action: claimed.action,
    ...result,
    durationMs: clock.now() - startedAt,
  };
}

async function answerClaim(page: Answered, claimed: Claim & { deadline: number }, context: BriefsContext) {
  if (claimed.action === 'nothing') return {};
  if (claimed.action === 'remind') {
    const { incident } = claimed;
    const reminder = toReminder({ ...page, region: context.region, incident });
    await publish(publisherOf(context), toTopicMessage(reminder));
    await claimed.finish();
    return {};
  }
  const { brief, failures } = await collect(page, claimed, context);
  const message = toTopicMessage(toDocument(brief));
  await publish(publisherOf(context), message);
  await claimed.finish(message.subject);
  return { ...resultOf(brief), failures };
}

function publisherOf({ clients, settings }: BriefsContext): Publisher {
  return { sns: clients.sns, topicArn: settings.topicArn, kind: 'brief' };
}

/** Collects everything that a brief says. */
async function collect(page: Answered, claimed: Claim & { deadline: number }, context: BriefsContext) {
  const { clients, settings, account, region } = context;
  const { kind, alarm, alarmName, isDrill, at: pagedAt } = page;
  const incidentId = claimed.incident.id;
  const failures: string[] = [];
  const orUndefined = <T>(step: string, work: Promise<T>) =>
    work.catch((error: Error) => {
      failures.push(`${step}: ${error.name}`);
      return undefined;
    });
  const { namespace, apiUrl } = settings;
  const measured = await orUndefined('measure', measure(clients.cloudwatch, { alarm, namespace, at: pagedAt }));
  const atPage = measured?.atPage;
  const until = (alarm.window !== undefined && atPage?.until) || pagedAt;
  const window = { from: until - alarm.windowMs, until };
  const ses = { sesv2: clients.sesv2, clock: context.clock };
  const [investigation, accountFacts, suppressions] = await Promise.all([
    investigate(
      { kind, window, alarmCount: atPage?.events, incidentId, deadline: claimed.deadline },
      { ...context, keep: claimed.keep },
    ),
    orUndefined('getAccountFacts', getAccountFacts(ses)),
    orUndefined('countSuppressions', countSuppressions(ses, { from: window.from, until: context.clock.now() })),
  ]);
  const brief: Brief = {
    kind,
    incidentId,
    isDrill,
    alarmName,
    pagedAt,
    account,
    region,
    window,
    apiUrl,
    accountFacts,
    suppressions,
    measured: measured ?? { atPage: undefined, dayBefore: undefined },
    mail: toMailAnswer(investigation, kind, atPage?.events),
  };
  return { brief, failures };
}

function resultOf({ mail, measured }: Brief): Partial<BriefReport> {
  const known =
    mail.state === 'known' ? { verdict: mail.finding.verdict, events: mail.groups.events } : { unknown: mail.reason };
  return { ...known, alarmCount: measured.atPage?.events };
}
