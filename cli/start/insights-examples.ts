/** The look-up API beside `npm start`, with messages that are worth looking up. */
import { type LocalAws, locationOf } from '../../local/aws/aws';
import { startLocalInsights } from '../../local/aws/local-insights';
import type { MessageOutcome } from '../../local/simulation/simulated-messages';
import { DEFAULT_API_PORT } from '../insights/insights-options';
import type { Source } from './source';

export interface InsightsExamples {
  /** Where the API is, and a command for a message of each kind. */
  show(): string;
  close(): Promise<void>;
}

/** The Region in the ids of simulated messages. */
const REGION = 'eu-west-1';

const KINDS: Readonly<Record<MessageOutcome, string>> = {
  DELIVERY: 'delivered',
  BOUNCE: 'bounced',
  COMPLAINT: 'complained of',
};

/** @returns undefined for a source without single messages */
export async function startExamples(
  { newestMessage, now }: Source,
  aws: LocalAws,
): Promise<InsightsExamples | undefined> {
  if (!newestMessage) return undefined;
  const api = await startOnUsualPort({ ses: locationOf(aws.url), region: REGION, now });
  return {
    show() {
      const outcomes = Object.keys(KINDS) as MessageOutcome[];
      const ids = outcomes.map((outcome) => [KINDS[outcome], newestMessage(outcome, now())] as const);
      const commands = ids.flatMap(([kind, id]) =>
        id === undefined ? [] : [`  ${kind.padEnd(14)} curl -s ${api.url}/v1/messages/${id}/insights`],
      );
      const [, id] = ids.findLast(([, id]) => id !== undefined) ?? [];
      const where = api.url.endsWith(`:${DEFAULT_API_PORT}`) ? '' : `--url ${api.url} `;
      return [
        `What happened to a message, and why, is told at ${api.url}:`,
        ...(id === undefined
          ? ['  This account has sent none.']
          : [...commands, `  for people     npm run -s insights -- ${where}${id}`]),
      ].join('\n');
    },
    close: api.close,
  };
}

/** On the port that `npm run insights` asks at, or on another when it is taken. */
async function startOnUsualPort(options: Omit<Parameters<typeof startLocalInsights>[0], 'port'>) {
  try {
    return await startLocalInsights({ ...options, port: DEFAULT_API_PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startLocalInsights(options);
  }
}
