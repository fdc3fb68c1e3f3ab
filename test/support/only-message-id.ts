import { findMessageIds } from '../../lambda/message-insights/message-id';

/** Returns the only ID in a string, or undefined if it has none or several. The API rejects such a string. */
export function onlyMessageId(text: string): string | undefined {
  const [id, ...others] = findMessageIds(text);
  return others.length > 0 ? undefined : id;
}
