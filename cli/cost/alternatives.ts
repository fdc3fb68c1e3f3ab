/** What people would otherwise run, with the prices of November 2026. docs/cost.md names the sources. */
import { PRICES } from './prices';
import { HOURS_PER_MONTH } from './workload-amounts';

/** Linux on x86 in us-east-1, USD an hour. https://aws.amazon.com/fargate/pricing/ */
const FARGATE = { vcpuHour: 0.04048, gbHour: 0.004445 } as const;

/** USD an hour for the address with which a container reaches AWS. https://aws.amazon.com/vpc/pricing/ */
const PUBLIC_IPV4_HOUR = 0.005;

/** The smallest task of Fargate. */
const TASK = { vcpu: 0.25, gb: 0.5 } as const;

/** USD a month. https://grafana.com/pricing/ */
const GRAFANA_PRO_FEE = 19;

/** The metrics that a hosted monitor reads in each Region: Send, Delivery, Bounce, Complaint, Reject and AWS's two rates. */
const AWS_METRICS = 7;

/** A hosted monitor reads the metrics every 5 minutes. */
const READS_PER_HOUR = 12;

/** Alarms on AWS's own two rates, at AWS's levels for a review and for a pause. */
const AWS_RATE_ALARMS = 4;

export interface Alternative {
  readonly name: string;
  readonly arithmetic: string;
  /** Returns USD a month at list prices. */
  readonly cost: (regions: number) => number;
}

const METRIC_READS = AWS_METRICS * READS_PER_HOUR * HOURS_PER_MONTH;

export const ALTERNATIVES: readonly Alternative[] = [
  {
    name: "four CloudWatch alarms on AWS's own rates",
    arithmetic: `${AWS_RATE_ALARMS} x ${PRICES.alarmMetric.usd.toFixed(2)} in each Region`,
    cost: (regions) => AWS_RATE_ALARMS * PRICES.alarmMetric.usd * regions,
  },
  {
    name: 'a container with a Prometheus exporter, on Fargate',
    arithmetic: `(${TASK.vcpu} x ${FARGATE.vcpuHour} + ${TASK.gb} x ${FARGATE.gbHour} + ${PUBLIC_IPV4_HOUR}) x ${HOURS_PER_MONTH} hours`,
    cost: () => (TASK.vcpu * FARGATE.vcpuHour + TASK.gb * FARGATE.gbHour + PUBLIC_IPV4_HOUR) * HOURS_PER_MONTH,
  },
  {
    name: 'Grafana Cloud Free, reading CloudWatch',
    arithmetic: `${AWS_METRICS} metrics x ${READS_PER_HOUR} x ${HOURS_PER_MONTH} hours x 0.01 / 1,000 in each Region`,
    cost: (regions) => METRIC_READS * PRICES.metricRead.usd * regions,
  },
  {
    name: 'Grafana Cloud Pro, reading CloudWatch',
    arithmetic: `${GRAFANA_PRO_FEE}, and the same reads`,
    cost: (regions) => GRAFANA_PRO_FEE + METRIC_READS * PRICES.metricRead.usd * regions,
  },
];
