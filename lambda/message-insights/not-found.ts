import { type MessageIdHints, toIso } from './message-id';
import { Problem } from './problem';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The SES console shows messages of the last 30 days. */
const RETENTION_MS = 30 * DAY_MS;

/** SES reports a message within minutes of sending. SES documents no limit. */
const INDEXED_WITHIN_MS = 15 * MINUTE_MS;

const RETRY_NEW_AFTER_SECONDS = 120;

const UNKNOWN_VDM =
  ' SES did not report whether Virtual Deliverability Manager is on: run aws sesv2 get-account --query VdmAttributes.';

/** Causes that the code cannot distinguish. */
const POSSIBLE_CAUSES = [
  'The ID is incomplete, or belongs to another AWS account.',
  'The message was sent while Virtual Deliverability Manager was off.',
  'The message had several recipients, or went to the mailbox simulator: SES records at most that it was sent.',
  'The message was sent from another Region.',
  'The message is older than 30 days.',
];

/** The parts of GetAccount that concern single messages. */
export interface Vdm {
  /** Whether Virtual Deliverability Manager is on. Undefined when SES does not report it. */
  readonly enabled?: boolean;
  /**
   * `ESSENTIALS`, `PRO`, `ENTERPRISE`, `NONE` (pay as you go), or a plan that SES adds later. Undefined when not
   * reported.
   */
  readonly plan?: string;
}

export interface NotFoundCase {
  readonly hints: MessageIdHints;
  readonly vdm: Vdm;
  /** The Region in which SES was called. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Seconds since SES responded. */
  readonly ageSeconds: number;
}

/** Returns the problem with the most certain reason why SES has no record of a message. */
export function explainNotFound(notFound: NotFoundCase): Problem {
  const { hints, region, vdm } = notFound;
  const otherRegion =
    hints.sendingRegion !== null && hints.sendingRegion !== region
      ? `According to its ID, the message was sent from ${hints.sendingRegion}, but this look-up called SES in ${region}. Look it up in ${hints.sendingRegion}: a Region knows only its own messages.`
      : undefined;
  if (vdm.enabled === false) {
    return problem('vdm-off', [switchOnVdm(region, vdm.plan), otherRegion].filter(Boolean).join(' '), notFound);
  }
  if (otherRegion) return problem('other-region', otherRegion, notFound);
  return explainByAge(notFound);
}

/** Returns how to switch Virtual Deliverability Manager on, and what it costs. */
export function switchOnVdm(region: string, plan: string | undefined): string {
  return `Switch it on in ${region}: aws sesv2 put-account-vdm-attributes --vdm-attributes VdmEnabled=ENABLED. ${priceOf(plan)} SES records only messages sent after that.`;
}

/** Returns the price of Virtual Deliverability Manager. Source: https://aws.amazon.com/ses/pricing/ */
function priceOf(plan: string | undefined): string {
  const extra = 'about 0.07 USD for 1,000 mails';
  if (plan === 'NONE') return `This account is on pay-as-you-go, where it costs ${extra}.`;
  if (plan && PLANS_WITH_VDM.includes(plan)) return `It costs nothing extra on this account's plan (${plan}).`;
  return `It costs nothing extra on the plans Essentials, Pro and Enterprise, and ${extra} without a plan. To see your plan, run aws sesv2 get-account --query PricingAttributes.`;
}

const PLANS_WITH_VDM: readonly string[] = ['ESSENTIALS', 'PRO', 'ENTERPRISE'];

function explainByAge(notFound: NotFoundCase): Problem {
  const { hints, now, region, vdm } = notFound;
  const age = hints.sentAt === null ? undefined : now - hints.sentAt;
  if (age !== undefined && age > RETENTION_MS) {
    return problem(
      'past-retention',
      `According to its ID, the message was sent on ${toIso(hints.sentAt)?.slice(0, 10)}. SES keeps messages for 30 days: search your own sending logs.`,
      notFound,
    );
  }
  if (age !== undefined && age < INDEXED_WITHIN_MS) {
    return problem(
      'not-indexed-yet',
      `According to its ID, the message was sent less than ${Math.max(1, Math.floor(age / MINUTE_MS) + 1)} min ago. SES takes some minutes to report on a message. Retry in ${RETRY_NEW_AFTER_SECONDS / 60} min.`,
      notFound,
      { retryAfterSeconds: RETRY_NEW_AFTER_SECONDS },
    );
  }
  return problem(
    'unknown-message',
    `SES has no record of the message in ${region}. Compare the ID with the header "Message-ID" of the mail, then check the possible causes.${vdm.enabled === undefined ? UNKNOWN_VDM : ''}`,
    notFound,
    { possibleCauses: POSSIBLE_CAUSES },
  );
}

function problem(
  kind: Problem['kind'],
  detail: string,
  { hints, ageSeconds }: NotFoundCase,
  members: Problem['members'] = {},
): Problem {
  const { sentAt, sendingRegion } = hints;
  return new Problem(kind, detail, { ...members, sentAt: toIso(sentAt), sendingRegion }, ageSeconds);
}
