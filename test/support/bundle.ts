/** The code that is deployed: the bundle as the stack makes it, away from this repository. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TABLE } from './insights-world';

export interface Bundle {
  /** Holds the code and nothing else: nothing of this repository's node_modules can be found from it. */
  readonly folder: string;
  /** As the stack sets it, where its table, if it has one, has got the name of the local one. */
  readonly environment: Readonly<Record<string, string>>;
  /** The function's other properties in the template. */
  readonly handler: string;
  readonly logFormat: string;
  readonly timeoutMs: number;
  readonly template: Template;
}

/** The code of the only function below a construct. */
export function bundle(define: (stack: Stack) => void): Bundle {
  const assembly = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  const stack = new Stack(new App({ outdir: assembly }), 'Test');
  define(stack);
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

/** The variables with what CloudFormation puts in the place of a reference to the table. */
function resolve(variables: Record<string, string | { Ref: string }>, template: Template): Record<string, string> {
  const tables = Object.keys(template.findResources('AWS::DynamoDB::Table'));
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      if (!tables.includes(value.Ref)) throw new Error(`${name} is ${JSON.stringify(value)}, no table of the template`);
      return [name, TABLE];
    }),
  );
}
