/** The look-up API in front of the real SES, for this command only. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { LocalApi } from './api-gateway';
import { InputError } from './input-error';
import { startLocalInsights } from './local-insights';

/** @throws InputError without a Region or credentials */
export async function startSesApi(): Promise<LocalApi> {
  const { config } = new SESv2Client({});
  const region = await config.region().catch(() => undefined);
  if (!region)
    throw new InputError('No Region is set to ask SES in: set AWS_REGION, or choose a profile with AWS_PROFILE');
  await config.credentials().catch(({ message }) => {
    throw new InputError(
      `No AWS credentials to ask SES with (${message}): choose a profile with AWS_PROFILE, or log in`,
    );
  });
  return startLocalInsights({ ses: {}, region, now: Date.now, throttled: false });
}
