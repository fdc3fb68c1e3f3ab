/** One signed request to AWS. No program could do less, and none should: it never retries, and checks no response. */
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = process.env;
const agent = new Agent({ keepAlive: true });
/** The keys of each service and day. They stay the same all day. */
const keys = new Map<string, Buffer>();

export interface SignedRequest {
  /** The name that the signature names, such as `ses`. */
  readonly service: string;
  readonly url: URL;
  /** Default: POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly body?: string;
}

/** Returns the body of the response. */
export function send({ service, url, method = 'POST', headers = {}, body = '' }: SignedRequest): Promise<string> {
  return new Promise((resolve, reject) => {
    const signed = sign({ service, url, method, headers, body });
    const sent = request(url, { method, agent, headers: signed }, (response) => {
      let content = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk) => {
          content += chunk;
        })
        .on('end', () => resolve(content));
    });
    sent.on('error', reject).end(body);
  });
}

function sign({ service, url, method, headers, body }: Required<SignedRequest>): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-date': time,
    'x-amz-security-token': AWS_SESSION_TOKEN as string,
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const canonical = [method, url.pathname, '', lines, names.join(';'), hash(body)].join('\n');
  const scope = `${day}/${AWS_REGION}/${service}/aws4_request`;
  const signature = hmac(keyOf(service, day), ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n'));
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope}`;
  return {
    ...all,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`,
  };
}

function keyOf(service: string, day: string): Buffer {
  const name = `${service}/${day}`;
  const key =
    keys.get(name) ??
    [AWS_REGION as string, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${AWS_SECRET_ACCESS_KEY}`, day));
  keys.set(name, key);
  return key;
}

function hmac(key: string | Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
