/**
 * A simulated SES with features that the emulator's SES lacks: sliding periods, bounces, complaints, insights for each message,
 * export jobs, daily numbers, and the suppression list.
 */
import { startLocalAws } from '../../../local/aws/aws';
import { createMetricStore } from '../../../local/aws/metric-store';
import type { VdmStatus } from '../../../local/aws/ses-endpoint';
import { simulateMail } from '../../../local/simulation/scenarios';
import { accountOf, mailAccountOf } from '../../../local/simulation/simulated-account';
import { ACCOUNT_NAMES } from '../../../local/simulation/simulated-envelope';
import type { SimulatedMail } from '../../../local/simulation/simulated-mail';
import { messagesOf } from '../../../local/simulation/simulated-messages';

export interface Ses {
  /** Environment variables that point a function's SES clients here, and no other clients. */
  readonly variables: Readonly<Record<string, string>>;
  /** The mail that was sent. */
  readonly mail: SimulatedMail;
  /** Returns the id of the newest message that bounced. */
  bouncedMessage(): string;
  /** Returns the newest address to which SES did not send a message, because it is on the suppression list. */
  suppressedAddress(): string;
  /** Pauses the account's sending, like AWS after too many bounces. */
  pauseSending(): void;
  /** Switches Virtual Deliverability Manager off, so that SES knows no single message any more. */
  switchVdmOff(): void;
  close(): Promise<void>;
}

const SEED = 1;

export async function startSes(): Promise<Ses> {
  const mail = simulateMail('bounce-spike', SEED, Date.now());
  const messages = messagesOf(mail, { seed: SEED });
  const { account, ...statistics } = accountOf(mail);
  let isSending = true;
  let VdmEnabled: VdmStatus = 'ENABLED';
  const { url, close } = await startLocalAws({
    account: {
      ...statistics,
      ...mailAccountOf(messages),
      names: ACCOUNT_NAMES,
      account: (calledAt) => ({
        ...account(calledAt),
        SendingEnabled: isSending,
        EnforcementStatus: isSending ? 'HEALTHY' : 'SHUTDOWN',
        VdmAttributes: { VdmEnabled },
      }),
    },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
    exportJobs: { durationMs: 1_000 },
  });
  return {
    variables: { AWS_ENDPOINT_URL_SES: url, AWS_ENDPOINT_URL_SESV2: url },
    mail,
    bouncedMessage() {
      const id = messages.newest('BOUNCE', Date.now());
      if (!id) throw new Error('No message bounced');
      return id;
    },
    suppressedAddress() {
      const address = messages.newestSuppressed(Date.now());
      if (!address) throw new Error('No address is suppressed');
      return address;
    },
    pauseSending() {
      isSending = false;
    },
    switchVdmOff() {
      VdmEnabled = 'DISABLED';
    },
    close,
  };
}
