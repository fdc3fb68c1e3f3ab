/** Tests of many starts of export jobs at once, over several instances. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { NoSlot } from '../../lambda/shared/export-jobs/job-failures';
import type { JobRequest } from '../../lambda/shared/export-jobs/job-request';
import type { ExportJobs, StartedJob } from '../../lambda/shared/export-jobs/jobs';
import { type JobsWorld, type JobsWorldOptions, startJobsWorld } from './jobs-world';
import { ignoreTimeLimits } from './time-limits';
import { HOUR, SECOND } from './world';

const STARTS = 200;
const INSTANCES = 10;

const NOW = Date.now();
const request = (caller: string, index: number): JobRequest => ({
  purpose: 'search',
  caller,
  key: String(index),
  mail: { sentFrom: NOW - HOUR, sentUntil: NOW, maxRows: 1 + index },
});

/** Returns the started job, or the time to retry. Another error fails the test. */
async function tryStart(jobs: ExportJobs, wanted: JobRequest): Promise<StartedJob | number> {
  try {
    return await jobs.start(wanted);
  } catch (error) {
    if (error instanceof NoSlot) return error.retryAt;
    throw error;
  }
}

/** @param store the store that all instances share */
export function describeLoad(store: JobsWorldOptions['store']): void {
  let world: JobsWorld;
  beforeEach(ignoreTimeLimits);
  afterEach(() => world?.close());

  async function start(): Promise<ExportJobs[]> {
    world = await startJobsWorld({ store, exportJobs: { durationMs: 5 * SECOND } });
    return Array.from({ length: INSTANCES }, () => world.instance());
  }

  const creates = () => world.requests.filter(({ operation }) => operation === 'CreateExportJob');

  function spacings(): readonly number[] {
    const times = creates().map(({ at }) => at);
    return times.slice(1).map((time, index) => time - (times[index] as number));
  }

  it(`${STARTS} starts at once: two get a job, and each of the others gets a time to retry`, async () => {
    const instances = await start();
    const calledAt = world.now();
    const results = await Promise.all(
      Array.from({ length: STARTS }, (_, index) =>
        tryStart(instances[index % INSTANCES] as ExportJobs, request(`caller-${index % 50}`, index)),
      ),
    );
    const started = results.filter((result) => typeof result === 'object');
    const retries = results.filter((result) => typeof result === 'number');
    expect(started).toHaveLength(2);
    expect(Math.min(...retries)).toBeGreaterThan(calledAt);
    expect(Math.max(...retries)).toBeLessThanOrEqual(world.now() + 60 * SECOND);
    expect(creates()).toHaveLength(2);
    expect(Math.min(...spacings())).toBeGreaterThanOrEqual(SECOND);
  });

  it('callers that retry at the given time all get a job, and at most two jobs run', async () => {
    const instances = await start();
    const running = new Set<string>();
    let mostRunning = 0;
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const jobs = instances[index % INSTANCES] as ExportJobs;
        let result = await tryStart(jobs, request(`caller-${index}`, index));
        while (typeof result === 'number') {
          await world.sleep(result - world.now());
          result = await tryStart(jobs, request(`caller-${index}`, index));
        }
        running.add(result.jobId);
        mostRunning = Math.max(mostRunning, running.size);
        await world.sleep(5 * SECOND);
        running.delete(result.jobId);
        expect(await jobs.check(result)).toBe('done');
      }),
    );
    expect(mostRunning).toBe(2);
    expect(creates()).toHaveLength(12);
    expect(Math.min(...spacings())).toBeGreaterThanOrEqual(SECOND);
  });
}
