/** MiniStack, a third-party AWS emulator, with TLS and IAM enforcement, and the AWS CLI to call it. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '../../../local/aws/loopback';
import { nodeFolder } from './npm-tools';
import { type ProgramResult, run, tryRun } from './programs';
import { programOf } from './tools';

export interface Emulator {
  readonly url: string;
  /** Environment variables for programs: its endpoint, and root credentials of its account. */
  readonly env: Readonly<Record<string, string>>;
  /** A temporary folder. `close` removes it. */
  readonly folder: string;
  /**
   * Runs the AWS CLI and returns its parsed output.
   *
   * @throws Error with the output of the AWS CLI, if a command fails
   */
  aws<T>(region: string, ...args: readonly string[]): Promise<T>;
  /**
   * Runs several commands of the AWS CLI in one process, and returns their parsed outputs.
   *
   * @throws Error with the output of the first command that fails
   */
  awsAll<T>(region: string, commands: readonly (readonly string[])[]): Promise<T[]>;
  /** Runs the AWS CLI with other credentials, and returns the result for any exit status. */
  awsAs(env: Readonly<Record<string, string>>, region: string, ...args: readonly string[]): Promise<ProgramResult>;
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;

/** Runs several commands of the AWS CLI in one process, because its start takes half a second of CPU time. */
const AWS_COMMANDS = `
import contextlib, io, json, sys
from awscli.clidriver import create_clidriver

driver = create_clidriver()
outputs = []
for command in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as stdout:
        status = driver.main(command)
    if status != 0:
        sys.exit(status)
    outputs.append(json.loads(stdout.getvalue().strip() or 'null'))
print(json.dumps(outputs))
`;

/** Starts the emulator on a free port of the loopback interface. Functions run on Node.js 24, as in Lambda. */
export async function startEmulator(): Promise<Emulator> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnPort(await freePort());
    } catch (error) {
      // Another process may have taken the port in the meantime.
      if (attempt === 3 || !(error as Error).message.includes('Address already in use')) throw error;
    }
  }
}

async function startOnPort(port: string): Promise<Emulator> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-emulator-'));
  const url = `https://localhost:${port}`;
  const certificate = path.join(folder, 'ministack-tls/server.crt');
  const config = path.join(folder, 'aws-config');
  writeFileSync(config, '[default]\ncli_timestamp_format = iso8601\n'); // Each service has its own format otherwise.
  const quiet = { AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '', AWS_CONFIG_FILE: config, HOME: folder };
  const env = {
    ...quiet,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
    REQUESTS_CA_BUNDLE: certificate,
  };
  const log = path.join(folder, 'log');
  const server = spawn(programOf('ministack'), [], {
    cwd: folder,
    env: {
      ...quiet,
      PATH: `${nodeFolder()}${path.delimiter}${process.env.PATH}`,
      TMPDIR: folder,
      NODE_EXTRA_CA_CERTS: certificate,
      USE_SSL: '1',
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: port,
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logStream = createWriteStream(log);
  server.stdout.pipe(logStream, { end: false });
  server.stderr.pipe(logStream, { end: false });
  const ended = new Promise((resolve) => server.once('close', resolve));

  // For SQS, this version of the CLI ignores AWS_ENDPOINT_URL.
  const globalOptions = (region: string) => ['--endpoint-url', url, '--region', region, '--output', 'json'];

  async function awsAs(other: Readonly<Record<string, string>>, region: string, ...args: readonly string[]) {
    return tryRun(programOf('awscli', 'aws'), [...globalOptions(region), ...args], { env: { ...env, ...other } });
  }
  const emulator: Emulator = {
    url,
    env,
    folder,
    async aws<T>(region: string, ...args: readonly string[]) {
      const { status, stdout, stderr } = await awsAs({}, region, ...args);
      if (status !== 0) throw new Error(`aws ${args.join(' ')}: status ${status}\n${stderr}`);
      return (stdout.trim() === '' ? undefined : JSON.parse(stdout)) as T;
    },
    async awsAll<T>(region: string, commands: readonly (readonly string[])[]) {
      const everyCommand = JSON.stringify(commands.map((command) => [...globalOptions(region), ...command]));
      return JSON.parse(await run(programOf('awscli', 'python'), ['-c', AWS_COMMANDS, everyCommand], { env })) as T[];
    },
    awsAs,
    async close() {
      server.kill('SIGTERM');
      const killed = setTimeout(() => server.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(killed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(250)) {
    if (server.exitCode !== null || Date.now() > deadline) {
      const output = readFileSync(log, 'utf8');
      await emulator.close();
      throw new Error(`The emulator did not start:\n${output}`);
    }
    const { status } = await awsAs({}, 'eu-west-1', 'sts', 'get-caller-identity');
    if (status === 0) return emulator;
  }
}

async function freePort(): Promise<string> {
  const { url, close } = await listenOnLoopback(createServer());
  await close();
  return new URL(url).port;
}
