/** `npm run check`: checks that others wrote and that need nothing but npm, a line each. */
import { spawnSync } from 'node:child_process';
import { audit, type Result } from './audit';
import { checkTemplates } from './templates';

interface Check {
  readonly name: string;
  /** What is wrong, or why that is not known. */
  run(): Result;
}

const CHECKS: readonly Check[] = [
  { name: 'Biome: format, lint, imports', run: () => outputOf('npm', 'run', '--silent', 'lint') },
  { name: 'TypeScript: types', run: () => outputOf('npm', 'run', '--silent', 'typecheck') },
  { name: 'cdk synth, as cdk.json has it', run: () => outputOf('npm', 'run', '--silent', 'synth') },
  { name: 'CDK and cdk-nag: every configuration', run: () => ({ problems: checkTemplates() }) },
  {
    name: 'Redocly: the OpenAPI document',
    run: () =>
      outputOf('npx', 'redocly', 'lint', '--extends=recommended-strict', 'lambda/message-insights/openapi.json'),
  },
  { name: 'npm audit: what is shipped', run: audit },
];

// CDK says on standard error what its rules found; tools are to say nothing of themselves.
Object.assign(process.env, {
  CDK_VALIDATION: 'true',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
});

for (const { name, run } of CHECKS) {
  const { problems, unknown } = resultOf(run);
  const verdict = unknown ? `NOT KNOWN: ${unknown}` : 'no findings';
  console.log(name.padEnd(40) + (problems.length > 0 ? 'FAILED' : verdict));
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function resultOf(run: Check['run']): Result {
  try {
    return run();
  } catch (error) {
    return { problems: [(error as Error).message] };
  }
}

/** What a program wrote, if it failed. */
function outputOf(program: string, ...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { problems: status === 0 ? [] : [stdout + stderr] };
}
