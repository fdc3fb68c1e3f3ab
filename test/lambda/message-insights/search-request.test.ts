import { describe, expect, it } from '@jest/globals';
import { readSearchRequest } from '../../../lambda/message-insights/search-request';
import type { SearchRequest } from '../../../lambda/message-insights/search-schemas';
import { at, DAY, HOUR } from '../../support/world';

const NOW = at('2026-11-22T12:00:00Z');
const MASKED = false;
const UNMASKED = true;
const toAlice = 'alice@example.com';

const read = (request: SearchRequest, unmasked = MASKED) =>
  readSearchRequest({ content: JSON.stringify(request), isBase64: false }, unmasked, NOW);

describe('a search', () => {
  it('of everything reads the last day', () => {
    expect(read({})).toMatchObject({
      kind: 'rows',
      span: { from: NOW - DAY, until: NOW },
      mail: { sentFrom: NOW - DAY, sentUntil: NOW, maxRows: 10_000 },
      hasWildcard: false,
    });
  });

  it('passes its filters to SES', () => {
    const { mail, hasWildcard } = read({
      to: '*@example.com',
      from: 'a@b.example',
      subject: 'Sale*',
      isp: 'Gmail',
      limit: 7,
    });
    expect(mail).toMatchObject({
      to: '*@example.com',
      from: 'a@b.example',
      subject: 'Sale*',
      isp: 'Gmail',
      maxRows: 7,
    });
    expect(hasWildcard).toBe(true);
  });

  it.each([
    ['bounced', ['PERMANENT_BOUNCE']],
    ['soft-bounced', ['TRANSIENT_BOUNCE', 'UNDETERMINED_BOUNCE']],
    ['complained', ['COMPLAINT']],
    ['delivered', ['DELIVERY']],
    ['sent', ['SEND']],
  ] as const)('for mail that %s asks for the events %j', (outcome, deliveryEvents) => {
    expect(read({ outcome }).mail.deliveryEvents).toEqual(deliveryEvents);
  });

  it.each([
    ['a whole address', { to: toAlice }, toAlice],
    ['a domain', { to: '*@example.com' }, undefined],
    ['nobody', {}, undefined],
  ])('for %s has the recipient %s', (_, request, recipient) => {
    expect(read(request).recipient).toBe(recipient);
  });

  it('is the same request with its members in another order', () => {
    expect(read({ to: toAlice, since: '2h' }).canonical).toBe(read({ since: '2h', to: toAlice }).canonical);
    expect(read({ to: toAlice, since: '2h' }).canonical).not.toBe(read({ to: toAlice, since: '3h' }).canonical);
  });
});

describe('a preset', () => {
  it.each([
    ['bouncing', DAY, 'PERMANENT_BOUNCE'],
    ['complaining', 3 * DAY, 'COMPLAINT'],
  ] as const)('%s reads the mail sent up to %i ms before its span', (preset, lookBack, event) => {
    expect(read({ preset, since: '2h' })).toMatchObject({
      kind: preset,
      span: { from: NOW - 2 * HOUR, until: NOW },
      mail: { sentFrom: NOW - 2 * HOUR - lookBack, sentUntil: NOW, deliveryEvents: [event], maxRows: 10_000 },
    });
  });

  it('reads no mail that is older than 30 days', () => {
    expect(read({ preset: 'complaining', since: '29d' }).mail.sentFrom).toBe(NOW - 30 * DAY);
  });

  it.each([['to'], ['subject'], ['isp']] as const)('does not combine with %s', (member) => {
    expect(() => read({ preset: 'bouncing', [member]: 'x' })).toThrow(
      `"preset" allows only "since" and "until" beside it. Remove "${member}".`,
    );
  });

  it('belongs to the masked route', () => {
    expect(() => read({ preset: 'bouncing' }, UNMASKED)).toThrow('Start it with POST /v1/searches.');
  });
});

describe('a wildcard', () => {
  const onlyDomain = /^"to" must be one whole address, or "\*@" and a domain\./;
  const revealsSubject = /^"subject" and a whole address in "to" reveal what one person gets\./;
  const revealsSender = /^A wildcard in "from" and a whole address in "to" reveal who writes to one person\./;

  it.each<[string, SearchRequest, RegExp]>([
    ['for the first letters of an address', { to: 'ali*' }, onlyDomain],
    ['for the first letters at a domain', { to: 'a*@example.com' }, /wildcard in the middle/],
    ['for part of a domain', { to: '*@exam*' }, onlyDomain],
    ['for the end of an address', { to: '*ice@example.com' }, onlyDomain],
    ['for a domain without an at sign', { to: '*example.com' }, onlyDomain],
    ['with a display name', { to: 'Alice <alice@example.com>' }, onlyDomain],
    ['for one person with a subject', { to: toAlice, subject: 'Reset*' }, revealsSubject],
    ['for one person with a whole subject', { to: toAlice, subject: 'Reset' }, revealsSubject],
    ['for one person with part of a sender', { to: toAlice, from: '*@shop.example' }, revealsSender],
  ])('is refused on the masked route %s', (_, request, message) => {
    expect(() => read(request)).toThrow(message);
  });

  it.each([1, 4])('is refused on the masked route with a limit of %i, because nothing would be shown', (limit) => {
    const message = `"limit" must be at least 5 in a search with a wildcard, got ${limit}: a result of fewer than 5 recipients is not shown.`;
    expect(() => read({ subject: 'Spring*', limit })).toThrow(message);
    expect(read({ subject: 'Spring*', limit: 5 }).mail.maxRows).toBe(5);
    expect(read({ subject: 'Spring*', limit }, UNMASKED).mail.maxRows).toBe(limit);
    expect(read({ subject: 'Spring sale', limit }).mail.maxRows).toBe(limit);
  });

  it.each<[string, SearchRequest]>([
    ['for the first letters of an address', { to: 'ali*' }],
    ['for one person with a subject', { to: toAlice, subject: 'Reset*' }],
    ['for one person with part of a sender', { to: toAlice, from: '*@shop.example' }],
  ])('is accepted on the unmasked route %s', (_, request) => {
    expect(read(request, UNMASKED)).toMatchObject({ mail: request });
  });

  it.each<[string, SearchRequest, RegExp]>([
    ['in the middle', { subject: 'Spring*sale' }, /^"subject" has a wildcard in the middle\./],
    ['without anything else', { from: '**' }, /^"from" is only a wildcard\. Leave it out/],
    ['in the provider', { isp: 'G*' }, /^"isp" allows no wildcard\./],
  ])('is refused on both routes %s', (_, request, message) => {
    for (const unmasked of [MASKED, UNMASKED]) expect(() => read(request, unmasked)).toThrow(message);
  });
});
