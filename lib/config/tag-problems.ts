/**
 * Limits of tags.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
 */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const MAX_TAGS = 50;

const ALLOWED = 'letters, digits, spaces and _ . : / = + - @';

/** Returns why AWS would refuse tags, one sentence for each reason. */
export function tagProblems(tags: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(tags);
  const spellings = new Set(keys.map((key) => key.toLowerCase()));
  const all = [...keys, ...Object.values(tags)];
  return [
    ...(keys.every((key) => isValid(key, MAX_KEY_LENGTH)) ? [] : [`write keys of 1 to ${MAX_KEY_LENGTH} ${ALLOWED}`]),
    ...(Object.values(tags).every((value) => isValid(value, MAX_VALUE_LENGTH))
      ? []
      : [`write values of 1 to ${MAX_VALUE_LENGTH} ${ALLOWED}`]),
    ...(all.some((text) => /^aws:/i.test(text))
      ? ['write keys and values that do not begin with "aws:", which AWS reserves']
      : []),
    ...(spellings.size < keys.length ? ['write keys that differ in more than case, because IAM ignores case'] : []),
    ...(keys.length > MAX_TAGS ? [`write at most ${MAX_TAGS} tags, because AWS allows no more per resource`] : []),
  ];
}

function isValid(text: string, maxLength: number): boolean {
  return CHARACTERS.test(text) && [...text].length <= maxLength;
}
