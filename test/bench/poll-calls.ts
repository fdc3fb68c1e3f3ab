/** The requests of a poll. */
import { throttledSesV1 } from '../../local/aws/ses-endpoint';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { at, clientsOf, MINUTE, startWorld } from '../support/world';
import { pointsBefore } from './busy-account';
import { type Call, createRecorder } from './recorded-calls';

export interface PollCase {
  readonly title: string;
  /** When the poll runs, epoch milliseconds. */
  readonly calledAt: number;
  /** When the poll before this one ran, which published three hours. Undefined: the stack is new. */
  readonly previousAt?: number;
  /** Whether SES throttles the first call to GetSendStatistics. */
  readonly throttled?: boolean;
}

const CALLED_AT = at('2026-11-22T12:22:20Z');
const FIRST_OF_HOUR = at('2026-11-22T12:07:20Z');

export const POLLS: readonly PollCase[] = [
  { title: 'Poll', calledAt: CALLED_AT, previousAt: CALLED_AT - 15 * MINUTE },
  { title: 'Poll that repairs a slot', calledAt: CALLED_AT, previousAt: CALLED_AT - 30 * MINUTE },
  {
    title: 'Poll that SES throttles once',
    calledAt: CALLED_AT,
    previousAt: CALLED_AT - 15 * MINUTE,
    throttled: true,
  },
  { title: 'First poll of an hour in a new stack', calledAt: FIRST_OF_HOUR },
];

/** @throws Error if the poll fails */
export async function recordPoll({ calledAt, previousAt, throttled = false }: PollCase): Promise<readonly Call[]> {
  let throttlesLeft = 0;
  const world = await startWorld({
    at: previousAt ?? calledAt,
    account: {
      sendDataPoints: (now) => pointsBefore(now),
    },
    intercept: (operation) => (operation === 'GetSendStatistics' && throttlesLeft-- > 0 ? throttledSesV1() : undefined),
  });
  try {
    if (previousAt !== undefined) await world.poll({ backfill: '3h' });
    world.time = calledAt;
    throttlesLeft = throttled ? 1 : 0;
    const clock = createSkippingClock({ ahead: 0 }, () => 0);
    const recorder = createRecorder(clock);
    const clients = clientsOf(world.url);
    // The clock does not see the thread that compresses.
    Object.assign(clients.cloudwatch.config, { disableRequestCompression: async () => true });
    for (const client of Object.values(clients)) {
      clock.watch(client);
      recorder.record(client);
    }
    const { failures } = await world.poll({}, clients);
    if (failures.length > 0) throw new AggregateError(failures.map(({ error }) => error));
    return recorder.calls;
  } finally {
    await world.close();
  }
}
