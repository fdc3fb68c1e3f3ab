import type { Vdm } from './insights';
import { type MessageIdHints, toIso } from './message-id';
import { Problem } from './problem';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The SES console shows messages of the last 30 days. */
const RETENTION_MS = 30 * DAY_MS;

/** A message shows within minutes of sending; SES publishes no bound. */
const INDEXED_WITHIN_MS = 15 * MINUTE_MS;

const RETRY_NEW_AFTER_SECONDS = 120;

const UNKNOWN_VDM =
  ' SES did not say whether Virtual Deliverability Manager is on: aws sesv2 get-account --query VdmAttributes.';

/** What SES knows nothing of, whatever else is right. */
const NEVER_RECORDED = [
  'The id is not complete, or of another AWS account.',
  'The message was sent while Virtual Deliverability Manager was off.',
  'The message had several recipients, or went to the mailbox simulator: SES records its sending at most.',
  'The message was sent from another Region.',
  'The message is older than 30 days.',
];

export interface NotFoundCase {
  readonly hints: MessageIdHints;
  readonly vdm: Vdm;
  /** Where SES was asked. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Seconds since SES said so. */
  readonly ageSeconds: number;
}

/** Why SES may know nothing of a message, the surest cause first. */
export function explainNotFound(notFound: NotFoundCase): Problem {
  const { hints, region, vdm } = notFound;
  const elsewhere =
    hints.sendingRegion !== null && hints.sendingRegion !== region
      ? `Its id says that it was sent from ${hints.sendingRegion}, and ${region} was asked. Look there: each Region knows its own messages only.`
      : undefined;
  if (vdm.enabled === false) {
    const advice = `In ${region} it has to be switched on: aws sesv2 put-account-vdm-attributes --vdm-attributes VdmEnabled=ENABLED. ${priceOf(vdm.plan)} Messages sent from then on can be looked up.`;
    return problem('vdm-off', [advice, elsewhere].filter(Boolean).join(' '), notFound);
  }
  if (elsewhere) return problem('other-region', elsewhere, notFound);
  return explainByAge(notFound);
}

/** https://aws.amazon.com/ses/pricing/ */
function priceOf(plan: string | undefined): string {
  const extra = 'about 0.07 USD for 1,000 mails';
  if (plan === 'NONE') return `This account pays as it goes: it costs ${extra}.`;
  if (plan && PLANS_WITH_VDM.includes(plan)) return `On this account's plan (${plan}) it costs nothing extra.`;
  return `It costs nothing extra on the plans Essentials, Pro and Enterprise, and ${extra} without a plan; aws sesv2 get-account --query PricingAttributes says which applies.`;
}

const PLANS_WITH_VDM: readonly string[] = ['ESSENTIALS', 'PRO', 'ENTERPRISE'];

function explainByAge(notFound: NotFoundCase): Problem {
  const { hints, now, region, vdm } = notFound;
  const age = hints.sentAt === null ? undefined : now - hints.sentAt;
  if (age !== undefined && age > RETENTION_MS) {
    return problem(
      'past-retention',
      `Its id says that it was sent on ${toIso(hints.sentAt)?.slice(0, 10)}, and SES keeps 30 days. Look into your own sending logs.`,
      notFound,
    );
  }
  if (age !== undefined && age < INDEXED_WITHIN_MS) {
    return problem(
      'not-indexed-yet',
      `Its id says that it was sent less than ${Math.max(1, Math.floor(age / MINUTE_MS) + 1)} min ago, and SES takes some minutes to tell of a message. Try again in ${RETRY_NEW_AFTER_SECONDS / 60} min.`,
      notFound,
      { retryAfterSeconds: RETRY_NEW_AFTER_SECONDS },
    );
  }
  return problem(
    'unknown-message',
    `SES has no record of it in ${region}. Check the id against the mail's header "Message-ID", then the possible causes.${vdm.enabled === undefined ? UNKNOWN_VDM : ''}`,
    notFound,
    { possibleCauses: NEVER_RECORDED },
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
