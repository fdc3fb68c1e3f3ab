/** Explains errors of AWS and its SDK in one sentence: what failed, what AWS responded, what to do. */
import { UnreadableAnswer } from '../../lambda/send-statistics/unreadable-answer';

/** The call that failed. */
export interface AwsCall {
  /** Service name for messages, such as `SES`. */
  readonly service: string;
  /** IAM action, such as `ses:GetAccount`. */
  readonly action: string;
}

/** The properties of an error that the SDK, Node.js or a service sets. */
interface Facts {
  readonly name: string;
  readonly message: string;
  /** Set by Node.js on network and TLS errors. */
  readonly code?: string;
  /** `server` or `client`. Set when the service itself responded with an error. */
  readonly fault?: string;
  readonly status?: number;
  /** Undefined without a response. */
  readonly contentType?: string;
}

interface Kind {
  readonly applies: (facts: Facts) => boolean;
  readonly explain: (facts: Facts, call: AwsCall) => string;
}

const MAX_MESSAGE_LENGTH = 500;

/** The SDK appends this advice to every error that occurs while it reads a response. */
const SDK_ADVICE = 'Deserialization error: to see the raw response';

const NO_ACCESS = [
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException', // SNS
  'UnauthorizedOperation',
];
const EXPIRED = ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'];
const CLOCK = ['RequestTimeTooSkewed', 'RequestInTheFuture'];
const UNKNOWN_KEY = [
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];
const THROTTLED = ['RequestLimitExceeded', 'TooManyRequestsException'];
/** The name of the error that the exporter throws for a response that it cannot read. */
const UNREADABLE = new UnreadableAnswer('').name;
const UNFINISHED = ['AbortError', 'TimeoutError'];
const NETWORK = /^(EAI_|ECONN|EHOST|ENET|ENOTFOUND$|EPIPE$|EPROTO$|ERR_STREAM_PREMATURE_CLOSE$|ETIMEDOUT$|UND_ERR_)/;
const PARSER = /^@aws-sdk XML parse error|JSON/;
const HUNG_UP = /^(aborted|socket hang up)$/; // Node's message for ECONNRESET
const NETWORK_IN_MESSAGE = /\b(?:EAI_AGAIN|ECONN[A-Z]+|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|EPROTO|ETIMEDOUT)\b/;
const CERTIFICATE = /^(CERT_|DEPTH_ZERO_|ERR_TLS_|SELF_SIGNED_|UNABLE_TO_)/;

/** The first kind that applies explains the error. */
const KINDS: readonly Kind[] = [
  {
    applies: ({ name }) => name === 'CredentialsProviderError' || name === 'TokenProviderError',
    explain: ({ message }) =>
      /^Could not load credentials/.test(message)
        ? 'No AWS credentials were found: choose a profile with AWS_PROFILE, or log in'
        : `No AWS credentials can be used (${message}): log in, or choose another profile with AWS_PROFILE`,
  },
  {
    applies: ({ message }) => message === 'Region is missing',
    explain: () => 'No Region is set: set AWS_REGION, or choose a profile with AWS_PROFILE that has one',
  },
  {
    applies: ({ message }) => message.startsWith('Region not accepted'),
    explain: ({ message }) => `The Region cannot be used (${message}): set AWS_REGION to one such as eu-west-1`,
  },
  {
    applies: ({ code, message }) => code === 'ERR_INVALID_URL' || message === 'Invalid URL', // the SDK's endpoint
    explain: () => 'AWS_ENDPOINT_URL is not a URL: set it to one such as http://127.0.0.1:4566, or unset it',
  },
  { applies: ({ name }) => NO_ACCESS.includes(name), explain: explainDenial },
  {
    applies: ({ name }) => EXPIRED.includes(name),
    explain: (facts) => `The AWS credentials have expired (${quote(facts)}): log in again`,
  },
  {
    applies: ({ name }) => CLOCK.includes(name),
    explain: (facts) => `AWS rejected the time of the request (${quote(facts)}): correct the clock of this machine`,
  },
  {
    applies: ({ name }) => UNKNOWN_KEY.includes(name),
    explain: (facts) =>
      `AWS does not accept the credentials (${quote(facts)}): check AWS_PROFILE, and check that the Region is enabled in the account`,
  },
  {
    applies: ({ name }) => name === UNREADABLE,
    explain: ({ message }, { service }) =>
      `The response is not from ${service}, or it cannot be read (${message}): check AWS_ENDPOINT_URL and proxies`,
  },
  {
    applies: ({ name, status }) => status === 429 || /^Throttl/.test(name) || THROTTLED.includes(name),
    explain: (facts, { service }) => `${service} throttled the call (${quote(facts)}): try again in a few seconds`,
  },
  {
    applies: ({ code = '' }) => CERTIFICATE.test(code),
    explain: ({ code }, { service }) =>
      `The TLS certificate of ${service} is not trusted (${code}): behind a proxy that decrypts traffic, set NODE_EXTRA_CA_CERTS`,
  },
  {
    applies: ({ name, message, code = '' }) => NETWORK.test(code) || UNFINISHED.includes(name) || HUNG_UP.test(message),
    explain: ({ name, message, code }, { service }) =>
      `${service} cannot be reached, or the connection broke (${[code ?? name, message.replace(/^.*\[ERROR\] /, '')].filter(Boolean).join(': ')}): check the Region (AWS_REGION), AWS_ENDPOINT_URL and the network`,
  },
  {
    applies: ({ name, fault, status }) => status !== undefined && (fault === undefined || name === 'Unknown'),
    explain: ({ name, message, status, contentType }, { service }) => {
      const detail = name === 'Unknown' || PARSER.test(message) ? '' : `: ${message}`;
      const response = `HTTP status ${status}, ${contentType ?? 'no content type'}${detail}`;
      return `The response is not from ${service}, or it cannot be read (${response}): check AWS_ENDPOINT_URL and proxies`;
    },
  },
  {
    applies: ({ fault }) => fault === 'server',
    explain: (facts, { service }) => `${service} failed (${quote(facts)}): try again in a few minutes`,
  },
  {
    applies: ({ fault }) => fault !== undefined,
    explain: (facts, { service }) => `${service} rejected the call (${quote(facts)})`,
  },
];

/**
 * Returns one sentence, with advice where it fits the error and without the advice of the SDK. For an error from
 * elsewhere, returns its message. The sentence may quote a message from AWS: escape it before you print it.
 */
export function explainAwsError(error: unknown, call: AwsCall): string {
  const facts = readFacts(error);
  const kind = KINDS.find(({ applies }) => applies(facts));
  return kind ? kind.explain(facts, call) : facts.message || facts.name;
}

/** Returns whether AWS responded that the caller lacks a permission. */
export function isDenial(error: unknown): boolean {
  return NO_ACCESS.includes(readFacts(error).name);
}

/**
 * Returns the IAM action that AWS denied. It can be another one than the call's: the credentials may need a role first, or the
 * resource a key.
 */
export function deniedAction(error: unknown, call: AwsCall): string {
  return actionIn(readFacts(error).message, call);
}

/** Returns the name and the message of an error on one line, without the advice of the SDK. */
export function describeError(error: unknown): string {
  const { name, message } = readFacts(error);
  return `${name}: ${message}`;
}

function readFacts(error: unknown): Facts {
  const { name, message, code, $fault, $metadata, $response } = Object(error) as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    $fault?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { statusCode?: number; headers?: Record<string, string> };
  };
  const errorName = String(name ?? 'Error');
  const errorMessage = toOneLine(String(message ?? error));
  return {
    name: errorName,
    message: errorMessage,
    // A poll reports only the name and the message of an error, so the code may be part of the message.
    code: typeof code === 'string' ? code : NETWORK_IN_MESSAGE.exec(errorMessage)?.[0],
    fault: $fault ?? faultOf(errorName),
    status: $metadata?.httpStatusCode ?? $response?.statusCode,
    contentType: $response?.headers?.['content-type'],
  };
}

function faultOf(name: string): string | undefined {
  if (/^(Internal|ServiceUnavailable|ServiceFailure)/.test(name)) return 'server';
  return /(Exception|Fault|Failure|ParameterValue)$/.test(name) ? 'client' : undefined;
}

function toOneLine(message: string): string {
  const [withoutAdvice = ''] = message.split(SDK_ADVICE, 1);
  const text = withoutAdvice.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}...` : text;
}

/** Returns the name of the error and the message of AWS. */
function quote({ name, message, fault, status }: Facts): string {
  if (name === 'Unknown' || (fault === undefined && status !== undefined)) return `HTTP status ${status}`;
  return message === '' || message === 'UnknownError' ? name : `${name}: ${message}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function explainDenial(facts: Facts, call: AwsCall): string {
  const { message } = facts;
  const action = actionIn(message, call);
  const denied = `AWS does not allow ${action} (${quote(facts)})`;
  if (/explicit deny/.test(message))
    return `${denied}: a policy denies it explicitly, so an Allow does not help; ask the owner of that policy`;
  const [, role] = /on resource: (arn:\S+:role\/\S+)/.exec(message) ?? [];
  return `${denied}: add ${JSON.stringify({ Effect: 'Allow', Action: action, Resource: role ?? '*' })} to the caller's policy`;
}

function actionIn(message: string, call: AwsCall): string {
  // SES v1 quotes the action as `ses:GetSendStatistics'. Other services do not quote it.
  const [, action = call.action] = /not authorized to perform:?\s[`'"]?([\w-]+:\w+)/.exec(message) ?? [];
  // SNS writes the name of the service in capitals.
  return action.toLowerCase() === call.action.toLowerCase() ? call.action : action;
}
