/** An app of your own: alarms in two Slack channels, and another alarm on a metric of the exporter. */
import { App, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ExporterStack } from 'ses-metrics-exporter';

const app = new App();

const mail = new ExporterStack(app, 'Mail', {
  env: { account: '111122223333', region: 'eu-west-1' },
  optionalMetrics: ['Rejects'],
  notifications: { critical: { emails: ['oncall@example.com'] } },
  chat: { slack: { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23', warning: 'C07EZ1ABC24' } } },
  alarms: { bounceRateWarning: { threshold: 0.02 } },
  runbookUrl: 'https://wiki.example.com/ses-runbook',
});

// SES rejects a message if it finds a virus in it. One rejected message is worth a look.
new Alarm(mail, 'Rejects', {
  alarmName: 'mail-rejects',
  alarmDescription: 'SES rejected mail in the last hour, because it found a virus',
  metric: mail.exporter.metric('Rejects', { window: '1h', period: Duration.minutes(15) }),
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.IGNORE,
}).addAlarmAction(new SnsAction(mail.topics.topics.warning));
