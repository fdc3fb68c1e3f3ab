import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { dashboardUrl } from '../shared/console-url';
import { pinFeatureFlags } from '../shared/feature-flags';
import { describeProblem, readOptions } from '../shared/option-problems';
import { ALL_ACCOUNTS, CrossAccountDashboard, type CrossAccountDashboardProps } from './cross-account-dashboard';
import { hasSink, OTHER_ACCOUNT_ADVICE, organizationId, sourceAccounts } from './monitoring-config';
import type { SourceAccounts } from './monitoring-settings';
import { MonitoringSink } from './monitoring-sink';

const SHAPE = { sourceAccounts, organizationId, sink: hasSink };

export interface MonitoringStackProps extends StackProps {
  /** Ids of the accounts that share their metrics, by name. */
  readonly sourceAccounts: SourceAccounts;
  /** Id of an organization. All its accounts may link to the sink. Default: only the source accounts may. */
  readonly organizationId?: string;
  /** Whether to create the sink; false in a Region where the account already has one. Default: true. */
  readonly sink?: boolean;
  /** Options of the dashboard; false for no dashboard. Default: the stack's Region and the defaults of the exporter. */
  readonly dashboard?: false | Partial<Omit<CrossAccountDashboardProps, 'sourceAccounts'>>;
}

/**
 * Everything that a monitoring account needs in one Region to watch all accounts.
 *
 * @throws ConfigError with all problems of the options at once
 */
export class MonitoringStack extends Stack {
  readonly sink: MonitoringSink | undefined;

  constructor(
    scope: Construct,
    id: string,
    { sourceAccounts, organizationId, sink, dashboard = {}, ...props }: MonitoringStackProps,
  ) {
    super(scope, id, { description: 'Amazon SES bounce and complaint rates of all accounts', ...props });
    pinFeatureFlags(this);
    const options = readOptions(SHAPE, { sourceAccounts, organizationId, sink }, (values) => this.problemsOf(values));
    this.sink = options.sink ? this.createSink(sourceAccounts, organizationId) : undefined;
    if (!dashboard) return;
    const { regions = [this.region], metrics } = dashboard;
    new CrossAccountDashboard(this, 'AllAccounts', { sourceAccounts, regions, metrics });
    this.printDashboard();
  }

  private problemsOf({ sourceAccounts = {}, organizationId, sink }: Partial<MonitoringStackProps>): string[] {
    const ids = Object.values(sourceAccounts);
    const isAlone = sink && organizationId === undefined && ids.length > 0 && ids.every((id) => id === this.account);
    return isAlone ? [describeProblem({ path: ['sourceAccounts'] }, sourceAccounts, OTHER_ACCOUNT_ADVICE)] : [];
  }

  /** Creates a sink for the other accounts. The monitoring account needs no link to see its own metrics. */
  private createSink(sourceAccounts: SourceAccounts, organizationId: string | undefined): MonitoringSink {
    const accounts = Object.values(sourceAccounts).filter((account) => account !== this.account);
    const sink = new MonitoringSink(this, 'Sink', organizationId ? { organizationId } : { accounts });
    new CfnOutput(this, 'MonitoringSinkArn', {
      description: 'Sink that the stacks of other accounts link to',
      value: sink.sinkArn,
    });
    return sink;
  }

  private printDashboard(): void {
    const value = dashboardUrl(this, ALL_ACCOUNTS);
    if (value) new CfnOutput(this, 'DashboardUrl', { description: 'Dashboard of all accounts', value });
  }
}
