import { describe, expect, it } from '@jest/globals';
import { createDailyNumbers, DAY_MS } from '../../../../local/aws/sesv2/daily-numbers';
import { createLocalExportJobs } from '../../../../local/aws/sesv2/export-jobs';
import type { ArchivedMail } from '../../../../local/aws/sesv2/mail-account';
import { createMetricExport } from '../../../../local/aws/sesv2/metric-export';
import { mailOf } from '../../../support/numbers-world';
import { at, HOUR } from '../../../support/world';

const FROM = at('2026-11-20T00:00:00Z');
const UNTIL = FROM + 2 * DAY_MS;
const NAMES = { identities: ['shop.example', 'news@shop.example'], configurationSets: [], tenants: [] };

/** Returns the content of the file of an export. */
function exportOf(mail: readonly ArchivedMail[], dimensions: object, format: 'CSV' | 'JSON' = 'CSV'): string {
  const dailyNumbers = createDailyNumbers({
    account: () => ({}),
    mail: ({ from, until }) => mail.filter(({ sentAt }) => sentAt >= from && sentAt < until),
    names: NAMES,
  });
  return createMetricExport(dailyNumbers).prepare(sourceOf(dimensions))(UNTIL).toFile(format);
}

function sourceOf(dimensions: object, more: object = {}) {
  const names = ['SEND', 'DELIVERY', 'PERMANENT_BOUNCE', 'COMPLAINT'] as const;
  return {
    MetricsDataSource: {
      Namespace: 'VDM' as const,
      Dimensions: { ...dimensions },
      Metrics: names.map((Name) => ({ Name, Aggregation: 'VOLUME' as const })),
      StartDate: new Date(FROM),
      EndDate: new Date(UNTIL),
      ...more,
    },
  };
}

const HEADER = 'SEND_VOLUME,DELIVERY_VOLUME,PERMANENT_BOUNCE_VOLUME,COMPLAINT_VOLUME';

describe('an export of metrics', () => {
  it('has a row for each provider of SES, even without mail, and none for other providers', () => {
    const mail = [
      ...mailOf(FROM, { isp: 'Gmail' }, { delivered: 3, hardBounced: 2, complained: 1 }),
      ...mailOf(FROM, { isp: 'UNKNOWN_ISP' }, { delivered: 9 }),
    ];
    const lines = exportOf(mail, { ISP: ['*'] }).split('\n');
    expect(lines).toContain(`ISP,${HEADER}`);
    expect(lines).toContain('Gmail,6.0000,4.0000,2.0000,1.0000');
    expect(lines).toContain('Gmx,0.0000,0.0000,0.0000,0.0000');
    expect(lines).toHaveLength(11); // the header, nine providers, and the end of the last line
  });

  it.each<[string, readonly ArchivedMail[], object, readonly string[]]>([
    [
      'the most specific identity',
      [
        ...mailOf(FROM, { from: 'news@shop.example' }, { delivered: 1 }),
        ...mailOf(FROM, { from: 'ann@mail.shop.example' }, { delivered: 2 }),
        ...mailOf(FROM, { from: 'ann@notshop.example' }, { delivered: 4 }),
      ],
      { EMAIL_IDENTITY: ['*'] },
      ['news@shop.example,1.0000,1.0000,0.0000,0.0000', 'shop.example,2.0000,2.0000,0.0000,0.0000'],
    ],
    [
      'only the requested values',
      [
        ...mailOf(FROM, { configurationSet: 'a' }, { delivered: 1 }),
        ...mailOf(FROM, { configurationSet: 'b' }, { delivered: 2 }),
        ...mailOf(FROM, {}, { delivered: 4 }),
      ],
      { CONFIGURATION_SET: ['b'] },
      ['b,2.0000,2.0000,0.0000,0.0000'],
    ],
    [
      'a value with a comma and quotes',
      mailOf(FROM, { tenant: 'a,"b"' }, { delivered: 1 }),
      { TENANT_NAME: ['*'] },
      ['"a,""b""",1.0000,1.0000,0.0000,0.0000'],
    ],
    [
      'two dimensions',
      mailOf(FROM, { tenant: 'a', configurationSet: 'b' }, { delivered: 1 }),
      { TENANT_NAME: ['*'], CONFIGURATION_SET: ['*'] },
      ['a,b,1.0000,1.0000,0.0000,0.0000'],
    ],
    [
      'each event on its own day',
      [
        ...mailOf(FROM - HOUR, { tenant: 'a', deliveryEventAt: FROM + HOUR }, { hardBounced: 1 }),
        ...mailOf(UNTIL - HOUR, { tenant: 'a', deliveryEventAt: UNTIL + HOUR }, { hardBounced: 1 }),
      ],
      { TENANT_NAME: ['*'] },
      ['a,1.0000,0.0000,1.0000,0.0000'],
    ],
    [
      "no bounce due to the account's suppression list",
      mailOf(FROM, { tenant: 'a', bounceSubType: 'ON_ACCOUNT_SUPPRESSION_LIST' }, { hardBounced: 1 }),
      { TENANT_NAME: ['*'] },
      ['a,1.0000,0.0000,0.0000,0.0000'],
    ],
    ['no row without mail', [], { TENANT_NAME: ['*'] }, []],
  ])('has %s', (_, mail, dimensions, expected) => {
    const [header, ...lines] = exportOf(mail, dimensions).trimEnd().split('\n');
    expect(header).toBe(`${Object.keys(dimensions).join()},${HEADER}`);
    expect(lines.sort()).toEqual(expected);
  });

  it('is also available as JSON', () => {
    const rows = JSON.parse(exportOf(mailOf(FROM, { tenant: 'a' }, { delivered: 1 }), { TENANT_NAME: ['*'] }, 'JSON'));
    expect(rows).toEqual([expect.objectContaining({ TENANT_NAME: 'a', SEND_VOLUME: '1.0000' })]);
  });

  const { prepare } = createMetricExport(createDailyNumbers({ account: () => ({}) }));
  it.each<[string, ReturnType<typeof sourceOf>, string]>([
    ['another namespace', sourceOf({ ISP: ['*'] }, { Namespace: 'AWS' }), 'Namespace'],
    ['no dimension', sourceOf({}), 'dimensions'],
    ['an unknown dimension', sourceOf({ COLOR: ['*'] }), 'COLOR'],
    ['no value', sourceOf({ ISP: [] }), 'values'],
    ['too many values', sourceOf({ ISP: Array(11).fill('a') }), 'values'],
    ['no metric', sourceOf({ ISP: ['*'] }, { Metrics: [] }), 'metrics'],
    ['a rate', sourceOf({ ISP: ['*'] }, { Metrics: [{ Name: 'SEND', Aggregation: 'RATE' }] }), 'RATE'],
    ['a part of a day', sourceOf({ ISP: ['*'] }, { StartDate: new Date(FROM + 1) }), 'midnight'],
    ['no day', sourceOf({ ISP: ['*'] }, { EndDate: new Date(FROM) }), 'before'],
    ['too many days', sourceOf({ ISP: ['*'] }, { EndDate: new Date(FROM + 61 * DAY_MS) }), '60'],
  ])('refuses %s', (_, source, message) => {
    expect(() => prepare(source)).toThrow(message);
  });
});

describe('a job', () => {
  it('prepares its result although nobody asks for it', async () => {
    const prepared = new Promise<void>((resolve) => {
      let parts = 0;
      const source = {
        type: 'METRICS_DATA' as const,
        isSourceOf: () => true,
        prepare: () => () => ({ count: 0, toFile: () => '' }),
        isReady() {
          parts++;
          if (parts === 3) resolve();
          return parts >= 3;
        },
      };
      const jobs = createLocalExportJobs({ sources: [source], now: () => FROM, isVdmOn: () => true });
      jobs.create({ ExportDataSource: sourceOf({ ISP: ['*'] }), ExportDestination: { DataFormat: 'CSV' } });
    });
    await prepared;
  });

  it('runs until its result is ready', () => {
    let now = FROM;
    let isReady = false;
    const source = {
      type: 'METRICS_DATA' as const,
      isSourceOf: () => true,
      prepare: () => () => ({ count: 0, toFile: () => '' }),
      isReady: () => isReady,
    };
    const jobs = createLocalExportJobs({ sources: [source], now: () => now, isVdmOn: () => true });
    const request = { ExportDataSource: sourceOf({ ISP: ['*'] }), ExportDestination: { DataFormat: 'CSV' as const } };
    const { JobId } = jobs.create(request);
    now += HOUR;
    expect(jobs.get(JobId, 'http://localhost').JobStatus).toBe('PROCESSING');
    isReady = true;
    expect(jobs.get(JobId, 'http://localhost').JobStatus).toBe('COMPLETED');
  });
});
