/** The code with which docs/deploy-rights.md puts the functions into a VPC. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ExporterStack } from '../../lib/exporter-stack';
import { putIntoVpc } from '../fixtures/vpc/put-into-vpc';
import { createApp } from '../support/template';

const VPC_CONFIG = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };

it('puts every function into the VPC, and lets its role create network interfaces', () => {
  const stack = new ExporterStack(createApp(), 'Stack', { weeklyReport: true });
  putIntoVpc(stack, VPC_CONFIG);
  const template = Template.fromStack(stack);
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(functions.length).toBeGreaterThan(2);
  const roles = template.findResources('AWS::IAM::Role');
  for (const { Properties } of functions) {
    expect(Properties.VpcConfig).toEqual({ SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] });
    const role = roles[Properties.Role['Fn::GetAtt'][0]];
    expect(JSON.stringify(role?.Properties.ManagedPolicyArns)).toContain(
      ':policy/service-role/AWSLambdaVPCAccessExecutionRole',
    );
  }
});

it('is the code in the document', () => {
  const code = readFileSync('test/fixtures/vpc/put-into-vpc.ts', 'utf8');
  expect(readFileSync('docs/deploy-rights.md', 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
});
