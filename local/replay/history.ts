/** A mail history to test the alarms with: what happens, which alarms must fire, and when. */
import type { AlarmName } from '../../lib/alarms/alarm-table';
import type { SesOperation } from '../aws/in-process-clients';
import type { SesAccount } from '../aws/ses-endpoint';
import type { AwsRates } from '../simulation/aws-rates';
import type { Expected } from '../simulation/simulated-mail';

/** How a scheduled event reaches the exporter. `missing`: it never does. `throttled by Lambda`: after Lambda's retries. */
export type Delivery = 'on time' | 'missing' | 'twice' | 'after the next' | 'throttled by Lambda';

/** An alarm that pages, or `ratesPage`, which pages for all critical alarms on rates. */
export type Pager = AlarmName | 'ratesPage';

/** Minutes after the incident's start, both included. */
export type MinuteRange = readonly [from: number, to: number];

export const AWS_RATES_IN_GOOD_STANDING: AwsRates = { BounceRate: 0.01, ComplaintRate: 0.0002 };

/** Words that a brief must contain. */
export interface ExpectedBrief {
  /** In the subject. */
  readonly subject: string;
  /** In the first line of the text. */
  readonly finding: string;
}

/** In all functions, `since` is milliseconds after the incident's start, negative before it. */
export interface History {
  readonly description: string;
  /** Length after the incident's start, milliseconds. */
  readonly lengthMs: number;
  /** The mail of the minute at `time`, epoch milliseconds. */
  mail(time: number, since: number): Expected;
  /** Default: those of an account in good standing. */
  awsRates?(since: number): AwsRates;
  /** Differences from an account in good standing. Default: none. */
  account?(since: number): Partial<SesAccount>;
  /** Default: on time. */
  delivery?(since: number): Delivery;
  /** The operation that SES throttles. Default: none. */
  throttles?(since: number): SesOperation | undefined;
  /** Milliseconds from the sending of a mail until SES records it. Default: `INDEXING_MS`. */
  readonly indexingMs?: number;
  /** Whether a mute rule holds back the actions of all alarms. Default: never. */
  isMuted?(since: number): boolean;
  /** Whether the stack is deployed at the incident's start. Default: it has run for hours. */
  readonly isNewStack?: boolean;
  /** When each alarm first enters ALARM. No other alarm may enter ALARM. */
  readonly alarms: Readonly<Partial<Record<AlarmName, MinuteRange>>>;
  /** The ALARM messages to the critical topic, in order of time, and when each is sent. */
  readonly pages: readonly (readonly [pager: Pager, ...range: MinuteRange])[];
  /** The number of OK messages to the critical topic. Default: not checked. */
  readonly okMessages?: number;
  /** The briefs, in order of time. Default: the brief function does not run. */
  readonly briefs?: readonly ExpectedBrief[];
}
