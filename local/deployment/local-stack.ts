/** A stack to deploy. */
import type { CfnTemplate } from '../alarms/template-alarms';

export interface LocalStack {
  readonly name: string;
  readonly region: string;
  /** Twelve digits. Default: the account of the deployment. */
  readonly account?: string;
  /** Synthesized by CDK. */
  readonly template: CfnTemplate;
  /** Adds outputs, or replaces those of the template. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Default: `CREATE_COMPLETE`. */
  readonly status?: string;
  /** When the stack was created, epoch milliseconds. Default: now. */
  readonly createdAt?: number;
  /**
   * Logical ids of resources that somebody deleted outside of CloudFormation, which still lists them. Default: none.
   */
  readonly missing?: readonly string[];
}
