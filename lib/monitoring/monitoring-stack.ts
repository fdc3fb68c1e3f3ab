import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pinFeatureFlags } from '../shared/feature-flags';
import { CrossAccountDashboard, type CrossAccountDashboardProps } from './cross-account-dashboard';
import type { SourceAccounts } from './monitoring-settings';
import { MonitoringSink } from './monitoring-sink';

export interface MonitoringStackProps extends StackProps {
  /** The accounts that share their metrics, by name. */
  readonly sourceAccounts: SourceAccounts;
  /** The organization all of whose accounts may link to the sink. Default: only the source accounts may. */
  readonly organizationId?: string;
  /** Whether to make the sink; false in a Region where the account has one already. Default: true. */
  readonly sink?: boolean;
  /** What the dashboard shows; false for none. Default: the stack's Region, with what exporters publish by default. */
  readonly dashboard?: false | Partial<Omit<CrossAccountDashboardProps, 'accounts'>>;
}

/** What a monitoring account needs in one Region to see how all accounts send. */
export class MonitoringStack extends Stack {
  readonly sink: MonitoringSink | undefined;

  constructor(
    scope: Construct,
    id: string,
    { sourceAccounts, organizationId, sink = true, dashboard = {}, ...props }: MonitoringStackProps,
  ) {
    super(scope, id, { description: 'Amazon SES bounce and complaint rates of all accounts', ...props });
    pinFeatureFlags(this);
    this.sink = sink ? this.createSink(sourceAccounts, organizationId) : undefined;
    if (!dashboard) return;
    const { regions = [this.region], metrics } = dashboard;
    new CrossAccountDashboard(this, 'AllAccounts', { accounts: sourceAccounts, regions, metrics });
  }

  /** An account sees its own metrics without a link. */
  private createSink(sourceAccounts: SourceAccounts, organizationId: string | undefined): MonitoringSink {
    const accounts = Object.values(sourceAccounts).filter((account) => account !== this.account);
    const sink = new MonitoringSink(this, 'Sink', organizationId ? { organizationId } : { accounts });
    new CfnOutput(this, 'MonitoringSinkArn', { value: sink.sinkArn });
    return sink;
  }
}
