import { describe, expect, it } from '@jest/globals';
import type { RateAlarm } from '../../../lambda/alarm-brief/contract';
import {
  decide,
  type Incident,
  type KindPage,
  LEASE_MS,
  startIncident,
  withAnswer,
  withBrief,
} from '../../../lambda/alarm-brief/incident';
import { at, DAY, HOUR, MINUTE } from '../../support/world';

const PAGED = at('2026-11-04T09:22:09Z');
const HOURLY: RateAlarm = { kind: 'bounce', windowMs: HOUR, window: '1h' };
const DAILY: RateAlarm = { kind: 'bounce', windowMs: DAY, window: '24h' };

const pageOf = (time: number, alarm = HOURLY, alarmName = 'page'): KindPage => ({
  kind: 'bounce',
  alarm,
  alarmName,
  at: time,
});
const FIRST = pageOf(PAGED);
const CLAIMED = startIncident(FIRST, { writer: 'one', now: PAGED });
const BRIEFED = withBrief(CLAIMED, FIRST, { at: PAGED + MINUTE, subject: 'Brief: 4 of 5' });

const decideFor = (stored: unknown, page: KindPage, now = page.at + MINUTE, writer = 'two') =>
  decide(stored, page, { writer, now });

it('the ID of an incident has its kind and its minute', () => {
  expect(CLAIMED.id).toBe('bounce-20261104T0922Z');
});

describe('a page', () => {
  it.each<[string, unknown, KindPage, string]>([
    ['starts an incident if there is none', undefined, FIRST, 'write'],
    ['gets a reminder within the window of a brief', BRIEFED, pageOf(PAGED + HOUR - 1), 'remind'],
    ['starts another incident after the window', BRIEFED, pageOf(PAGED + HOUR), 'write'],
    ['that arrives late belongs to the incident', BRIEFED, pageOf(PAGED - HOUR + 1), 'remind'],
    ['that Lambda delivers again gets nothing', BRIEFED, FIRST, 'nothing'],
    ['of another alarm in the same second gets a reminder', BRIEFED, pageOf(PAGED, HOURLY, 'other'), 'remind'],
    ['of the day belongs to an incident of the same hour', BRIEFED, pageOf(PAGED + 30 * MINUTE, DAILY), 'remind'],
    ['of the day does not belong to an incident hours ago', BRIEFED, pageOf(PAGED + 3 * HOUR, DAILY), 'write'],
  ])('%s', (_, stored, page, action) => {
    expect(decideFor(stored, page).action).toBe(action);
  });

  it('of the hour starts an incident hours after a brief about the day', () => {
    const page = pageOf(PAGED, DAILY);
    const daily = withBrief(startIncident(page, { writer: 'one', now: PAGED }), page, { at: PAGED, subject: 'x' });
    expect(decideFor(daily, pageOf(PAGED + 3 * HOUR)).action).toBe('write');
    expect(decideFor(daily, pageOf(PAGED + 3 * HOUR, DAILY)).action).toBe('remind');
  });

  it('gets nothing after its reminder', () => {
    const page = pageOf(PAGED + 10 * MINUTE);
    expect(decideFor(withAnswer(BRIEFED, page), page).action).toBe('nothing');
  });
});

describe('the claim of a writer', () => {
  it.each<[string, number, string, string]>([
    ['keeps others away', PAGED + LEASE_MS - 1, 'two', 'wait'],
    ['ends by itself, so that a crash loses no brief', PAGED + LEASE_MS, 'two', 'write'],
    ['is no obstacle for the writer, whose response was lost', PAGED + 1, 'one', 'write'],
    ['does not count if it comes from a wrong clock', PAGED - 1, 'two', 'write'],
  ])('%s', (_, now, writer, action) => {
    const step = decide(CLAIMED, FIRST, { writer, now });
    expect(step.action).toBe(action);
    expect(step.incident.id).toBe(CLAIMED.id);
  });

  it.each<[string, number, string]>([
    ['waits until its brief is written', LEASE_MS - 1, 'wait'],
    ['starts as soon as the claim ends', LEASE_MS, 'write'],
  ])('of one incident is not taken by a page of another, which %s', (_, sinceKept, action) => {
    const page = pageOf(PAGED + HOUR);
    const late = { ...CLAIMED, leasedUntil: page.at + LEASE_MS };
    const step = decide(late, page, { writer: 'two', now: page.at + sinceKept });
    expect(step.action).toBe(action);
    expect(step.incident.id === CLAIMED.id).toBe(action === 'wait');
  });

  it('passes to the next writer, with the same ID', () => {
    const now = PAGED + 5 * MINUTE;
    expect(decide(CLAIMED, pageOf(PAGED + 2 * MINUTE), { writer: 'two', now }).incident).toEqual({
      ...CLAIMED,
      writer: 'two',
      leasedUntil: now + LEASE_MS,
    });
  });
});

describe('content that this version does not know starts an incident', () => {
  it.each<[string, unknown]>([
    ['no object', 'text'],
    ['null', null],
    ['another ID', { ...BRIEFED, id: 'alice@example.com' }],
    ['a time that is no number', { ...BRIEFED, at: '2026-11-04' }],
    ['a time beyond all dates', { ...BRIEFED, at: 9e15 }],
    ['no writer', { ...BRIEFED, writer: undefined }],
    ['a brief without a time', { ...BRIEFED, brief: { subject: 'x' } }],
    ['a subject with a line feed', { ...BRIEFED, brief: { at: PAGED, subject: 'x\ny' } }],
    ['a subject that SNS would refuse', { ...BRIEFED, brief: { at: PAGED, subject: 'x'.repeat(100) } }],
  ])('%s', (_, stored) => {
    expect(decideFor(stored, pageOf(PAGED + MINUTE)).action).toBe('write');
  });

  it('but not if only the answered pages are unreadable', () => {
    expect(decideFor({ ...BRIEFED, pages: 7 }, pageOf(PAGED + MINUTE)).action).toBe('remind');
  });
});

it('an incident remembers the last twenty pages', () => {
  let incident: Incident = BRIEFED;
  for (let minute = 1; minute <= 20; minute++) incident = withAnswer(incident, pageOf(PAGED + minute * 1000));
  expect(incident.pages).toHaveLength(20);
  expect(decideFor(incident, pageOf(PAGED + 20_000)).action).toBe('nothing');
  expect(decideFor(incident, FIRST).action).toBe('remind');
});
