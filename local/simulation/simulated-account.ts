import type { LocalAccount } from '../aws/aws';
import type { VdmStatus } from '../aws/ses-endpoint';
import { type Cut, cutIntoPeriods, oldestPeriod } from './send-periods';
import { type ScenarioName, type SimulatedMail, simulateMail } from './simulated-mail';
import { messagesOf, type SimulatedMessages } from './simulated-messages';

const DAY_MS = 24 * 60 * 60_000;

const DAILY_QUOTA = 50_000;

export interface SimulatedAccount extends LocalAccount {
  readonly newestMessage: SimulatedMessages['newest'];
}

/**
 * An account in good standing that mails as the scenario says, and tells of its single messages.
 *
 * @param startedAt the moment that a scenario's "last hour" ends at, epoch milliseconds
 * @param vdm whether Virtual Deliverability Manager is on, without which SES tells of no message
 */
export function simulateAccount(
  scenario: ScenarioName,
  seed: number,
  startedAt: number,
  vdm: VdmStatus = 'ENABLED',
): SimulatedAccount {
  const mail = simulateMail(scenario, seed, startedAt);
  const { account, ...statistics } = accountOf(mail);
  const { find, newest } = messagesOf(mail, seed);
  return {
    ...statistics,
    account: (calledAt) => ({ ...account(calledAt), VdmAttributes: { VdmEnabled: vdm } }),
    message: find,
    newestMessage: newest,
  };
}

/** An account in good standing that sends this mail. */
export function accountOf(mail: SimulatedMail, cut: Cut = 'sliding'): LocalAccount {
  return {
    sendDataPoints: (calledAt) => cutIntoPeriods(mail.between(oldestPeriod(calledAt, cut), calledAt), calledAt, cut),
    account: (calledAt) => ({
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: {
        Max24HourSend: DAILY_QUOTA,
        MaxSendRate: 14,
        SentLast24Hours: mail
          .between(calledAt - DAY_MS, calledAt)
          .reduce((sum, { deliveryAttempts }) => sum + deliveryAttempts, 0),
      },
    }),
  };
}
