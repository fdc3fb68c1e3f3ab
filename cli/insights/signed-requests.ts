/** What lets a request into a deployed API: a signature (IAM), or a token. */
import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { explainAwsError } from '../terminal/aws-error';
import { InputError } from '../terminal/input-error';

/** What a header can carry without breaking: https://datatracker.ietf.org/doc/html/rfc6750#section-2.1 */
const TOKEN = /^[\w.~+/=-]+$/;

const INVOKE = { service: 'the look-up API', action: 'execute-api:Invoke' };

type Authorize = (url: URL) => Promise<Record<string, string>>;

/**
 * Headers for requests to an API: a token where one is set in INSIGHTS_TOKEN, else Signature Version 4 with the default
 * credentials. An API on this machine asks for neither.
 *
 * @throws InputError for a token with other characters and a Region that is not known; the headers throw it when there
 * are no credentials
 */
export async function authorizeRequests(
  base: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Authorize | undefined> {
  const { hostname, protocol } = new URL(base);
  if (hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]') return undefined;
  if (protocol !== 'https:') {
    throw new InputError(
      `--url is "${base}": pass an https URL, because a signature or token would be sent in the open`,
    );
  }
  const token = environment.INSIGHTS_TOKEN?.trim();
  if (token) {
    // The token itself is not shown: it is a secret.
    if (!TOKEN.test(token))
      throw new InputError('INSIGHTS_TOKEN has characters that no token has: set it to the token alone');
    return async () => ({ authorization: `Bearer ${token}` });
  }

  const region = /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(hostname)?.[1] ?? environment.AWS_REGION;
  if (!region) throw new InputError(`The Region of ${hostname} cannot be told from its name: set AWS_REGION`);
  const provider = defaultProvider();
  // Asked for each request: those of a role expire, and are renewed, while a long list is looked up.
  const credentials = () =>
    provider().catch((error) => {
      throw new InputError(explainAwsError(error, INVOKE));
    });
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return async (url) => {
    const { hostname, port, pathname, protocol } = url;
    const request = { method: 'GET', protocol, hostname, path: pathname, headers: { host: url.host }, query: {} };
    const { headers } = await signer.sign({ ...request, port: port === '' ? undefined : Number(port) });
    const { host, ...others } = headers; // fetch sets it itself
    return others;
  };
}
