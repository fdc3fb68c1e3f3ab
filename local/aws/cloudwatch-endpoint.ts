/** CloudWatch on the wire: the operations on metrics. */
import {
  GetMetricData$,
  type GetMetricDataInput,
  ListMetrics$,
  type ListMetricsInput,
  PutMetricData$,
  type PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { getMetricData, listMetrics, putMetricData } from './cloudwatch';
import { InvalidParameterValue, type MetricStore } from './metric-store';
import { AwsError } from './protocols/aws-error';
import { type Operations, operation } from './protocols/operation';

export function metricOperations(store: MetricStore, pageSize?: number): Operations {
  return {
    PutMetricData: operation(PutMetricData$, (input: PutMetricDataInput) =>
      orAwsError(() => putMetricData(store, input)),
    ),
    ListMetrics: operation(ListMetrics$, (input: ListMetricsInput) => listMetrics(store, input)),
    GetMetricData: operation(GetMetricData$, (input: GetMetricDataInput) =>
      orAwsError(() => getMetricData(store, input, pageSize)),
    ),
  };
}

function orAwsError<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof InvalidParameterValue)) throw error;
    throw new AwsError('InvalidParameterValueException', error.message);
  }
}
