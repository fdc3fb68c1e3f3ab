/** Alarms notify topics that the app already has. CloudWatch needs access to both topics and to their key. */
import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ExporterStack } from 'ses-metrics-exporter';

const env = { account: '111122223333', region: 'eu-west-1' };
const app = new App();

// Subscribe your receivers to both topics.
const onCall = new Stack(app, 'OnCall', { env });
const key = new Key(onCall, 'Key', { enableKeyRotation: true });
const pager = new Topic(onCall, 'Pager', { topicName: 'pager', masterKey: key, enforceSSL: true });
const tickets = new Topic(onCall, 'Tickets', { topicName: 'tickets', masterKey: key, enforceSSL: true });

const alarms = {
  principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
  conditions: {
    StringEquals: { 'aws:SourceAccount': env.account },
    ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:${env.region}:${env.account}:alarm:*` },
  },
};
key.addToResourcePolicy(
  new PolicyStatement({ ...alarms, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'] }),
);
for (const topic of [pager, tickets]) {
  topic.addToResourcePolicy(new PolicyStatement({ ...alarms, actions: ['sns:Publish'], resources: [topic.topicArn] }));
}

new ExporterStack(app, 'Mail', {
  env,
  notifications: { critical: { topicArns: [pager.topicArn] }, warning: { topicArns: [tickets.topicArn] } },
  briefs: true, // Exclude pagers from briefs with a filter policy.
  runbookUrl: 'https://wiki.example.com/ses-runbook',
});
