/** Pages of a list, as services return them. */
import { AwsError } from '../aws/protocols/aws-error';

/** @throws AwsError for a token that no page returned */
export function pageOf<T>(
  all: readonly T[],
  size: number,
  token = '0',
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  if (!/^\d+$/.test(token)) throw new AwsError('InvalidNextToken', 'The token is not valid.');
  const end = Number(token) + size;
  return { items: all.slice(Number(token), end), nextToken: end < all.length ? String(end) : undefined };
}
