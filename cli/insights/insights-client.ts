/** Looks up messages with the API. */
import type { MessageInsights } from '../../lambda/message-insights/insights';
import { type ApiClient, get } from './client/api-client';
import { type ApiProblem, parseMessage } from './client/insights-response';

export type LookUpResult =
  | { readonly message: MessageInsights; readonly ageSeconds: number }
  | { readonly problem: ApiProblem };

export interface InsightsClientOptions extends ApiClient {
  readonly unmasked?: boolean;
}

/**
 * @param messageId a syntactically valid id
 * @throws InputError when nothing responds at the URL, or when the response is not from the API
 */
export async function lookUp(messageId: string, client: InsightsClientOptions): Promise<LookUpResult> {
  const path = `/v1/${client.unmasked ? 'unmasked/' : ''}messages/${messageId}/insights`;
  const result = await get(path, parseMessage, client);
  return 'problem' in result ? result : { message: result.value, ageSeconds: result.ageSeconds };
}
