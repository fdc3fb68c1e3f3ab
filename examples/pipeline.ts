/** A pipeline that deploys the exporter into two accounts, from a repository with this file and its dependencies. */
import { App, Stack } from 'aws-cdk-lib';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import { type ExporterOptions, ExporterStage } from 'ses-metrics-exporter';

const everywhere: ExporterOptions = {
  runbookUrl: 'https://wiki.example.com/ses-runbook',
  tags: { team: 'mail' },
};

const app = new App();
const stack = new Stack(app, 'MailMonitoring', { env: { account: '111122223333', region: 'eu-west-1' } });

const pipeline = new CodePipeline(stack, 'Pipeline', {
  crossAccountKeys: true,
  synth: new ShellStep('Synth', {
    input: CodePipelineSource.connection('example/mail-monitoring', 'main', {
      connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
    }),
    commands: ['npm ci', 'npx cdk synth'],
  }),
});

pipeline.addStage(
  new ExporterStage(stack, 'Test', {
    env: { account: '444455556666' },
    regions: ['eu-west-1'],
    notifications: { critical: { emails: ['mail-team@example.com'] }, warning: { emails: ['mail-team@example.com'] } },
    ...everywhere,
  }),
);

pipeline.addStage(
  new ExporterStage(stack, 'Production', {
    env: { account: '777788889999' },
    regions: ['eu-west-1', 'us-east-1'],
    notifications: {
      critical: { endpointParameters: ['/ses-metrics-exporter/pager-url'], emails: ['oncall@example.com'] },
      warning: { emails: ['mail-team@example.com'] },
    },
    alarms: { bounceRateWarning: { threshold: 0.02 } },
    ...everywhere,
  }),
  { pre: [new ManualApprovalStep('Promote')] },
);
