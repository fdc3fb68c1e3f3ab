/** The forms of addresses in requests. */

/** A local part has any character that needs no quotes. */
const ADDRESS = /^[^\s@<>()[\]{}",;:\\*]{1,64}@[^\s@<>()[\]{}",;:\\*]{1,255}$/u;
const EVERYONE_AT_DOMAIN = /^\*@[^\s@<>()[\]{}",;:\\*]{1,255}$/u;

/** Returns whether a string is one whole address, without a display name. */
export function isAddress(value: string): boolean {
  return ADDRESS.test(value);
}

/** Returns whether a string is `*@` and a whole domain. */
export function isEveryoneAtDomain(value: string): boolean {
  return EVERYONE_AT_DOMAIN.test(value);
}
