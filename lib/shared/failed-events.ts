import type { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig, type EventInvokeConfigOptions } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allow } from './allow';
import { permit } from './nodejs-function';

export interface FailedEventsProps extends Required<Pick<EventInvokeConfigOptions, 'retryAttempts'>> {
  readonly function: NodejsFunction;
  /** Receives the events that failed after all retries, and those that became too old. */
  readonly queue: IQueue;
  readonly maxEventAge: Duration;
}

/** Lets Lambda send the failed events of a function to a queue. */
export function keepFailedEvents(
  scope: Construct,
  { function: fn, queue, maxEventAge, retryAttempts }: FailedEventsProps,
): void {
  permit(fn, allow('sqs:SendMessage', queue.queueArn));
  const config = new EventInvokeConfig(scope, 'EventInvokeConfig', {
    function: fn,
    maxEventAge,
    retryAttempts,
    // CDK's SqsDestination would grant more than Lambda needs.
    onFailure: { bind: () => ({ destination: queue.queueArn }) },
  });
  config.node.addDependency(fn.role as IRole); // Lambda refuses a destination that the role is not allowed to use
}
