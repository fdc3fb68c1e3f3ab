import type { DeployedStack } from './deployed-stack';

const SENDER = 'shop@example.com';

/** Sends mails through the emulator's own SES. */
export async function sendMails({ aws }: DeployedStack, count: number, to = 'someone@example.net'): Promise<void> {
  await aws('ses', 'verify-email-identity', '--email-address', SENDER);
  for (let sent = 0; sent < count; sent++) {
    await aws(
      ...['ses', 'send-email', '--from', SENDER, '--destination', `ToAddresses=${to}`],
      ...['--message', 'Subject={Data=Hello},Body={Text={Data=Hello}}'],
    );
  }
}
