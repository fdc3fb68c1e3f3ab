/** The senders, subjects and recipients of simulated messages. */
import type { SesMessage } from '../aws/ses-endpoint';
import type { AccountNames } from '../aws/sesv2/mail-account';
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

export type Envelope = Pick<SesMessage, 'FromEmailAddress' | 'Subject' | 'EmailTags'>;

/** What the envelopes of a mailing have in common. An absent member is drawn. */
export interface EnvelopeTraits {
  readonly from?: string;
  readonly subject?: string;
  readonly campaign?: string;
}

/** Draws the sender, subject and tags of a message. */
export function drawEnvelope(random: () => number, traits: EnvelopeTraits = {}): Envelope {
  const { name, configurationSet, from, subjects } = choose(CAMPAIGNS, random);
  const subject = choose(subjects, random);
  const { campaign = name } = traits;
  return {
    FromEmailAddress: traits.from ?? senderOf(from),
    Subject: traits.subject ?? subject,
    EmailTags: tagsOf({
      campaign,
      configurationSet: campaign === name ? configurationSet : 'marketing',
      ip: `192.0.2.${chooseBetween(10, 13, random)}`,
    }),
  };
}

interface TagValues {
  readonly campaign: string;
  readonly configurationSet: string;
  readonly ip: string;
}

/** Messages with the same tags share one list, which halves the memory of many messages. */
const TAGS = new Map<string, NonNullable<Envelope['EmailTags']>>();

function tagsOf({ campaign, configurationSet, ip }: TagValues): NonNullable<Envelope['EmailTags']> {
  const key = `${campaign} ${configurationSet} ${ip}`;
  const tags = TAGS.get(key) ?? [
    { Name: CONFIGURATION_SET_TAG, Value: configurationSet },
    { Name: 'ses:from-domain', Value: DOMAIN },
    { Name: 'ses:source-ip', Value: ip },
    { Name: 'campaign', Value: campaign },
  ];
  TAGS.set(key, tags);
  return tags;
}

/** SES adds this tag to each message. */
export const CONFIGURATION_SET_TAG = 'ses:configuration-set';

export function senderOf(name: string): string {
  return `${name}@${DOMAIN}`;
}

/** The names that SES lists. The newsletter has an identity of its own. The account has no tenants. */
export const ACCOUNT_NAMES: AccountNames = {
  identities: [DOMAIN, senderOf('news')],
  configurationSets: [...new Set(CAMPAIGNS.map(({ configurationSet }) => configurationSet))],
  tenants: [],
};

export interface Recipient {
  readonly address: string;
  /** The mailbox provider, in SES's spelling. */
  readonly isp: string;
}

export interface RecipientDomain {
  readonly domain: string;
  readonly isp: string;
}

/** The domains are reserved for examples, so no real mailbox is named. SES does not know every provider. */
const DOMAINS: readonly RecipientDomain[] = [
  { domain: 'example.com', isp: 'Gmail' },
  { domain: 'studio.example.com', isp: 'Gmail' },
  { domain: 'example.net', isp: 'Yahoo' },
  { domain: 'post.example.net', isp: 'Yahoo' },
  { domain: 'example.org', isp: 'Hotmail' },
  { domain: 'office.example.org', isp: 'UNKNOWN_ISP' },
  { domain: 'works.example.net', isp: 'UNKNOWN_ISP' },
];

/** Returns the domains of a provider. */
export function domainsOf(isp: string): readonly RecipientDomain[] {
  return DOMAINS.filter((domain) => domain.isp === isp);
}

/** One domain of each provider that reports complaints. Gmail does not. */
export const FEEDBACK_LOOP_DOMAINS = ['Yahoo', 'Hotmail', 'UNKNOWN_ISP'].flatMap((isp) => domainsOf(isp).slice(0, 1));

const FIRST_NAMES = ['alice', 'bruno', 'chiara', 'deniz', 'emil', 'fatou', 'goran', 'hanna', 'ines', 'jonas'] as const;
const LAST_NAMES = ['adler', 'berg', 'costa', 'dubois', 'eriksen', 'fischer', 'garcia', 'horvat', 'ito'] as const;

export interface RecipientOptions {
  /** Default: all domains. */
  readonly domains?: readonly RecipientDomain[];
  /** Makes the address different from all others. Default: many messages go to the same few hundred addresses. */
  readonly serial?: string;
}

export function drawRecipient(random: () => number, { domains = DOMAINS, serial }: RecipientOptions = {}): Recipient {
  const { domain, isp } = choose(domains, random);
  const [first, last] = [choose(FIRST_NAMES, random), choose(LAST_NAMES, random)];
  const name = choose([first, `${first}.${last}`, `${first}+web`], random);
  const unique = serial === undefined ? name : `${first}.${last}${serial}`;
  return { address: `${unique}@${domain}`, isp };
}

/** The mailbox simulator of SES. https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
export const MAILBOX_SIMULATOR: Recipient = { address: 'success@simulator.amazonses.com', isp: 'UNKNOWN_ISP' };
