/** Runs the bundle of a function in a process of its own, on Lambda's version of Node.js. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FunctionProcessOptions {
  /** Path of Node.js. */
  readonly node: string;
  /** Path of the bundle. */
  readonly file: string;
  /** The environment variables of the function. Nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Options of Node.js, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
  /** Default: 900,000, the longest that Lambda allows. */
  readonly timeoutMs?: number;
}

/** What a part of a process's life took. */
export interface Effort {
  readonly wallMs: number;
  /** In all threads of the process. */
  readonly cpuMs: number;
  /** The largest resident set since the process began. */
  readonly peakBytes: number;
}

export interface Invocations extends Effort {
  /** How long each invocation took, milliseconds. */
  readonly durations: readonly number[];
  /** The return value of the last invocation. */
  readonly answer: unknown;
}

export interface FunctionProcess {
  /** What loading the code took. */
  readonly loading: Effort;
  /**
   * Invokes the function once for each event.
   *
   * @param concurrency invocations at the same time. Default: 1, as in Lambda
   * @throws Error if an invocation fails
   */
  invoke(events: readonly object[], concurrency?: number): Promise<Invocations>;
  /** What loading the code and all invocations so far took. */
  total(): Effort;
  /** What the function logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts a process and loads the function. */
export async function startFunction(options: FunctionProcessOptions): Promise<FunctionProcess> {
  const { node, file, environment, nodeOptions = [], timeoutMs = 900_000 } = options;
  const child = spawn(node, [...nodeOptions, path.join(__dirname, 'function-instance.cjs'), file, String(timeoutMs)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const receive = async <T>(): Promise<T> => {
    const message = await nextMessage(child);
    if (message !== undefined) return message as T;
    throw new Error(`The process of ${file} ended:\n${log}`);
  };
  const loading = await receive<Effort>();
  let total = loading;
  return {
    loading,
    total: () => total,
    async invoke(events, concurrency = 1) {
      child.send({ events, concurrency });
      const { error, ...invocations } = await receive<Invocations & { readonly error?: string }>();
      if (error !== undefined) throw new Error(`${file}: ${error}`);
      total = {
        wallMs: total.wallMs + invocations.wallMs,
        cpuMs: total.cpuMs + invocations.cpuMs,
        peakBytes: invocations.peakBytes,
      };
      return invocations;
    },
    log: () => log,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect(); // the process ends, and writes its profile
      await Promise.race([ended, sleep(5_000)]);
      child.kill('SIGKILL');
    },
  };
}

/** Returns undefined if the process ends without a message. */
function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const onExit = () => done(undefined);
    const done = (message: unknown) => {
      child.off('message', done).off('exit', onExit);
      resolve(message);
    };
    child.once('message', done).once('exit', onExit);
  });
}
