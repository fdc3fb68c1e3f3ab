/** The suppression list, called by real SDK clients over HTTP. */
import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  type ListSuppressedDestinationsCommandInput,
  PutSuppressedDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSesClient } from '../../../../lambda/message-insights/clients';
import { locationOf } from '../../../../local/aws/aws';
import type { SuppressedAddress } from '../../../../local/aws/sesv2/mail-account';
import { at, DAY, HOUR, SECOND, startWorld, type World } from '../../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

const ENTRIES = new Map<string, SuppressedAddress>([
  ['old+tag/slash@example.com', { reason: 'BOUNCE', since: NOON - 2 * DAY, messageId: 'cause' }],
  ['angry@example.com', { reason: 'COMPLAINT', since: NOON - HOUR, messageId: 'complaint' }],
  ['later@example.com', { reason: 'BOUNCE', since: NOON + HOUR, messageId: 'later' }],
]);

let world: World;
beforeEach(async () => {
  world = await startWorld({ at: NOON, account: { suppressed: () => ENTRIES } });
});
afterEach(() => world.close());

/** Calls SES a second after the last call, so that SES does not throttle the call. */
async function get(EmailAddress: string) {
  world.time += SECOND;
  return (await world.clients.sesv2.send(new GetSuppressedDestinationCommand({ EmailAddress }))).SuppressedDestination;
}

async function list(input: ListSuppressedDestinationsCommandInput = {}) {
  const { SuppressedDestinationSummaries = [], NextToken } = await world.clients.sesv2.send(
    new ListSuppressedDestinationsCommand(input),
  );
  return { addresses: SuppressedDestinationSummaries.map(({ EmailAddress }) => EmailAddress), next: NextToken };
}

const put = (EmailAddress: string) =>
  world.clients.sesv2.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'COMPLAINT' }));

const remove = (EmailAddress: string) =>
  world.clients.sesv2.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));

describe('GetSuppressedDestination', () => {
  it('returns the reason, the time and the message that caused the entry', async () => {
    expect(await get('old+tag/slash@example.com')).toEqual({
      EmailAddress: 'old+tag/slash@example.com',
      Reason: 'BOUNCE',
      LastUpdateTime: new Date(NOON - 2 * DAY),
      Attributes: { MessageId: 'cause', FeedbackId: 'cause-feedback' },
    });
  });

  it.each([
    ['an unknown address', 'nobody@example.com'],
    ['another case', 'Angry@example.com'],
    ['an entry that SES adds later', 'later@example.com'],
  ])('answers 404 for %s', async (_, address) => {
    await expect(get(address)).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  });

  it('responds at most once a second', async () => {
    await get('angry@example.com');
    const impatient = createSesClient(locationOf(world.url));
    const again = impatient.send(new GetSuppressedDestinationCommand({ EmailAddress: 'angry@example.com' }));
    await expect(again).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

describe('ListSuppressedDestinations', () => {
  it.each<[string, ListSuppressedDestinationsCommandInput, string[]]>([
    ['all current entries', {}, ['angry@example.com', 'old+tag/slash@example.com']],
    ['the entries of a reason', { Reasons: ['COMPLAINT'] }, ['angry@example.com']],
    ['the entries since a time', { StartDate: new Date(NOON - DAY) }, ['angry@example.com']],
    ['the entries until a time', { EndDate: new Date(NOON - DAY) }, ['old+tag/slash@example.com']],
  ])('returns %s', async (_, input, expected) => {
    expect((await list(input)).addresses).toEqual(expected);
  });

  it('returns pages', async () => {
    const first = await list({ PageSize: 1 });
    const second = await list({ PageSize: 1, NextToken: first.next });
    expect([first.addresses, second]).toEqual([
      ['angry@example.com'],
      { addresses: ['old+tag/slash@example.com'], next: undefined },
    ]);
  });
});

describe('a change of the list', () => {
  it('adds an entry that no message caused', async () => {
    await put('new@example.com');
    expect(await get('new@example.com')).toEqual({
      EmailAddress: 'new@example.com',
      Reason: 'COMPLAINT',
      LastUpdateTime: new Date(NOON),
    });
  });

  it('deletes an entry', async () => {
    await remove('angry@example.com');
    await expect(get('angry@example.com')).rejects.toMatchObject({ name: 'NotFoundException' });
    expect((await list()).addresses).toEqual(['old+tag/slash@example.com']);
    await expect(remove('angry@example.com')).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('adds a deleted entry again', async () => {
    await remove('angry@example.com');
    world.time += SECOND;
    await put('angry@example.com');
    expect((await list({ StartDate: new Date(NOON) })).addresses).toEqual(['angry@example.com']);
  });
});
