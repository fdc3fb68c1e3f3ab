/** SES in each Region: its account, and its limits of one request a second. */
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';
import { limitToOnePerSecond } from './rate-limit';
import {
  accountAnswer,
  messageInsightsAnswer,
  type SesMessage,
  sendStatisticsAnswer,
  throttledSesV1,
  throttledSesV2,
} from './ses-endpoint';
import type { ExportJobBehavior } from './sesv2/export-jobs';
import type { MailAccount } from './sesv2/mail-account';
import { createSesV2, type SesV2 } from './sesv2/operations';
import type { WireAnswer } from './wire';

/** The SES account that the endpoint serves. */
export interface LocalAccount extends MailAccount {
  /** Returns the points that SES reports at this time, epoch milliseconds; undefined for an answer without a list. */
  sendDataPoints(calledAt: number): readonly ReportedPoint[] | undefined;
  /** Returns a message; undefined when SES does not have it. Default: SES has no messages. */
  message?(messageId: string, calledAt: number): SesMessage | undefined;
}

export interface RegionalSesOptions {
  readonly account: LocalAccount;
  /** The account in another Region. Undefined: the same as `account`. Default: the same in every Region. */
  readonly accountIn?: (region: string) => LocalAccount | undefined;
  /** The clock of the simulated AWS, epoch milliseconds. */
  readonly now: () => number;
  /** The clock of SES's limit of one request per second, milliseconds. Default: real time. */
  readonly limitClock?: () => number;
  readonly exportJobs?: ExportJobBehavior;
}

export interface RegionalSes {
  readonly sesv2: SesV2;
  getSendStatistics(): WireAnswer;
  getAccount(): WireAnswer;
  getMessageInsights(messageId: string): WireAnswer;
}

/** Returns SES in a Region. Regions with the same account share its state, but not its limits. */
export function createRegionalSes(options: RegionalSesOptions): (region: string) => RegionalSes {
  const { account: defaultAccount, accountIn, now, limitClock, exportJobs } = options;
  const regions = new Map<string, RegionalSes>();
  const shared = new Map<LocalAccount, SesV2>();

  function sesv2Of(account: LocalAccount): SesV2 {
    const created = shared.get(account) ?? createSesV2({ account, now, limitClock, exportJobs });
    shared.set(account, created);
    return created;
  }

  function create(account: LocalAccount): RegionalSes {
    const isStatisticsAllowed = limitToOnePerSecond(limitClock);
    const isAccountAllowed = limitToOnePerSecond(limitClock);
    const isInsightsAllowed = limitToOnePerSecond(limitClock);
    const sesv2 = sesv2Of(account);
    return {
      sesv2,
      getSendStatistics: () =>
        isStatisticsAllowed() ? sendStatisticsAnswer(account.sendDataPoints(now())) : throttledSesV1(),
      getAccount: () => (isAccountAllowed() ? accountAnswer(sesv2.account()) : throttledSesV2()),
      getMessageInsights: (messageId) =>
        isInsightsAllowed()
          ? messageInsightsAnswer(account.message?.(messageId, now()), sesv2.account())
          : throttledSesV2(),
    };
  }

  return (region) => {
    const ses = regions.get(region) ?? create(accountIn?.(region) ?? defaultAccount);
    regions.set(region, ses);
    return ses;
  };
}
