/** Runs a function as Lambda does: its bundle in a Node.js 24 process, under Lambda's own runtime client. */
import { spawn } from 'node:child_process';
import { describe } from '@jest/globals';
import type { Bundle } from '../../support/bundle';
import { REGION } from '../../support/insights-world';
import { runtimeClient, runtimeClientProblem } from './npm-tools';
import { type Outcome, startRuntimeApi } from './runtime-api';

export interface FunctionInstance {
  /** @param timeoutMs default: the function's timeout */
  invoke(event: unknown, timeoutMs?: number): Promise<Outcome>;
  /** Suspends the process, like a machine that stalls. */
  freeze(): void;
  /** Ends the process, if it still runs, and returns its output. @throws Error if a line of its log is not JSON */
  stop(): Promise<InstanceOutput>;
}

export interface InstanceOutput {
  /** Standard output: one JSON object per line. */
  readonly log: readonly LogLine[];
  readonly stderr: string;
}

/** A line in the format of Lambda's runtime client. */
export interface LogLine {
  readonly level: string;
  readonly requestId: string;
  /** The object that the function logged. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** @param overrides environment variables in addition to the stack's and Lambda's; undefined removes one */
export async function startInstance(
  bundle: Bundle,
  overrides: Readonly<Record<string, string | undefined>>,
): Promise<FunctionInstance> {
  const { program, node } = await runtimeClient();
  const api = await startRuntimeApi(() => child.kill('SIGKILL'));
  const child = spawn(node, [program], {
    cwd: bundle.folder,
    env: { ...environmentOfLambda(bundle, api.url), ...bundle.environment, ...overrides },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.on('exit', (status) =>
    api.fail({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with status ${status}` }),
  );
  return {
    invoke: (event, timeoutMs = bundle.timeoutMs) => api.invoke(event, timeoutMs),
    freeze: () => void child.kill('SIGSTOP'),
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await api.close();
      const lines = output.stdout.split('\n').filter((line) => line !== '');
      return { log: lines.map((line) => JSON.parse(line)), stderr: output.stderr };
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentOfLambda({ folder, handler, logFormat }: Bundle, apiUrl: string): Record<string, string> {
  return {
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_RUNTIME_API: new URL(apiUrl).host,
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: 'test',
    AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    AWS_LAMBDA_LOG_FORMAT: logFormat,
    AWS_LAMBDA_LOG_LEVEL: 'INFO', // Lambda's default
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    TZ: ':UTC',
  };
}

const problem = process.env.CI ? undefined : runtimeClientProblem();
// Jest drops the console output of files whose tests are all skipped.
if (problem) process.stderr.write(`Tests are skipped: ${problem}\n`);

/** `describe`, or `describe.skip` if the runtime client cannot be built. In CI, it is always `describe`. */
export const describeWithRuntimeClient = problem ? describe.skip : describe;
