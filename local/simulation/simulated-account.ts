import { SES_PERIOD_MS, SES_RETENTION_MS } from '../../lambda/send-statistics/contract';
import type { ReportedPoint } from '../../lambda/send-statistics/send-history';
import type { LocalAccount } from '../aws/aws';
import type { VdmStatus } from '../aws/ses-endpoint';
import { awsRatesOf, type ReadAwsRates } from './aws-rates';
import { type ScenarioName, scenarioOf, simulateMail } from './scenarios';
import { type Cut, reportPeriods, sumMail, toPoint } from './send-periods';
import { DEFAULT_REGION } from './sent-messages';
import { ACCOUNT_NAMES } from './simulated-envelope';
import type { SimulatedMail } from './simulated-mail';
import { messagesOf, type SimulatedMessages } from './simulated-messages';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const DAILY_QUOTA = 50_000;

export interface SimulatedAccount extends LocalAccount {
  readonly region: string;
  /** AWS's own rates. */
  readonly awsRates: ReadAwsRates;
  readonly newestMessage: SimulatedMessages['newest'];
  readonly newestSuppressed: SimulatedMessages['newestSuppressed'];
}

export interface SimulatedAccountOptions {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** The end of the scenario's "last hour", epoch milliseconds. */
  readonly startedAt: number;
  /** Virtual Deliverability Manager. Without it, SES finds no message. Default: on. */
  readonly vdm?: VdmStatus;
  /** The Region of the account. The ids of its messages begin with the code of this Region. Default: eu-west-1. */
  readonly region?: string;
}

/** Returns the account of a scenario, with its messages. */
export function simulateAccount({
  scenario,
  seed,
  startedAt,
  vdm = 'ENABLED',
  region = DEFAULT_REGION,
}: SimulatedAccountOptions): SimulatedAccount {
  const mail = simulateMail(scenario, seed, startedAt);
  const { account: healthy, ...statistics } = accountOf(mail);
  const { account: differences } = scenarioOf(scenario);
  const sentAtStart = sumMail(mail.between(startedAt - DAY_MS, startedAt)).deliveryAttempts;
  const messages = messagesOf(mail, { seed, region });
  return {
    ...statistics,
    ...mailAccountOf(messages),
    region,
    names: ACCOUNT_NAMES,
    awsRates: awsRatesOf(mail, startedAt - SES_RETENTION_MS),
    account(calledAt) {
      const account = { ...healthy(calledAt), VdmAttributes: { VdmEnabled: vdm } };
      return { ...account, ...differences?.(account, sentAtStart, (startedAt - calledAt) / HOUR_MS) };
    },
    newestMessage: messages.newest,
    newestSuppressed: messages.newestSuppressed,
  };
}

/** Returns what SES reports about messages. */
export function mailAccountOf({ find, rows, suppressed }: SimulatedMessages) {
  return { message: find, mail: rows, suppressed } satisfies Partial<LocalAccount>;
}

/** Returns an account in good standing that sends this mail. */
export function accountOf(mail: SimulatedMail, cut: Cut = 'sliding'): LocalAccount {
  const readPeriod = createPeriodReader(mail);
  return {
    sendDataPoints: (calledAt) => reportPeriods(readPeriod, calledAt, cut),
    account: (calledAt) => ({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: {
        Max24HourSend: DAILY_QUOTA,
        MaxSendRate: 14,
        SentLast24Hours: sumMail(mail.between(calledAt - DAY_MS, calledAt)).deliveryAttempts,
      },
    }),
  };
}

/** Sums each period only once, because consecutive responses share nearly all of their 1,344 periods. */
function createPeriodReader(mail: SimulatedMail) {
  const periods = new Map<number, ReportedPoint | undefined>();
  return (start: number): ReportedPoint | undefined => {
    if (!periods.has(start)) periods.set(start, toPoint(start, mail.between(start, start + SES_PERIOD_MS)));
    return periods.get(start);
  };
}
