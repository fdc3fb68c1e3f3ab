/** Removes people from text of AWS, because users paste output into tickets. */
import { MASK } from '../../lambda/shared/masking/mailbox';

/** An ARN or an id of a caller. Both can contain a name. */
const CALLER = /arn:[\w-]+:(?:iam|sts)::\d*:\S+|\bA(?:IDA|KIA|ROA|SIA)[A-Z0-9]{12,}(?::\S+)?/g;

/** Also with the at sign of a URL. */
const ADDRESS = /[^\s<>"'(),;[\]{}@]+(?:@|%40)[^\s<>"'(),;[\]{}@]+/gi;

/** Returns a string without callers' ARNs and ids, and without addresses. */
export function withoutPeople(text: string): string {
  return text.replace(CALLER, 'the caller').replace(ADDRESS, MASK);
}
