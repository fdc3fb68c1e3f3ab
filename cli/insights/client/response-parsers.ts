/** Validates responses against the schemas of the API. */
import * as z from 'zod';
import { MESSAGE_SCHEMAS } from '../../../lambda/message-insights/insights';
import {
  type Breakdown,
  type Recipient,
  SEARCH_SCHEMAS,
  type Search,
} from '../../../lambda/message-insights/search-schemas';
import type { Parse } from './api-client';

interface Responses {
  readonly Recipient: Recipient;
  readonly Search: Search;
  readonly Breakdown: Breakdown;
}

/** Keywords that would reject what a newer API adds. */
const OPEN_KEYWORDS: readonly string[] = ['additionalProperties', 'enum'];

/**
 * Returns the parser for responses with a schema. It accepts members and enum values that the schema does not list, because
 * the API can be newer than this client.
 */
export function parserOf<Name extends keyof Responses>(name: Name): Parse<Responses[Name]> {
  const definitions = JSON.parse(JSON.stringify({ ...MESSAGE_SCHEMAS, ...SEARCH_SCHEMAS }), (key, value) => {
    if (OPEN_KEYWORDS.includes(key)) return undefined;
    return key === '$ref' ? value.replace('#/components/schemas/', '#/$defs/') : value;
  });
  const schema = z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs: definitions });
  return (body) => schema.safeParse(body).data as Responses[Name] | undefined;
}
