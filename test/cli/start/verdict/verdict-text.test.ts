import { describe, expect, it } from '@jest/globals';
import { toVerdictJson } from '../../../../cli/start/verdict/verdict-json';
import { toVerdictText } from '../../../../cli/start/verdict/verdict-text';
import { DEFAULT_ALARMS } from '../../../../lib/alarms/alarm-table';
import type { Verdict } from '../../../../local/verdict/verdict';
import { at, DAY, HOUR, MINUTE } from '../../../support/world';

const TO = at('2026-11-18T15:22:00Z');
const FROM = TO - 14 * DAY + HOUR;

const QUIET: Verdict = {
  from: FROM,
  to: TO,
  judgedFrom: new Map(),
  accuracyMs: 15 * MINUTE,
  hasMail: true,
  coverage: { critical: { all: 9, judged: 4 }, warning: { all: 1, judged: 1 } },
  pages: [],
  warnings: [],
  heldBack: [],
  nearMisses: [],
  now: [],
  unjudged: new Map(),
};

const BURST = {
  alarm: 'bounce-rate-fast-burn',
  rate: 'BounceRate',
  setting: DEFAULT_ALARMS.bounceRateFastBurn,
  reading: { time: TO - 2 * DAY, rate: 0.310268, attempts: 1966, events: 610 },
} as const;

const NOTICE = {
  alarm: 'sending-rates-page',
  from: TO - 2 * DAY,
  to: TO - 2 * DAY + 2 * HOUR,
  causes: [BURST],
  drops: [],
};

/** Returns the text on one line, without the borders of tables. */
function textOf(change: Partial<Verdict>): string {
  return toVerdictText({ ...QUIET, ...change }).replace(/[─│┌┐└┘├┤┬┴┼\s]+/g, ' ');
}

function missText(setting: Verdict['nearMisses'][number]['setting'], reading: object, closeness = 0.1): string {
  const miss = { ...BURST, setting, reading: { time: TO, rate: 0, ...reading }, closeness, level: 'critical' as const };
  return textOf({ nearMisses: [miss] });
}

describe('the text', () => {
  it('begins with the days, and says first that nothing paged', () => {
    expect(toVerdictText(QUIET).split('\n').slice(0, 4)).toEqual([
      'Would the alarms of the configured stack have paged? 2026-11-04 16:22 UTC to 2026-11-18 15:22 UTC:',
      '',
      'No page in these 14 days. 4 of the 9 critical alarms can be judged.',
      'No warning. 1 of the 1 warning alarm can be judged.',
    ]);
  });

  it.each<[string, Partial<Verdict>, string]>([
    [
      'that there was no mail',
      { hasMail: false },
      "SES counted no delivery attempts in these 14 days, so the alarms on the exporter's own rates had nothing to judge. No page",
    ],
    [
      'that nothing is known if no alarm of a level can be judged',
      { coverage: { critical: { all: 9, judged: 0 }, warning: { all: 0, judged: 0 } } },
      'An unknown number of pages in these 14 days. None of the 9 critical alarms can be judged. No warning. The stack has no warning alarm.',
    ],
    ['a page with its cause', { pages: [NOTICE] }, '1 page in these 14 days'],
    ['fewer days if --at is earlier', { to: TO - 3 * DAY }, 'No page in these 11 days'],
    ['its zone', { pages: [NOTICE] }, "31.027 % of the last hour's 2026-11-16 15:22 UTC"],
    [
      'a start that the data does not contain',
      { pages: [{ ...NOTICE, doubt: 'begins earlier' }] },
      'for 2 h or longer',
    ],
    ['a page that may not have been sent', { pages: [{ ...NOTICE, doubt: 'held back' }] }, 'unless an earlier'],
    ['its start and length', { pages: [NOTICE] }, 'PAGE for 2 h'],
    ['its reading', { pages: [NOTICE] }, "31.027 % of the last hour's"],
    ['a page that is still open', { pages: [{ ...NOTICE, to: undefined }] }, 'still open'],
    [
      'how many sends are missing',
      { warnings: [{ ...NOTICE, causes: [], drops: [{ alarm: 'no-mail', attempts: 0, attemptsBefore: 800 }] }] },
      'no-mail: 0 attempts in the last hour, 800',
    ],
    ['warnings apart', { warnings: [NOTICE, NOTICE] }, '2 warnings.'],
    ['earlier messages as a number', { pages: Array(12).fill(NOTICE) }, 'and 2 earlier pages'],
    [
      'alarms held back after a burst',
      { heldBack: [{ alarm: 'bounce-rate-critical', from: TO }] },
      'because a burst had paged within 24 hours: bounce-rate-critical at 2026-11-18 15:22 UTC.',
    ],
    [
      'how often an alarm was held back',
      { heldBack: [FROM, TO].map((from) => ({ alarm: 'bounce-rate-critical', from })) },
      'bounce-rate-critical 2 times, the last at 2026-11-18 15:22 UTC.',
    ],
    [
      'a critical alarm that fires now, even without a page before',
      { now: [{ alarm: 'quota-critical', level: 'critical', state: 'ALARM' }] },
      'Would page now: quota-critical. SES does not report since when.',
    ],
    [
      'an unknown state as unknown',
      { now: [{ alarm: 'quota-warning', level: 'warning', state: 'INSUFFICIENT_DATA' }] },
      'quota-warning unknown',
    ],
    [
      'alarms that are not judged',
      { unjudged: new Map([['of a reason', ['a', 'b']]]) },
      'Not judged: a, b, because of a reason',
    ],
    [
      'alarms that are judged later than the others',
      {
        judgedFrom: new Map([
          ['a', FROM + DAY],
          ['b', FROM + DAY],
        ]),
      },
      'Judged only from 2026-11-05 16:22 UTC, because the data before is incomplete: a, b',
    ],
    [
      'how accurate times are',
      { accuracyMs: HOUR },
      'Times are accurate to 60 minutes. The deployed exporter may see a shorter breach',
    ],
  ])('shows %s', (_, change, text) => {
    expect(textOf(change)).toContain(text);
  });

  const { bounceRateFastBurn, bounceRateCritical, awsBounceRateCritical } = DEFAULT_ALARMS;
  it.each<[string, string, string]>([
    [
      'of five mails names both floors',
      missText(bounceRateFastBurn, { rate: 0.2, attempts: 5, events: 1 }),
      'It needs 200 attempts and 20 bounces.',
    ],
    [
      'of a large volume names the threshold',
      missText(bounceRateFastBurn, { rate: 0.02, attempts: 5000, events: 100 }),
      'It needs 10 %.',
    ],
    [
      'of one breach names the number of polls',
      missText(bounceRateCritical, { rate: 0.2, attempts: 5000, events: 1000 }),
      'It needs 2 of 3 polls.',
    ],
    [
      'of one breach of AWS’s rate names the number of hours',
      missText({ ...awsBounceRateCritical, datapointsToAlarm: 2, evaluationPeriods: 3 }, { rate: 0.2 }),
      '2 of 3 hours.',
    ],
    [
      'with more bounces than attempts names both',
      missText(bounceRateFastBurn, { rate: 1, attempts: 30, events: 400 }),
      'attempts, 400 bounces). It needs 200 attempts.',
    ],
    ['of AWS’s rate names it', missText(awsBounceRateCritical, { rate: 0.04 }), "AWS's own bounce rate was 4 %"],
    ['never reaches 100 %', missText(bounceRateFastBurn, { rate: 0.02 }, 0.999), 'page, 99 % of the way'],
  ])('a near miss %s', (_, text, words) => {
    expect(text.replace(/\s+/g, ' ')).toContain(words);
  });
});

it('JSON has the same facts, and null for an end that is open', () => {
  const verdict = {
    ...QUIET,
    pages: [{ ...NOTICE, to: undefined }],
    unjudged: new Map([['of a reason', ['a']]]),
    judgedFrom: new Map([['b', FROM + DAY]]),
  };
  expect(toVerdictJson(verdict)).toMatchObject({
    from: '2026-11-04T16:22:00Z',
    to: '2026-11-18T15:22:00Z',
    coverage: { critical: { all: 9, judged: 4 } },
    pages: [
      {
        alarm: 'sending-rates-page',
        from: '2026-11-16T15:22:00Z',
        to: null,
        doubt: null,
        causes: [{ alarm: 'bounce-rate-fast-burn', metric: 'BounceRate', reading: { attempts: 1966, events: 610 } }],
      },
    ],
    notJudged: [{ reason: 'of a reason', alarms: ['a'] }],
    judgedFrom: { b: '2026-11-05T16:22:00Z' },
    accuracySeconds: 900,
  });
});
