import { afterEach, describe, expect, it } from '@jest/globals';
import { listNames } from '../../../lambda/message-insights/ses-names';
import type { MetricDimension } from '../../../lambda/shared/export-jobs/job-request';
import { throttledSesV2 } from '../../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../../local/aws/wire';
import { type NumbersWorld, type NumbersWorldOptions, startNumbersWorld } from '../../support/numbers-world';
import { HOUR } from '../../support/world';

let world: NumbersWorld | undefined;
afterEach(() => world?.close());

async function list(dimension: MetricDimension, options: NumbersWorldOptions = {}, maxNames = 200, timeLeftMs = HOUR) {
  world = await startNumbersWorld(options);
  const { sesv2, clock } = world;
  return listNames(dimension, { sesv2, clock, maxNames, deadline: clock.now() + timeLeftMs });
}

const MANY = Array.from({ length: 250 }, (_, index) => `name-${index}`);
const NAMES = { identities: MANY, configurationSets: MANY, tenants: MANY };
const LISTED: readonly MetricDimension[] = ['EMAIL_IDENTITY', 'CONFIGURATION_SET', 'TENANT_NAME'];

const page = (body: object): WireAnswer => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

describe('listNames', () => {
  it.each(LISTED)('reads all pages of %s', async (dimension) => {
    expect(await list(dimension, { names: NAMES }, 250)).toEqual({ names: MANY, isIncomplete: false });
    expect(world?.requests).toHaveLength(3);
  });

  it.each(LISTED)('reads only as many names of %s as needed', async (dimension) => {
    expect(await list(dimension, { names: NAMES }, 99)).toEqual({ names: MANY.slice(0, 99), isIncomplete: true });
    expect(world?.requests).toHaveLength(1);
  });

  it.each(LISTED)('finds no name of %s', async (dimension) => {
    expect(await list(dimension)).toEqual({ names: [], isIncomplete: false });
  });

  it('knows some providers without a call to SES', async () => {
    const { names, isIncomplete } = await list('ISP');
    expect(names).toContain('Gmail');
    expect(isIncomplete).toBe(true);
    expect(world?.requests).toEqual([]);
  });

  it('reads no further page after the deadline', async () => {
    expect(await list('TENANT_NAME', { names: NAMES }, 250, -1)).toEqual({
      names: MANY.slice(0, 100),
      isIncomplete: true,
    });
  });

  it('calls again while SES throttles', async () => {
    let calls = 0;
    const intercept = () => (++calls < 3 ? throttledSesV2() : undefined);
    expect(await list('TENANT_NAME', { names: { tenants: ['a'] }, intercept })).toMatchObject({ names: ['a'] });
  });

  it.each<[string, NumbersWorldOptions['intercept'], object]>([
    ['SES throttles every call', throttledSesV2, { kind: 'throttled' }],
    ['the list is not a list', () => page({ Tenants: 'a' }), { errorName: 'UnexpectedAnswer' }],
    ['a name is not a string', () => page({ Tenants: [{ TenantName: 7 }] }), { errorName: 'UnexpectedAnswer' }],
  ])('fails when %s', async (_, intercept, expected) => {
    await expect(list('TENANT_NAME', { intercept })).rejects.toMatchObject({ name: 'SesFailure', ...expected });
  });

  it('gives up on a list that never ends', async () => {
    const intercept = () => page({ Tenants: [{ TenantName: 'a' }], NextToken: 'again' });
    expect(await list('TENANT_NAME', { intercept })).toMatchObject({ isIncomplete: true });
    expect(world?.requests.length).toBeLessThan(50);
  });
});
