/** SES runs 20 export jobs of an account. The functions use at most three of them, and leave none without an owner. */
import { type Story, USUAL_JOB_MS } from './scene';
import type { Arrival } from './wire';

const MAX_JOBS = 3;

/** The last one is for briefs. */
const MAX_SEARCHES = 2;

interface SeenJob {
  readonly jobId: string;
  readonly isSearch: boolean;
  readonly from: number;
  /** When it stops running. */
  readonly until: number;
}

export function judgeJobs(story: Story): string[] {
  const jobs = jobsOf(story);
  const crowded = jobs.flatMap(({ from }) => {
    const running = jobs.filter((job) => job.from <= from && job.until > from);
    const searches = running.filter(({ isSearch }) => isSearch);
    return running.length > MAX_JOBS || searches.length > MAX_SEARCHES
      ? [`${running.length} export jobs run at once, ${searches.length} of them for searches`]
      : [];
  });
  const endedAt = Math.max(...story.recovered.exchanges.map((exchange) => exchange.until));
  const owned = JSON.stringify(story.table);
  const leaked = jobs
    .filter(({ jobId, until }) => until > endedAt && !owned.includes(jobId))
    .map(({ jobId, from }) => `the export job ${jobId}, created at ${new Date(from).toISOString()}, has no owner`);
  return [...crowded, ...leaked];
}

function jobsOf({ arrivals, scene, recoveredFrom }: Story): SeenJob[] {
  const { durationMs = USUAL_JOB_MS } = scene.exportJobs ?? {};
  const createdBy = (arrival: Arrival) =>
    arrival.operation === 'CreateExportJob' && arrival.answer.status === 200 ? [arrival] : [];
  return arrivals.flatMap(createdBy).map(({ answer, at, instance }) => {
    const jobId: string = JSON.parse(answer.body).JobId;
    const cancelled = arrivals.find(
      ({ operation, path, answer: { status } }) =>
        operation === 'CancelExportJob' && path.includes(jobId) && status === 200,
    );
    const endsAt = at + (at < recoveredFrom ? durationMs : USUAL_JOB_MS);
    const until = Math.min(endsAt, cancelled?.at ?? Number.POSITIVE_INFINITY);
    return { jobId, isSearch: !instance.startsWith('brief'), from: at, until };
  });
}
