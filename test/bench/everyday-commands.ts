/** The commands that everybody who works on this repository runs, in a new clone of the newest commit. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MeasureOptions, Section, Table } from './section';

const REPOSITORY = path.resolve(__dirname, '../..');

/** In the order in which they run. The ratios compare with the first one. */
const COMMANDS = ['npm ci', 'npm start -- --once', 'npm run synth', 'npm test'] as const;

export const EVERYDAY: Section = {
  name: 'everyday',
  description: 'the time of npm ci, npm start -- --once, npm run synth and npm test in a new clone',
  async measure(options) {
    return [await measureCommands(options)];
  },
};

interface Duration {
  readonly seconds: number;
  /** Of the command and all processes that it started and waited for. */
  readonly cpuSeconds: number;
}

async function measureCommands({ report }: MeasureOptions): Promise<Table> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-clone-'));
  try {
    await time(`git clone --quiet '${REPOSITORY}' '${folder}'`, REPOSITORY);
    const durations: Duration[] = [];
    for (const command of COMMANDS) {
      report(`everyday: ${command} ...`);
      durations.push(await time(command, folder));
    }
    const [first] = durations as [Duration];
    return {
      title: 'Everyday commands, once in a new clone',
      columns: ['', 'seconds', 'CPU seconds', 'seconds / npm ci'],
      rows: COMMANDS.map((command, index) => {
        const { seconds, cpuSeconds } = durations[index] as Duration;
        return [`\`${command}\``, seconds.toFixed(1), cpuSeconds.toFixed(1), (seconds / first.seconds).toFixed(2)];
      }),
      notes: [
        '`npm ci` uses the cache of npm. `.ci/run` runs all of these commands, the checks, the long, the end-to-end and the browser tests. It prints how long each of its steps took, and at its end how long all took.',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bash also counts the processes that a command starts. */
const TIMED = `TIMEFORMAT='%R %U %S'; time eval "$0"`;

/** @throws Error with the output of a command that fails */
async function time(command: string, cwd: string): Promise<Duration> {
  const child = spawn('bash', ['-c', TIMED, command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [, seconds, user, system] = /^([\d.]+) ([\d.]+) ([\d.]+)\n?$/m.exec(output.slice(-100)) ?? [];
  if (status !== 0 || seconds === undefined) throw new Error(`${command}: status ${status}\n${output}`);
  return { seconds: Number(seconds), cpuSeconds: Number(user) + Number(system) };
}
