/** Reads everything that a report needs. A part that cannot be read is unknown, and the report says so. */
import { countSuppressions, getAccountFacts } from '../shared/account/ses-account';
import type { Clock } from '../shared/clock';
import type { Clients } from './clients';
import { findPages, getAlarmStates, getAwsSeries, getExporterSeries } from './cloudwatch';
import type { WeeklySettings } from './contract';
import { type Reading, toReading } from './reading';
import type { Facts } from './report';
import { getFindings } from './sesv2';
import type { Weeks } from './week';

export interface FactsContext {
  readonly settings: WeeklySettings;
  readonly clients: Pick<Clients, 'cloudwatch' | 'sesv2'>;
  readonly clock: Clock;
}

export async function readFacts({ week, before }: Weeks, { settings, clients, clock }: FactsContext): Promise<Facts> {
  const { cloudwatch, sesv2 } = clients;
  const bothWeeks = { from: before.from, until: week.until };
  const ses = { sesv2, clock };
  const account = toReading(getAccountFacts(ses));
  const [exporter, aws, states, pages, suppressions, known, findings] = await Promise.all([
    toReading(getExporterSeries(cloudwatch, settings.namespace, bothWeeks)),
    toReading(getAwsSeries(cloudwatch, bothWeeks)),
    toReading(getAlarmStates(cloudwatch, settings.alarms)),
    toReading(findAllPages(week, { settings, clients })),
    toReading(countSuppressions(ses, week)),
    account,
    account.then((facts) => readFindings(facts, ses)),
  ]);
  return { exporter, aws, account: known, suppressions, findings, states, pages };
}

async function findAllPages(week: Weeks['week'], { settings, clients }: Omit<FactsContext, 'clock'>) {
  const pages = [];
  for (const alarm of settings.pagers) pages.push(...(await findPages(clients.cloudwatch, alarm, week)));
  return pages.sort((a, b) => a.time - b.time);
}

/** SES has findings only while Virtual Deliverability Manager is on. */
async function readFindings(
  account: Facts['account'],
  { sesv2, clock }: Pick<FactsContext, 'clock'> & Pick<Clients, 'sesv2'>,
): Promise<Reading<Awaited<ReturnType<typeof getFindings>> | 'vdm-off'>> {
  if (account.state === 'known' && account.value.vdmEnabled === false) return { state: 'known', value: 'vdm-off' };
  return toReading(getFindings(sesv2, clock));
}
