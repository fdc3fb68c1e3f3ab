/** Strings of strangers in the form in which a masked answer shows them. */
import { MASK } from '../masking/mailbox';
import { tokenize } from '../masking/tokens';
import { MAX_READ_LENGTH } from './names';

/** Characters of a shown subject. Longer ones are cut, because a subject has no limit. */
const MAX_LENGTH = 200;

/** Characters around an address. Others may be part of it. */
const BOUNDARY = /[\s<>()[\]{}"',;|\p{Ps}\p{Pe}\p{Pi}\p{Pf}]/u;

/** Returns a subject with `***` in place of each mail address, in any spelling of the at sign. */
export function withoutAddresses(subject: string): string {
  const shown: string[] = [];
  let isAfterAt = false;
  for (const { text, kind } of tokenize(subject.slice(0, MAX_READ_LENGTH))) {
    if (kind === 'at') {
      while (shown.length > 0 && !BOUNDARY.test(shown.at(-1) ?? '')) shown.pop();
      shown.push(MASK);
      isAfterAt = true;
    } else if (isAfterAt && !BOUNDARY.test(text)) {
      // The domain, and what follows it without a space.
    } else {
      isAfterAt = false;
      shown.push(text);
    }
  }
  return cut(shown.join(''), MAX_LENGTH);
}

/** Returns the start of a string that is too long. Never half a character. */
export function cut(text: string, length: number): string {
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
