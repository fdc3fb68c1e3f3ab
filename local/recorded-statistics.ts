/** The saved output of `aws ses get-send-statistics`, to be answered from in place of a simulated account. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  type Counter,
  isDoubtful,
  isUsable,
  type ReportedPoint,
  type UsablePoint,
} from '../lambda/send-statistics/send-history';
import { InputError } from './input-error';

const COUNTER = z.number().optional().catch(undefined);

/** A field that cannot be read is as good as missing. */
const POINT = z
  .object({
    Timestamp: z.iso.datetime({ offset: true }).optional().catch(undefined),
    DeliveryAttempts: COUNTER,
    Bounces: COUNTER,
    Complaints: COUNTER,
    Rejects: COUNTER,
  })
  .catch({});

const FILE = z.object({ SendDataPoints: z.array(POINT) });

export interface RecordedStatistics {
  readonly points: readonly UsablePoint[];
  /** How many points of the file were left out. */
  readonly skipped: number;
}

/**
 * A file's points. A single bad point is skipped and counted, as SES's own would be.
 *
 * @param needed the counters without which a point is bad
 * @throws InputError for a file that cannot be read, is not JSON, has no list or mostly bad points
 */
export function readRecordedStatistics(path: string, needed: ReadonlySet<Counter>): RecordedStatistics {
  const file = FILE.safeParse(parseJson(path, readText(path)));
  if (!file.success) {
    throw new InputError(
      `${path} has no list "SendDataPoints": pass the saved output of "aws ses get-send-statistics --output json"`,
    );
  }
  const reported = file.data.SendDataPoints.map(toReportedPoint);
  const points = reported.filter((point) => isUsable(point, ANY_TIME, needed));
  const skipped = reported.length - points.length;
  if (skipped > 1 && isDoubtful(points.length, skipped)) {
    throw new InputError(
      `${path} has ${skipped} points of ${reported.length} without a usable Timestamp or counter, more than a tenth: ` +
        'no rate can be trusted that leaves so much out, save the output again',
    );
  }
  return { points, skipped };
}

/** When SES was asked is not in the file, so that no point is too new. */
const ANY_TIME = Number.POSITIVE_INFINITY;

function toReportedPoint(point: z.infer<typeof POINT>): ReportedPoint {
  return {
    timestamp: point.Timestamp === undefined ? undefined : Date.parse(point.Timestamp),
    deliveryAttempts: point.DeliveryAttempts,
    bounces: point.Bounces,
    complaints: point.Complaints,
    rejects: point.Rejects,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}): pass the path of a file`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new InputError(
      `${path} is not JSON: pass the saved output of "aws ses get-send-statistics --output json", in UTF-8`,
    );
  }
}
