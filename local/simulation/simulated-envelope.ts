/** The senders, subjects and recipients of simulated messages. */

import type { SesMessage } from '../aws/ses-endpoint';
import { choose, chooseBetween } from './random-choice';

const DOMAIN = 'shop.example.com';

/** Some subjects contain characters that HTML escapes, or that take several bytes in UTF-8. */
const CAMPAIGNS = [
  {
    name: 'order-confirmation',
    configurationSet: 'transactional',
    from: 'orders',
    subjects: ['Thank you for your order', 'Your order & receipt', 'We have received your order'],
  },
  {
    name: 'delivery-notice',
    configurationSet: 'transactional',
    from: 'orders',
    subjects: ['Your parcel is on its way', 'Your parcel arrives today'],
  },
  {
    name: 'password-reset',
    configurationSet: 'transactional',
    from: 'account',
    subjects: ['Choose a new password', 'Somebody signed in to your account: was it you?'],
  },
  {
    name: 'weekly-news',
    configurationSet: 'marketing',
    from: 'news',
    subjects: ['New in the shop this week', 'Everything <under 10 €>', 'Für Sie ausgesucht: neue Möbel'],
  },
] as const;

/** Draws the sender, subject and tags of a message. */
export function drawEnvelope(random: () => number): Pick<SesMessage, 'FromEmailAddress' | 'Subject' | 'EmailTags'> {
  const { name, configurationSet, from, subjects } = choose(CAMPAIGNS, random);
  return {
    FromEmailAddress: `${from}@${DOMAIN}`,
    Subject: choose(subjects, random),
    EmailTags: [
      { Name: 'ses:configuration-set', Value: configurationSet },
      { Name: 'ses:from-domain', Value: DOMAIN },
      { Name: 'ses:source-ip', Value: `192.0.2.${chooseBetween(10, 13, random)}` },
      { Name: 'campaign', Value: name },
    ],
  };
}

export interface Recipient {
  readonly address: string;
  /** The mailbox provider, in SES's spelling. */
  readonly isp: string;
}

/** The domains are reserved for examples, so no real mailbox is named. */
const PROVIDERS = [
  { domain: 'example.com', isp: 'Gmail' },
  { domain: 'example.net', isp: 'Yahoo' },
  { domain: 'example.org', isp: 'Outlook' },
  { domain: 'office.example.org', isp: 'Other' },
] as const;

const FIRST_NAMES = ['alice', 'bruno', 'chiara', 'deniz', 'emil', 'fatou', 'goran', 'hanna', 'ines', 'jonas'] as const;
const LAST_NAMES = ['adler', 'berg', 'costa', 'dubois', 'eriksen', 'fischer', 'garcia', 'horvat', 'ito'] as const;

export function drawRecipient(random: () => number): Recipient {
  const { domain, isp } = choose(PROVIDERS, random);
  const [first, last] = [choose(FIRST_NAMES, random), choose(LAST_NAMES, random)];
  return { address: choose([first, `${first}.${last}`, `${first}+shop`], random).concat('@', domain), isp };
}

/** The mailbox simulator of SES. https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
export const MAILBOX_SIMULATOR: Recipient = { address: 'success@simulator.amazonses.com', isp: 'Other' };
