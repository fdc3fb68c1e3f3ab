/** Export jobs over HTTP and in this process, called by real SDK clients. */
import {
  CancelExportJobCommand,
  CreateExportJobCommand,
  type CreateExportJobCommandInput,
  GetExportJobCommand,
  ListExportJobsCommand,
  type MessageInsightsDataSource,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type LocalAccount, locationOf, startLocalAws } from '../../../../local/aws/aws';
import { createInProcessClients } from '../../../../local/aws/in-process-clients';
import { createMetricStore } from '../../../../local/aws/metric-store';
import type { ExportJobBehavior } from '../../../../local/aws/sesv2/export-jobs';
import type { ArchivedMail } from '../../../../local/aws/sesv2/mail-account';
import { at, HEALTHY_ACCOUNT, HOUR, MINUTE, SECOND } from '../../../support/world';

const NOON = at('2026-11-22T12:00:00Z');

const BOUNCED: ArchivedMail = {
  messageId: 'bounced',
  sentAt: NOON - HOUR + 123,
  isp: 'Gmail',
  from: 'news@shop.example.com',
  to: 'Alice@example.com',
  subject: 'Everything "must go",\nevery, thing; für Sie',
  deliveryEvent: 'PERMANENT_BOUNCE',
  deliveryEventAt: NOON - HOUR + 4_567,
  bounceSubType: 'General',
  diagnosticCode: 'smtp; 550 5.1.1 <Alice@example.com>: "unknown"',
  configurationSet: 'marketing',
};
const OPENED: ArchivedMail = {
  messageId: 'opened',
  sentAt: NOON - HOUR + 1_000,
  isp: 'UNKNOWN_ISP',
  from: 'orders@shop.example.com',
  to: 'bruno@example.net',
  subject: 'Your order',
  deliveryEvent: 'DELIVERY',
  deliveryEventAt: NOON - HOUR + 2_000,
  engagementEvent: 'OPEN',
  engagementEventAt: NOON - HOUR + 3_000,
};
const BARE: ArchivedMail = { messageId: 'bare', sentAt: NOON - MINUTE };

interface Aws {
  time: number;
  readonly sesv2: SESv2Client;
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

interface AwsOptions {
  readonly rows?: Iterable<ArchivedMail>;
  readonly vdm?: 'ENABLED' | 'DISABLED';
  readonly behavior?: ExportJobBehavior;
}

const WAYS = { 'over HTTP': startOverHttp, 'in this process': startInProcess } as const;

function accountOf({ rows = [BOUNCED, OPENED, BARE], vdm = 'ENABLED' }: AwsOptions): LocalAccount {
  return {
    sendDataPoints: () => [],
    account: () => ({ ...HEALTHY_ACCOUNT, VdmAttributes: { VdmEnabled: vdm } }),
    mail: ({ from, until }) =>
      Array.isArray(rows) ? rows.filter(({ sentAt }) => sentAt >= from && sentAt < until) : rows,
  };
}

async function startOverHttp(options: AwsOptions): Promise<Aws> {
  const clock = { time: NOON };
  const now = () => clock.time;
  const metrics = createMetricStore({ now });
  const aws = await startLocalAws({
    account: accountOf(options),
    metrics,
    now,
    limitClock: now,
    exportJobs: options.behavior,
  });
  const sesv2 = new SESv2Client({ ...locationOf(aws.url), maxAttempts: 1 });
  return Object.assign(clock, { sesv2, fetch, close: aws.close });
}

async function startInProcess(options: AwsOptions): Promise<Aws> {
  const clock = { time: NOON };
  const now = () => clock.time;
  const metrics = createMetricStore({ now });
  const clients = createInProcessClients({
    account: accountOf(options),
    metrics,
    now,
    exportJobs: options.behavior,
  });
  return Object.assign(clock, { sesv2: clients.sesv2, fetch: clients.fetch, close: async () => undefined });
}

function requestOf(
  source: Partial<MessageInsightsDataSource> = {},
  DataFormat: 'CSV' | 'JSON' = 'JSON',
): CreateExportJobCommandInput {
  return {
    ExportDataSource: {
      MessageInsightsDataSource: { StartDate: new Date(NOON - 2 * HOUR), EndDate: new Date(NOON), ...source },
    },
    ExportDestination: { DataFormat },
  };
}

let aws: Aws;
afterEach(() => aws.close());

/** Creates a job a second after the last one, so that SES does not throttle the call. */
async function create(request = requestOf()): Promise<string> {
  aws.time += SECOND;
  return (await aws.sesv2.send(new CreateExportJobCommand(request))).JobId as string;
}

function get(JobId: string) {
  return aws.sesv2.send(new GetExportJobCommand({ JobId }));
}

async function download(JobId: string): Promise<string> {
  aws.time += MINUTE;
  const { ExportDestination } = await get(JobId);
  const response = await aws.fetch(ExportDestination?.S3Url as string);
  expect(response.status).toBe(200);
  return response.text();
}

async function idsOf(source: Partial<MessageInsightsDataSource>): Promise<string[]> {
  const rows: { messageid: string }[] = JSON.parse(await download(await create(requestOf(source))));
  return rows.map(({ messageid }) => messageid);
}

describe.each(Object.entries(WAYS))('export jobs %s', (way, start) => {
  it('take time, and then have a file', async () => {
    aws = await start({ behavior: { durationMs: 10 * SECOND } });
    const jobId = await create();
    const createdAt = aws.time;
    const statusOfList = async () => (await aws.sesv2.send(new ListExportJobsCommand({}))).ExportJobs?.[0]?.JobStatus;
    expect(await statusOfList()).toBe('CREATED');
    expect(await get(jobId)).toMatchObject({
      JobId: jobId,
      JobStatus: 'PROCESSING',
      CreatedTimestamp: new Date(NOON + SECOND),
    });
    aws.time += 10 * SECOND - 1;
    const running = await get(jobId);
    expect([running.JobStatus, running.ExportDestination]).toEqual(['PROCESSING', { DataFormat: 'JSON' }]);
    aws.time += 1;
    expect(await get(jobId)).toMatchObject({
      ExportSourceType: 'MESSAGE_INSIGHTS',
      JobStatus: 'COMPLETED',
      CompletedTimestamp: new Date(createdAt + 10 * SECOND),
      ExportDataSource: { MessageInsightsDataSource: { StartDate: new Date(NOON - 2 * HOUR) } },
      Statistics: { ExportedRecordsCount: 3 },
    });
    expect(JSON.parse(await download(jobId))).toHaveLength(3);
  });

  it('return a URL that expires after five minutes, and a new one on request', async () => {
    aws = await start({});
    const jobId = await create();
    aws.time += MINUTE;
    const url = (await get(jobId)).ExportDestination?.S3Url as string;
    aws.time += 5 * MINUTE - 1;
    expect((await aws.fetch(url)).status).toBe(200);
    aws.time += 1;
    const expired = await aws.fetch(url);
    expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    expect(await download(jobId)).toContain('bounced');
  });

  it.each([
    ['without a signature', (url: string) => url.replace(/\?.*/, '')],
    ['with a later expiry', (url: string) => url.replace(/(X-Amz-Date=)\d+/, '$19999999999999')],
    ['of another job', (url: string) => url.replace(/[0-9a-f-]{36}/, '11111111-1111-4111-8111-111111111111')],
  ])('do not serve a file at a URL %s', async (_title, change) => {
    aws = await start({});
    const jobId = await create();
    aws.time += MINUTE;
    const url = (await get(jobId)).ExportDestination?.S3Url as string;
    expect((await aws.fetch(change(url))).status).toBe(403);
  });

  it('write CSV with quoted values and a comma at the end of each line', async () => {
    aws = await start({});
    expect(await download(await create(requestOf({}, 'CSV')))).toBe(
      [
        '"messageid","sendtimestamp","isp","fromaddress","destination","subject","last_delivery_event",' +
          '"last_engagement_event","last_delivery_event_timestamp","last_engagement_event_timestamp","bounce_sub_type",' +
          '"diagnostic_code",',
        '"bounced","2026-11-22 11:00:00.123 UTC","Gmail","news@shop.example.com","Alice@example.com",' +
          '"Everything ""must go"",\nevery, thing; für Sie","PERMANENT_BOUNCE","","2026-11-22 11:00:04.567 UTC","",' +
          '"General","smtp; 550 5.1.1 <Alice@example.com>: ""unknown""",',
        '"opened","2026-11-22 11:00:01.000 UTC","UNKNOWN_ISP","orders@shop.example.com","bruno@example.net",' +
          '"Your order","DELIVERY","OPEN","2026-11-22 11:00:02.000 UTC","2026-11-22 11:00:03.000 UTC","","",',
        '"bare","2026-11-22 11:59:00.000 UTC","","","","","","","","","","",',
        '',
      ].join('\n'),
    );
  });

  it('write JSON without empty members, with the comma at the start of each line', async () => {
    aws = await start({});
    const file = await download(await create());
    expect(file.split('\n').slice(2, 4)).toEqual([
      ',{"messageid":"opened","sendtimestamp":"2026-11-22 11:00:01.000 UTC","isp":"UNKNOWN_ISP",' +
        '"fromaddress":"orders@shop.example.com","destination":"bruno@example.net","subject":"Your order",' +
        '"last_delivery_event":"DELIVERY","last_engagement_event":"OPEN",' +
        '"last_delivery_event_timestamp":"2026-11-22 11:00:02.000 UTC",' +
        '"last_engagement_event_timestamp":"2026-11-22 11:00:03.000 UTC"}',
      ',{"messageid":"bare","sendtimestamp":"2026-11-22 11:59:00.000 UTC"}',
    ]);
    expect(JSON.parse(file)[0].subject).toBe(BOUNCED.subject);
  });

  it.each<[string, Partial<MessageInsightsDataSource>, string[]]>([
    ['no filter', {}, ['bounced', 'opened', 'bare']],
    ['a range of send times, whose end is excluded', { EndDate: new Date(NOON - HOUR + 1_000) }, ['bounced']],
    ['a whole value', { Include: { Destination: ['Alice@example.com'] } }, ['bounced']],
    ['a value in another case', { Include: { Destination: ['alice@example.com'] } }, []],
    ['a wildcard at the start', { Include: { Destination: ['*@example.com'] } }, ['bounced']],
    ['a wildcard at the end', { Include: { Subject: ['Every*'] } }, ['bounced']],
    ['a wildcard at the end, whose start does not match', { Include: { Subject: ['order*'] } }, []],
    ['wildcards at both ends', { Include: { Subject: ['*our ord*'] } }, ['opened']],
    ['a wildcard in the middle, which is a character', { Include: { Subject: ['Your*order'] } }, []],
    ['one of several values', { Include: { Isp: ['Gmail', 'UNKNOWN_ISP'] } }, ['bounced', 'opened']],
    ['several members, which must all match', { Include: { Isp: ['Gmail'], FromEmailAddress: ['orders@*'] } }, []],
    ['the last event', { Include: { LastDeliveryEvent: ['PERMANENT_BOUNCE'] } }, ['bounced']],
    ['excluded values', { Exclude: { LastEngagementEvent: ['OPEN'] } }, ['bounced', 'bare']],
  ])('apply %s', async (_title, source, expected) => {
    aws = await start({});
    expect(await idsOf(source)).toEqual(expected);
  });

  it.each([
    ['1,000 rows by default', undefined, 1_000],
    ['MaxResults rows', 7, 7],
    ['all rows within MaxResults', 10_000, 2_500],
  ])('return %s, from the whole range', async (_title, MaxResults, expected) => {
    const rows = Array.from({ length: 2_500 }, (_, index) => ({ messageId: `${index}`, sentAt: NOON - HOUR + index }));
    aws = await start({ rows });
    const ids = await idsOf({ MaxResults });
    expect(ids).toHaveLength(expected);
    expect(new Set(ids).size).toBe(expected);
    expect(Number(ids.at(-1))).toBeGreaterThan(2_000);
  });

  it('are refused while Virtual Deliverability Manager is off', async () => {
    aws = await start({ vdm: 'DISABLED' });
    await expect(create()).rejects.toMatchObject({ name: 'BadRequestException', $metadata: { httpStatusCode: 400 } });
  });

  it.each<[string, CreateExportJobCommandInput]>([
    ['a bucket of the caller', { ...requestOf(), ExportDestination: { DataFormat: 'CSV', S3Url: 's3://mine' } }],
    ['an empty range', requestOf({ StartDate: new Date(NOON) })],
    ['too many rows', requestOf({ MaxResults: 10_001 })],
    ['two subjects', requestOf({ Include: { Subject: ['one', 'two'] } })],
    ['no data source', { ...requestOf(), ExportDataSource: {} }],
  ])('are refused for %s', async (_title, request) => {
    aws = await start({});
    await expect(create(request)).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  it('are created at most once a second', async () => {
    aws = await start({});
    await create();
    aws.time += SECOND - 1;
    const second = () => aws.sesv2.send(new CreateExportJobCommand(requestOf()));
    await expect(second()).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    aws.time += 1;
    await expect(second()).resolves.toMatchObject({ JobId: expect.any(String) });
  });

  it('are at most 20 at once, until one ends or is cancelled', async () => {
    aws = await start({ behavior: { durationMs: HOUR } });
    const ids = [];
    for (let count = 0; count < 20; count++) ids.push(await create());
    await expect(create()).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: { httpStatusCode: 400 },
    });
    await aws.sesv2.send(new CancelExportJobCommand({ JobId: ids[3] as string }));
    await expect(create()).resolves.toEqual(expect.any(String));
    expect((await get(ids[3] as string)).JobStatus).toBe('CANCELLED');
  });

  it('are listed in pages, newest first, by status', async () => {
    aws = await start({ behavior: { durationMs: HOUR } });
    const ids = [];
    for (let count = 0; count < 12; count++) ids.push(await create());
    await aws.sesv2.send(new CancelExportJobCommand({ JobId: ids[11] as string }));
    const first = await aws.sesv2.send(
      new ListExportJobsCommand({ JobStatus: 'CREATED', ExportSourceType: 'MESSAGE_INSIGHTS' }),
    );
    const second = await aws.sesv2.send(
      new ListExportJobsCommand({ JobStatus: 'CREATED', NextToken: first.NextToken }),
    );
    const listed = [first, second].flatMap(({ ExportJobs = [] }) => ExportJobs.map(({ JobId }) => JobId));
    expect([listed, first.ExportJobs?.length, second.NextToken]).toEqual([ids.slice(0, 11).reverse(), 10, undefined]);
  });

  it('run until all mail is read; over HTTP, they meanwhile respond', async () => {
    let readingMs = 0;
    let msOfRow = 2_000; // the job reads one row at a time until somebody has seen it run
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => readingMs);
    function* slowRows() {
      for (let count = 0; count < 300; count++) {
        readingMs += msOfRow;
        yield { ...BARE, messageId: `${count}` };
      }
    }
    aws = await start({ rows: slowRows() });
    const jobId = await create();
    aws.time += HOUR;
    const statuses = [];
    do {
      statuses.push((await get(jobId)).JobStatus);
      msOfRow = 12;
    } while (statuses.at(-1) !== 'COMPLETED');
    // In this process, the time that reading takes must not change the result.
    expect([...new Set(statuses)]).toEqual([...(way === 'over HTTP' ? ['PROCESSING'] : []), 'COMPLETED']);
    expect(JSON.parse(await download(jobId))).toHaveLength(300);
    clock.mockRestore();
  });

  it('fail with a reason and without a file', async () => {
    aws = await start({ behavior: { failure: () => 'Internal error' } });
    const jobId = await create();
    aws.time += MINUTE;
    const { JobStatus, FailureInfo, ExportDestination } = await get(jobId);
    expect([JobStatus, FailureInfo?.ErrorMessage, ExportDestination?.S3Url]).toEqual([
      'FAILED',
      'Internal error',
      undefined,
    ]);
  });

  it.each([GetExportJobCommand, CancelExportJobCommand])('of an unknown id are not found', async (Command) => {
    aws = await start({});
    const answer = aws.sesv2.send(new Command({ JobId: 'unknown' }) as GetExportJobCommand);
    await expect(answer).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  });
});
