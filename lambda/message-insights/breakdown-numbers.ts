/** Reads the numbers of a breakdown from SES. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../shared/clock';
import type { MetricQuery } from '../shared/export-jobs/job-request';
import type { ExportJobs, StartedJob } from '../shared/export-jobs/jobs';
import type { ValueVolumes } from '../shared/export-jobs/volumes';
import type { Numbers } from './breakdown-answer';
import { getVolumes } from './metric-data';
import { listNames } from './ses-names';

/** Each name needs four queries, and a call has at most 10. More names would take too long for one request. */
const MAX_NAMES = 100;

/** All calls begin within this time, and the last one may take five seconds. API Gateway waits 30 seconds. */
const NAMES_TIMEOUT_MS = 12_000;

export interface NumbersSource {
  readonly sesv2: SESv2Client;
  readonly jobs: ExportJobs;
  readonly clock: Clock;
}

/** Reads the file of a finished job, and the total. @throws VdmOff, SesFailure, UnreadableFile */
export async function readExportedNumbers(
  job: StartedJob,
  span: Pick<MetricQuery, 'from' | 'until'>,
  { sesv2, jobs, clock }: NumbersSource,
): Promise<Numbers> {
  const [{ rows, unreadableRows }, [total]] = await Promise.all([
    jobs.readMetrics(job),
    getVolumes(['all'], { sesv2, clock, span }),
  ]);
  return { metrics: rows, total, unreadableRows };
}

/** Reads the total, and the numbers of the names that SES lists. @throws VdmOff, SesFailure */
export async function readNumbersByName(query: MetricQuery, { sesv2, clock }: NumbersSource): Promise<Numbers> {
  const { dimension, ...span } = query;
  const deadline = clock.now() + NAMES_TIMEOUT_MS;
  const { names, isIncomplete } = await listNames(dimension, { sesv2, clock, maxNames: MAX_NAMES, deadline });
  const filters = names.map((value) => ({ dimension, value }));
  const [total, ...volumes] = await getVolumes(['all', ...filters], { sesv2, clock, span, deadline });
  const metrics = names.flatMap((value, index): ValueVolumes[] => {
    const known = volumes[index];
    return known ? [{ value, ...known }] : [];
  });
  const unanswered = names.length - metrics.length;
  return { metrics, total, unreadableRows: 0, names: { asked: names.length, unanswered, isIncomplete } };
}
