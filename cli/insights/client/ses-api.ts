/** The look-up API inside this process, which calls the real SES. It opens no port, so no other process can call it. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { toEvent } from '../../../local/aws/api-gateway';
import { createLocalApi } from '../../../local/aws/local-insights';
import { assertAwsAccess } from '../../terminal/aws-access';

/**
 * @returns a function with the shape of `fetch`
 * @throws InputError without a Region or without credentials
 */
export async function openSesApi(): Promise<(url: URL, init: RequestInit) => Promise<Response>> {
  const { config } = new SESv2Client({});
  const region = await assertAwsAccess(config, { service: 'SES', action: 'ses:GetMessageInsights' });
  const api = createLocalApi({ ses: {}, region, now: Date.now });
  return async ({ pathname, search }, { method, headers: sent, body: sentBody }) => {
    const event = toEvent({
      method,
      url: pathname + search,
      headers: Object.fromEntries(new Headers(sent)),
    });
    if (!event) return new Response(null, { status: 400 });
    const { statusCode, headers, body } = await api({ ...event, body: sentBody ? String(sentBody) : undefined });
    return new Response(body, { status: statusCode, headers: headers as Record<string, string> });
  };
}
