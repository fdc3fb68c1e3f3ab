/** The IAM policies of a template, as a linter reads them: with ARNs in the place of references. */

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface Policy {
  /** Logical id of the resource or output that it stands in. */
  readonly owner: string;
  readonly document: unknown;
}

/** Of resources that policies speak of. */
const ARNS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'arn:aws:dynamodb:eu-west-1:000000000000:table/table',
  'AWS::Events::Rule': 'arn:aws:events:eu-west-1:000000000000:rule/rule',
  'AWS::Lambda::Function': 'arn:aws:lambda:eu-west-1:000000000000:function:function',
  'AWS::Logs::LogGroup': 'arn:aws:logs:eu-west-1:000000000000:log-group:group:*',
  'AWS::SNS::Topic': 'arn:aws:sns:eu-west-1:000000000000:topic',
  'AWS::SQS::Queue': 'arn:aws:sqs:eu-west-1:000000000000:queue',
};

/** Every policy but those that say who may assume a role, and the statements that the stack prints for others' policies. */
export function policiesIn(template: Template): Policy[] {
  const ofResources = Object.entries(template.Resources).flatMap(([owner, { Properties }]) =>
    documentsIn(Properties).map((document) => ({ owner, document: resolve(document, template) })),
  );
  const printed = Object.entries(template.Outputs ?? {})
    .filter(([, { Value }]) => typeof Value === 'string' && Value.startsWith('{"Action"'))
    .map(([owner, { Value }]) => ({
      owner,
      document: { Version: '2012-10-17', Statement: [JSON.parse(Value as string)] },
    }));
  return [...ofResources, ...printed];
}

function documentsIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  if ('Statement' in node) return [node];
  return Object.entries(node).flatMap(([key, value]) => (key === 'AssumeRolePolicyDocument' ? [] : documentsIn(value)));
}

/** @throws for a reference to what no ARN is known of here */
function resolve(node: unknown, template: Template): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((value) => resolve(value, template));
  if ('Fn::Join' in node) return 'some-text';
  const [referred] = [Object.values(node)[0]].flat();
  if ('Ref' in node || 'Fn::GetAtt' in node) {
    const arn = ARNS[template.Resources[referred]?.Type ?? ''];
    if (!arn) throw new Error(`A policy refers to ${referred}: write what an ARN of its kind looks like`);
    return arn;
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, template)]));
}
