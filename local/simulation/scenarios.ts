/** The scenarios of `npm start`. */
import type { SesAccount } from '../aws/ses-endpoint';
import { bouncesOf, CATALOG, complaintsOf, INVOICES, SPRING_SALE, WIN_BACK } from './mailings';
import { drawMail, type Expected, healthyMinute, NO_MAIL, type SimulatedMail } from './simulated-mail';

const HOUR_MS = 60 * 60_000;

/** A story about one account. */
export interface Scenario {
  readonly description: string;
  /**
   * @param time the minute, epoch milliseconds
   * @param hoursAgo hours from the minute to the simulation's start; negative for a minute after the start
   */
  expect(time: number, hoursAgo: number): Expected;
  /**
   * Differences from an account in good standing.
   *
   * @param sentAtStart mail in the 24 hours before the simulation's start
   * @param hoursAgo as for `expect`
   */
  account?(account: SesAccount, sentAtStart: number, hoursAgo: number): Partial<SesAccount>;
  /** How long before the simulation's start the story begins. Default: an hour. */
  readonly storyMs?: number;
  /** The exporter's last poll is this long before the simulation's start, and no other follows. Default: it polls. */
  readonly silentMs?: number;
  /** A rule that mutes the alarms on rates from an hour before the start until `untilMs` after it. Default: none. */
  readonly mute?: { readonly reason: string; readonly untilMs: number };
}

/** A list is imported within the last hour. Many of its addresses do not exist. */
function importOf(time: number, hoursAgo: number): Expected {
  if (hoursAgo <= 0 || hoursAgo > 1) return healthyMinute(time);
  return { ...healthyMinute(time), attempts: 2000 / 60, bounceRate: 0.3, mailings: bouncesOf(SPRING_SALE, 0.75) };
}

export const SCENARIOS = {
  healthy: {
    description: 'a sender that AWS has no reason to review',
    expect: healthyMinute,
  },
  'bounce-spike': {
    description: 'within the last hour, 2,000 emails to an imported list, 30 % of which bounce',
    expect: importOf,
  },
  'complaint-spike': {
    description: 'within the last hour, 1,500 emails, 2 % of which draw a complaint',
    expect: (time, hoursAgo) =>
      hoursAgo > 0 && hoursAgo <= 1
        ? { ...healthyMinute(time), attempts: 1500 / 60, complaintRate: 0.02, mailings: complaintsOf(WIN_BACK, 0.6) }
        : healthyMinute(time),
  },
  quiet: {
    description: 'about five emails a day, one of which bounces',
    expect: () => ({ ...NO_MAIL, attempts: 5 / (24 * 60), bounceRate: 0.2, mailings: bouncesOf(INVOICES, 0.2) }),
  },
  'late-bounces': {
    description: 'a large mailing ended five hours ago; nothing is sent since, and its bounces still arrive',
    storyMs: 6 * HOUR_MS,
    expect: (time, hoursAgo) => {
      if (hoursAgo > 6) return healthyMinute(time);
      const startedAt = time + hoursAgo * HOUR_MS;
      const batch = { from: startedAt - 6 * HOUR_MS, until: startedAt - 5 * HOUR_MS };
      if (hoursAgo > 5) return { ...NO_MAIL, attempts: 6000 / 60, mailings: bouncesOf(CATALOG, 1), batch };
      return { ...NO_MAIL, lateBounces: 4, batch };
    },
  },
  empty: {
    description: 'an account that has sent nothing for 14 days',
    expect: () => NO_MAIL,
  },
  'under-review': {
    description: 'two days ago, AWS put the account under review because of older mail',
    expect: healthyMinute,
    account: () => ({
      EnforcementStatus: 'PROBATION',
      Details: { MailType: 'TRANSACTIONAL', ReviewDetails: { Status: 'PENDING', CaseId: '170000000001' } },
    }),
  },
  paused: {
    description: 'three hours ago, AWS paused the sending of the account',
    expect: (time, hoursAgo) => (hoursAgo > 3 ? healthyMinute(time) : NO_MAIL),
    account: (_account, _sentAtStart, hoursAgo) =>
      hoursAgo > 3
        ? {}
        : {
            EnforcementStatus: 'SHUTDOWN',
            SendingEnabled: false,
            Details: { MailType: 'TRANSACTIONAL', ReviewDetails: { Status: 'FAILED', CaseId: '170000000002' } },
          },
    storyMs: 3 * HOUR_MS,
  },
  'near-quota': {
    description: 'a healthy sender that has used 96 % of its daily quota',
    expect: healthyMinute,
    account: ({ SendQuota }, sentAtStart) => ({
      SendQuota: { ...SendQuota, Max24HourSend: Math.max(200, Math.floor(sentAtStart / 0.96)) },
    }),
  },
  'exporter-silent': {
    description: 'a healthy sender whose exporter stopped two hours ago',
    expect: healthyMinute,
    silentMs: 2 * HOUR_MS,
    storyMs: 2 * HOUR_MS,
  },
  'planned-import': {
    description:
      'the import of bounce-spike, announced with a mute rule, which holds its pages back for two more hours',
    expect: importOf,
    mute: { reason: 'spring import', untilMs: 2 * HOUR_MS },
  },
} as const satisfies Record<string, Scenario>;

export function scenarioOf(name: ScenarioName): Scenario {
  return SCENARIOS[name];
}

export type ScenarioName = keyof typeof SCENARIOS;

/** @param startedAt the end of the scenario's "last hour", epoch milliseconds */
export function simulateMail(scenario: ScenarioName, seed: number, startedAt: number): SimulatedMail {
  const { expect } = scenarioOf(scenario);
  return drawMail((minute) => expect(minute, (startedAt - minute) / HOUR_MS), seed);
}
