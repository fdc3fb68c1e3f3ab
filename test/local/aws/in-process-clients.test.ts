/** The in-process clients answer as the endpoint does. aws.test.ts tests the endpoint. over-http.test.ts compares whole replays. */
import { GetSendStatisticsCommand, ListIdentitiesCommand } from '@aws-sdk/client-ses';
import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from '@jest/globals';
import { createInProcessClients, type InProcessAws } from '../../../local/aws/in-process-clients';
import { createMetricStore } from '../../../local/aws/metric-store';
import { simulateAccount } from '../../../local/simulation/simulated-account';
import { at } from '../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

function createClients({ account, ...options }: Partial<Pick<InProcessAws, 'account' | 'isThrottled'>> = {}) {
  const now = () => NOON;
  const metrics = createMetricStore({ now });
  return createInProcessClients({
    account: account ?? simulateAccount({ scenario: 'healthy', seed: 1, startedAt: NOON }),
    metrics,
    now,
    ...options,
  });
}

describe('SES in this process', () => {
  it.each([
    [
      'points without their unknown members',
      [{ timestamp: NOON, deliveryAttempts: 3, bounces: 1, complaints: 0, rejects: 2 }, { bounces: 2 }],
      [{ Timestamp: new Date(NOON), DeliveryAttempts: 3, Bounces: 1, Complaints: 0, Rejects: 2 }, { Bounces: 2 }],
    ],
    ['an empty list', [], []],
    ['no list', undefined, undefined],
  ])('returns %s', async (_, points, expected) => {
    const account = {
      ...simulateAccount({ scenario: 'healthy', seed: 1, startedAt: NOON }),
      sendDataPoints: () => points,
    };
    const { SendDataPoints } = await createClients({ account }).ses.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints).toEqual(expected);
  });

  it('throttles with the errors of the two API versions', async () => {
    const { ses, sesv2 } = createClients({ isThrottled: () => true });
    await expect(ses.send(new GetSendStatisticsCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
    await expect(sesv2.send(new GetAccountCommand({}))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('throttles one operation and answers the other', async () => {
    const { ses, sesv2 } = createClients({ isThrottled: (operation) => operation === 'GetSendStatistics' });
    await expect(ses.send(new GetSendStatisticsCommand({}))).rejects.toThrow('Rate exceeded');
    await expect(sesv2.send(new GetAccountCommand({}))).resolves.toMatchObject({ EnforcementStatus: 'HEALTHY' });
  });

  it('rejects an operation that it does not support', async () => {
    const command = createClients().ses.send(new ListIdentitiesCommand({}));
    await expect(command).rejects.toThrow('ListIdentitiesCommand is not supported in this process');
  });
});
