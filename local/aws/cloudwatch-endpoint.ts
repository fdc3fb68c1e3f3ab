/** CloudWatch on the wire: AWS JSON 1.0, times in epoch seconds. */
import { getMetricData, putMetricData } from './cloudwatch';
import { InvalidParameterValue, type MetricStore } from './metric-store';
import type { WireAnswer } from './wire';

const TARGET_PREFIX = 'GraniteServiceVersion20100801.';

/** Members that are times. */
const TIMES = new Set(['Timestamp', 'StartTime', 'EndTime']);

/** Returns the operation in an `x-amz-target` header; undefined for other services. */
export function cloudWatchOperation(target: string | undefined): string | undefined {
  return target?.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : undefined;
}

export function answerCloudWatch(store: MetricStore, operation: string, body: string, pageSize?: number): WireAnswer {
  try {
    switch (operation) {
      case 'PutMetricData':
        return json(200, putMetricData(store, JSON.parse(body, reviveTime)));
      case 'GetMetricData':
        return json(200, getMetricData(store, JSON.parse(body, reviveTime), pageSize));
      default:
        return error('UnknownOperationException', `${operation} is not supported.`);
    }
  } catch (thrown) {
    if (thrown instanceof InvalidParameterValue) return error('InvalidParameterValueException', thrown.message);
    throw thrown;
  }
}

function reviveTime(name: string, value: unknown): unknown {
  return TIMES.has(name) && typeof value === 'number' ? new Date(value * 1000) : value;
}

function json(status: number, body: object): WireAnswer {
  return { status, contentType: 'application/x-amz-json-1.0', body: JSON.stringify(body, replaceTimes) };
}

/** Handles arrays of times: JSON.stringify converts a single Date before the replacer sees it. */
function replaceTimes(name: string, value: unknown): unknown {
  return name === 'Timestamps' ? (value as Date[]).map((time) => time.getTime() / 1000) : value;
}

function error(type: string, message: string): WireAnswer {
  return json(400, { __type: `com.amazonaws.cloudwatch#${type}`, message });
}
