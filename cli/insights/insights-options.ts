/** The command line of `npm run insights`. */
import { Command, Option } from 'commander';
import { parseCommandLine } from '../terminal/command-line';
import { InputError } from '../terminal/input-error';

/** Where `npm start` serves the API, unless something else does so already. */
export const DEFAULT_API_PORT = 8484;

export interface InsightsOptions {
  /** As they were pasted; none: they come from standard input. */
  readonly ids: readonly string[];
  /** Of the API, without a slash at the end; undefined: that of `npm start`. */
  readonly url?: string;
  /** Ask SES itself. */
  readonly aws: boolean;
  readonly unmasked: boolean;
  readonly json: boolean;
}

/**
 * @returns undefined when the help was asked for, and shown
 * @throws InputError for options that cannot be used
 */
export function readInsightsOptions(args: readonly string[]): InsightsOptions | undefined {
  const command = new Command('npm run -s insights --')
    .description(
      'Tells what happened to messages, by their ids; without any, they are read from standard input, one a line.',
    )
    .argument('[ids...]', 'message ids, as they stand in a log or in the header Message-ID')
    .option('--url <url>', 'a deployed API, called with the AWS credentials at hand, or the token in INSIGHTS_TOKEN')
    .addOption(new Option('--aws', 'ask SES itself').default(false).conflicts('url'))
    .option('--unmasked', 'with addresses, subjects and all', false)
    .option('--json', 'print nothing but JSON, one object a line', false);
  const parsed = parseCommandLine(command, args, 'npm run -s insights');
  if (!parsed) return undefined;
  const { url, ...options } = command.opts<Omit<InsightsOptions, 'ids'>>();
  return { ...options, url: url === undefined ? undefined : toBaseUrl(url), ids: command.args };
}

/** The URL as it was printed, or that of a look-up as it was pasted. */
function toBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `--url is "${text}": pass the URL that the deployment printed, with https://, such as https://abc123.execute-api.eu-west-1.amazonaws.com`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/(v1(\/.*)?|openapi\.json)$/, '').replace(/\/+$/, '')}`;
}
