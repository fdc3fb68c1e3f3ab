/** The deployed stacks of one account and Region, as CloudFormation describes them. */
import type { StackOutput } from '../../lib/stack-outputs';

/** A stack of this exporter. */
export interface DeployedStack {
  readonly name: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** The status in CloudFormation, such as `UPDATE_COMPLETE`. */
  readonly status: string;
  /** When the stack was created, in epoch milliseconds. Undefined if the answer does not say. */
  readonly createdAt?: number;
  /** Names of the stack's alarms begin with this prefix, such as `SesMetricsExporter-eu-west-1-`. */
  readonly alarmPrefix: string;
  /** Undefined for an output that the stack does not have, because a part is switched off or the stack is older. */
  readonly outputs: Readonly<Partial<Record<StackOutput, string>>>;
}
