/** cdk-nag 3 reads what CDK records on constructs, and cdk-nag 2 reads the metadata of resources. Both find the same. */
import { expect, it } from '@jest/globals';
import { type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { type Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../../../lib/shared/acknowledge';

const REASON = 'A test needs no rotation';

function rulesOf(construct: IConstruct): unknown {
  return (construct.node.defaultChild as CfnResource).getMetadata('cdk_nag')?.rules_to_suppress;
}

function recordedOn(construct: IConstruct): readonly string[] {
  return construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.keys(data));
}

it('acknowledges a rule for both versions', () => {
  const key = new Key(new Stack(), 'Key');
  acknowledge(key, { rule: 'AwsSolutions-KMS5', reason: REASON });
  expect(recordedOn(key)).toEqual(['AwsSolutions::AwsSolutions-KMS5']);
  expect(rulesOf(key)).toEqual([{ id: 'AwsSolutions-KMS5', reason: REASON }]);
});

it('acknowledges each resource with * in the policies of a role, and keeps earlier acknowledgments', () => {
  const stack = new Stack();
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }));
  acknowledgeWildcards(role, ['*'], REASON);
  acknowledgeWildcards(role, [`arn:aws:ses:eu-west-1:${stack.account}:export-job/*`], REASON);
  const findings = ['Resource::*', 'Resource::arn:aws:ses:eu-west-1:<AWS::AccountId>:export-job/*'];
  expect(recordedOn(role)).toEqual(findings.map((finding) => `AwsSolutions::AwsSolutions-IAM5[${finding}]`));
  const policy = role.node.findChild('DefaultPolicy') as Policy;
  expect(rulesOf(policy)).toEqual(
    findings.map((finding) => ({ id: 'AwsSolutions-IAM5', reason: REASON, applies_to: [finding] })),
  );
});
