/** What a session offers to people who look for mail: the widgets of the dashboard, and examples to look up. */
import { randomUUID } from 'node:crypto';
import { locationOf } from '../aws/aws';
import { createLocalWidgets } from '../aws/local-insights';
import type { SimulatedAccount } from '../simulation/simulated-account';

export interface MailTools {
  /** Calls the function of a custom widget, and returns its HTML or Markdown. */
  readonly invokeWidget: (functionArn: string, event: object) => Promise<unknown>;
  /** Returns values to look up, newest first. */
  readonly examples: () => readonly Example[];
}

export interface Example {
  readonly title: string;
  /** A message id or an address. */
  readonly value: string;
}

export interface MailToolsOptions {
  readonly account: Pick<SimulatedAccount, 'newestMessage' | 'newestSuppressed' | 'region'>;
  /** URL of the local AWS of the account. */
  readonly awsUrl: string;
  /** URL of the look-up API of the account, which the commands in a widget call. */
  readonly apiUrl: string;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

export function createMailTools({ account, awsUrl, apiUrl, now }: MailToolsOptions): MailTools {
  const widgets = createLocalWidgets({ ses: locationOf(awsUrl), region: account.region, now }, apiUrl);
  return {
    invokeWidget: (invokedFunctionArn, event) => widgets(event, { awsRequestId: randomUUID(), invokedFunctionArn }),
    examples() {
      const values = [
        ['a bounced message', account.newestMessage('BOUNCE', now())],
        ['a message that drew a complaint', account.newestMessage('COMPLAINT', now())],
        ['a delivered message', account.newestMessage('DELIVERY', now())],
        ['an address that gets no mail', account.newestSuppressed(now())],
      ] as const;
      return values.flatMap(([title, value]) => (value === undefined ? [] : [{ title, value }]));
    },
  };
}
