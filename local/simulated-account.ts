import type { LocalAccount } from './aws';
import { type Cut, cutIntoPeriods, oldestPeriod } from './send-periods';
import { type ScenarioName, type SimulatedMail, simulateMail } from './simulated-mail';

const DAY_MS = 24 * 60 * 60_000;

const DAILY_QUOTA = 50_000;

/**
 * An account in good standing that mails as the scenario says.
 *
 * @param startedAt the moment that a scenario's "last hour" ends at, epoch milliseconds
 */
export function simulateAccount(
  scenario: ScenarioName,
  seed: number,
  startedAt: number,
  cut: Cut = 'sliding',
): LocalAccount {
  return accountOf(simulateMail(scenario, seed, startedAt), cut);
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
