/** AWS as others emulate it: MiniStack, with its TLS and with IAM in force, and the AWS CLI to ask it with. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback } from '../../../local/aws/loopback';
import { nodeFolder } from './npm-tools';
import { type Finished, finish } from './run';
import { programOf } from './tools';

export interface Emulator {
  readonly url: string;
  /** Where programs find it, and with which credentials: those of the account's root, which may do everything. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder of its own, gone when it is closed. */
  readonly folder: string;
  /**
   * What the AWS CLI answers.
   *
   * @throws with its words, when it fails
   */
  aws<T>(region: string, ...args: readonly string[]): Promise<T>;
  /** The same as somebody else, with that one's environment. */
  awsAs(env: Readonly<Record<string, string>>, region: string, ...args: readonly string[]): Promise<Finished>;
  close(): Promise<void>;
}

const START_MS = 60_000;

/** Starts it on a free port of the loopback interface; functions run on Node 24, as they are deployed for. */
export async function startEmulator(): Promise<Emulator> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-emulator-'));
  const url = `https://localhost:${await freePort()}`;
  const certificate = path.join(folder, 'ministack-tls/server.crt');
  const config = path.join(folder, 'aws-config');
  writeFileSync(config, '[default]\ncli_timestamp_format = iso8601\n'); // else each service's own
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
      GATEWAY_PORT: new URL(url).port,
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = createWriteStream(log);
  server.stdout.pipe(output, { end: false });
  server.stderr.pipe(output, { end: false });
  const ended = new Promise((resolve) => server.once('close', resolve));

  async function awsAs(other: Readonly<Record<string, string>>, region: string, ...args: readonly string[]) {
    // For SQS this version of the CLI does not read AWS_ENDPOINT_URL.
    const everywhere = ['--endpoint-url', url, '--region', region, '--output', 'json'];
    return finish(programOf('awscli', 'aws'), [...everywhere, ...args], { env: { ...env, ...other } });
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
    awsAs,
    async close() {
      server.kill('SIGTERM');
      const killed = setTimeout(() => server.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(killed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const deadline = Date.now() + START_MS; ; await sleep(250)) {
    if (server.exitCode !== null || Date.now() > deadline) {
      const said = readFileSync(log, 'utf8');
      await emulator.close();
      throw new Error(`The emulator did not start:\n${said}`);
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
