/** A local SES with daily numbers, and a clock that skips every wait. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { createSesClient } from '../../lambda/message-insights/clients';
import type { Clock } from '../../lambda/shared/clock';
import { type LocalAwsOptions, locationOf, startLocalAws } from '../../local/aws/aws';
import { createMetricStore } from '../../local/aws/metric-store';
import type { AccountNames, ArchivedMail } from '../../local/aws/sesv2/mail-account';
import { createSkippingClock } from '../../local/replay/skipping-clock';
import { HEALTHY_ACCOUNT } from './world';

export interface NumbersWorldOptions {
  readonly mail?: readonly ArchivedMail[];
  readonly names?: Partial<AccountNames>;
  readonly vdm?: 'ENABLED' | 'DISABLED';
  readonly intercept?: LocalAwsOptions['intercept'];
  readonly exportJobs?: LocalAwsOptions['exportJobs'];
}

export interface NumbersWorld {
  readonly sesv2: SESv2Client;
  readonly clock: Clock;
  /** The operations that arrived at SES, in order. */
  readonly requests: string[];
  /** Moves the clock. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export async function startNumbersWorld(options: NumbersWorldOptions = {}): Promise<NumbersWorld> {
  const { mail = [], names = {}, vdm = 'ENABLED', intercept, exportJobs } = options;
  const requests: string[] = [];
  const time = { ahead: 0 };
  const clock = createSkippingClock(time);
  const aws = await startLocalAws({
    account: {
      sendDataPoints: () => [],
      account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
      mail: ({ from, until }) => mail.filter(({ sentAt }) => sentAt >= from && sentAt < until),
      names: { identities: [], configurationSets: [], tenants: [], ...names },
    },
    metrics: createMetricStore({ now: clock.now }),
    now: clock.now,
    limitClock: clock.now,
    exportJobs,
    intercept(operation, body, scope, call) {
      requests.push(operation);
      return intercept?.(operation, body, scope, call);
    },
  });
  const sesv2 = createSesClient(locationOf(aws.url));
  clock.watch(sesv2);
  const advance = (ms: number) => {
    time.ahead += ms;
  };
  return { sesv2, clock, requests, advance, close: aws.close };
}

/** The number of mails of each kind. */
export interface Kinds {
  readonly delivered?: number;
  readonly hardBounced?: number;
  readonly complained?: number;
  /** Sent, without another event. */
  readonly sent?: number;
}

type Common = Omit<Partial<ArchivedMail>, 'deliveryEvent'>;

/** Returns mail that was sent at the same time and differs only in its last event. */
export function mailOf(sentAt: number, common: Common, kinds: Kinds): ArchivedMail[] {
  const { delivered = 0, hardBounced = 0, complained = 0, sent = 0 } = kinds;
  const of = (count: number, deliveryEvent: ArchivedMail['deliveryEvent']) =>
    Array.from({ length: count }, () => ({ messageId: 'any', sentAt, ...common, deliveryEvent }));
  return [
    ...of(delivered, 'DELIVERY'),
    ...of(hardBounced, 'PERMANENT_BOUNCE'),
    ...of(complained, 'COMPLAINT'),
    ...of(sent, 'SEND'),
  ];
}
