import { describe, expect, it } from '@jest/globals';
import type { ReportedPoint } from '../../../lambda/send-statistics/send-history';
import { type CountedPoint, calculateVerdict } from '../../support/independent-verdict';
import { expectIndependentVerdict } from '../../support/recorded-verdict';
import { intervalsOf, judgePoints } from '../../support/verdicts';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const CALL = at('2026-11-18T15:22:00Z');

/** Returns points of 15 minutes with these counts in each, from some time before the call. */
function points(before: number, count: number, counts: Omit<ReportedPoint, 'timestamp'>): ReportedPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: CALL - before + index * 15 * MINUTE,
    complaints: 0,
    bounces: 0,
    ...counts,
  }));
}

describe('on a recorded response, pages and warnings equal an independent calculation', () => {
  it.each([
    ['2011-02-02-called-21-31', '2011-02-02T21:31:00Z', 1],
    ['2018-12-20-called-19-10', '2018-12-20T19:10:00Z', 100],
  ])('%s, called at %s, mail times %i', expectIndependentVerdict);
});

describe('no page', () => {
  it.each<[string, ReportedPoint[], boolean]>([
    ['on an empty response', [], false],
    ['on five mails, one of which bounces', points(2 * HOUR, 1, { deliveryAttempts: 5, bounces: 1 }), true],
    ['on points that are all too old', points(20 * DAY, 8, { deliveryAttempts: 900, bounces: 500 }), false],
    ['one bounce below the floor', points(2 * HOUR, 1, { deliveryAttempts: 150, bounces: 14 }), true],
    [
      'on complaints and rejects without attempts',
      points(2 * HOUR, 1, { deliveryAttempts: 0, complaints: 9, rejects: 9 }),
      false,
    ],
    ['on late bounces without attempts', points(2 * HOUR, 1, { deliveryAttempts: 0, bounces: 900 }), false],
    ['one attempt below the floor', points(2 * HOUR, 1, { deliveryAttempts: 99, bounces: 99 }), true],
  ])('%s', async (_, mail, hasMail) => {
    const verdict = await judgePoints(mail, CALL);
    expect(verdict).toMatchObject({ pages: [], warnings: [], hasMail });
  });
});

describe('a page', () => {
  const EXACT = points(10 * DAY, 1, { deliveryAttempts: 200, bounces: 20 });

  it('at exactly the floors and the threshold, while the window contains the mail', async () => {
    const { pages } = await judgePoints(EXACT, CALL);
    expect(intervalsOf(pages)).toEqual([[CALL - 10 * DAY + 16 * MINUTE, CALL - 10 * DAY + 76 * MINUTE]]);
    expect(pages[0]?.causes).toMatchObject([
      { alarm: 'bounce-rate-fast-burn', rate: 'BounceRate', reading: { rate: 0.1, attempts: 200, events: 20 } },
    ]);
  });

  it('of a burst holds back the page of the day’s rate, and the verdict lists the alarm', async () => {
    const burst = [
      ...points(10 * DAY, 1, { deliveryAttempts: 600, bounces: 60 }), // with the earlier mail, 4 % of the day's mail
      ...points(10 * DAY + 2 * HOUR, 1, { deliveryAttempts: 900, bounces: 0 }),
      ...points(10 * DAY - 6 * HOUR, 1, { deliveryAttempts: 190, bounces: 60 }), // below the floor of a burst
      ...points(10 * DAY - 16 * HOUR, 1, { deliveryAttempts: 2000, bounces: 0 }),
    ];
    const verdict = await judgePoints(burst, CALL);
    expect(intervalsOf(verdict.pages)).toEqual(calculateVerdict(burst as CountedPoint[], CALL).pages);
    expect(verdict.pages).toHaveLength(1);
    expect(verdict.heldBack).toEqual([
      {
        alarm: 'bounce-rate-critical',
        from: CALL - 10 * DAY + 6 * HOUR + 31 * MINUTE,
        to: CALL - 10 * DAY + 16 * HOUR + 31 * MINUTE,
      },
    ]);
  });

  it('counts once if a burst of complaints begins when one of bounces ends', async () => {
    const { pages } = await judgePoints(
      [
        ...points(10 * DAY, 1, { deliveryAttempts: 900, bounces: 300 }),
        ...points(10 * DAY - HOUR, 1, { deliveryAttempts: 900, complaints: 30 }),
      ],
      CALL,
    );
    expect(intervalsOf(pages)).toEqual([[CALL - 10 * DAY + 16 * MINUTE, CALL - 10 * DAY + 2 * HOUR + 16 * MINUTE]]);
  });

  it('is still open at the end', async () => {
    const { pages } = await judgePoints(points(30 * MINUTE, 1, { deliveryAttempts: 500, bounces: 100 }), CALL);
    expect(intervalsOf(pages)).toEqual([[CALL - 14 * MINUTE, undefined]]);
  });

  it('that burns in the oldest data may have begun earlier', async () => {
    const { pages, warnings } = await judgePoints(
      points(14 * DAY, 96 * 2, { deliveryAttempts: 500, bounces: 100 }),
      CALL,
    );
    expect(pages).toMatchObject([{ from: CALL - 14 * DAY + HOUR + MINUTE, doubt: 'begins earlier' }]);
    expect(warnings).toMatchObject([{ alarm: 'bounce-rate-warning', doubt: 'begins earlier' }]);
  });

  it('of the day’s rate may have been held back if a burst could be older than the data', async () => {
    const mail = (startAgo: number) => [
      ...points(14 * DAY, 96, { deliveryAttempts: 400 }),
      ...points(startAgo, 96, { deliveryAttempts: 400, bounces: 38 }),
    ];
    const early = await judgePoints(mail(13 * DAY), CALL, {
      awsRates: {
        BounceRate: [
          { timestamp: CALL - 14 * DAY + HOUR, value: 0.02 },
          { timestamp: CALL - 14 * DAY + 9 * HOUR, value: 0.12 },
          { timestamp: CALL - 14 * DAY + 11 * HOUR, value: 0.02 },
        ],
        ComplaintRate: [],
      },
    });
    expect(early.pages.map(({ doubt }) => doubt)).toEqual(['held back', undefined]);
  });

  it('of more bounces than attempts has all bounces', async () => {
    const { pages } = await judgePoints(points(5 * DAY, 1, { deliveryAttempts: 200, bounces: 900 }), CALL);
    expect(pages[0]?.causes).toMatchObject([{ reading: { rate: 1, attempts: 200, events: 900 } }]);
  });

  it('does not depend on the order of the points, nor on gaps between them', async () => {
    const mail = [...EXACT, ...points(3 * DAY, 2, { deliveryAttempts: 5, bounces: 1 })];
    expect(await judgePoints(mail.toReversed(), CALL)).toEqual(await judgePoints(mail, CALL));
  });
});

describe('the nearest miss', () => {
  it('is the weakest of rate, attempts and events: five mails are far from a page, even at 20 %', async () => {
    const { nearMisses } = await judgePoints(points(2 * HOUR, 1, { deliveryAttempts: 5, bounces: 1 }), CALL);
    expect(nearMisses).toHaveLength(3);
    expect(nearMisses.find(({ alarm }) => alarm === 'bounce-rate-fast-burn')).toMatchObject({
      closeness: 5 / 200,
      reading: { rate: 0.2, attempts: 5, events: 1 },
    });
    expect(nearMisses.map(({ closeness }) => closeness)).toEqual([5 / 100, 5 / 100, 5 / 200]);
  });

  it('equals an independent calculation', async () => {
    const mail = points(9 * DAY, 40, { deliveryAttempts: 60, bounces: 5 });
    const { nearMisses, pages } = await judgePoints(mail, CALL);
    const burst = nearMisses.find(({ alarm }) => alarm === 'bounce-rate-fast-burn');
    expect(burst?.closeness).toBeCloseTo(calculateVerdict(mail as CountedPoint[], CALL).closestBounceBurst, 9);
    expect(intervalsOf(pages)).toEqual(calculateVerdict(mail as CountedPoint[], CALL).pages);
  });
});

describe('what cannot be judged', () => {
  it('is listed with the reason, and is never quiet', async () => {
    const { unjudged, coverage } = await judgePoints([], CALL, {
      missing: { awsRates: 'CloudWatch denies it', standing: 'it is unknown' },
    });
    expect(coverage).toEqual({ critical: { all: 11, judged: 4 }, warning: { all: 10, judged: 2 } });
    expect(Object.fromEntries([...unjudged].map(([reason, alarms]) => [reason, alarms.length]))).toEqual({
      'CloudWatch denies it': 4,
      'it is unknown': 5,
      "they need 3 polls with a complete 14d window, and SES's 14 days contain 2": 2,
      'they watch the deployed exporter or its API': 4,
    });
  });

  it('includes the quota of an account without a limit', async () => {
    const { unjudged } = await judgePoints([], CALL, { standing: [{ name: 'EnforcementLevel', value: 0 }] });
    expect(unjudged.get('SES reported no daily quota, or an unlimited one')).toEqual([
      'quota-warning',
      'quota-critical',
    ]);
    expect(unjudged.get('SES did not report SendingEnabled')).toEqual(['sending-disabled']);
  });

  it('includes the days before the first complete window', async () => {
    const { judgedFrom, from } = await judgePoints([], CALL);
    expect(from).toBe(CALL - 14 * DAY + HOUR);
    expect(new Set(judgedFrom.values())).toEqual(new Set([CALL - 13 * DAY - 15 * MINUTE]));
    expect([...judgedFrom.keys()]).toEqual([
      'bounce-rate-critical',
      'bounce-rate-warning',
      'complaint-rate-critical',
      'complaint-rate-warning',
    ]);
  });

  it('includes AWS’s rates if AWS publishes none', async () => {
    const { unjudged } = await judgePoints([], CALL);
    expect(unjudged.get('AWS publishes no Reputation.BounceRate for this account')).toEqual([
      'aws-bounce-rate-warning',
      'aws-bounce-rate-critical',
    ]);
  });

  it('is the account’s past standing: its alarms have a state at the last slot only', async () => {
    const standing = [
      { name: 'SendQuotaUsage', value: 0.97 },
      { name: 'EnforcementLevel', value: 0 },
      { name: 'SendingEnabled', value: 1 },
    ] as const;
    const missing = { standing: 'a part of it is unknown' };
    const { now, pages } = await judgePoints([], CALL, { standing, missing });
    expect(pages).toEqual([]);
    expect(now.map(({ alarm, state }) => `${alarm} ${state}`)).toEqual([
      'account-under-review OK',
      'account-shut-down OK',
      'sending-disabled OK',
      'quota-warning ALARM',
      'quota-critical ALARM',
    ]);
  });
});

it('AWS’s own rates page, with the value that AWS published', async () => {
  const time = CALL - 3 * DAY;
  const { pages } = await judgePoints([], CALL, {
    awsRates: {
      BounceRate: [
        { timestamp: CALL - 14 * DAY + 5 * MINUTE, value: 0.13 },
        { timestamp: CALL - 14 * DAY + 65 * MINUTE, value: 0.02 },
        { timestamp: time, value: 0.12 },
        { timestamp: time + HOUR, value: 0.02 },
      ],
      ComplaintRate: [],
    },
  });
  const start = CALL - 14 * DAY + HOUR;
  expect(intervalsOf(pages)).toEqual([
    [start, start + 6 * MINUTE],
    [time + MINUTE, time + HOUR + MINUTE],
  ]);
  expect(pages).toMatchObject([
    { doubt: 'begins earlier', causes: [{ reading: { rate: 0.13 } }] },
    { doubt: undefined, causes: [{ alarm: 'aws-bounce-rate-critical', reading: { rate: 0.12 } }] },
  ]);
});
