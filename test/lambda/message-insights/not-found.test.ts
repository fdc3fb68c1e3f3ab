import { describe, expect, it } from '@jest/globals';
import type { MessageIdHints } from '../../../lambda/message-insights/message-id';
import { explainNotFound } from '../../../lambda/message-insights/not-found';
import { PROBLEMS, type ProblemKind } from '../../../lambda/message-insights/problem';
import { at, DAY, HOUR, MINUTE, SECOND } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const HERE = 'eu-west-1';
const ELSEWHERE = 'us-east-1';
const UNREADABLE: MessageIdHints = { sentAt: null, sendingRegion: null };

const sent = (age: number, sendingRegion: string | null = HERE): MessageIdHints => ({
  sentAt: NOW - age,
  sendingRegion,
});

function explain(hints: MessageIdHints, vdm: 'on' | 'off' | 'unknown' = 'on', plan?: string) {
  const enabled = { on: true, off: false, unknown: undefined }[vdm];
  return explainNotFound({ hints, vdm: { enabled, plan }, region: HERE, now: NOW, ageSeconds: 0 });
}

describe('the kind of the problem when', () => {
  it.each<[string, ProblemKind, MessageIdHints, ('on' | 'off' | 'unknown')?]>([
    ['VDM is off', 'vdm-off', sent(HOUR), 'off'],
    ['VDM is off, and the ID cannot be decoded', 'vdm-off', UNREADABLE, 'off'],
    ['VDM is off, and the message is from another Region', 'vdm-off', sent(HOUR, ELSEWHERE), 'off'],
    ['VDM is off, and the message is old', 'vdm-off', sent(99 * DAY), 'off'],
    ['VDM is off, and the message is new', 'vdm-off', sent(0), 'off'],
    ['it was sent from another Region', 'other-region', sent(HOUR, ELSEWHERE)],
    ['it was sent from another Region, and VDM is unknown', 'other-region', sent(HOUR, ELSEWHERE), 'unknown'],
    ['it was sent from another Region long ago', 'other-region', sent(99 * DAY, ELSEWHERE)],
    ['it was sent from another Region just now', 'other-region', sent(0, ELSEWHERE)],
    ['it was sent just now', 'not-indexed-yet', sent(0)],
    ['it was sent according to a clock that runs ahead', 'not-indexed-yet', sent(-30 * SECOND)],
    ['it was sent slightly less than 15 minutes ago', 'not-indexed-yet', sent(15 * MINUTE - 1)],
    ['it was sent just now, and VDM is unknown', 'not-indexed-yet', sent(0), 'unknown'],
    ['it was sent exactly 15 minutes ago', 'unknown-message', sent(15 * MINUTE)],
    ['it was sent an hour ago', 'unknown-message', sent(HOUR)],
    ['it was sent exactly 30 days ago', 'unknown-message', sent(30 * DAY)],
    ['it was sent slightly more than 30 days ago', 'past-retention', sent(30 * DAY + 1)],
    ['it was sent a year ago, and VDM is unknown', 'past-retention', sent(365 * DAY), 'unknown'],
    ['its Region is unknown, so it may be this one', 'unknown-message', sent(HOUR, null)],
    ['its Region is unknown, and it is new', 'not-indexed-yet', sent(0, null)],
    ['its ID cannot be decoded', 'unknown-message', UNREADABLE],
    ['its ID cannot be decoded, and VDM is unknown', 'unknown-message', UNREADABLE, 'unknown'],
  ])('%s: %s', (_, kind, hints, ...vdm) => {
    const problem = explain(hints, ...vdm);
    expect(problem.kind).toBe(kind);
    expect(PROBLEMS[problem.kind].status).toBe(404);
  });
});

describe('the detail has the cause and what to do', () => {
  it.each<[ProblemKind, MessageIdHints, 'on' | 'off', RegExp[]]>([
    [
      'vdm-off',
      sent(HOUR),
      'off',
      [/on in eu-west-1:/, /put-account-vdm-attributes --vdm-attributes VdmEnabled=ENABLED/, /0\.07 USD/],
    ],
    ['vdm-off', sent(HOUR, ELSEWHERE), 'off', [/on in eu-west-1:/, /sent from us-east-1/, /Look it up in us-east-1/]],
    [
      'other-region',
      sent(HOUR, ELSEWHERE),
      'on',
      [/sent from us-east-1/, /called SES in eu-west-1/, /Look it up in us-east-1/],
    ],
    [
      'past-retention',
      sent(41.9 * DAY),
      'on',
      [/sent on 2026-10-11\. SES keeps messages for 30 days/, /your own sending logs/],
    ],
    ['not-indexed-yet', sent(3.9 * MINUTE), 'on', [/sent less than 4 min ago/, /Retry in 2 min/]],
    ['not-indexed-yet', sent(-30 * SECOND), 'on', [/sent less than 1 min ago/]],
    ['unknown-message', sent(HOUR), 'on', [/in eu-west-1/, /Compare the ID/, /possible causes/]],
  ])('%s', (kind, hints, vdm, words) => {
    const problem = explain(hints, vdm);
    expect(problem.kind).toBe(kind);
    for (const word of words) expect(problem.message).toMatch(word);
  });

  it('mentions no other Region for a message of this Region', () => {
    expect(explain(sent(HOUR), 'off').message).not.toMatch(/According to its ID/);
  });
});

describe('the price of Virtual Deliverability Manager depends on the account’s plan', () => {
  it.each<[string | undefined, RegExp]>([
    ['ESSENTIALS', /It costs nothing extra on this account's plan \(ESSENTIALS\)\./],
    ['PRO', /It costs nothing extra on this account's plan \(PRO\)\./],
    ['ENTERPRISE', /It costs nothing extra on this account's plan \(ENTERPRISE\)\./],
    ['NONE', /This account is on pay-as-you-go, where it costs about 0\.07 USD for 1,000 mails\./],
    [undefined, /nothing extra on the plans .* and about 0\.07 USD for 1,000 mails without.* PricingAttributes\./],
    ['A_NEW_ONE', /nothing extra on the plans .* and about 0\.07 USD for 1,000 mails without.* PricingAttributes\./],
  ])('on the plan %s', (plan, words) => {
    expect(explain(sent(HOUR), 'off', plan).message).toMatch(words);
  });

  it('is not mentioned when VDM is on', () => {
    expect(explain(sent(HOUR), 'on', 'NONE').message).not.toMatch(/USD/);
  });
});

it('an unknown state of VDM is mentioned', () => {
  expect(explain(sent(HOUR), 'unknown').message).toMatch(
    /SES did not report whether Virtual Deliverability Manager is on/,
  );
  expect(explain(sent(HOUR), 'on').message).not.toMatch(/did not report/);
});

describe('programs get', () => {
  it('the decoded ID', () => {
    expect(explain(sent(HOUR)).members).toMatchObject({ sentAt: '2026-11-22T11:00:00.000Z', sendingRegion: HERE });
  });

  it('null when the ID cannot be decoded', () => {
    expect(explain(UNREADABLE).members).toMatchObject(UNREADABLE);
  });

  it('the time to retry, if that helps', () => {
    expect(explain(sent(0)).members.retryAfterSeconds).toBe(120);
    for (const hints of [UNREADABLE, sent(99 * DAY), sent(HOUR, ELSEWHERE)]) {
      expect(explain(hints).members).not.toHaveProperty('retryAfterSeconds');
    }
  });

  it('the possible causes when the cause is unknown', () => {
    expect(explain(UNREADABLE).members.possibleCauses).toEqual([
      expect.stringMatching(/incomplete.*another AWS account/),
      expect.stringMatching(/Virtual Deliverability Manager was off/),
      expect.stringMatching(/several recipients.*mailbox simulator/),
      expect.stringMatching(/another Region/),
      expect.stringMatching(/older than 30 days/),
    ]);
    expect(explain(sent(0)).members).not.toHaveProperty('possibleCauses');
    expect(explain(UNREADABLE, 'off').members).not.toHaveProperty('possibleCauses');
  });
});
