/** Serves the look-up API for `npm start` and suggests look-ups to try. */
import { type LocalAws, locationOf } from '../../local/aws/aws';
import { startLocalInsights } from '../../local/aws/local-insights';
import type { MessageOutcome } from '../../local/simulation/simulated-messages';
import { DEFAULT_API_PORT } from '../insights/client/api-options';
import type { Source } from './source';

export interface InsightsExamples {
  /** Returns the URL of the API and one command per outcome. */
  describe(): string;
  close(): Promise<void>;
}

/** The Region in the ids of simulated messages. */
const REGION = 'eu-west-1';

const OUTCOMES: Readonly<Record<MessageOutcome, string>> = {
  DELIVERY: 'delivered',
  BOUNCE: 'bounced',
  COMPLAINT: 'complaint',
};

/** @returns undefined for a source without individual messages */
export async function startExamples(
  { newestMessage, now }: Source,
  aws: LocalAws,
): Promise<InsightsExamples | undefined> {
  if (!newestMessage) return undefined;
  const api = await startOnDefaultPort({ ses: locationOf(aws.url), region: REGION, now });
  return {
    describe() {
      const outcomes = Object.keys(OUTCOMES) as MessageOutcome[];
      const ids = outcomes.map((outcome) => [OUTCOMES[outcome], newestMessage(outcome, now())] as const);
      const commands = ids.flatMap(([outcome, id]) =>
        id === undefined ? [] : [`  ${outcome.padEnd(14)} curl -s ${api.url}/v1/messages/${id}/insights`],
      );
      const [, id] = ids.findLast(([, id]) => id !== undefined) ?? [];
      const url = api.url.endsWith(`:${DEFAULT_API_PORT}`) ? '' : `--url ${api.url} `;
      return [
        `The look-up API at ${api.url} shows what happened to a message:`,
        ...(id === undefined
          ? ['  This account has sent no message.']
          : [...commands, `  readable text  npm run -s insights -- ${url}${id}`]),
      ].join('\n');
    },
    close: api.close,
  };
}

/** Uses another port if the default port, which `npm run insights` calls, is taken. */
async function startOnDefaultPort(options: Omit<Parameters<typeof startLocalInsights>[0], 'port'>) {
  try {
    return await startLocalInsights({ ...options, port: DEFAULT_API_PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startLocalInsights(options);
  }
}
