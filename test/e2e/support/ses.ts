/** A simulated SES with features that the emulator's SES lacks: sliding periods, bounces, complaints, and insights for each message. */
import { startLocalAws } from '../../../local/aws/aws';
import { createMetricStore } from '../../../local/aws/metric-store';
import { accountOf } from '../../../local/simulation/simulated-account';
import { type SimulatedMail, simulateMail } from '../../../local/simulation/simulated-mail';
import { messagesOf } from '../../../local/simulation/simulated-messages';

export interface Ses {
  /** Environment variables that point a function's SES clients here, and no other clients. */
  readonly variables: Readonly<Record<string, string>>;
  /** The mail that was sent. */
  readonly mail: SimulatedMail;
  /** Returns the id of the newest message that bounced. */
  bouncedMessage(): string;
  /** Pauses the account's sending, like AWS after too many bounces. */
  pauseSending(): void;
  close(): Promise<void>;
}

const SEED = 1;

export async function startSes(): Promise<Ses> {
  const mail = simulateMail('bounce-spike', SEED, Date.now());
  const messages = messagesOf(mail, SEED);
  const { account, ...statistics } = accountOf(mail);
  let isSending = true;
  const { url, close } = await startLocalAws({
    account: {
      ...statistics,
      account: (calledAt) => ({
        ...account(calledAt),
        SendingEnabled: isSending,
        EnforcementStatus: isSending ? 'HEALTHY' : 'SHUTDOWN',
        VdmAttributes: { VdmEnabled: 'ENABLED' },
      }),
      message: messages.find,
    },
    metrics: createMetricStore({ now: Date.now }),
    now: Date.now,
  });
  return {
    variables: { AWS_ENDPOINT_URL_SES: url, AWS_ENDPOINT_URL_SESV2: url },
    mail,
    bouncedMessage() {
      const id = messages.newest('BOUNCE', Date.now());
      if (!id) throw new Error('No message bounced');
      return id;
    },
    pauseSending() {
      isSending = false;
    },
    close,
  };
}
