/** Serves the look-up API for `npm start` and suggests look-ups to try. */
import { type LocalAws, locationOf } from '../../local/aws/aws';
import { startLocalInsights } from '../../local/aws/local-insights';
import type { MessageOutcome } from '../../local/simulation/simulated-messages';
import { DEFAULT_API_PORT } from '../insights/client/api-options';
import { startOnDefaultPort } from './default-port';
import type { Source } from './source';

export interface InsightsExamples {
  /** The URL of the API. */
  readonly url: string;
  /** The option with which `npm run insights` calls the API, after a space. Empty: the command calls the API by default. */
  readonly urlOption: string;
  /** Returns the URL of the API and one command per outcome. */
  describe(): string;
  close(): Promise<void>;
}

const OUTCOMES: Readonly<Record<MessageOutcome, string>> = {
  DELIVERY: 'delivered',
  BOUNCE: 'bounced',
  COMPLAINT: 'complaint',
};

/** @returns undefined for a source without individual messages */
export async function startExamples({ account, now }: Source, aws: LocalAws): Promise<InsightsExamples | undefined> {
  if (!account) return undefined;
  const options = { ses: locationOf(aws.url), region: account.region, now };
  const api = await startOnDefaultPort(DEFAULT_API_PORT, (port) => startLocalInsights({ ...options, port }));
  const url = api.url.endsWith(`:${DEFAULT_API_PORT}`) ? '' : ` --url ${api.url}`;
  return {
    url: api.url,
    urlOption: url,
    describe() {
      const outcomes = Object.keys(OUTCOMES) as MessageOutcome[];
      const ids = outcomes.map((outcome) => [OUTCOMES[outcome], account.newestMessage(outcome, now())] as const);
      const commands = ids.flatMap(([outcome, id]) =>
        id === undefined ? [] : [line(outcome, `curl -s ${api.url}/v1/messages/${id}/insights`)],
      );
      const [, id] = ids.findLast(([, id]) => id !== undefined) ?? [];
      return [
        `The look-up API at ${api.url} shows what happened to a message:`,
        ...(id === undefined
          ? ['  This account has sent no message.']
          : [
              ...commands,
              line('readable text', `npm run -s insights --${url} ${id}`),
              '',
              'Find mail without a message id:',
              ...describeSearches(url, account.newestSuppressed(now())),
            ]),
      ].join('\n');
    },
    close: api.close,
  };
}

/** @param suppressed an address that gets no mail */
function describeSearches(url: string, suppressed: string | undefined): string[] {
  return [
    ...(suppressed === undefined ? [] : [line('gets no mail', `npm run -s insights --${url} --to ${suppressed}`)]),
    line('bounces now', `npm run -s insights -- bouncing${url} --since 2h`),
    line('complaints', `npm run -s insights -- complaining${url} --since 2h`),
    line('by provider', `npm run -s insights -- breakdown${url} --by isp`),
  ];
}

function line(title: string, command: string): string {
  return `  ${title.padEnd(14)} ${command}`;
}
