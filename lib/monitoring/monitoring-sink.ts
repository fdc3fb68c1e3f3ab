import { AccountPrincipal, PolicyDocument, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSink } from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';
import { readOptions } from '../shared/option-problems';
import { organizationId, sinkAccounts } from './monitoring-config';

/** Accounts share metrics, and no logs. */
export const SHARED_RESOURCE_TYPES = ['AWS::CloudWatch::Metric'];

const SHAPE = { accounts: sinkAccounts, organizationId };

/** Never change the name: CloudFormation would create a second sink before it deletes the first. CloudWatch allows only one. */
const NAME = 'SesMetricsExporter';

export interface MonitoringSinkProps {
  /** Ids of the accounts that may link to the sink. Required unless `organizationId` is set. */
  readonly accounts?: readonly string[];
  /** Id of an organization, such as `o-a1b2c3d4e5`, whose accounts may link to the sink. Required unless `accounts` is set. */
  readonly organizationId?: string;
}

/**
 * The sink of a monitoring account. Source accounts link to it to share their metrics. CloudWatch allows one sink per account
 * and Region: https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateSink.html
 *
 * @throws ConfigError with all problems at once. Exactly one of `accounts` and `organizationId` must be set
 */
export class MonitoringSink extends Construct {
  readonly sinkArn: string;

  constructor(scope: Construct, id: string, props: MonitoringSinkProps) {
    super(scope, id);
    const { accounts, organizationId } = readOptions(SHAPE, props, (options, broken) =>
      broken.size > 0 || options.accounts.length > 0 !== (options.organizationId !== undefined)
        ? []
        : ['A sink needs either accounts or an organization: set exactly one of accounts and organizationId'],
    );
    const sink = new CfnSink(this, 'Sink', {
      name: NAME,
      policy: new PolicyDocument({ statements: [allowLinks(accounts, organizationId)] }),
    });
    this.sinkArn = sink.attrArn;
  }
}

/** Returns a statement that allows links, as in https://docs.aws.amazon.com/OAM/latest/APIReference/API_PutSinkPolicy.html */
function allowLinks(accounts: readonly string[], organizationId: string | undefined): PolicyStatement {
  return new PolicyStatement({
    principals: organizationId ? [new StarPrincipal()] : accounts.map((account) => new AccountPrincipal(account)),
    actions: ['oam:CreateLink', 'oam:UpdateLink'],
    resources: ['*'], // the sink itself, and links that do not exist yet
    conditions: {
      'ForAllValues:StringEquals': { 'oam:ResourceTypes': SHARED_RESOURCE_TYPES },
      ...(organizationId && { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': organizationId } }),
    },
  });
}
