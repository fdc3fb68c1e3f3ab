/** `npm run insights -- breakdown`, against an API over the local SES. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createApi } from '../../../../lambda/message-insights/api';
import { type LocalApi, startLocalApi } from '../../../../local/aws/api-gateway';
import { mailOf, type NumbersWorld, type NumbersWorldOptions, startNumbersWorld } from '../../../support/numbers-world';
import { runInProcess } from '../../../support/run-in-process';
import { DAY } from '../../../support/world';

/** Waits on the clock of the world, which skips them. */
let sleep: (ms: number) => Promise<void>;
jest.mock('node:timers/promises', () => ({ setTimeout: (ms: number) => sleep(ms) }));

let world: NumbersWorld;
let gateway: LocalApi;
afterEach(async () => {
  await gateway.close();
  await world.close();
});

const YESTERDAY = (Math.floor(Date.now() / DAY) - 0.5) * DAY;
const MAIL = [
  ...mailOf(YESTERDAY, { isp: 'Gmail', tenant: 'acme' }, { delivered: 1_180, hardBounced: 20 }),
  ...mailOf(YESTERDAY, { isp: 'UNKNOWN_ISP' }, { delivered: 290, hardBounced: 10 }),
];

async function run(args: readonly string[], options: NumbersWorldOptions = {}) {
  world = await startNumbersWorld(options);
  sleep = world.clock.sleep;
  const log = { info: () => undefined, error: () => undefined };
  const settings = { tableName: 'unused', maxWaitSeconds: 5, cache: true };
  const { sesv2, clock } = world;
  const api = createApi({ settings, clients: { sesv2 }, region: 'eu-west-1', clock, log });
  gateway = await startLocalApi(api, { throttled: false });
  return runInProcess('insights', ['breakdown', ...args, '--url', gateway.url]);
}

describe('npm run insights -- breakdown', () => {
  it('waits for SES and shows the numbers', async () => {
    const { status, stdout, stderr } = await run(['--by', 'isp', '--days', '1'], { mail: MAIL });
    expect(status).toBe(0);
    expect(stderr).toContain('SES exports its daily numbers');
    expect(stdout).toMatch(
      /^By provider, .* \(1 day, UTC\)\n.*Gmail +1,200 .* 1\.67 %.*Remainder +300 .* 3\.33 %\*.*Total +1,500 /s,
    );
  });

  it('prints only JSON', async () => {
    const { stdout } = await run(['--by', 'tenant', '--json'], { mail: MAIL });
    expect(JSON.parse(stdout)).toMatchObject({ state: 'done', by: 'tenant', rows: [{ value: 'acme', sends: 1_200 }] });
  });

  it.each<[string, readonly string[], NumbersWorldOptions, number, RegExp]>([
    ['no mail', ['--by', 'isp'], {}, 1, /^By provider, .*\nTotal +0 /s],
    ['VDM is off', ['--by', 'isp'], { vdm: 'DISABLED' }, 1, /put-account-vdm-attributes.*only\s+the\s+totals/s],
    ['VDM is off, as JSON', ['--by', 'isp', '--json'], { vdm: 'DISABLED' }, 1, /^\{.*vdm-off/],
    ['the help', ['--help'], {}, 0, /--by <property>/],
  ])('ends with a status: %s', async (_, args, options, expected, output) => {
    const { status, stdout } = await run(args, options);
    expect({ status, stdout }).toEqual({ status: expected, stdout: expect.stringMatching(output) });
  });

  it('refuses a wrong option in one sentence', async () => {
    const { status, stdout, stderr } = await run(['--by', 'color']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(world.requests).toEqual([]);
  });
});
