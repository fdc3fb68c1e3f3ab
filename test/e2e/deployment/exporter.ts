import { expect, test } from '@jest/globals';
import type { DeployedStack } from '../support/deployed-stack';
import { record } from '../support/observations';
import { waitFor } from '../support/wait-for';
import { AWS_CLI, type Deployment, exporterOf, MAILS, NAMESPACE } from './deployment';
import { readMessage } from './queues';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The windows that SES's 14 days of statistics always cover completely. */
const WINDOWS = { '30m': HOUR / 2, '1h': HOUR, '24h': DAY, '7d': 7 * DAY };

interface FailedPoll {
  readonly requestPayload: unknown;
  readonly responsePayload: { readonly errorMessage: string };
}

export function testExporter(current: () => Deployment): void {
  test('backfills the history of a new stack on the first poll of an hour', async () => {
    const { east, readyAt } = current();
    const hour = Math.floor(readyAt / HOUR) * HOUR;
    const firstPoll = hour + 2 * MINUTE;
    const slot = firstPoll <= readyAt ? firstPoll : firstPoll - HOUR; // Polls after readyAt belong to the schedule.
    await east.invoke(await exporterOf(east), { scheduledTime: new Date(slot).toISOString() });
    const history = await east.metric(
      { namespace: NAMESPACE, name: 'DeliveryAttempts', window: '30m' },
      { from: slot - 14 * DAY + HOUR, to: slot, periodSeconds: 300 },
    );
    const slots = [...history.keys()].sort((a, b) => a - b);
    const [oldest = Number.NaN, newest = Number.NaN] = [slots[0], slots.at(-1)];
    record({
      action: 'Backfill: the first poll of an hour, in a stack a few minutes old',
      client: AWS_CLI,
      result: `${slots.length} slots, ${new Date(oldest).toISOString()} to ${new Date(newest).toISOString()}`,
    });
    expect(slots).toEqual(Array.from(slots, (_, index) => oldest + index * 5 * MINUTE)); // No slot is missing.
    expect(oldest).toBeLessThan(readyAt - 13 * DAY - 22 * HOUR); // SES keeps 14 days; the margin is for partial windows.
    expect(newest).toBeGreaterThan(slot - 10 * MINUTE);
  });

  test('is invoked by the schedule, and publishes the mail that was sent', async () => {
    const { ses, west, east, readyAt } = current();
    const [westSlot, eastSlot] = (await Promise.all(
      [west, east].map((stack) =>
        waitFor('a scheduled poll', () => firstSlotAfter(readyAt, stack), { seconds: 400, every: 10 }),
      ),
    )) as [number, number];
    const fromEmulator = await publishedAt(west, westSlot);
    const fromSimulation = await publishedAt(east, eastSlot);
    const action = (source: string) => `A scheduled poll; mail ${source}, every window`;
    record({ action: action(`sent with the AWS CLI: ${MAILS}`), client: AWS_CLI, result: describeRates(fromEmulator) });
    record({ action: action('of the simulation'), client: AWS_CLI, result: describeRates(fromSimulation) });
    expect(fromEmulator).toEqual(
      Object.keys(WINDOWS).map((window) => ({ window, attempts: MAILS, bounces: 0, bounceRate: 0, complaintRate: 0 })),
    );
    expect(fromSimulation).toEqual(ratesBefore(eastSlot, ses.mail));
  });

  test('sends the event of a poll that failed three times to the queue', async () => {
    const { west } = current();
    const name = await exporterOf(west);
    await west.addVariables(name, { AWS_ENDPOINT_URL_SES: 'http://127.0.0.1:9' }); // Nothing listens on this port.
    const asynchronous = ['--invocation-type', 'Event', '--payload', '{"backfill":"1h"}', '/dev/null'];
    await west.aws('lambda', 'invoke', '--function-name', name, ...asynchronous);
    const queue = await west.idOf('AWS::SQS::Queue');
    const readEvent = () => readMessage<FailedPoll>(west, queue);
    const { requestPayload, responsePayload } = await waitFor('the event', readEvent, { seconds: 120 });
    record({
      action: 'A poll fails three times; its event in the queue',
      client: AWS_CLI,
      result: `${JSON.stringify(requestPayload)}: ${responsePayload.errorMessage}`,
    });
    expect(requestPayload).toEqual({ backfill: '1h' });
    expect(responsePayload.errorMessage).toContain('getSendStatistics');
  });
}

async function firstSlotAfter(time: number, { metric }: DeployedStack): Promise<number | undefined> {
  const span = { from: time, to: Date.now() + MINUTE };
  const polls = await metric({ namespace: NAMESPACE, name: 'SendingEnabled' }, span);
  return [...polls.keys()].sort((a, b) => a - b).find((slot) => slot > time);
}

interface Rates {
  readonly window: string;
  readonly attempts: number | undefined;
  readonly bounces: number | undefined;
  readonly bounceRate: number | undefined;
  readonly complaintRate: number | undefined;
}

async function publishedAt(stack: DeployedStack, slot: number): Promise<Rates[]> {
  const names = ['DeliveryAttempts', 'Bounces', 'BounceRate', 'ComplaintRate'];
  const metrics = Object.keys(WINDOWS).flatMap((window) =>
    names.map((name) => ({ namespace: NAMESPACE, name, window })),
  );
  const values = (await stack.metrics(metrics, { from: slot, to: slot + MINUTE })).map((each) => each.get(slot));
  return Object.keys(WINDOWS).map((window, index) => {
    const [attempts, bounces, bounceRate, complaintRate] = values.slice(index * names.length);
    return { window, attempts, bounces, bounceRate, complaintRate };
  });
}

/** Sums the simulated mail minute by minute, without any code of the exporter. */
function ratesBefore(slot: number, mail: Deployment['ses']['mail']): Rates[] {
  return Object.entries(WINDOWS).map(([window, length]) => {
    const sum = { attempts: 0, bounces: 0, complaints: 0 };
    for (const { deliveryAttempts, bounces, complaints } of mail.between(slot - length, slot)) {
      sum.attempts += deliveryAttempts;
      sum.bounces += bounces;
      sum.complaints += complaints;
    }
    const { attempts, bounces, complaints } = sum;
    return { window, attempts, bounces, bounceRate: bounces / attempts, complaintRate: complaints / attempts };
  });
}

function describeRates(rates: readonly Rates[]): string {
  return rates
    .map(({ window, attempts, bounceRate }) => `${window}: ${attempts} attempts, bounce rate ${bounceRate}`)
    .join('; ');
}
