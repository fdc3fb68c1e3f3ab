/** Which jobs a brief runs. The jobs are fakes whose results have fewer rows than SES's, so that samples are cheap. */
import { describe, expect, it } from '@jest/globals';
import { investigate } from '../../../lambda/alarm-brief/investigate';
import { NoSlot, SlotsUnavailable, UnreadableFile, VdmOff } from '../../../lambda/shared/export-jobs/job-failures';
import type { MailQuery } from '../../../lambda/shared/export-jobs/job-request';
import type { ExportJobs } from '../../../lambda/shared/export-jobs/jobs';
import type { MailRow } from '../../../lambda/shared/mail/mail-row';
import { SesFailure } from '../../../lambda/shared/ses-failure';
import { createSkippingClock } from '../../../local/replay/skipping-clock';
import { delivered, many } from '../../support/planted-mail';
import { HOUR, MINUTE, SECOND } from '../../support/world';

const UNTIL = Date.UTC(2026, 10, 4, 9, 22);
const WINDOW = { from: UNTIL - HOUR, until: UNTIL };

/** Maximum number of rows in a result. */
const CAP = 100;

/** Returns bounces that were sent at equal distances within the last minutes of the window. */
function bouncesWithin(rows: number, minutes: number): MailRow[] {
  return many(rows).map((row, index) => {
    const sentAt = UNTIL - minutes * MINUTE + Math.floor((index * minutes * MINUTE) / rows);
    return { ...row, sentAt, deliveryEventAt: sentAt };
  });
}

interface Fakes {
  readonly rows?: readonly MailRow[];
  /** Milliseconds until a job ends. Default: 5 seconds. */
  readonly durationMs?: number;
  /** Called before each start and each check, with the number of earlier calls. It may throw. */
  readonly onStart?: (starts: number) => void;
  readonly onCheck?: (checks: number) => void;
  readonly onRead?: (query: MailQuery) => void;
  readonly keep?: (elapsedMs: number) => void;
  readonly alarmCount?: number;
}

async function run({ rows = [], durationMs = 5 * SECOND, ...fakes }: Fakes) {
  const clock = createSkippingClock({ ahead: 0 });
  const startedAt = clock.now();
  const queries: MailQuery[] = [];
  const endsAt = new Map<string, number>();
  const calls = { starts: 0, checks: 0, keeps: 0 };
  const abandoned: string[] = [];
  const jobs: ExportJobs = {
    async start(request) {
      fakes.onStart?.(calls.starts++);
      if (!('mail' in request)) throw new Error('A brief reads mail');
      queries.push(request.mail);
      const jobId = String(queries.length - 1);
      endsAt.set(jobId, clock.now() + durationMs);
      return { jobId, slot: jobId, from: request.mail.sentFrom, until: request.mail.sentUntil };
    },
    async check({ jobId }) {
      fakes.onCheck?.(calls.checks++);
      return clock.now() >= (endsAt.get(jobId) ?? 0) ? 'done' : 'running';
    },
    async readMail({ jobId }) {
      const query = queries[Number(jobId)] as MailQuery;
      fakes.onRead?.(query);
      const { sentFrom, sentUntil, deliveryEvents } = query;
      const found = rows.filter(
        ({ sentAt, deliveryEvent }) =>
          sentAt >= sentFrom &&
          sentAt < sentUntil &&
          (!deliveryEvents || deliveryEvents.some((event) => event === deliveryEvent)),
      );
      // A sample is spread over the span.
      const step = Math.max(1, found.length / CAP);
      const sample = Array.from({ length: Math.min(CAP, found.length) }, (_, index) => found[Math.floor(index * step)]);
      return { rows: sample as MailRow[], unreadableRows: 0, isSample: found.length >= CAP };
    },
    readMetrics: () => Promise.reject(new Error('A brief reads mail')),
    async abandon({ jobId }) {
      abandoned.push(jobId);
    },
  };
  const result = await investigate(
    {
      kind: 'bounce',
      window: WINDOW,
      alarmCount: fakes.alarmCount,
      incidentId: 'bounce-20261104T0922Z',
      deadline: startedAt + 10 * MINUTE,
    },
    {
      jobs,
      clock,
      keep: async () => {
        calls.keeps++;
        fakes.keep?.(clock.now() - startedAt);
      },
    },
  );
  return { result, queries, abandoned, calls, elapsedMs: clock.now() - startedAt };
}

const ofEvents = (queries: readonly MailQuery[]) => queries.filter(({ deliveryEvents }) => deliveryEvents);

describe('the mail of a brief', () => {
  it('is that of a day before the window, because mail may bounce late', async () => {
    const { queries } = await run({ rows: bouncesWithin(5, 10) });
    expect(queries).toEqual([
      { sentFrom: UNTIL - 25 * HOUR, sentUntil: UNTIL, deliveryEvents: ['PERMANENT_BOUNCE'], maxRows: 10_000 },
      { sentFrom: UNTIL - HOUR, sentUntil: UNTIL, maxRows: 10_000 },
    ]);
  });

  it('has the events of the window only', async () => {
    const [early, late, inside] = bouncesWithin(3, 10) as [MailRow, MailRow, MailRow];
    const rows = [
      { ...early, deliveryEventAt: WINDOW.from - 1 },
      { ...late, deliveryEventAt: UNTIL },
      { ...inside, sentAt: WINDOW.from - 20 * HOUR, deliveryEventAt: WINDOW.from },
    ];
    expect((await run({ rows })).result).toMatchObject({ state: 'known', events: [rows[2]], isSample: false });
  });

  it('is compared with that of the day, if most of it was sent before the window', async () => {
    const rows = bouncesWithin(10, 600).map((row) => ({ ...row, deliveryEventAt: UNTIL - MINUTE }));
    expect((await run({ rows })).queries[1]).toEqual({
      sentFrom: UNTIL - 25 * HOUR,
      sentUntil: UNTIL,
      maxRows: 10_000,
    });
  });

  it.each([
    [250, 10],
    [350, 60],
  ])('is read in parts if SES would return a sample: %i bounces', async (count, minutes) => {
    const rows = bouncesWithin(count, minutes);
    const { result, queries } = await run({ rows });
    expect(result).toMatchObject({ state: 'known', isSample: false });
    expect(result.state === 'known' && new Set(result.events.map(({ messageId }) => messageId)).size).toBe(count);
    expect(queries.length).toBeLessThanOrEqual(8);
  });

  it('is a sample if eight jobs cannot read all of it, and the last job reads the mail to compare with', async () => {
    const { result, queries } = await run({ rows: bouncesWithin(5_000, 60) });
    expect(result).toMatchObject({ state: 'known', isSample: true });
    expect([queries.length, ofEvents(queries).length]).toEqual([8, 7]);
  });
});

it('a sample has the shares of the whole span, not those of parts of different sizes', async () => {
  const spread = bouncesWithin(300, 50).map((row) => ({ ...row, from: 'small@shop.example' }));
  const atOnce = many(2000, { sentAt: UNTIL - MINUTE, deliveryEventAt: UNTIL - MINUTE, from: 'large@shop.example' });
  const { result } = await run({ rows: [...spread, ...atOnce] });
  const events = result.state === 'known' ? result.events : [];
  expect(result).toMatchObject({ isSample: true });
  expect(events.filter(({ from }) => from === 'large@shop.example').length / events.length).toBeCloseTo(2000 / 2300, 1);
});

describe('if a part fails, the brief has', () => {
  it('the sample of the whole', async () => {
    const onRead = ({ sentFrom }: MailQuery) => {
      if (sentFrom > UNTIL - 25 * HOUR) throw new UnreadableFile('truncated');
    };
    const { result } = await run({ rows: bouncesWithin(150, 10), onRead });
    expect(result).toMatchObject({ state: 'known', isSample: true, sends: undefined });
  });

  it('no comparison, if only that failed', async () => {
    const rows = [...bouncesWithin(50, 10), ...bouncesWithin(50, 10).map(delivered)];
    const { result, abandoned } = await run({
      rows,
      onRead: ({ deliveryEvents }) => {
        if (!deliveryEvents) throw new SesFailure('failed', 'InternalFailure', 500);
      },
    });
    expect(result).toMatchObject({ state: 'known', sends: undefined });
    expect(abandoned).toEqual(['1']);
  });
});

describe('with fewer than half of the events that the alarm counted', () => {
  it('the mail is read again after three minutes, once', async () => {
    const { queries, elapsedMs } = await run({ rows: bouncesWithin(10, 30), alarmCount: 100 });
    expect(ofEvents(queries)).toHaveLength(2);
    expect(elapsedMs).toBeGreaterThan(3 * MINUTE);
  });

  it.each([
    ['half of them', 20],
    ['an unknown number', undefined],
  ])('but not with %s', async (_, alarmCount) => {
    expect(ofEvents((await run({ rows: bouncesWithin(10, 30), alarmCount })).queries)).toHaveLength(1);
  });

  it('but not with a sample, which leaves the last job for the mail to compare with', async () => {
    const { result, queries, elapsedMs } = await run({ rows: bouncesWithin(5_000, 60), alarmCount: 5_000 });
    expect(result).toMatchObject({ isSample: true, sends: expect.anything() });
    expect([queries.length, ofEvents(queries).length]).toEqual([8, 7]);
    expect(elapsedMs).toBeLessThan(3 * MINUTE);
  });
});

describe('a start is repeated', () => {
  it.each<[string, (retryAt: number) => Error]>([
    ['when no slot is free', (retryAt) => new NoSlot(retryAt)],
    ['when the table fails', () => new SlotsUnavailable()],
    ['when SES throttles', () => new SesFailure('throttled', 'TooManyRequestsException', 429)],
  ])('%s', async (_, toError) => {
    const onStart = (starts: number) => {
      if (starts < 3) throw toError(Date.now() + 20 * SECOND);
    };
    expect((await run({ rows: bouncesWithin(9, 9), onStart })).result).toMatchObject({ state: 'known' });
  });
});

it('a file is read again if SES fails to give it', async () => {
  let reads = 0;
  const onRead = () => {
    if (reads++ < 3) throw new SesFailure('timed-out', 'DownloadTimedOut');
  };
  const { result, queries } = await run({ rows: bouncesWithin(9, 9), onRead });
  expect(result).toMatchObject({ state: 'known', sends: expect.anything() });
  expect([reads, queries.length]).toEqual([5, 2]);
});

describe('the mail stays unknown', () => {
  const always = (error: Error) => () => {
    throw error;
  };
  it.each<[string, Fakes, string]>([
    ['if VDM is off', { onStart: always(new VdmOff()) }, 'vdm-off'],
    [
      'if no slot becomes free',
      {
        onStart: () => {
          throw new NoSlot(Date.now() + 30 * MINUTE);
        },
      },
      'busy',
    ],
    ['if the table fails for long', { onStart: always(new SlotsUnavailable()) }, 'failed'],
    ['if SES refuses the job', { onStart: always(new SesFailure('refused', 'BadRequestException', 400)) }, 'failed'],
    ['if SES needs longer than ten minutes', { durationMs: 11 * MINUTE }, 'not-finished'],
    [
      'if SES does not return the state of the job',
      { onCheck: always(new SesFailure('timed-out', 'TimeoutError')) },
      'not-finished',
    ],
    ['if the file is too large', { onRead: always(new UnreadableFile('too-large')) }, 'unreadable'],
  ])('%s', async (_, fakes, reason) => {
    const { result, elapsedMs, queries, abandoned } = await run(fakes);
    expect(result).toEqual({ state: 'unknown', reason });
    expect(elapsedMs).toBeLessThanOrEqual(10 * MINUTE + SECOND);
    expect(abandoned).toHaveLength(queries.length);
  });
});

describe('the claim on the incident', () => {
  it('is kept every ten seconds while SES works', async () => {
    const times: number[] = [0];
    await run({ durationMs: 2 * MINUTE, keep: (elapsedMs) => times.push(elapsedMs) });
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
    expect(times.length).toBeGreaterThan(10);
    expect(Math.max(...gaps)).toBeLessThan(11 * SECOND);
  });

  it('ends the investigation if another invocation takes it over, and abandons the job', async () => {
    const lost = new Error('taken over');
    const keeps = { count: 0 };
    const keep = () => {
      if (++keeps.count === 3) throw lost;
    };
    await expect(run({ durationMs: 5 * MINUTE, keep })).rejects.toBe(lost);
  });
});
