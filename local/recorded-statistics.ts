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
import { parseIsoTime } from './iso-time';

const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: pass the path of a file',
  EISDIR: 'is a folder: pass the path of a file',
  EACCES: 'may not be read: change its permissions, or pass another file',
  ERR_STRING_TOO_LONG: 'is too large: pass one answer of GetSendStatistics, at most some hundred kilobytes',
  ERR_FS_FILE_TOO_LARGE: 'is too large: pass one answer of GetSendStatistics, at most some hundred kilobytes',
};

const COUNTER = z.number().optional().catch(undefined);

/** A field that cannot be read is as good as missing. */
const POINT = z
  .object({
    Timestamp: z.unknown(),
    DeliveryAttempts: COUNTER,
    Bounces: COUNTER,
    Complaints: COUNTER,
    Rejects: COUNTER,
  })
  .catch({ Timestamp: undefined });

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
      `${quote(path)} has no list "SendDataPoints": pass the saved output of "aws ses get-send-statistics --output json"`,
    );
  }
  const reported = file.data.SendDataPoints.map(toReportedPoint);
  const points = reported.filter((point) => isUsable(point, ANY_TIME, needed));
  const skipped = reported.length - points.length;
  if (skipped > 1 ? isDoubtful(points.length, skipped) : points.length === 0 && skipped > 0) {
    throw new InputError(
      `${quote(path)} has ${skipped} points of ${reported.length} without a usable Timestamp or counter, more than a tenth: ` +
        'no rate can be trusted that leaves so much out, save the output again',
    );
  }
  return { points, skipped };
}

/** When SES was asked is not in the file, so that no point is too new. */
const ANY_TIME = Number.POSITIVE_INFINITY;

function toReportedPoint(point: z.infer<typeof POINT>): ReportedPoint {
  return {
    timestamp: parseIsoTime(point.Timestamp),
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
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new InputError(`${quote(path)} ${READ_ERRORS[code] ?? `cannot be read (${code}): pass the path of a file`}`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new InputError(
      `${quote(path)} is not JSON: pass the saved output of "aws ses get-send-statistics --output json", in UTF-8`,
    );
  }
}

/** A path as it may be shown: it can hold anything. */
function quote(path: string): string {
  return JSON.stringify(path);
}
