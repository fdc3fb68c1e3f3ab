/** The forms of addresses in requests. */

/** A character that needs no quotes in an address. */
const CHARACTER = String.raw`[^\s\u0000-\u001f\u007f-\u009f@<>()\[\]{}",;:\\*]`;

/** One whole address, without a display name. */
export const ADDRESS_PATTERN = `^${CHARACTER}{1,64}@${CHARACTER}{1,255}$`;

const ADDRESS = new RegExp(ADDRESS_PATTERN, 'u');
const EVERYONE_AT_DOMAIN = new RegExp(`^\\*@${CHARACTER}{1,255}$`, 'u');

/** Returns whether a string is one whole address, without a display name. */
export function isAddress(value: string): boolean {
  return ADDRESS.test(value);
}

/** Returns whether a string is `*@` and a whole domain. */
export function isEveryoneAtDomain(value: string): boolean {
  return EVERYONE_AT_DOMAIN.test(value);
}
