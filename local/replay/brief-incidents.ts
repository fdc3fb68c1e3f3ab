/** Incidents whose mail has a planted cause, which the brief of the page must name. */
import {
  bouncesOf,
  type Mailing,
  ONE_DOMAIN,
  ONE_PROVIDER,
  ONE_SENDER,
  ONE_SUBJECT,
  SPRING_SALE,
} from '../simulation/mailings';
import type { Expected } from '../simulation/simulated-mail';
import type { ExpectedBrief, History } from './history';
import { burst, HOUR_MS, isWithin, MINUTE_MS, ordinary } from './mail-patterns';
import { LIST_IMPORT_ALARMS } from './rate-incidents';

/** Long enough for the alarms on the hour and on the day. */
const LENGTH_MS = 62 * MINUTE_MS;

/** Returns a burst of bounces. */
function bouncing(description: string, mail: Partial<Expected>, brief: ExpectedBrief): History {
  return {
    description: `2,000 emails in one hour, 30 % of which bounce: ${description}`,
    lengthMs: LENGTH_MS,
    mail: (time, since) => (isWithin(since, 0, HOUR_MS) ? burst(time, { bounceRate: 0.3, ...mail }) : ordinary(time)),
    alarms: LIST_IMPORT_ALARMS,
    pages: [['ratesPage', 0, 31]],
    briefs: [brief],
  };
}

/** Returns the mail of a mailing that causes nearly all bounces. */
function ofMailing(mailing: Mailing, ofOtherMail: number): Partial<Expected> {
  return { mailings: bouncesOf(mailing, ofOtherMail) };
}

const NO_CULPRIT: ExpectedBrief = { subject: 'No single culprit', finding: 'No single culprit' };

export const BRIEF_INCIDENTS: Readonly<Record<string, History>> = {
  'one sender': bouncing('those of one sender', ofMailing(ONE_SENDER, 0.2), {
    subject: 'share one sender',
    finding: 'bounces: from partner@shop.example.com',
  }),
  'one subject': bouncing('those with one subject', ofMailing(ONE_SUBJECT, 0.2), {
    subject: 'share one',
    finding: "subject 'Spring sale: everything at half price'",
  }),
  'one provider': bouncing('those to one mailbox provider', ofMailing(ONE_PROVIDER, 0.2), {
    subject: 'share one provider',
    finding: 'bounces: Yahoo',
  }),
  'one recipient domain': bouncing('those to one domain', ofMailing(ONE_DOMAIN, 0.1), {
    subject: 'share one domain',
    finding: 'bounces: recipients at office.example.org',
  }),
  'one imported list': bouncing('those of one mailing to two providers', ofMailing(SPRING_SALE, 0.4), {
    subject: 'share one',
    finding: "subject 'Spring sale: everything at half price'",
  }),
  mixture: bouncing('all kinds of mail', {}, NO_CULPRIT),
  'several recipients': bouncing(
    'most of them have several recipients, so that SES records none of their bounces',
    { ...ofMailing(SPRING_SALE, 0.4), unreportedBounces: 0.7 },
    { subject: 'are not recorded yet', finding: 'SES recorded only' },
  ),
};
