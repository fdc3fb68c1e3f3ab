import { AccountPrincipal, PolicyDocument, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSink } from 'aws-cdk-lib/aws-oam';
import { Construct } from 'constructs';

/** What accounts share: numbers, and no line of a log. */
export const SHARED_RESOURCE_TYPES = ['AWS::CloudWatch::Metric'];

/** Never to be changed: CloudFormation would create a second sink before it deletes the first, and there may be one only. */
const NAME = 'SesMetricsExporter';

export interface MonitoringSinkProps {
  /** Ids of the accounts that may link to the sink. Default: none, then the organization is to be named. */
  readonly accounts?: readonly string[];
  /** The organization all of whose accounts may link to the sink, such as `o-a1b2c3d4e5`. Default: only `accounts` may. */
  readonly organizationId?: string;
}

/**
 * Where source accounts attach to a monitoring account, to let it read their metrics. CloudWatch allows an account one sink
 * in each Region: https://docs.aws.amazon.com/OAM/latest/APIReference/API_CreateSink.html
 *
 * @throws RangeError unless either accounts or an organization are named
 */
export class MonitoringSink extends Construct {
  readonly sinkArn: string;

  constructor(scope: Construct, id: string, { accounts = [], organizationId }: MonitoringSinkProps) {
    super(scope, id);
    if (accounts.length > 0 === (organizationId !== undefined)) {
      throw new RangeError('A sink is for accounts or for an organization: name either the one or the other');
    }
    const sink = new CfnSink(this, 'Sink', {
      name: NAME,
      policy: new PolicyDocument({ statements: [mayLink(accounts, organizationId)] }),
    });
    this.sinkArn = sink.attrArn;
  }
}

/** As in https://docs.aws.amazon.com/OAM/latest/APIReference/API_PutSinkPolicy.html */
function mayLink(accounts: readonly string[], organizationId: string | undefined): PolicyStatement {
  return new PolicyStatement({
    principals: organizationId ? [new StarPrincipal()] : accounts.map((account) => new AccountPrincipal(account)),
    actions: ['oam:CreateLink', 'oam:UpdateLink'],
    resources: ['*'], // the sink itself, and links that have no ARN yet
    conditions: {
      'ForAllValues:StringEquals': { 'oam:ResourceTypes': SHARED_RESOURCE_TYPES },
      ...(organizationId && { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': organizationId } }),
    },
  });
}
