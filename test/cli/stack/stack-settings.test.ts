/** The configuration of the stack, as commands read it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { addContextOption, type ContextOption, readStackContext } from '../../../cli/stack/stack-settings';
import { stackRegion, synthesizeStack } from '../../../cli/stack/stack-template';
import { parseCommandLine } from '../../../cli/terminal/command-line';
import { InputError } from '../../../cli/terminal/input-error';
import { readConfig } from '../../../lib/config/config';
import { ConfigError } from '../../../lib/shared/config-error';

const ROOT = mkdtempSync(path.join(tmpdir(), 'context-'));
const FOLDERS = { project: path.join(ROOT, 'project'), home: path.join(ROOT, 'home') };
const CDK_JSON = path.join(FOLDERS.project, 'cdk.json');

beforeEach(() => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'CDK_DEFAULT_REGION']) delete process.env[name];
  for (const folder of Object.values(FOLDERS)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  write('cdk.json', { context: {} });
});

function write(name: string, content: unknown, folder = FOLDERS.project): void {
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

function rejectionOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error('Nothing was rejected');
}

describe('the context', () => {
  it('comes from the same places as in CDK, in the same order', () => {
    write('.cdk.json', { context: { a: 'home', b: 'home', c: 'home', d: 'home' } }, FOLDERS.home);
    write('cdk.context.json', { a: 'looked up', b: 'looked up', c: 'looked up' });
    write('cdk.json', { context: { a: 'project', b: 'project' } });
    expect(readStackContext({ a: 'command line' }, FOLDERS)).toEqual({
      a: 'command line',
      b: 'project',
      c: 'looked up',
      d: 'home',
    });
  });

  it('is empty if cdk.json has none', () => {
    write('cdk.json', '\uFEFF{"app": "x"}');
    expect(readStackContext({}, FOLDERS)).toEqual({});
  });
});

describe('a broken file is rejected in one sentence that names the file and the problem', () => {
  it.each<[string, unknown, string]>([
    [
      'a trailing comma',
      '{\n  "context": {\n    "exporter:windows": ["1h"],\n  }\n}',
      'line 4, column 3 has an unexpected "}"',
    ],
    ['another kind of quotation mark', "{'context': {}}", 'line 1, column 2 has an unexpected "\'"'],
    ['a comment', '{\n  // ours\n}', 'line 2, column 3 has an unexpected "/"'],
    ['an early end', '{\n  "context": {', 'it ends in line 2, before it is complete'],
    ['an empty file', '', 'it ends in line 1, before it is complete'],
    ['more than one object', '{} {}', 'line 1, column 4 has an unexpected "{"'],
    ['a control character', '{"a": \u0007}', 'line 1, column 7 has an unexpected "\\u0007"'],
  ])('%s', (_, content, sentence) => {
    write('cdk.json', content);
    expect(rejectionOf(() => readStackContext({}, FOLDERS))).toBe(
      `${CDK_JSON} is not valid JSON: ${sentence}; correct the file`,
    );
  });

  it.each<[string, unknown, string]>([
    ['a list', [], `${CDK_JSON} contains []: write an object`],
    ['a word', '"context"', `${CDK_JSON} contains "context": write an object`],
    ['null', 'null', `${CDK_JSON} contains null: write an object`],
    ['a list for the context', { context: ['a'] }, `"context" in ${CDK_JSON} is ["a"]: write an object of settings`],
    ['a word for the context', { context: 'a' }, `"context" in ${CDK_JSON} is "a": write an object of settings`],
    ['null for the context', { context: null }, `"context" in ${CDK_JSON} is null: write an object of settings`],
  ])('%s', (_, content, sentence) => {
    write('cdk.json', content);
    expect(rejectionOf(() => readStackContext({}, FOLDERS))).toContain(sentence);
  });

  it('a missing file, and a folder in place of the file', () => {
    rmSync(CDK_JSON);
    expect(rejectionOf(() => readStackContext({}, FOLDERS))).toContain(`${CDK_JSON} does not exist: restore it`);
    mkdirSync(CDK_JSON);
    expect(rejectionOf(() => readStackContext({}, FOLDERS))).toContain(`${CDK_JSON} cannot be read (EISDIR)`);
  });

  it.each(['cdk.context.json', '.cdk.json'])('also in %s', (name) => {
    write(name, '{', name === '.cdk.json' ? FOLDERS.home : FOLDERS.project);
    expect(rejectionOf(() => readStackContext({}, FOLDERS))).toMatch(/is not valid JSON: it ends in line 1/);
  });
});

describe('-c', () => {
  function contextOf(...args: string[]) {
    const command = addContextOption(new Command());
    parseCommandLine(command, args, 'call');
    return command.opts<ContextOption>().context;
  }

  it('sets any value, and can be repeated', () => {
    expect(contextOf('-c', 'a=1', '--context', 'b=x=y', '-c', 'c=', '--context=a=2')).toEqual({
      a: '2',
      b: 'x=y',
      c: '',
    });
    expect(contextOf()).toBeUndefined();
  });

  it.each([
    ['exporter:windows', /'exporter:windows' is invalid: write a setting and its value/],
    ['=1h', /write a setting and its value/],
    ['aws:cdk:x=1', /keys that begin with "aws:" are reserved for CDK/],
  ])('%s is rejected', (assignment, sentence) => {
    expect(rejectionOf(() => contextOf('-c', assignment))).toMatch(sentence);
  });
});

describe('the Region of the stack is', () => {
  const topic = (region: string) => `arn:aws:sns:${region}:111122223333:mail-team`;
  const sink = (region: string) => `arn:aws:oam:${region}:111122223333:sink/a`;
  const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/a`;
  const critical = (...regions: string[]) => ({ critical: { topicArns: regions.map(topic) } });

  it.each<[string, Record<string, unknown>, NodeJS.ProcessEnv, string]>([
    [
      'the first configured one',
      { 'exporter:regions': 'eu-west-1,us-east-2' },
      { AWS_REGION: 'us-west-2' },
      'eu-west-1',
    ],
    ['that of the environment', {}, { AWS_REGION: 'us-west-2', CDK_DEFAULT_REGION: 'eu-west-1' }, 'us-west-2'],
    ['that of CDK', {}, { AWS_REGION: '', CDK_DEFAULT_REGION: 'eu-west-1' }, 'eu-west-1'],
    ['that of a topic', { 'exporter:notifications': critical('eu-west-1') }, {}, 'eu-west-1'],
    ['that of a key', { 'exporter:messageInsights': { encryptionKeyArns: [key('eu-west-3')] } }, {}, 'eu-west-3'],
    ['that of a sink', { 'exporter:monitoringSinkArns': [sink('eu-west-3')] }, {}, 'eu-west-3'],
    [
      'the one that all share',
      {
        'exporter:notifications': critical('us-east-2', 'eu-west-3'),
        'exporter:monitoringSinkArns': [sink('eu-west-3')],
      },
      {},
      'eu-west-3',
    ],
    ['N. Virginia', {}, {}, 'us-east-1'],
  ])('%s', (_, context, environment, region) => {
    expect(stackRegion(readConfig(context), environment)).toBe(region);
  });

  it('the Region in which each level needs a topic', () => {
    const of = (...regions: string[]) =>
      JSON.stringify(synthesizeStack({ 'exporter:notifications': critical(...regions) }));
    expect(of('eu-west-1')).toContain(topic('eu-west-1'));
    const apart = { critical: { topicArns: [topic('eu-west-1')] }, warning: { topicArns: [topic('us-east-2')] } };
    expect(() => synthesizeStack({ 'exporter:notifications': apart })).toThrow(ConfigError);
  });
});
