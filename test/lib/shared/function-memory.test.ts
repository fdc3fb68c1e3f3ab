import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { ExporterStack } from '../../../lib/exporter-stack';
import { createApp } from '../../support/template';

describe('the memory of a function', () => {
  const stack = new ExporterStack(createApp(), 'Watch', {
    env: { account: '111122223333', region: 'eu-west-1' },
    weeklyReport: true,
  });
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));

  // docs/benchmarks.md has the reasons.
  it.each([
    ['Polls', 512],
    ['Publishes the weekly report', 512],
    ['Publishes which mail bounces', 1024],
    ['Looks up', 1769],
    ['Finds mail on the CloudWatch dashboard', 1769],
  ])('%s ...: %d MB', (description, memory) => {
    const sizes = functions
      .filter(({ Properties }) => Properties.Description.startsWith(description))
      .map(({ Properties }) => Properties.MemorySize);
    expect(sizes).toEqual([memory]);
  });
});
