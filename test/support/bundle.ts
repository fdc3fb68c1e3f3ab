/** Bundles a function like a deployment does, and copies the bundle out of this repository. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createQuickApp } from '../../cli/stack/quick-app';
import { TABLE } from './insights-world';
import { silenceBundling } from './silence-bundling';

export interface Bundle {
  /** Contains only the code. The code cannot import from this repository's node_modules. */
  readonly folder: string;
  /** The environment variables of the template, with the name of the local table. */
  readonly environment: Readonly<Record<string, string>>;
  readonly handler: string;
  readonly logFormat: string;
  readonly timeoutMs: number;
  readonly template: Template;
}

/** Bundles the only function of a construct. The caller removes the folder. */
export function bundle(define: (stack: Stack) => void): Bundle {
  const assembly = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  const stack = new Stack(createQuickApp({ outdir: assembly }), 'Test');
  silenceBundling(() => define(stack));
  const template = Template.fromStack(stack);
  const [fn] = Object.values(template.findResources('AWS::Lambda::Function'));
  const { Environment, Handler, LoggingConfig, Timeout } = fn?.Properties ?? {};
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  const asset = readdirSync(assembly).find((name) => name.startsWith('asset.')) as string;
  cpSync(path.join(assembly, asset), folder, { recursive: true });
  rmSync(assembly, { recursive: true });
  return {
    folder,
    environment: resolve(Environment.Variables, template),
    handler: Handler,
    logFormat: LoggingConfig.LogFormat,
    timeoutMs: Timeout * 1000,
    template,
  };
}

/** Replaces references to the table with the name of the local table. */
function resolve(variables: Record<string, string | { Ref: string }>, template: Template): Record<string, string> {
  const tables = Object.keys(template.findResources('AWS::DynamoDB::Table'));
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      if (!tables.includes(value.Ref))
        throw new Error(`${name} is ${JSON.stringify(value)}, not a table of the template`);
      return [name, TABLE];
    }),
  );
}
