import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';

type Logger = NonNullable<SESv2ClientConfig['logger']>;

/**
 * The logger of every SDK client. Warnings go to the console.
 *
 * It has neither `info` nor `error`. The SDK calls both only if they exist, and first formats the input and output of the
 * call for them. Its default logger has both and discards the result. That costs an eighth of the CPU time of a call to
 * GetSendStatistics.
 */
export const SDK_LOGGER = {
  debug() {},
  warn: (...content: unknown[]) => console.warn(...content),
} as Partial<Logger> as Logger;
