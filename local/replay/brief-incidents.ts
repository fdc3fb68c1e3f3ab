/** Incidents whose mail has a planted cause. The brief after the page must name the cause. */
import {
  bouncesOf,
  CATALOG,
  complaintsOf,
  type Mailing,
  ONE_DOMAIN,
  ONE_PROVIDER,
  ONE_SENDER,
  ONE_SUBJECT,
  SPRING_SALE,
  WIN_BACK,
} from '../simulation/mailings';
import { type Expected, NO_MAIL } from '../simulation/simulated-mail';
import { abovePauseLevel, awsRateAlarms } from './aws-rate-incidents';
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

const IMPORTED_LIST: ExpectedBrief = {
  subject: 'share one',
  finding: "subject 'Spring sale: everything at half price'",
};

const imported = bouncing('those of one mailing to two providers', ofMailing(SPRING_SALE, 0.4), IMPORTED_LIST);

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
  'one imported list': imported,
  mixture: bouncing('all kinds of mail', {}, { subject: 'No single culprit', finding: 'No single culprit' }),
  'bounces without a record': bouncing(
    'most of them have several recipients, so that SES records no bounce',
    { ...ofMailing(SPRING_SALE, 0.4), unreportedBounces: 0.7 },
    { subject: 'are not recorded yet', finding: 'SES has recorded only' },
  ),
  'index some minutes late': {
    ...imported,
    description: 'SES records mail six minutes late: the brief waits for it',
    indexingMs: 6 * MINUTE_MS,
  },
  'index hours late': {
    ...imported,
    description: 'SES records mail two hours late: the brief names no mail',
    indexingMs: 2 * HOUR_MS,
    briefs: [{ subject: 'SES recorded no bounces', finding: 'SES recorded no bounces' }],
  },
  'brief without Virtual Deliverability Manager': {
    ...imported,
    description: 'Virtual Deliverability Manager is off: the brief gives what is known without it',
    account: () => ({ VdmAttributes: { VdmEnabled: 'DISABLED' } }),
    briefs: [{ subject: 'VDM is off', finding: 'Virtual Deliverability Manager is off' }],
  },
  'bounces hours after their mailing': {
    description: 'sending stops after a mailing of 3,000 emails, whose bounces arrive for hours',
    lengthMs: 125 * MINUTE_MS,
    mail(time, since) {
      if (since < 0) return ordinary(time);
      const batch = { from: time - since, until: time - since + HOUR_MS };
      if (since < HOUR_MS) return { ...NO_MAIL, attempts: 3000 / 60, mailings: bouncesOf(CATALOG, 1), batch };
      return { ...NO_MAIL, lateBounces: 2, batch };
    },
    alarms: { bounceRateFastBurn: [90, 121] },
    pages: [['ratesPage', 90, 121]],
    briefs: [{ subject: 'share one', finding: "subject 'The new catalog is here'" }],
  },
  'complaints about a mailing': {
    description: '2,000 emails in one hour, 2 % of which draw a complaint: those of one mailing',
    lengthMs: LENGTH_MS,
    mail: (time, since) =>
      isWithin(since, 0, HOUR_MS)
        ? burst(time, { complaintRate: 0.02, mailings: complaintsOf(WIN_BACK, 0.4) })
        : ordinary(time),
    alarms: { complaintRateFastBurn: [0, 31], complaintRateWarning: [15, 61], complaintRateCritical: [15, 61] },
    pages: [['ratesPage', 0, 31]],
    briefs: [{ subject: 'complaints share one', finding: "subject 'We miss you: come back to the shop'" }],
  },
  'flapping alarm': {
    description: 'two short bursts, half an hour apart: the page closes between them',
    lengthMs: 62 * MINUTE_MS,
    mail(time, since) {
      const isBurst = isWithin(since, 0, 8 * MINUTE_MS) || isWithin(since, 38 * MINUTE_MS, 53 * MINUTE_MS);
      const mail = { ...ordinary(time), attempts: 40, bounceRate: isBurst ? 0.3 : 0.01 };
      return isWithin(since, 0, HOUR_MS) ? { ...mail, ...(isBurst && ofMailing(SPRING_SALE, 0.4)) } : ordinary(time);
    },
    alarms: { bounceRateFastBurn: [0, 31] },
    pages: [
      ['ratesPage', 0, 31],
      ['ratesPage', 38, 61],
    ],
    briefs: [IMPORTED_LIST, { subject: 'same bounce incident', finding: 'belongs to the incident bounce-20261104T' }],
  },
  "AWS's rates after a list import": {
    description: "a list import; AWS's own rates pass the pause level half an hour later",
    lengthMs: 65 * MINUTE_MS,
    mail: imported.mail,
    awsRates: abovePauseLevel(30 * MINUTE_MS, 2 * HOUR_MS),
    alarms: { ...LIST_IMPORT_ALARMS, ...awsRateAlarms(60, 65) },
    pages: [['ratesPage', 0, 31]],
    briefs: [IMPORTED_LIST],
  },
  'muted list import': {
    ...imported,
    description: 'a list import while a mute rule holds back all actions: no page, no brief',
    isMuted: () => true,
    pages: [],
    briefs: [],
  },
};
