import { describe, expect, it } from '@jest/globals';
import { randomLcg } from 'd3-random';
import { type Fate, type Story, tellStory } from '../../../local/simulation/message-stories';

const DRAWS = 2000;

function storiesOf(fate: Fate): Story[] {
  const random = randomLcg(1);
  return Array.from({ length: DRAWS }, () => tellStory(fate, random));
}

const OTHERS = storiesOf('other');
const EVERY = [...OTHERS, ...(['bounced', 'complained', 'rejected'] as const).flatMap(storiesOf)];

/** The kinds of events in order, a bounce with its type. */
function plotOf({ events }: Story): string {
  return events.map(({ Type, Details }) => [Type, Details?.Bounce?.BounceType].filter(Boolean).join(' ')).join(', ');
}

describe('a message that the statistics count', () => {
  it.each([
    ['bounced', 'SEND, BOUNCE PERMANENT'],
    ['complained', 'SEND, DELIVERY, COMPLAINT'],
    ['rejected', 'SEND, REJECT'],
  ] as const)('as %s has the events %s', (fate, plot) => {
    expect(new Set(storiesOf(fate).map(plotOf))).toEqual(new Set([plot]));
  });
});

describe('a message that the statistics count as sent and no more', () => {
  it.each([
    ['SEND, DELIVERY', 'is mostly delivered', 0.65, 0.8],
    ['SEND, DELIVERY, OPEN', 'is often opened', 0.1, 0.2],
    ['SEND, DELIVERY, OPEN, CLICK', 'is sometimes clicked', 0.03, 0.08],
    ['SEND, DELIVERY_DELAY, DELIVERY', 'is seldom delayed', 0.01, 0.04],
    ['SEND, DELIVERY_DELAY, BOUNCE TRANSIENT', 'is seldom bounced by a full mailbox', 0.002, 0.03],
    ['SEND, DELIVERY, BOUNCE TRANSIENT', 'is seldom answered by a machine', 0.002, 0.03],
    ['SEND', 'is seldom for several recipients or for the simulator', 0.01, 0.06],
  ])('%s: %s', (plot, _, least, most) => {
    const share = OTHERS.filter((story) => plotOf(story) === plot).length / DRAWS;
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });

  it('has no other events, and neither a permanent bounce nor a complaint', () => {
    expect(new Set(OTHERS.map(plotOf)).size).toBe(7);
  });
});

it.each([
  ['two recipients', ({ recipients }: Story) => recipients.length === 2],
  ['the mailbox simulator', ({ recipients }: Story) => recipients[0]?.address.endsWith('@simulator.amazonses.com')],
])('tells of a message to %s that it was sent, and nothing else', (_, isOne) => {
  const plots = new Set(EVERY.filter(isOne).map(plotOf));
  expect(plots).toEqual(new Set(['SEND']));
});

it('has two different recipients where it has two', () => {
  const pairs = EVERY.filter(({ recipients }) => recipients.length > 1);
  expect(pairs.filter(({ recipients: [first, second] }) => first?.address === second?.address)).toEqual([]);
});

it('has its events in order of time, the first of them at the moment of sending', () => {
  const times = EVERY.map(({ events }) => events.map(({ afterMs }) => afterMs));
  expect(times).toEqual(times.map((of) => [...of].sort((a, b) => a - b)));
  expect(new Set(times.map(([first]) => first))).toEqual(new Set([0]));
});

it('quotes the recipient in what servers say of a permanent bounce, in several ways', () => {
  const wordings = new Set<string>();
  for (const { recipients, events } of storiesOf('bounced')) {
    const [local = '', domain = ''] = recipients[0]?.address.split('@') ?? [];
    const code = events[1]?.Details?.Bounce?.DiagnosticCode?.toLowerCase() ?? '';
    expect(code).toContain(local);
    wordings.add(code.replaceAll(local, 'LOCAL').replaceAll(domain, 'DOMAIN'));
  }
  expect(wordings.size).toBe(5);
});

it('writes to nobody: every address is on a domain that is reserved for examples, or is the simulator', () => {
  const isReserved = /@([\w-]+\.)*example\.(com|net|org)$|@simulator\.amazonses\.com$/;
  const addresses = EVERY.flatMap(({ recipients }) => recipients.map(({ address }) => address));
  expect(addresses.filter((address) => !isReserved.test(address))).toEqual([]);
});
