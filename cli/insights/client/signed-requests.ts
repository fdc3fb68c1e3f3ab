/** Authorizes requests to a deployed API, by a signature (IAM) or a token (JWT). */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { explainAwsError } from '../../terminal/aws-error';
import { InputError } from '../../terminal/input-error';

/** The syntax of a bearer token: https://datatracker.ietf.org/doc/html/rfc6750#section-2.1 */
const TOKEN = /^[\w.~+/=-]+$/;

const INVOKE = { service: 'the look-up API', action: 'execute-api:Invoke' };

/** A request as it is sent, except for the authorization. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns the headers that authorize a request. */
export type Authorize = (request: UnsignedRequest) => Promise<Record<string, string>>;

/**
 * Returns a function that makes the headers for a request: the token in INSIGHTS_TOKEN, or else Signature Version 4 with the
 * default credentials. Returns undefined for an API on this machine, which needs neither.
 *
 * @throws InputError for an invalid token or an unknown Region. The returned function throws an InputError without credentials
 */
export async function authorizeRequests(
  base: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Authorize | undefined> {
  const { hostname, protocol } = new URL(base);
  if (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]') return undefined;
  if (protocol !== 'https:') {
    throw new InputError(`--url is "${base}": pass an https URL, because http exposes the signature or token`);
  }
  const token = environment.INSIGHTS_TOKEN?.trim();
  if (token) {
    // The message does not show the token, because it is a secret.
    if (!TOKEN.test(token))
      throw new InputError('INSIGHTS_TOKEN has characters that a token cannot have: set it to the token alone');
    return async () => ({ authorization: `Bearer ${token}` });
  }
  const region = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(hostname)?.[1] ?? environment.AWS_REGION;
  if (!region) throw new InputError(`The host name ${hostname} does not contain its Region: set AWS_REGION`);
  return createSigner(region);
}

function createSigner(region: string): Authorize {
  // An SDK client has a signer, and renews the default credentials when they expire. This client sends no request.
  const { config } = new SESv2Client({ region });
  return async ({ method, url, headers, body }) => {
    const { protocol, hostname, host, port, pathname: path, searchParams } = url;
    const signer = await config.signer({
      name: 'sigv4',
      signingName: 'execute-api',
      signingRegion: region,
      properties: {},
    });
    const request = { method, protocol, hostname, path, body, query: Object.fromEntries(searchParams) };
    const signed = await signer
      .sign({ ...request, headers: { ...headers, host }, port: port === '' ? undefined : Number(port) })
      .catch((error) => {
        throw new InputError(explainAwsError(error, INVOKE));
      });
    const { host: _, ...signedHeaders } = signed.headers; // fetch sets the host itself
    return signedHeaders;
  };
}
