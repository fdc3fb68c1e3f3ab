/** Finds the SDK commands in the code of a function. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './sources';

/** The service prefix in IAM of each SDK client. */
const PREFIXES: Readonly<Record<string, string>> = {
  cloudwatch: 'cloudwatch',
  dynamodb: 'dynamodb',
  ses: 'ses',
  sesv2: 'ses',
  sns: 'sns',
};

const IMPORT = /^(?:import|export) (?!type\b)([^;]*?) from '([^']+)';$/gm;

/** A command, or a paginator that sends commands. */
const OPERATION = /\b(?:(\w+)Command|paginate(\w+))\b/g;

/** Returns the IAM actions of the SDK commands that the handler of a feature imports, directly or through other files. */
export function sdkActionsOf(feature: string): Set<string> {
  const actions = new Set<string>();
  const visited = new Set<string>();
  const visit = (file: string): void => {
    if (visited.has(file)) return;
    visited.add(file);
    for (const [, names = '', source = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      if (source.startsWith('.')) {
        const target = path.join(path.dirname(file), source);
        for (const code of [`${target}.ts`, `${target}.tsx`].filter(existsSync)) visit(code); // other targets are JSON
      }
      const [, client] = /^@aws-sdk\/client-(\w+)$/.exec(source) ?? [];
      if (client === undefined) continue;
      const prefix = PREFIXES[client];
      if (prefix === undefined) throw new Error(`${file} imports client-${client}: add its prefix in IAM`);
      for (const [, sent, paged] of names.matchAll(OPERATION)) actions.add(`${prefix}:${sent ?? paged}`);
    }
  };
  visit(path.join(ROOT, 'lambda', feature, 'handler.ts'));
  return actions;
}
