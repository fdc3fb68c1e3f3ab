/** Judges whether the access policy of a topic lets the alarms of an account publish. */

/** A JSON object of a policy, which anybody may have written. */
type JsonObject = Readonly<Record<string, unknown>>;

/** `uncertain`: the policy has conditions that only IAM can evaluate. */
export type Verdict = 'allows' | 'refuses' | 'uncertain';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';

export interface Publisher {
  readonly account: string;
  readonly region: string;
}

/** @param policy a JSON document. Undefined: SNS reported none */
export function judgeTopicPolicy(policy: string | undefined, publisher: Publisher): Verdict {
  const statements = readStatements(policy);
  if (!statements) return 'uncertain';
  const relevant = statements.filter((statement) => isAboutAlarms(statement));
  const effects = relevant.map((statement) => ({ effect: statement.Effect, applies: applies(statement, publisher) }));
  const denials = effects.filter(({ effect, applies }) => effect === 'Deny' && applies !== 'never');
  if (denials.some(({ applies }) => applies === 'always')) return 'refuses';
  if (denials.length > 0) return 'uncertain';
  const allowances = effects.filter(({ effect }) => effect === 'Allow').map(({ applies }) => applies);
  if (allowances.includes('always')) return 'allows';
  return allowances.includes('sometimes') ? 'uncertain' : 'refuses';
}

/** The statement that a topic needs, as the stack prints it for an existing topic. */
export function topicStatement(topicArn: string, { account, region }: Publisher): JsonObject {
  const [, partition] = topicArn.split(':');
  return {
    Effect: 'Allow',
    Principal: { Service: CLOUDWATCH },
    Action: 'sns:Publish',
    Resource: topicArn,
    Condition: alarmsOf(partition, account, region),
  };
}

/** The statement that a customer managed key of a topic needs. */
export function keyStatement(topicArn: string, { account, region }: Publisher): JsonObject {
  const [, partition] = topicArn.split(':');
  return {
    Effect: 'Allow',
    Principal: { Service: CLOUDWATCH },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: alarmsOf(partition, account, region),
  };
}

function alarmsOf(partition: string | undefined, account: string, region: string): JsonObject {
  return {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
  };
}

function readStatements(policy: string | undefined): JsonObject[] | undefined {
  try {
    const document: unknown = JSON.parse(policy ?? '');
    return isObject(document) ? listOf(document.Statement).filter(isObject) : undefined;
  } catch {
    return undefined;
  }
}

function isAboutAlarms({ Principal, Action, NotAction, NotPrincipal }: JsonObject): boolean {
  if (NotAction !== undefined || NotPrincipal !== undefined) return true;
  const isPublish = listOf(Action).some((action) => /^(\*|sns:(\*|p\*|publish))$/i.test(String(action)));
  return isPublish && isAlarmPrincipal(Principal);
}

function isAlarmPrincipal(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isObject(principal)) return false;
  return listOf(principal.Service).includes(CLOUDWATCH) || listOf(principal.AWS).includes('*');
}

/** Returns whether the conditions of a statement hold for a message of an alarm. */
function applies(statement: JsonObject, publisher: Publisher): 'always' | 'sometimes' | 'never' {
  if (statement.NotAction !== undefined || statement.NotPrincipal !== undefined) return 'sometimes';
  const results = Object.entries(isObject(statement.Condition) ? statement.Condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, values]) =>
      holds(operator.toLowerCase(), key.toLowerCase(), { values: listOf(values).map(String), publisher }),
    ),
  );
  if (results.includes(false)) return 'never';
  return results.includes(undefined) ? 'sometimes' : 'always';
}

/**
 * How IAM compares a value of a policy with a value of the request. `StringEquals` has no wildcards.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const COMPARISONS: Readonly<Record<string, (value: string, actual: string) => boolean>> = {
  stringequals: (value, actual) => value === actual,
  stringequalsignorecase: (value, actual) => value.toLowerCase() === actual.toLowerCase(),
  stringlike: matches,
  arnequals: matches,
  arnlike: matches,
};

/** Returns undefined for a condition that only IAM can evaluate. */
function holds(
  operator: string,
  key: string,
  { values, publisher }: { readonly values: readonly string[]; readonly publisher: Publisher },
): boolean | undefined {
  const { account, region } = publisher;
  // CloudWatch publishes with TLS.
  if (key === 'aws:securetransport' && operator === 'bool') return values.includes('true');
  const isWanted = COMPARISONS[operator];
  if (!isWanted) return undefined;
  // The default policy of a topic names the account as the owner of the source.
  if (key === 'aws:sourceaccount' || key === 'aws:sourceowner') return values.some((value) => isWanted(value, account));
  if (key !== 'aws:sourcearn') return undefined;
  const [partition] = values.flatMap((value) => /^arn:([\w-]+):/.exec(value)?.slice(1) ?? []);
  const alarms = `arn:${partition ?? 'aws'}:cloudwatch:${region}:${account}:alarm`;
  if (values.some((value) => isWanted(value, `${alarms}:NAME`))) return true;
  const isOfSomeAlarms = (value: string) => isWanted(value.split(':').slice(0, 6).join(':'), alarms);
  return values.some(isOfSomeAlarms) ? undefined : false;
}

/**
 * Matches with the wildcards of IAM. Time is at most the product of both lengths, because anybody may have written the pattern.
 */
function matches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  for (let read = 0; read < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resumeAt = read;
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at++;
      read++;
    } else if (star >= 0) {
      // Lets the last star stand for one more character.
      at = star + 1;
      read = ++resumeAt;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A policy may have a single value instead of a list of one. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
