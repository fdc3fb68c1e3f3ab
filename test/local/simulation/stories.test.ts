/** The mail of each scenario, and of planted mailings, matches the statistics. */
import { describe, expect, it } from '@jest/globals';
import type { ArchivedMail } from '../../../local/aws/sesv2/mail-account';
import {
  bouncesOf,
  complaintsOf,
  type Mailing,
  ONE_DOMAIN,
  ONE_PROVIDER,
  ONE_SENDER,
  ONE_SUBJECT,
} from '../../../local/simulation/mailings';
import { type ScenarioName, simulateMail } from '../../../local/simulation/scenarios';
import { drawMail, type Expected, NO_MAIL, type SimulatedMail } from '../../../local/simulation/simulated-mail';
import { INDEXING_MS, messagesOf } from '../../../local/simulation/simulated-messages';
import { trueCounts } from '../../support/mail';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const START = at('2026-11-18T15:22:00Z');

/** The time at which SES reports all mail that was sent before the start. */
const LATER = START + INDEXING_MS;

type Column = 'from' | 'subject' | 'isp' | 'to' | 'diagnosticCode';

function rowsOf(mail: SimulatedMail, now = LATER): ArchivedMail[] {
  return [...messagesOf(mail, { seed: 1 }).rows({ from: START - 7 * HOUR, until: now }, now)];
}

/** Returns the rows whose last event happened within the last hour, without those that SES suppressed. */
function eventsOf(rows: readonly ArchivedMail[], event: 'PERMANENT_BOUNCE' | 'COMPLAINT'): ArchivedMail[] {
  return rows.filter(
    ({ deliveryEvent, deliveryEventAt = 0, bounceSubType }) =>
      deliveryEvent === event && deliveryEventAt >= START - HOUR && bounceSubType !== 'ON_ACCOUNT_SUPPRESSION_LIST',
  );
}

/** Returns the share of the rows whose value matches, 0-1. */
function shareOf(rows: readonly ArchivedMail[], column: Column, pattern: RegExp): number {
  return rows.filter((row) => pattern.test(row[column] ?? '')).length / rows.length;
}

function scenario(name: ScenarioName) {
  const mail = simulateMail(name, 1, START);
  return { rows: rowsOf(mail), counts: trueCounts(mail.between(START - HOUR, START), START - HOUR, START) };
}

describe('bounce-spike', () => {
  const { rows, counts } = scenario('bounce-spike');
  const bounces = eventsOf(rows, 'PERMANENT_BOUNCE');

  it('has a message for nearly every bounce of the last hour', () => {
    expect(Math.abs(bounces.length - counts.bounces)).toBeLessThan(10);
  });

  it.each<[Column, RegExp]>([
    ['from', /^news@/],
    ['subject', /^Spring sale: everything at half price$/],
    ['isp', /^(Gmail|Yahoo)$/],
    ['diagnosticCode', /^smtp; 550 5\.1\.1 .*user unknown/i],
  ])('has bounces that share the %s, except for a few', (column, pattern) => {
    expect(shareOf(bounces, column, pattern)).toBeGreaterThan(0.95);
    expect(shareOf(bounces, column, pattern)).toBeLessThan(1);
  });

  it('has as many recipients as bounces, at both providers', () => {
    expect(new Set(bounces.map(({ to }) => to)).size).toBe(bounces.length);
    expect(shareOf(bounces, 'isp', /Gmail/)).toBeGreaterThan(0.3);
    expect(shareOf(bounces, 'isp', /Yahoo/)).toBeGreaterThan(0.3);
  });

  it('has other mail, too, so that the list stands out', () => {
    const sent = rows.filter(({ sentAt }) => sentAt >= START - HOUR && sentAt < START);
    expect(shareOf(sent, 'subject', /^Spring sale/)).toBeLessThan(0.9);
  });
});

describe('complaint-spike', () => {
  const { rows, counts } = scenario('complaint-spike');
  const complaints = eventsOf(rows, 'COMPLAINT');

  it('has a message for nearly every complaint of the last hour', () => {
    expect(Math.abs(complaints.length - counts.complaints)).toBeLessThan(5);
  });

  it.each<[Column, RegExp]>([
    ['from', /^news@/],
    ['subject', /^We miss you/],
    ['isp', /^(Yahoo|Hotmail|UNKNOWN_ISP)$/],
  ])('has complaints that share the %s, except for a few', (column, pattern) => {
    expect(shareOf(complaints, column, pattern)).toBeGreaterThan(0.8);
  });
});

describe('late-bounces', () => {
  const { rows, counts } = scenario('late-bounces');
  const bounces = eventsOf(rows, 'PERMANENT_BOUNCE').filter(({ deliveryEventAt = 0 }) => deliveryEventAt < START);

  it('has a message of the mailing for every bounce of the last hour', () => {
    expect(bounces).toHaveLength(counts.bounces);
    expect(shareOf(bounces, 'subject', /^The new catalog/)).toBe(1);
    expect(bounces.filter(({ sentAt }) => sentAt < START - 6 * HOUR || sentAt >= START - 5 * HOUR)).toEqual([]);
  });

  it('reports each bounce from the moment it happens', () => {
    const [bounce] = bounces;
    const messages = messagesOf(simulateMail('late-bounces', 1, START), { seed: 1 });
    const eventAt = (now: number) => {
      const rows = [...messages.rows({ from: START - 7 * HOUR, until: now }, now)];
      return rows.find(({ messageId }) => messageId === bounce?.messageId)?.deliveryEvent;
    };
    const bouncedAt = bounce?.deliveryEventAt ?? 0;
    expect([eventAt(bouncedAt - 1), eventAt(bouncedAt)]).toEqual(['DELIVERY', 'PERMANENT_BOUNCE']);
  });
});

it('reads mail after years without a bounce', () => {
  const mail = drawMail((time) => ({ ...NO_MAIL, attempts: 30, bounceRate: time >= START - HOUR ? 0.3 : 0 }), 1);
  expect(rowsOf(mail).length).toBeGreaterThan(10_000);
});

it('late bounces belong to their own mailing, not to another mailing or to the mail between them', () => {
  const batches = [5, 3].map((hours) => ({ from: START - hours * HOUR, until: START - (hours - 1) * HOUR }));
  const mail = drawMail((time) => {
    const batch = batches.findLast(({ from }) => time >= from);
    if (!batch || time >= START) return NO_MAIL;
    return { ...NO_MAIL, attempts: 10, lateBounces: time >= batch.until ? 1 : 0, batch };
  }, 1);
  const bounces = rowsOf(mail, START + HOUR).filter(
    ({ deliveryEvent, bounceSubType }) => deliveryEvent === 'PERMANENT_BOUNCE' && bounceSubType === 'General',
  );
  const counts = batches.map((batch) => [
    bounces.filter(({ sentAt }) => sentAt >= batch.from && sentAt < batch.until).length,
    trueCounts(mail.between(batch.until, batch.until + 2 * HOUR), 0, START).bounces,
  ]);
  expect(counts.map(([found]) => found)).toEqual(counts.map(([, counted]) => counted));
  expect(bounces).toHaveLength(counts.reduce((sum, [found = 0]) => sum + found, 0));
  expect(bounces.length).toBeGreaterThan(100);
});

it('quiet: the mail that bounces is an invoice', () => {
  const messages = messagesOf(simulateMail('quiet', 1, START), { seed: 1 });
  const rows = [...messages.rows({ from: START - 14 * DAY, until: START }, START)];
  const bounces = rows.filter(({ deliveryEvent }) => deliveryEvent === 'PERMANENT_BOUNCE');
  expect(bounces.length).toBeGreaterThan(3);
  expect(shareOf(bounces, 'subject', /^Your invoice$/)).toBeGreaterThan(0.8);
});

it('empty: there is no mail', () => {
  expect(scenario('empty').rows).toEqual([]);
});

/** Returns the rows of a busy hour, in which a third of the mail bounces or draws a complaint. */
function planted(extra: Partial<Expected>): ArchivedMail[] {
  const minute = { ...NO_MAIL, attempts: 20, ...extra };
  return rowsOf(drawMail((time) => (time >= START - HOUR && time < START ? minute : NO_MAIL), 1));
}

describe('a planted mailing', () => {
  it.each<[string, Mailing, Column, RegExp, number]>([
    ['sender', ONE_SENDER, 'from', /^partner@/, 0.4],
    ['subject', ONE_SUBJECT, 'subject', /^Spring sale/, 0.4],
    ['provider', ONE_PROVIDER, 'isp', /^Yahoo$/, 0.6],
    ['recipient domain', ONE_DOMAIN, 'to', /@office\.example\.org$/, 0.6],
  ])('causes the bounces: one %s', (_, mailing, column, pattern, mostOfOthers) => {
    const rows = planted({ bounceRate: 0.3, mailings: bouncesOf(mailing, 0.3) });
    const others = rows.filter(({ deliveryEvent }) => deliveryEvent !== 'PERMANENT_BOUNCE');
    expect(shareOf(eventsOf(rows, 'PERMANENT_BOUNCE'), column, pattern)).toBeGreaterThan(0.93);
    expect(shareOf(others, column, pattern)).toBeGreaterThan(0.2);
    expect(shareOf(others, column, pattern)).toBeLessThan(mostOfOthers);
  });

  it('has nothing else in common: all subjects of a planted sender bounce', () => {
    const rows = planted({ bounceRate: 0.3, mailings: bouncesOf(ONE_SENDER, 0.3) });
    const subjects = new Set(eventsOf(rows, 'PERMANENT_BOUNCE').map(({ subject }) => subject));
    expect(subjects.size).toBeGreaterThan(7);
  });

  it('causes the complaints', () => {
    const rows = planted({ complaintRate: 0.3, mailings: complaintsOf(ONE_SENDER, 0.3) });
    expect(shareOf(eventsOf(rows, 'COMPLAINT'), 'from', /^partner@/)).toBeGreaterThan(0.9);
  });

  it('is absent by default: no sender has most of the bounces', () => {
    const bounces = eventsOf(planted({ bounceRate: 0.3 }), 'PERMANENT_BOUNCE');
    expect(shareOf(bounces, 'from', /^news@/)).toBeLessThan(0.5);
    expect(shareOf(bounces, 'isp', /^Yahoo$/)).toBeLessThan(0.5);
  });
});

it('SES reports no bounces of mail to several recipients', () => {
  const reported = (unreportedBounces?: number) =>
    eventsOf(planted({ bounceRate: 0.3, unreportedBounces }), 'PERMANENT_BOUNCE').length;
  expect(reported(0.6) / reported()).toBeGreaterThan(0.3);
  expect(reported(0.6) / reported()).toBeLessThan(0.5);
});

it.each([
  [INDEXING_MS, undefined],
  [20 * MINUTE, { indexingMs: 20 * MINUTE }],
])('SES reports no mail of the last %i ms', (lag, options) => {
  const messages = messagesOf(simulateMail('bounce-spike', 1, START), { seed: 1 }, options);
  const sentAt = [...messages.rows({ from: START - HOUR, until: START }, START)].map((row) => row.sentAt);
  expect(START - Math.max(...sentAt)).toBeGreaterThanOrEqual(lag);
  expect(START - Math.max(...sentAt)).toBeLessThan(lag + MINUTE);
});

it('a row agrees with the insights of its message', () => {
  const messages = messagesOf(simulateMail('healthy', 1, START), { seed: 1 });
  const rows = [...messages.rows({ from: START - HOUR, until: START }, START)];
  expect(rows.length).toBeGreaterThan(800);
  for (const row of rows) {
    const message = messages.find(row.messageId, START);
    const insights = message?.Insights?.find(({ Destination }) => Destination === row.to);
    expect([message?.FromEmailAddress, message?.Subject, insights?.Isp]).toEqual([row.from, row.subject, row.isp]);
    const event = insights?.Events?.findLast(({ Type }) => /^(SEND|DELIVERY|BOUNCE|COMPLAINT)$/.test(Type ?? ''));
    expect([event?.Type, (event?.Timestamp ?? 0) * 1000]).toEqual([
      row.deliveryEvent?.replace(/^.*_/, ''),
      row.deliveryEventAt,
    ]);
  }
});

describe('suppressed addresses', () => {
  const messages = messagesOf(simulateMail('bounce-spike', 1, START), { seed: 1 });
  const onList = [...messages.suppressed(LATER)].filter(([, { since }]) => since <= LATER);
  const rows = [...messages.rows({ from: START - 3 * HOUR, until: LATER }, LATER)];

  it('are the recipients of bounces and complaints, each with the message that caused it', () => {
    const caused = rows.filter(
      ({ deliveryEvent, bounceSubType }) =>
        (deliveryEvent === 'PERMANENT_BOUNCE' && bounceSubType === 'General') || deliveryEvent === 'COMPLAINT',
    );
    const entries = new Map(onList);
    expect(caused.length).toBeGreaterThan(600);
    for (const { to = '', messageId, deliveryEvent, deliveryEventAt } of caused) {
      expect(entries.get(to)).toEqual({
        messageId,
        since: deliveryEventAt,
        reason: deliveryEvent === 'COMPLAINT' ? 'COMPLAINT' : 'BOUNCE',
      });
    }
  });

  it('get no mail, but a bounce with a sub-type of its own', () => {
    const suppressed = rows.filter(({ bounceSubType }) => bounceSubType === 'ON_ACCOUNT_SUPPRESSION_LIST');
    const entries = new Map(onList);
    expect(suppressed.length).toBeGreaterThan(5);
    for (const { to = '', sentAt } of suppressed) expect(entries.get(to)?.since).toBeLessThan(sentAt);
    expect(suppressed.at(-1)?.to).toBe(messages.newestSuppressed(LATER));
  });

  it('grow with time', () => {
    const count = (now: number) => [...messages.suppressed(now).values()].filter(({ since }) => since <= now).length;
    expect(count(START + HOUR)).toBeGreaterThan(count(LATER));
  });
});
