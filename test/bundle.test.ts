/** The code that is deployed: the bundle as the stack makes it, alone in a process, against AWS on this machine. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SendStatisticsExporter } from '../lib/send-statistics-exporter';
import { MINUTE, startWorld, type World } from './support/world';

const run = promisify(execFile);
const INVOKE = `
  const { handler } = require('./index.js');
  const context = { getRemainingTimeInMillis: () => 60000 };
  handler(JSON.parse(process.argv[1]), context).catch((error) => console.log(error.stack));
`;

let world: World;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  const assembly = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  const stack = new Stack(new App({ outdir: assembly }), 'Test');
  new SendStatisticsExporter(stack, 'Exporter');
  const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  environment = fn?.Properties.Environment.Variables;
  // Away from this repository, so that nothing of its node_modules can be found.
  folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  const asset = readdirSync(assembly).find((name) => name.startsWith('asset.')) as string;
  cpSync(path.join(assembly, asset), folder, { recursive: true });
  const time = Date.now();
  const point = { timestamp: time - 20 * MINUTE, deliveryAttempts: 8, bounces: 2, complaints: 0 };
  world = await startWorld({ at: time, account: { sendDataPoints: () => [point] } });
});
afterAll(() => world.close());

async function invoke(event: object): Promise<string> {
  const { stdout } = await run(process.execPath, ['-e', INVOKE, JSON.stringify(event)], {
    cwd: folder,
    env: {
      ...environment,
      AWS_ENDPOINT_URL: world.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  return stdout;
}

describe('the bundle', () => {
  it('is one file and its source map', () => {
    expect(readdirSync(folder).sort()).toEqual(['index.js', 'index.js.map']);
  });

  it('is minified', () => {
    const lines = readFileSync(path.join(folder, 'index.js'), 'utf8').split('\n');
    expect(lines.length).toBeLessThan(1000);
  });

  it('polls and publishes by itself, with its own SDK clients', async () => {
    expect(await invoke({})).toContain('DeliveryAttempts: 8');
    expect([...world.statistic('BounceRate', '1h').values()]).toContain(0.25);
  });

  it('tells errors with the lines of the source', async () => {
    expect(await invoke({ scheduledTime: 'soon' })).toMatch(/scheduledTime is "soon"[\s\S]*poll-event\.ts:\d+:\d+/);
  });
});
