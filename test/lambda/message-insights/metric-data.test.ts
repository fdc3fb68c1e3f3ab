import { afterEach, describe, expect, it } from '@jest/globals';
import { getVolumes, type VolumeFilter } from '../../../lambda/message-insights/metric-data';
import { throttledSesV2 } from '../../../local/aws/ses-endpoint';
import type { WireAnswer } from '../../../local/aws/wire';
import { mailOf, type NumbersWorld, type NumbersWorldOptions, startNumbersWorld } from '../../support/numbers-world';
import { at, DAY, HOUR } from '../../support/world';

const FROM = at('2026-11-20T00:00:00Z');
const span = { from: FROM, until: FROM + 2 * DAY };

let world: NumbersWorld | undefined;
afterEach(() => world?.close());

async function read(filters: readonly VolumeFilter[], options: NumbersWorldOptions = {}, timeLeftMs = DAY) {
  world = await startNumbersWorld(options);
  const { sesv2, clock } = world;
  return getVolumes(filters, { sesv2, clock, span, deadline: clock.now() + timeLeftMs });
}

const isp = (value: string) => ({ dimension: 'ISP', value }) as const;

const MAIL = [
  ...mailOf(FROM - 1, { isp: 'Gmail' }, { delivered: 7, hardBounced: 7, complained: 7 }),
  ...mailOf(FROM, { isp: 'Gmail' }, { delivered: 89, hardBounced: 10, complained: 1 }),
  ...mailOf(FROM + DAY, { isp: 'Gmail' }, { delivered: 195, hardBounced: 5 }),
  ...mailOf(FROM + DAY + HOUR, { isp: 'Yahoo' }, { delivered: 38, hardBounced: 3, complained: 2, sent: 7 }),
  ...mailOf(FROM + 2 * DAY, { isp: 'Gmail' }, { delivered: 7, hardBounced: 7, complained: 7 }),
];

const ZERO = { sends: 0, deliveries: 0, hardBounces: 0, complaints: 0 };

/** Changes the response of SES to the queries. */
function answer(
  change: (id: string, index: number) => object | undefined,
): (operation: string, body: string) => WireAnswer {
  return (_, body) => {
    const { Queries } = JSON.parse(body) as { Queries: { Id: string }[] };
    const results = Queries.map(({ Id }, index) => change(Id, index)).filter((result) => result !== undefined);
    return { status: 200, contentType: 'application/json', body: JSON.stringify({ Results: results, Errors: [] }) };
  };
}

describe('getVolumes', () => {
  it('adds up the days of the span separately for each filter', async () => {
    expect(await read(['all', isp('Yahoo'), isp('Gmail'), isp('Gmx')], { mail: MAIL })).toEqual([
      { sends: 350, deliveries: 325, hardBounces: 18, complaints: 3 },
      { sends: 50, deliveries: 40, hardBounces: 3, complaints: 2 },
      { sends: 300, deliveries: 285, hardBounces: 15, complaints: 1 },
      ZERO,
    ]);
  });

  it('stays within the limits of SES for many filters', async () => {
    const filters = Array.from({ length: 60 }, (_, index) => isp(`isp-${index}`));
    const volumes = await read(filters, { mail: MAIL });
    expect(volumes).toEqual(filters.map(() => ZERO));
    expect(world?.requests).toHaveLength(24); // 60 filters with 4 metrics, 10 queries a call, none of them throttled
  });

  it('begins no call after the deadline', async () => {
    const volumes = await read(['all', isp('Gmail'), ...Array(50).fill(isp('Yahoo'))], { mail: MAIL }, 1_000);
    expect(volumes[0]).toMatchObject({ sends: 350 });
    expect(volumes.at(-1)).toBeUndefined();
    expect(world?.requests.length).toBeLessThan(20); // of 21
  });

  it('calls again while SES throttles', async () => {
    let calls = 0;
    const intercept = () => (++calls < 3 ? throttledSesV2() : undefined);
    expect(await read(['all'], { mail: MAIL, intercept })).toMatchObject([{ sends: 350 }]);
  });

  it.each<[string, (id: string) => object | undefined, unknown]>([
    [
      'a filter without an answer for one metric',
      (Id) => (Id === 'q1_COMPLAINT' ? undefined : { Id, Values: [1] }),
      [{ sends: 1, deliveries: 1, hardBounces: 1, complaints: 1 }, undefined],
    ],
    ['an answer without any day', (Id) => ({ Id }), [ZERO, ZERO]],
    ['no answer at all', () => undefined, [undefined, undefined]],
  ])('reads %s', async (_, change, expected) => {
    expect(await read(['all', isp('Gmail')], { intercept: answer(change) })).toEqual(expected);
  });

  it.each<[string, NumbersWorldOptions, object]>([
    ['VDM is off', { vdm: 'DISABLED' }, { name: 'VdmOff' }],
    ['SES throttles every call', { intercept: throttledSesV2 }, { name: 'SesFailure', kind: 'throttled' }],
    ['a volume is negative', { intercept: answer((Id) => ({ Id, Values: [-1] })) }, { errorName: 'UnexpectedAnswer' }],
    ['a volume is a string', { intercept: answer((Id) => ({ Id, Values: ['1'] })) }, { errorName: 'UnexpectedAnswer' }],
    ['the volumes are no list', { intercept: answer((Id) => ({ Id, Values: 1 })) }, { errorName: 'UnexpectedAnswer' }],
  ])('fails when %s', async (_, options, expected) => {
    await expect(read(['all'], options)).rejects.toMatchObject(expected);
  });
});
