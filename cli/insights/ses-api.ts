/** The look-up API in front of the real SES, inside this process. It opens no port: nobody else can reach it. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { toEvent } from '../../local/aws/api-gateway';
import { createLocalApi } from '../../local/aws/local-insights';
import { explainAwsError } from '../terminal/aws-error';
import { InputError } from '../terminal/input-error';

/**
 * @returns a function with the shape of `fetch`: it answers a request inside this process
 *
 * @throws InputError without a Region or credentials
 */
export async function openSesApi(): Promise<(url: URL) => Promise<Response>> {
  const { config } = new SESv2Client({});
  const region = await config.region().catch(() => undefined);
  if (!region)
    throw new InputError('No Region is set to ask SES in: set AWS_REGION, or choose a profile with AWS_PROFILE');
  await config.credentials().catch((error) => {
    throw new InputError(explainAwsError(error, { service: 'SES', action: 'ses:GetMessageInsights' }));
  });
  const api = createLocalApi({ ses: {}, region, now: Date.now });
  return async ({ pathname }) => {
    const event = toEvent({ method: 'GET', url: pathname, headers: {} });
    if (!event) return new Response(null, { status: 400 });
    const { statusCode, headers, body } = await api(event);
    return new Response(body, { status: statusCode, headers: headers as Record<string, string> });
  };
}
