import { describe, expect, it } from '@jest/globals';
import { randomLcg } from 'd3-random';
import { type CountedAs, drawLifecycle, type MessageLifecycle } from '../../../local/simulation/message-lifecycle';

const DRAWS = 2000;

function draw(countedAs: CountedAs): MessageLifecycle[] {
  const random = randomLcg(1);
  return Array.from({ length: DRAWS }, () => drawLifecycle(countedAs, random));
}

const UNCOUNTED = draw('nothing');
const ALL = [...UNCOUNTED, ...(['bounce', 'complaint', 'reject'] as const).flatMap(draw)];

/** Returns the types of the events in order. A bounce includes its bounce type. */
function typesOf({ events }: MessageLifecycle): string {
  return events.map(({ Type, Details }) => [Type, Details?.Bounce?.BounceType].filter(Boolean).join(' ')).join(', ');
}

describe('a message that the statistics count', () => {
  it.each([
    ['bounce', 'SEND, BOUNCE PERMANENT'],
    ['complaint', 'SEND, DELIVERY, COMPLAINT'],
    ['reject', 'SEND, REJECT'],
  ] as const)('as a %s has the events %s', (countedAs, types) => {
    expect(new Set(draw(countedAs).map(typesOf))).toEqual(new Set([types]));
  });
});

describe('a message that the statistics count only as an attempt', () => {
  it.each([
    ['SEND, DELIVERY', 'is mostly delivered', 0.65, 0.8],
    ['SEND, DELIVERY, OPEN', 'is often opened', 0.1, 0.2],
    ['SEND, DELIVERY, OPEN, CLICK', 'is sometimes clicked', 0.03, 0.08],
    ['SEND, DELIVERY_DELAY, DELIVERY', 'is seldom delayed', 0.01, 0.04],
    ['SEND, DELIVERY_DELAY, BOUNCE TRANSIENT', 'seldom bounces because the mailbox is full', 0.002, 0.03],
    ['SEND, DELIVERY, BOUNCE TRANSIENT', 'seldom draws an automatic reply', 0.002, 0.03],
    ['SEND', 'seldom goes to several recipients or to the simulator', 0.01, 0.06],
  ])('%s: %s', (types, _, least, most) => {
    const share = UNCOUNTED.filter((lifecycle) => typesOf(lifecycle) === types).length / DRAWS;
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });

  it('has no other events: no permanent bounce and no complaint', () => {
    expect(new Set(UNCOUNTED.map(typesOf)).size).toBe(7);
  });
});

it.each([
  ['two recipients', ({ recipients }: MessageLifecycle) => recipients.length === 2],
  [
    'the mailbox simulator',
    ({ recipients }: MessageLifecycle) => recipients[0]?.address.endsWith('@simulator.amazonses.com'),
  ],
])('a message to %s has only the event SEND', (_, isOne) => {
  expect(new Set(ALL.filter(isOne).map(typesOf))).toEqual(new Set(['SEND']));
});

it('two recipients are different', () => {
  const pairs = ALL.filter(({ recipients }) => recipients.length > 1);
  expect(pairs.filter(({ recipients: [first, second] }) => first?.address === second?.address)).toEqual([]);
});

it('events are in order of time, and the first one happens at the time of sending', () => {
  const times = ALL.map(({ events }) => events.map(({ afterMs }) => afterMs));
  expect(times).toEqual(times.map((of) => [...of].sort((a, b) => a - b)));
  expect(new Set(times.map(([first]) => first))).toEqual(new Set([0]));
});

it('diagnostic codes of permanent bounces quote the recipient in several ways', () => {
  const wordings = new Set<string>();
  for (const { recipients, events } of draw('bounce')) {
    const [local = '', domain = ''] = recipients[0]?.address.split('@') ?? [];
    const code = events[1]?.Details?.Bounce?.DiagnosticCode?.toLowerCase() ?? '';
    expect(code).toContain(local);
    wordings.add(code.replaceAll(local, 'LOCAL').replaceAll(domain, 'DOMAIN'));
  }
  expect(wordings.size).toBe(5);
});

it('every address is on a domain that is reserved for examples, or is the simulator', () => {
  const isReserved = /@([\w-]+\.)*example\.(com|net|org)$|@simulator\.amazonses\.com$/;
  const addresses = ALL.flatMap(({ recipients }) => recipients.map(({ address }) => address));
  expect(addresses.filter((address) => !isReserved.test(address))).toEqual([]);
});
