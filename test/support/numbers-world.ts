/** A local SES with daily numbers, and a clock that skips every wait. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { createSesClient } from '../../lambda/message-insights/clients';
import type { Clock } from '../../lambda/shared/clock';
import { type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import type { AccountNames, DailyVolumes } from '../../local/aws/daily-volumes';
import { createMetricStore } from '../../local/aws/metric-store';
import { createSkippingClock } from './skipping-clock';
import { HEALTHY_ACCOUNT } from './world';

export interface NumbersWorldOptions {
  readonly numbers?: readonly DailyVolumes[];
  readonly names?: Partial<AccountNames>;
  readonly vdm?: 'ENABLED' | 'DISABLED';
  readonly intercept?: LocalAwsOptions['intercept'];
}

export interface NumbersWorld {
  readonly sesv2: SESv2Client;
  readonly clock: Clock;
  /** The operations that arrived at SES, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startNumbersWorld(options: NumbersWorldOptions = {}): Promise<NumbersWorld> {
  const { numbers = [], names = {}, vdm = 'ENABLED', intercept } = options;
  const requests: string[] = [];
  const clock = createSkippingClock({ ahead: 0 });
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
      dailyVolumes: (from, until) => numbers.filter(({ day }) => day >= from && day < until),
      names: { identities: [], configurationSets: [], tenants: [], ...names },
    },
    metrics: createMetricStore({ now: clock.now }),
    now: clock.now,
    limitClock: clock.now,
    intercept(operation, body) {
      requests.push(operation);
      return intercept?.(operation, body);
    },
  });
  const sesv2 = createSesClient(locationOf(aws.url));
  clock.watch(sesv2);
  return { sesv2, clock, requests, close: aws.close };
}

/** Returns the numbers of one day for one combination of values. */
export function numbersOf(
  day: number,
  values: DailyVolumes['values'],
  [sends, deliveries, hardBounces, complaints]: readonly [number, number, number, number],
): DailyVolumes {
  return {
    day,
    values,
    volumes: {
      SEND: sends,
      DELIVERY: deliveries,
      PERMANENT_BOUNCE: hardBounces,
      TRANSIENT_BOUNCE: 0,
      COMPLAINT: complaints,
    },
  };
}
