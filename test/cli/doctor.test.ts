/** `npm run doctor`, as a user calls it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type DoctorWorld, REGION, startDoctorWorld } from '../support/doctor-world';
import { runInProcess } from '../support/run-in-process';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
const ENVIRONMENT = { ...CREDENTIALS, AWS_REGION: REGION };

let world: DoctorWorld;
beforeEach(async () => {
  world = await startDoctorWorld({ stacks: [] });
});
afterEach(() => world.close());

const run = (args: readonly string[], environment: Readonly<Record<string, string>> = ENVIRONMENT) =>
  runInProcess('doctor', args, { environment: { ...environment, AWS_ENDPOINT_URL: world.url, AWS_MAX_ATTEMPTS: '1' } });

describe('npm run doctor', () => {
  it('prints each finding with its reason and the command that fixes it, worst first', async () => {
    const { status, stdout, stderr } = await run([]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`Account 111122223333
WARNING  Sending Regions: No stack was found in 2 Regions. 1 Region sent mail in
         the last 14 days: us-gov-west-1 (1,200 emails).
         Nobody learns of bounces, complaints or a pause before customers do.
         Choose the receivers, add the Regions to "context" in cdk.json, then
         deploy:
           "exporter:regions": ["us-gov-west-1"]
           npx cdk bootstrap aws://111122223333/us-gov-west-1
           npx cdk deploy --all
OK       Credentials: AWS accepts the credentials of account 111122223333.
`);
    expect(stdout).toMatch(/\n\n0 problems, 0 unknown, 3 warnings, 1 advice, \d+ OK\n$/);
  });

  it('ends with status 1 for a problem', async () => {
    await world.close();
    const { status, stdout } = await run([]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^Account\nPROBLEM {2}Credentials: STS cannot be reached, or the connection broke\n +\(ECONNREFUSED/,
    );
    expect(stdout).toMatch(/\n1 problem, 0 unknown, /);
  });

  it('says that no credentials were found', async () => {
    const { status, stdout } = await run([], { AWS_REGION: REGION });
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'No AWS credentials were found: choose a profile with AWS_PROFILE, or log in.',
    );
  });

  it.each([
    [['--region', 'Frankfurt'], '"Frankfurt" is not a Region: write one such as eu-west-1'],
    [['-c', 'exporter:windows=soon'], 'exporter:windows'],
  ])('%j is invalid input', async (args, sentence) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });

  it('asks for a Region', async () => {
    const { status, stderr } = await run([], CREDENTIALS);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'No Region is set: set AWS_REGION, or choose a profile with AWS_PROFILE that has one, or pass --region\n',
    });
  });
});
