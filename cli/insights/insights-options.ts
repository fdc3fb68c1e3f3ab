/** The command line of `npm run insights`. */
import { Command, Option } from 'commander';
import { parseCommandLine } from '../terminal/command-line';
import { InputError } from '../terminal/input-error';

/** Port on which `npm start` serves the API if the port is free. */
export const DEFAULT_API_PORT = 8484;

export interface InsightsOptions {
  /** Unparsed. Empty: read standard input. */
  readonly ids: readonly string[];
  /** Base URL of the API, without a slash at the end. Undefined: the API of `npm start`. */
  readonly url?: string;
  /** Call SES directly. */
  readonly aws: boolean;
  readonly unmasked: boolean;
  readonly json: boolean;
}

/**
 * @returns undefined when the help was requested and has been printed
 * @throws InputError for invalid options
 */
export function readInsightsOptions(args: readonly string[]): InsightsOptions | undefined {
  const command = new Command('npm run -s insights --')
    .description('Shows what happened to messages. Without ids, reads them from standard input, one per line.')
    .argument('[ids...]', 'message ids from a log, a response of SES or a Message-ID header')
    .option('--url <url>', 'call a deployed API, with the default AWS credentials or the token in INSIGHTS_TOKEN')
    .addOption(new Option('--aws', 'call SES directly').default(false).conflicts('url'))
    .option('--unmasked', 'show full addresses and subjects', false)
    .option('--json', 'print only JSON, one object per line', false);
  const parsed = parseCommandLine(command, args, 'npm run -s insights');
  if (!parsed) return undefined;
  const { url, ...options } = command.opts<Omit<InsightsOptions, 'ids'>>();
  return { ...options, url: url === undefined ? undefined : toBaseUrl(url), ids: command.args };
}

/** Accepts the printed base URL and the URL of a single look-up. */
function toBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `--url is "${text}": pass the https:// URL that the deployment printed, such as https://abc123.execute-api.eu-west-1.amazonaws.com`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/(v1(\/.*)?|openapi\.json)$/, '').replace(/\/+$/, '')}`;
}
