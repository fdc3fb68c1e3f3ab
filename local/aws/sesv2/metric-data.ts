/** BatchGetMetricData. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html */
import type {
  BatchGetMetricDataQuery,
  BatchGetMetricDataRequest,
  BatchGetMetricDataResponse,
} from '@aws-sdk/client-sesv2';
import { DAY_MS, type DailyNumbers, type DailyVolumes, DIMENSIONS, METRICS, type Metric } from './daily-numbers';
import { badRequest, throttled } from './errors';

const MAX_QUERIES = 10;

const MAX_DAYS = 60;

export interface MetricDataOptions {
  readonly dailyNumbers: DailyNumbers;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * @throws BadRequestException for queries that SES refuses
 * @throws TooManyRequestsException until the mail is counted
 */
export function batchGetMetricData(
  { Queries = [] }: Partial<BatchGetMetricDataRequest>,
  { dailyNumbers, now }: MetricDataOptions,
): BatchGetMetricDataResponse {
  if (Queries.length < 1 || Queries.length > MAX_QUERIES) throw badRequest(`Pass 1 to ${MAX_QUERIES} queries.`);
  const ranges = Queries.map(rangeOf);
  if (!ranges.every((range) => dailyNumbers.isCounted(range, now()))) throw throttled();
  const results = Queries.map((query) => {
    const numbers = dailyNumbers.read(rangeOf(query), now()).filter((each) => matches(each, query));
    const days = [...volumesByDay(numbers, metricOf(query))];
    return { Id: query.Id, Timestamps: days.map(([day]) => new Date(day)), Values: days.map(([, volume]) => volume) };
  });
  return { Results: results.toReversed(), Errors: [] }; // SES documents no order
}

function metricOf({ Metric: metric }: BatchGetMetricDataQuery): Metric {
  const known = METRICS.find((name) => name === metric);
  if (!known) throw badRequest(`The metric ${metric} is not supported.`);
  return known;
}

/** @throws BadRequestException for anything but whole days (UTC) */
export function rangeOf({ StartDate, EndDate }: { readonly StartDate?: Date; readonly EndDate?: Date }) {
  const from = StartDate?.getTime() ?? Number.NaN;
  const until = EndDate?.getTime() ?? Number.NaN;
  if (from % DAY_MS !== 0 || until % DAY_MS !== 0) throw badRequest('The times must be midnight UTC.');
  if (from >= until) throw badRequest('StartDate must be before EndDate.');
  if (until - from > MAX_DAYS * DAY_MS) throw badRequest(`At most ${MAX_DAYS} days are allowed.`);
  return { from, until };
}

function matches({ values }: DailyVolumes, { Dimensions = {} }: BatchGetMetricDataQuery): boolean {
  return DIMENSIONS.every((name) => Dimensions[name] === undefined || Dimensions[name] === values[name]);
}

/** Leaves out the days without volume. */
function volumesByDay(numbers: readonly DailyVolumes[], metric: Metric): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const { day, volumes } of numbers) {
    if (volumes[metric] > 0) days.set(day, (days.get(day) ?? 0) + volumes[metric]);
  }
  return days;
}
