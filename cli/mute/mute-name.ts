import type { DeployedStack } from '../deployed/deployed-stack';

/** Longest part of a reason in the name of a rule. CloudWatch allows 255 characters in the name. */
const MAX_REASON_LENGTH = 60;

type Stack = Pick<DeployedStack, 'alarmPrefix'>;

/** The start of the names of all rules that `npm run mute` makes for a stack. */
export function mutePrefix({ alarmPrefix }: Stack): string {
  return `${alarmPrefix}mute-`;
}

/**
 * Returns the name of a rule, such as `SesMetricsExporter-eu-west-1-mute-spring-import-until-20261126T1800Z`. Its end makes it
 * unique: a later end is a second rule, because a new version of an active rule would start later, and alarms would notify
 * in between.
 */
export function muteName(stack: Stack, mute: { reason: string; until: number; quota: boolean }): string {
  const reason = mute.reason
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_REASON_LENGTH)
    .replace(/^-+|-+$/g, '');
  const end = new Date(mute.until).toISOString().replace(/[-:]/g, '').slice(0, 13);
  const parts = [reason, ...(mute.quota ? ['with-quota'] : []), `until-${end}Z`].filter(Boolean);
  return `${mutePrefix(stack)}${parts.join('-')}`;
}
