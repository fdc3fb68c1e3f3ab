/** The options of every `npm run insights` command: which API to call, and whether to print JSON. */
import { type Command, Option } from 'commander';
import { InputError } from '../../terminal/input-error';
import type { ApiClient } from './api-client';
import { openSesApi } from './ses-api';
import { authorizeRequests } from './signed-requests';

/** Port on which `npm start` serves the API if the port is free. */
export const DEFAULT_API_PORT = 8484;

export interface ApiOptions {
  /** Base URL of the API, without a slash at the end. Undefined: the API of `npm start`. */
  readonly url?: string;
  /** Call SES directly. */
  readonly aws: boolean;
  readonly json: boolean;
}

export function addApiOptions(command: Command): Command {
  return command
    .option(
      '--url <url>',
      'call a deployed API, with the default AWS credentials or the token in INSIGHTS_TOKEN',
      toBaseUrl,
    )
    .addOption(new Option('--aws', 'call SES directly').default(false).conflicts('url'))
    .option('--json', 'print only JSON', false);
}

/** @throws InputError without a Region or credentials where they are needed */
export async function openApi({ url, aws }: ApiOptions): Promise<ApiClient> {
  return {
    url: url ?? `http://127.0.0.1:${DEFAULT_API_PORT}`,
    fetch: aws ? await openSesApi() : undefined,
    authorize: url === undefined ? undefined : await authorizeRequests(url),
  };
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
