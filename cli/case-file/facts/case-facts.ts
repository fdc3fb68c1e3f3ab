/** The facts of a case file, as AWS's services returned them. */

import type { Span } from '../../../lambda/shared/topic/numbers';
import type { DeployedAlarm } from '../../deployed/alarms';
import type { DeployedStack } from '../../deployed/deployed-stack';
import type { AlarmEvent } from './alarm-events';
import type { Series } from './rate-figures';

/** A source that could not be read. */
export interface Unread {
  /** Why, in words that can be shared. AWS's own message can name the caller, so it is not part of it. */
  readonly reason: string;
  /** The whole sentence with AWS's message. Only the terminal shows it. */
  readonly detail: string;
  /** Whether AWS did not allow it. */
  readonly isDenied: boolean;
}

/** What a source returned, or why it is unknown. */
export type Reading<T> = { readonly value: T } | { readonly unread: Unread };

export interface AccountDetails {
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`, or a status that SES adds later. */
  readonly status: string | undefined;
  readonly sendingEnabled: boolean | undefined;
  /** Sends in 24 hours. -1 means unlimited. */
  readonly max24HourSend: number | undefined;
  readonly sentLast24Hours: number | undefined;
  readonly productionAccess: boolean | undefined;
  /** The latest review of a request for production access. It is not AWS's review of bounces or complaints. */
  readonly accessReview: { readonly status: string; readonly caseId: string | undefined } | undefined;
  /** The reasons for which SES adds addresses to the account's suppression list. Undefined: SES does not say. */
  readonly suppressedReasons: readonly string[] | undefined;
  /** Whether Virtual Deliverability Manager is on. */
  readonly vdmEnabled: boolean | undefined;
  /** `NONE`, `ESSENTIALS`, `PRO` or `ENTERPRISE`. */
  readonly plan: string | undefined;
}

/** The addresses that were added to the account's suppression list, by day and reason. */
export interface SuppressionDays {
  readonly days: readonly SuppressionDay[];
  /** Whether the list has more addresses of the span than these counts include. */
  readonly hasMore: boolean;
}

export interface SuppressionDay {
  /** UTC, such as `2026-11-18`. */
  readonly day: string;
  readonly bounces: number;
  readonly complaints: number;
  /** Added for a reason that this version does not know. */
  readonly others: number;
}

export interface CaseFacts {
  readonly stack: Pick<DeployedStack, 'name' | 'region' | 'account' | 'outputs'>;
  readonly span: Span;
  /** Whether the span begins before the newest page, because the command line does not set its beginning. */
  readonly isFromPage: boolean;
  /** Epoch milliseconds. */
  readonly writtenAt: number;
  readonly alarms: Reading<readonly DeployedAlarm[]>;
  /** Labels of the windows that the exporter publishes. If they are unknown, the series have the default windows. */
  readonly windows: Reading<readonly string[]>;
  readonly events: Reading<readonly AlarmEvent[]>;
  readonly series: Reading<readonly Series[]>;
  readonly awsSeries: Reading<readonly Series[]>;
  readonly account: Reading<AccountDetails>;
  readonly suppressions: Reading<SuppressionDays>;
}

/** Returns the value of a source, or undefined if it could not be read. */
export function readValue<T>(reading: Reading<T>): T | undefined {
  return 'value' in reading ? reading.value : undefined;
}
