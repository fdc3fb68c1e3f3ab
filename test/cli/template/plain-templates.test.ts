/** The files that `npm run template` writes. `plain-templates.long.ts` has more configurations. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { unzipSync } from 'fflate';
import type { PlainTemplate } from '../../../cli/template/plain-templates';
import { defineStacks } from '../../../lib/exporter-app';
import { usePlainTemplates } from '../../support/plain-templates';
import { createApp } from '../../support/template';

/** Limit of a template in S3: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_TEMPLATE_BYTES = 1_000_000;

const { root, write, textOf, contentOf } = usePlainTemplates();

describe('the template of the default configuration', () => {
  const FILE = 'SesMetricsExporter.template.json';
  let written: PlainTemplate[];
  // biome-ignore lint/suspicious/noExplicitAny: a CloudFormation template
  let template: any;
  // biome-ignore lint/suspicious/noExplicitAny: the same
  let functions: { Properties: any }[];
  let zips: string[];

  beforeAll(() => {
    written = write('defaults');
    template = JSON.parse(textOf('defaults', FILE));
    functions = Object.values(Template.fromJSON(template).findResources('AWS::Lambda::Function')) as typeof functions;
    zips = readdirSync(path.join(root, 'defaults')).filter((name) => name !== FILE);
  });

  it('deploys into any Region', () => {
    expect(written).toMatchObject([{ file: FILE, stackName: 'SesMetricsExporter', region: undefined }]);
  });

  it('comes with the warnings of synthesis, except that no Region is configured', () => {
    expect(written[0]?.warnings).toEqual([
      expect.stringMatching(/^Alarms link to RUNBOOK.md, .*stack$/),
      expect.stringMatching(/^No critical alarm pages anybody: .*stack$/),
    ]);
  });

  it('equals the template of CDK, except for the location of the code', () => {
    const [stack] = defineStacks(createApp(), {});
    const { Resources, Outputs, Description } = Template.fromStack(stack as never).toJSON();
    const withoutCode = (resources: Record<string, { Type: string; Properties?: object }>) =>
      Object.entries(resources).map(([id, { Properties, ...resource }]) => [
        id,
        resource,
        { ...Properties, ...(resource.Type === 'AWS::Lambda::Function' && { Code: 'elsewhere' }) },
      ]);
    expect(withoutCode(template.Resources)).toEqual(withoutCode(Resources));
    expect({ Outputs: template.Outputs, Description: template.Description }).toEqual({ Outputs, Description });
  });

  it('contains no bootstrap resources, no account and no Region', () => {
    expect(Object.keys(template).sort()).toEqual(['Conditions', 'Description', 'Outputs', 'Parameters', 'Resources']);
    expect(Object.keys(template.Parameters)).toEqual(['CodeBucket']);
    expect(JSON.stringify(template).replaceAll('"cdk_nag"', '')).not.toMatch(
      /cdk|bootstrap|\b\d{12}\b|\b[a-z]{2}-[a-z]+-\d\b/i,
    );
  });

  it('names no IAM resources, so that CAPABILITY_IAM is sufficient', () => {
    expect(JSON.stringify(template)).not.toMatch(/"(Role|User|Group|ManagedPolicy|InstanceProfile)Name"/);
  });

  it('is within the size limit of CloudFormation', () => {
    expect(statSync(path.join(root, 'defaults', FILE)).size).toBeLessThan(MAX_TEMPLATE_BYTES);
  });

  it('refers to the zip files next to it', () => {
    expect(zips).toHaveLength(4);
    expect(functions.map(({ Properties }) => Properties.Code.S3Key).sort()).toEqual(zips.sort());
    for (const { Properties } of functions) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation syntax
      expect(Properties.Code.S3Bucket).toEqual({ 'Fn::Sub': '${CodeBucket}' });
    }
  });

  /** Returns a value of the template as a string, with a word for each reference. */
  const toText = (value: unknown): string => {
    const { 'Fn::Join': join } = value as { 'Fn::Join'?: [string, unknown[]] };
    if (join) return join[1].map(toText).join(join[0]);
    return typeof value === 'string' ? value : 'reference';
  };

  it('names handlers that the code exports', () => {
    for (const { Properties } of functions) {
      const folder = mkdtempSync(path.join(root, 'code-'));
      const files = unzipSync(readFileSync(path.join(root, 'defaults', Properties.Code.S3Key)));
      for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
      const variables = Object.entries(Properties.Environment.Variables).map(([name, value]) => [name, toText(value)]);
      const [file, handler] = Properties.Handler.split('.');
      const kind = execFileSync(process.execPath, ['-p', `typeof require('./${file}.js').${handler}`], {
        cwd: folder,
        env: { ...process.env, ...Object.fromEntries(variables), AWS_REGION: 'eu-west-1' },
      });
      expect(String(kind)).toBe('function\n');
    }
  });

  it('has source maps that are the same on every machine', () => {
    for (const zip of zips) {
      const { 'index.js.map': map } = unzipSync(readFileSync(path.join(root, 'defaults', zip)));
      const sources: string[] = JSON.parse(Buffer.from(map as Uint8Array).toString()).sources;
      expect(sources).toContainEqual(expect.stringMatching(/handler\.ts$/));
      for (const source of sources) expect(source).toMatch(/^\.\.\/(lambda|node_modules)\//);
    }
  });
});

it('rejects topics of several Regions when the Region of the stack is unknown, and writes nothing', () => {
  const topicArns = ['eu-west-1', 'us-east-1'].map((region) => `arn:aws:sns:${region}:111122223333:pager`);
  const notifications = { critical: { topicArns } };
  expect(() => write('rejected', { 'exporter:notifications': notifications })).toThrow('exporter:regions');
  expect(contentOf('rejected').size).toBe(0);
});
