/** The reason why SES did not send a message. */
export type Suppression = 'account-list' | 'tenant-list' | 'global-list' | 'validation' | 'unsubscribed' | 'other';

/** The reasons by the letters of the sub-type. */
const SUPPRESSIONS: ReadonlyMap<string, Suppression> = new Map([
  ['onaccountsuppressionlist', 'account-list'],
  ['ontenantsuppressionlist', 'tenant-list'],
  ['suppressed', 'global-list'],
  ['emailvalidationsuppressed', 'validation'],
  ['unsubscribedrecipient', 'unsubscribed'],
]);

/** Returns the reason of a bounce or complaint sub-type, or undefined for a sub-type that is not a suppression. */
export function suppressionOfSubType(subType = ''): Suppression | undefined {
  const letters = lettersOf(subType);
  return SUPPRESSIONS.get(letters) ?? (letters.includes('suppress') ? 'other' : undefined);
}

/** Returns the letters of a sub-type. SES writes a sub-type in capitals in one API and in CamelCase in another. */
export function lettersOf(subType: string): string {
  return subType.toLowerCase().replace(/[^a-z]/g, '');
}
