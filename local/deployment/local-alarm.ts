/** An alarm of a deployed stack, and what happens to it. */
import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../alarms/alarm-state';
import type { TemplateAlarm } from '../alarms/template-alarms';
import type { Metric } from '../aws/metric-store';
import type { Reason } from './alarm-reasons';

export interface LocalAlarm {
  readonly region: string;
  readonly account: string;
  readonly kind: TemplateAlarm['kind'];
  /** The metrics that the alarm reads. A composite alarm reads none. */
  readonly metrics: readonly Metric[];
  readonly name: string;
  readonly arn: string;
  /** As DescribeAlarms returns it, without its state. */
  readonly configuration: MetricAlarm & CompositeAlarm;
  readonly actionsEnabled: boolean;
  readonly state: AlarmStatus;
}

export interface AlarmStatus extends Reason {
  readonly value: AlarmState;
  /** Epoch milliseconds: when the value or the reason changed. */
  readonly updatedAt: number;
  /** Epoch milliseconds: when the value changed. */
  readonly changedAt: number;
}

/** A change of an alarm's state, which leads to actions. */
export interface Transition {
  readonly alarm: LocalAlarm;
  readonly from: AlarmState;
  /** Children of a composite alarm whose change led to it. */
  readonly triggers: readonly LocalAlarm[];
}

export interface ActionOutcome {
  readonly publishedMessage: string;
  readonly error?: string;
}
