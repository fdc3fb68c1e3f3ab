/** The IAM policies of a template in a form that linters read, with ARNs instead of references. */

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Policy {
  /** Logical id of the resource or output that contains it. */
  readonly owner: string;
  readonly document: unknown;
}

/** Sample ARNs, by the type of the resource that a policy refers to. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb:eu-west-1:000000000000:table/table',
  'AWS::Events::Rule': 'arn:aws:events:eu-west-1:000000000000:rule/rule',
  'AWS::IAM::Role': 'arn:aws:iam::000000000000:role/role',
  'AWS::KMS::Key': 'arn:aws:kms:eu-west-1:000000000000:key/11112222-3333-4444-5555-666677778888',
  'AWS::Lambda::Function': 'arn:aws:lambda:eu-west-1:000000000000:function:function',
  'AWS::Logs::LogGroup': 'arn:aws:logs:eu-west-1:000000000000:log-group:group:*',
  'AWS::SNS::Topic': 'arn:aws:sns:eu-west-1:000000000000:topic',
  'AWS::SQS::Queue': 'arn:aws:sqs:eu-west-1:000000000000:queue',
};

/** Returns every policy except trust policies, and one policy for each statement in the outputs. */
export function policiesIn(template: Template): Policy[] {
  const inResources = Object.entries(template.Resources).flatMap(([owner, { Properties }]) =>
    documentsIn(Properties).map((document) => ({ owner, document: resolve(document, template) })),
  );
  const inOutputs = Object.entries(template.Outputs ?? {})
    .map(([owner, { Value }]) => ({ owner, text: toText(Value, template) }))
    .filter(({ text }) => text.startsWith('{"Action"'))
    .map(({ owner, text }) => ({ owner, document: { Version: '2012-10-17', Statement: [JSON.parse(text)] } }));
  return [...inResources, ...inOutputs];
}

function documentsIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('Statement' in node) return [node];
  return Object.entries(node).flatMap(([key, value]) => (key === 'AssumeRolePolicyDocument' ? [] : documentsIn(value)));
}

/** Returns the string that an output prints if it is a policy statement, and an empty string for others. */
function toText(value: unknown, template: Template): string {
  const [, parts] = (value as { 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'] ?? ['', [value]];
  const [first] = parts;
  if (typeof first !== 'string' || !first.startsWith('{"Action"')) return '';
  return parts.map((part) => resolve(part, template)).join('');
}

/** @throws Error for a reference to a type without a sample ARN */
function resolve(node: unknown, template: Template): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((value) => resolve(value, template));
  if ('Fn::Join' in node) return 'some-string';
  const [reference] = [Object.values(node)[0]].flat();
  if ('Ref' in node || 'Fn::GetAtt' in node) {
    const arn = ARNS[template.Resources[reference]?.Type ?? ''];
    if (!arn)
      throw new Error(`A policy refers to ${reference}, whose type has no sample ARN: add one to ARNS in policies.ts`);
    return arn;
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, template)]));
}
