/** The stack that `npm start` deploys in the local AWS. */
import { expect, it } from '@jest/globals';
import { deployLocally } from '../../../cli/start/local-stack';
import { createMetricStore } from '../../../local/aws/metric-store';
import type { LocalDeployment } from '../../../local/deployment/local-deployment';
import { simulateAccount } from '../../../local/simulation/simulated-account';
import { at, HOUR, settingsOf } from '../../support/world';

const NOW = at('2026-11-18T15:22:00Z');

it('has metrics of AWS Lambda about each run of the exporter, and shows the messages of its alarms', async () => {
  const metrics = createMetricStore({ now: () => NOW });
  const account = simulateAccount({ scenario: 'healthy', seed: 1, startedAt: NOW });
  const scenario = undefined;
  const delivered: string[] = [];
  const { deployment, recordRun, describe } = deployLocally(
    { 'exporter:regions': 'eu-west-1' },
    {
      account,
      metrics,
      now: () => NOW,
      scenario,
      settings: settingsOf(),
      deliver: ({ subject = '' }) => delivered.push(subject),
    },
  );
  const [stack] = (deployment as LocalDeployment).stacks;
  const output = stack?.outputs.find(({ key }) => key === 'ExporterFunctionName');
  const sumOf = (name: string) =>
    metrics.statistic({
      metric: { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: output?.value ?? '' } },
      statistic: 'Sum',
      from: NOW - HOUR,
      to: NOW + HOUR,
    });
  expect([sumOf('Invocations'), sumOf('Errors')]).toEqual([4, 0]);
  recordRun(true);
  expect([sumOf('Invocations'), sumOf('Errors')]).toEqual([5, 1]);

  // With a profile in the environment, the AWS SDK would ignore these keys.
  expect(await describe('http://127.0.0.1:1')).toMatch(
    /^ {2}unset AWS_PROFILE\n {2}export .* AWS_ACCESS_KEY_ID=local /m,
  );
  const TopicArn = stack?.outputs.find(({ key }) => key === 'CriticalTopicArn')?.value;
  (deployment as LocalDeployment).topics.publish({ TopicArn, Subject: 'New', Message: 'New' });
  expect(delivered).toEqual(['New']); // and none of the time before the start
});
