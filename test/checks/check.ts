/** `npm run check`: runs third-party checks that need only npm, and prints one line for each. */
import { spawnSync } from 'node:child_process';
import { audit, type Result } from './audit';
import { checkTemplates } from './templates';

interface Check {
  readonly name: string;
  run(): Result;
}

const CHECKS: readonly Check[] = [
  { name: 'Biome: format, lint, imports', run: () => outputOf('npm', 'run', '--silent', 'lint') },
  { name: 'TypeScript: types', run: () => outputOf('npm', 'run', '--silent', 'typecheck') },
  { name: 'cdk synth: the configuration in cdk.json', run: () => outputOf('npm', 'run', '--silent', 'synth') },
  { name: 'CDK and cdk-nag: every configuration', run: () => ({ problems: checkTemplates() }) },
  {
    name: 'Redocly: the OpenAPI document',
    run: () =>
      outputOf(
        'npx',
        'redocly',
        'lint',
        '--extends=recommended-strict',
        'lambda/message-insights/look-ups.openapi.json',
      ),
  },
  { name: 'npm audit: shipped packages', run: audit },
];

// CDK prints the findings of its own validation on stderr. The other variables suppress telemetry and update notices.
Object.assign(process.env, {
  CDK_VALIDATION: 'true',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
});

const width = Math.max(...CHECKS.map(({ name }) => name.length)) + 2;
for (const { name, run } of CHECKS) {
  const { problems, unknown } = resultOf(run);
  const verdict = unknown ? `UNKNOWN: ${unknown}` : 'no findings';
  console.log(name.padEnd(width) + (problems.length > 0 ? 'FAILED' : verdict));
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

/** Runs a program. If it fails, its output is the problem. */
function outputOf(program: string, ...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return { problems: status === 0 ? [] : [stdout + stderr] };
}
