import {
  BatchGetMetricDataCommand,
  type BatchGetMetricDataQuery,
  type BatchGetMetricDataResponse,
  type Metric,
  type MetricDataResult,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Clock } from '../shared/clock';
import { VdmOff } from '../shared/export-jobs/job-failures';
import type { MetricDimension, MetricQuery } from '../shared/export-jobs/job-request';
import { readVolumes, VOLUME_METRICS, type Volumes } from '../shared/export-jobs/volumes';
import { SesFailure } from '../shared/ses-failure';
import { optionalList, unexpected } from '../shared/ses-response';
import { retryThrottled } from '../shared/throttling';
import { SES_TIMEOUT_MS, THROTTLED_PAUSE_MS } from './contract';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html */
const MAX_QUERIES = 10;

/**
 * At most 10 calls begin within a second. SES allows 16 in the whole account.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html
 */
const CALL_SPACING_MS = 100;

/** Which mail to count. */
export type VolumeFilter = 'all' | { readonly dimension: MetricDimension; readonly value: string };

export interface MetricDataOptions {
  readonly sesv2: SESv2Client;
  readonly clock: Clock;
  /** The latest time at which a call begins, epoch milliseconds. Default: none. */
  readonly deadline?: number;
  /** Whole days (UTC), epoch milliseconds. */
  readonly span: Pick<MetricQuery, 'from' | 'until'>;
}

/**
 * Returns the volumes for each filter, in the same order. Undefined: SES did not answer for this filter, or not before the
 * deadline. It does not mean that no mail matches.
 *
 * @throws VdmOff, SesFailure
 */
export async function getVolumes(
  filters: readonly VolumeFilter[],
  { sesv2, clock, span, deadline = Number.POSITIVE_INFINITY }: MetricDataOptions,
): Promise<readonly (Volumes | undefined)[]> {
  const queries = filters.flatMap((filter, index) =>
    Object.values(VOLUME_METRICS).map((metric) => toQuery({ id: toId(index, metric), metric, filter, span })),
  );
  const results: MetricDataResult[] = [];
  for (const [index, batch] of batchesOf(queries).entries()) {
    if (index > 0) await clock.sleep(CALL_SPACING_MS);
    if (clock.now() > deadline) break;
    results.push(...(await call(sesv2, batch, clock)));
  }
  const sums = new Map(results.map((result) => [result.Id, sumOf(result)]));
  return filters.map((_, index) => readVolumes((name) => sums.get(toId(index, VOLUME_METRICS[name]))));
}

function toId(index: number, metric: Metric): string {
  return `q${index}_${metric}`;
}

interface QueryParts {
  readonly id: string;
  readonly metric: Metric;
  readonly filter: VolumeFilter;
  readonly span: MetricDataOptions['span'];
}

function toQuery({ id, metric, filter, span }: QueryParts): BatchGetMetricDataQuery {
  return {
    Id: id,
    Namespace: 'VDM',
    Metric: metric,
    Dimensions: filter === 'all' ? undefined : { [filter.dimension]: filter.value },
    StartDate: new Date(span.from),
    EndDate: new Date(span.until),
  };
}

function batchesOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / MAX_QUERIES) }, (_, index) =>
    items.slice(index * MAX_QUERIES, (index + 1) * MAX_QUERIES),
  );
}

/** Returns the results. A query with an error has none. */
async function call(
  sesv2: SESv2Client,
  queries: BatchGetMetricDataQuery[],
  clock: Clock,
): Promise<readonly MetricDataResult[]> {
  const command = new BatchGetMetricDataCommand({ Queries: queries });
  try {
    const { Results } = await retryThrottled(() => send(sesv2, command), { clock, pauseMs: THROTTLED_PAUSE_MS });
    return optionalList(Results);
  } catch (error) {
    if (error instanceof SesFailure && error.errorName === 'NotFoundException') throw new VdmOff();
    throw error;
  }
}

function send(sesv2: SESv2Client, command: BatchGetMetricDataCommand): Promise<BatchGetMetricDataResponse> {
  return sesv2.send(command, { abortSignal: AbortSignal.timeout(SES_TIMEOUT_MS) });
}

/** SES leaves out the days without mail. */
function sumOf({ Values }: MetricDataResult): number {
  const values = optionalList(Values);
  if (!values.every(isVolume)) throw unexpected();
  return values.reduce((total, value) => total + value, 0);
}

function isVolume(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
