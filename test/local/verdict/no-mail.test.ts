/** The alarm on mail that no longer goes out, over two weeks of mail. */
import { describe, expect, it } from '@jest/globals';
import { judgePoints, stackOf } from '../../support/verdicts';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const STACK = stackOf({ 'exporter:alarms': { noMail: true } });

/** A Wednesday. The Tuesday before it is the day of each incident. */
const END = at('2026-11-18T12:07:00Z');
const TUESDAY_TEN = at('2026-11-17T10:07:00Z');
const NIGHT = 5;

/** Mails in 15 minutes: 400 an hour in office hours, 20 an hour at other times. */
function office(time: number): number {
  const day = new Date(time).getUTCDay();
  const hour = new Date(time).getUTCHours();
  return day > 0 && day < 6 && hour >= 8 && hour < 18 ? 100 : NIGHT;
}

function isTuesday(time: number): boolean {
  return time >= TUESDAY_TEN - 10 * HOUR && time < TUESDAY_TEN + 13 * HOUR;
}

/** Returns how many minutes after Tuesday ten o'clock each warning begins. */
async function warnings(mail: (time: number) => number, alarms = STACK.alarms): Promise<number[]> {
  const points = Array.from({ length: 14 * 96 }, (_, index) => END - (index + 1) * 15 * MINUTE).map((timestamp) => ({
    timestamp,
    deliveryAttempts: mail(timestamp),
    bounces: 0,
    complaints: 0,
  }));
  const sent = points.filter(({ deliveryAttempts }) => deliveryAttempts > 0); // SES leaves the other periods out
  const { warnings, pages, judgedFrom } = await judgePoints(sent, END, {}, { ...STACK, alarms });
  expect(judgedFrom.get('no-mail')).toBe(END - 7 * DAY + 45 * MINUTE); // the hour before one week ago
  expect(pages).toEqual([]);
  expect(warnings.map(({ alarm }) => alarm)).toEqual(warnings.map(() => 'no-mail'));
  for (const { drops } of warnings) expect(drops).toEqual([expect.objectContaining({ alarm: 'no-mail' })]);
  for (const { attempts = 0, attemptsBefore = 0 } of warnings.flatMap(({ drops }) => drops)) {
    expect(attempts).toBeLessThanOrEqual(attemptsBefore * 0.05);
  }
  return warnings.map(({ from }) => (from - TUESDAY_TEN) / MINUTE);
}

describe('no warning', () => {
  const letter = (time: number, sentAt: number) => (time >= sentAt && time < sentAt + HOUR ? 2500 : 0);
  it.each<[string, (time: number) => number]>([
    ['in ordinary weeks, with their nights and weekends', office],
    ['on a public holiday with half the mail', (time) => office(time) / (isTuesday(time) ? 2 : 1)],
    ['in the first days of sending', (time) => (time < END - 3 * DAY ? 0 : office(time))],
    ['for a small sender that stops', (time) => (time < TUESDAY_TEN ? 10 : 0)],
    [
      'for a newsletter at the same hour of each week',
      (time) => NIGHT + letter(time, TUESDAY_TEN) + letter(time, TUESDAY_TEN - 7 * DAY),
    ],
  ])('%s', async (_, mail) => {
    expect(await warnings(mail)).toEqual([]);
  });
});

/** The hour in which offices and daily mailings start, before and after clocks went back on a Sunday. */
const CLOCKS_WENT_BACK = at('2026-11-15T01:00:00Z');
const hourOfClock = (time: number) => time - (time >= CLOCKS_WENT_BACK ? HOUR : 0);

describe('in the week after clocks went back', () => {
  it('no warning for an office that also sends at night', async () => {
    expect(await warnings((time) => office(hourOfClock(time)))).toEqual([]);
  });

  it('a warning each day before a daily mailing, but not with six periods in a row', async () => {
    const mail = (time: number) => (new Date(hourOfClock(time)).getUTCHours() === 8 ? 500 : NIGHT);
    expect(await warnings(mail)).toHaveLength(4);
    const patient = STACK.alarms.map((alarm) => ({ ...alarm, datapointsToAlarm: 6, evaluationPeriods: 6 }));
    expect(await warnings(mail, patient)).toEqual([]);
  });
});

describe('a warning', () => {
  it('76 minutes after all mail stops on a Tuesday at ten: the hour is empty at the second poll', async () => {
    expect(await warnings((time) => (time >= TUESDAY_TEN ? 0 : office(time)))).toEqual([76, expect.any(Number)]);
  });

  it('also on a public holiday without mail, which the numbers cannot tell apart', async () => {
    expect(await warnings((time) => (isTuesday(time) ? 0 : office(time)))).toHaveLength(1);
  });

  it('also after a mailing that was sent last week only, which the numbers cannot tell apart', async () => {
    const sentAt = TUESDAY_TEN - 7 * DAY;
    const mail = (time: number) => NIGHT + (time >= sentAt && time < sentAt + HOUR ? 2500 : 0);
    expect(await warnings(mail)).toHaveLength(1);
  });
});
