import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../shared/acknowledge';

/**
 * The reads behind the graph in the message of an alarm, and behind questions about alarms and metrics. AWS's own policy for
 * notifications allows all of `cloudwatch:Describe*`, `Get*` and `List*`.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-iam-policies.html
 */
const READ_ALARMS = [
  'cloudwatch:DescribeAlarmHistory',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:DescribeAlarmsForMetric',
  'cloudwatch:GetMetricData',
  'cloudwatch:GetMetricStatistics',
  'cloudwatch:GetMetricWidgetImage',
  'cloudwatch:ListMetrics',
];

/**
 * What Amazon Q and the members of a channel may do: read alarms and metrics. The policy is the only one of the role. It is also
 * the guardrail, which limits every role in the channel. Without a guardrail, Amazon Q would use `AdministratorAccess`.
 */
export class ChatRights extends Construct {
  readonly guardrail: ManagedPolicy;
  readonly role: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.guardrail = new ManagedPolicy(this, 'Guardrail', {
      description: 'Allows Amazon Q to read alarms and metrics, and nothing else',
      statements: [new PolicyStatement({ actions: READ_ALARMS, resources: ['*'] })],
    });
    acknowledge(this.guardrail, {
      rule: 'AwsSolutions-IAM5',
      finding: 'Resource::*',
      reason: 'The actions only read alarms and metrics, and metrics have no ARN',
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('chatbot.amazonaws.com'),
      managedPolicies: [this.guardrail],
    });
  }
}
