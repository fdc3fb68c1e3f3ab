/** Every fault of the exporter's world, one row each. */
import { AwsError } from '../../../local/aws/protocols/aws-error';
import { throttledSesV1, throttledSesV2 } from '../../../local/aws/ses-endpoint';
import { afterwards, change, cut, cutInTheMiddle, drip, hang, pause, type Reply, send, truncate, when } from './wire';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PERIOD = 15 * MINUTE;

/**
 * A part of a poll's work:
 *
 * - `slot`: to publish the window metrics of its own slot.
 * - `account`: to publish the standing of the account.
 * - `repair`: to publish earlier slots that are missing.
 */
export type Work = 'slot' | 'account' | 'repair';

export type Operation = 'GetSendStatistics' | 'GetAccount' | 'PutMetricData' | 'GetMetricData';

/** How the event of a slot reaches the function. */
export interface Delivery {
  /** Milliseconds after the event is due. */
  readonly afterMs: number;
  /** The number of the deployment, from 0. Default: 0. */
  readonly deployment?: number;
}

export interface ExporterFault {
  /** How long it lasts if it is injected alone, milliseconds. */
  readonly lastsMs: number;
  /** Injected alone, it begins with the first poll, which fills SES's 14 days. */
  readonly fromStart?: true;
  /** The work that a poll cannot do meanwhile. The judge requires all other work. */
  readonly prevents: readonly Work[];
  readonly wire?: Partial<Record<Operation, Reply>>;
  /** Returns the deliveries of the event of a slot. `index` counts the slots since the fault began, from 0. */
  deliver?(index: number, random: () => number): readonly Delivery[];
  /** How far the function's clock is ahead, milliseconds. */
  readonly clockAheadMs?: number;
  /** The function is killed at one of its requests, before or after AWS answers it. */
  readonly kills?: true;
}

export const ON_TIME: readonly Delivery[] = [{ afterMs: 0 }];

const ALL: readonly Work[] = ['slot', 'account', 'repair'];
const STATISTICS: readonly Work[] = ['slot', 'repair'];

const FOREIGN = send(200, 'text/html', '<html><body><h1>Down for maintenance</h1></body></html>');
const EMPTY = send(200, 'text/xml', '');
const FAILURE: Reply = () => new AwsError('InternalFailure', 'The request processing has failed.', 500);
const DENIED: Reply = () => new AwsError('AccessDeniedException', 'not authorized', 403);
const THROTTLED: Reply = () => new AwsError('ThrottlingException', 'Rate exceeded', 400);

function ses(prevents: readonly Work[], reply: Reply, lastsMs = 2 * HOUR): ExporterFault {
  return { lastsMs, prevents, wire: { GetSendStatistics: reply } };
}

function account(reply: Reply, prevents: readonly Work[] = ['account']): ExporterFault {
  return { lastsMs: 90 * MINUTE, prevents, wire: { GetAccount: reply } };
}

function put(prevents: readonly Work[], reply: Reply, lastsMs = 2 * HOUR): ExporterFault {
  return { lastsMs, prevents, wire: { PutMetricData: reply } };
}

/** The first event is missing, so that there is a slot to search for. */
function search(reply: Reply, prevents: readonly Work[] = ['repair']): ExporterFault {
  const deliver = (index: number) => (index === 0 ? [] : ON_TIME);
  return { lastsMs: 2 * HOUR, prevents, wire: { GetMetricData: reply }, deliver };
}

function schedule(lastsMs: number, deliver: NonNullable<ExporterFault['deliver']>): ExporterFault {
  return { lastsMs, prevents: [], deliver };
}

/** Returns a change that adds elements at the beginning of SES's list. */
function withPoints(points: string): (xml: string) => string {
  return (xml) => xml.replace('<SendDataPoints>', `<SendDataPoints>${points}`);
}

function point(timestamp: string, attempts: string, bounces = '0'): string {
  return `<member><Timestamp>${timestamp}</Timestamp><DeliveryAttempts>${attempts}</DeliveryAttempts><Bounces>${bounces}</Bounces><Complaints>0</Complaints><Rejects>0</Rejects></member>`;
}

/** Replaces a period by two with the same start, whose counters add up to it. */
const splitPeriods = change((xml) =>
  xml.replace(/<member>.*?<\/member>/g, (member) => {
    const half = (round: (value: number) => number) =>
      member.replace(/>(\d+)</g, (_, count: string) => `>${round(Number(count) / 2)}<`);
    return half(Math.floor) + half(Math.ceil);
  }),
);

/** Adds periods that no account can have, within the windows. */
const absurdPoints = change((xml) => {
  const [newest = ''] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(xml) ?? [];
  const absurd = ['1e300', '-5', '12.5', '99999999999999999999', ''].map((attempts) => point(newest, attempts));
  return withPoints(absurd.join(''))(xml);
});

const mostlyAbsurd = change((xml) => {
  let index = 0;
  return xml.replace(/<DeliveryAttempts>\d+/g, (counter) =>
    index++ % 2 === 0 ? counter : '<DeliveryAttempts>999999999999',
  );
});

const EXPORTER_FAULT_ROWS = {
  'SES throttles': ses(STATISTICS, throttledSesV1, 5 * HOUR),
  'SES throttles every other request': ses(
    [],
    when(({ index }) => index % 2 === 0, throttledSesV1),
  ),
  'SES returns status 500': ses(STATISTICS, FAILURE),
  'SES hangs': ses(STATISTICS, hang, 3 * HOUR),
  'SES pauses within an answer': ses(STATISTICS, pause),
  'SES drips for 20 seconds': ses([], drip(20 * SECOND)),
  'SES drips for two minutes': ses(STATISTICS, drip(2 * MINUTE)),
  'SES cuts the connection': ses(STATISTICS, cut),
  'SES cuts the connection within an answer': ses(STATISTICS, cutInTheMiddle),
  'SES truncates its answer': ses(STATISTICS, truncate),
  'SES returns malformed XML': ses(
    STATISTICS,
    change((xml) => xml.replace('</SendDataPoints>', '')),
  ),
  'SES returns an empty answer': ses(STATISTICS, EMPTY),
  'SES returns a foreign page': ses(STATISTICS, FOREIGN),
  'SES returns the answer of another operation': ses(
    STATISTICS,
    change((xml) => xml.replaceAll('GetSendStatistics', 'GetSendQuota')),
  ),
  'SES adds absurd numbers': ses([], absurdPoints),
  'SES returns mostly absurd numbers': ses(STATISTICS, mostlyAbsurd),
  'SES splits periods into duplicates': ses([], splitPeriods),
  'SES adds future periods': ses(
    [],
    change(withPoints(point('2099-01-01T00:00:00Z', '1000', '1000') + point('2030-01-01T00:00:00Z', '7', '7'))),
  ),

  'GetAccount throttles': account(throttledSesV2),
  'GetAccount returns status 500': account(FAILURE),
  'GetAccount hangs': account(hang),
  'GetAccount cuts the connection': account(cut),
  'GetAccount truncates its answer': account(truncate),
  'GetAccount returns an empty object': account(send(200, 'application/json', '{}')),
  'GetAccount returns a foreign page': account(FOREIGN),
  'GetAccount returns absurd numbers': account(
    change((json) =>
      JSON.stringify({ ...JSON.parse(json), SendQuota: { Max24HourSend: 'many', SentLast24Hours: -7 } }),
    ),
  ),

  'CloudWatch refuses': put(ALL, DENIED),
  'CloudWatch throttles': put(ALL, THROTTLED, 5 * HOUR),
  'CloudWatch throttles every other request': put(
    [],
    when(({ index }) => index % 2 === 0, THROTTLED),
  ),
  'CloudWatch returns status 500': put(ALL, FAILURE),
  'CloudWatch hangs': put(ALL, hang),
  'CloudWatch hangs after it stored the data': put(ALL, afterwards(hang)),
  'CloudWatch cuts the connection after it stored the data': put(ALL, afterwards(cut)),
  'CloudWatch stores the data and returns a foreign page': put(ALL, afterwards(FOREIGN)),
  'CloudWatch fails in the middle of a backlog': {
    ...put(
      ['repair'],
      when(({ index }) => index > 2, FAILURE),
    ),
    fromStart: true,
  },

  'GetMetricData throttles': search(THROTTLED),
  'GetMetricData returns status 500': search(FAILURE),
  'GetMetricData hangs': search(hang),
  'GetMetricData cuts the connection within an answer': search(cutInTheMiddle),
  'GetMetricData truncates its answer': search(truncate),
  'GetMetricData returns an empty object': search(send(200, 'application/json', '{}')),
  'GetMetricData returns partial data': search(change((json) => json.replaceAll('"Complete"', '"InternalError"'))),
  'GetMetricData finds nothing': search(
    change((json) => {
      const { MetricDataResults, ...rest } = JSON.parse(json);
      const results = MetricDataResults.map((result: object) => ({ ...result, Timestamps: [], Values: [] }));
      return JSON.stringify({ ...rest, MetricDataResults: results });
    }),
    [],
  ),

  'everything throttles': {
    lastsMs: 3 * HOUR,
    prevents: ALL,
    wire: {
      GetSendStatistics: throttledSesV1,
      GetAccount: throttledSesV2,
      PutMetricData: THROTTLED,
      GetMetricData: THROTTLED,
    },
  },
  'everything hangs': {
    lastsMs: 2 * HOUR,
    prevents: ALL,
    wire: { GetSendStatistics: hang, GetAccount: hang, PutMetricData: hang, GetMetricData: hang },
  },
  'the function is killed': { lastsMs: 3 * HOUR, prevents: ALL, kills: true },

  'events arrive twice at once': schedule(2 * HOUR, () => [{ afterMs: 0 }, { afterMs: 0 }]),
  'events arrive twice': schedule(2 * HOUR, () => [{ afterMs: 0 }, { afterMs: 90 * SECOND }]),
  'events arrive late': schedule(4 * HOUR, (_, random) => [{ afterMs: Math.floor(random() * 29) * MINUTE }]),
  // As after a redrive of the dead-letter queue.
  'events arrive an hour late': schedule(2 * HOUR, () => [{ afterMs: 62 * MINUTE }]),
  'events arrive out of order': schedule(3 * HOUR, (index) => [
    { afterMs: index % 2 === 0 ? PERIOD + 30 * SECOND : 0 },
  ]),
  'no events for an hour': schedule(HOUR, () => []),
  'no events for 2 days': schedule(2 * DAY, () => []),
  'no events for 13 days': schedule(13 * DAY, () => []),
  'no events for 20 days': schedule(20 * DAY, () => []),
  'the clock is 2 minutes behind': { lastsMs: 3 * HOUR, prevents: [], clockAheadMs: -2 * MINUTE },
  'the clock is 2 minutes ahead': { lastsMs: 3 * HOUR, prevents: [], clockAheadMs: 2 * MINUTE },
  'two deployments side by side': schedule(4 * HOUR, () => [{ afterMs: 0 }, { afterMs: 0, deployment: 1 }]),
} as const satisfies Readonly<Record<string, ExporterFault>>;

export type ExporterFaultName = keyof typeof EXPORTER_FAULT_ROWS;

export const EXPORTER_FAULTS: Readonly<Record<ExporterFaultName, ExporterFault>> = EXPORTER_FAULT_ROWS;

export const EXPORTER_FAULT_NAMES = Object.keys(EXPORTER_FAULTS) as ExporterFaultName[];
