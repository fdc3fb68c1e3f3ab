import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';

type Logger = NonNullable<SESv2ClientConfig['logger']>;

/**
 * The logger of every SDK client. Warnings go to the console.
 *
 * The logger has neither `info` nor `error`. If a logger has them, the SDK formats the input and output of each call
 * for them. The SDK's default logger has both, and discards the result. The formatting costs an eighth of the CPU time
 * of a call to GetSendStatistics.
 */
export const SDK_LOGGER = {
  debug() {},
  warn: (...content: unknown[]) => console.warn(...content),
} as Partial<Logger> as Logger;
