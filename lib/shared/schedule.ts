import { type Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, type ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allow } from './allow';

export interface ScheduledFunctionProps {
  readonly description: string;
  readonly schedule: ScheduleExpression;
  readonly function: IFunction;
  /** The event of the function. */
  readonly input: object;
  readonly maxEventAge: Duration;
  /** Receives the events that could not be delivered. */
  readonly queue: IQueue;
}

/** Invokes a function at the times of a schedule. */
export function scheduleFunction(
  scope: Construct,
  { description, schedule: expression, function: fn, input, maxEventAge, queue }: ScheduledFunctionProps,
): void {
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  role.addToPolicy(allow('lambda:InvokeFunction', fn.functionArn));
  role.addToPolicy(allow('sqs:SendMessage', queue.queueArn));
  const schedule = new Schedule(scope, 'Schedule', {
    description,
    schedule: expression,
    timeWindow: TimeWindow.off(),
    target: new LambdaInvoke(fn, {
      input: ScheduleTargetInput.fromObject(input),
      maxEventAge,
      deadLetterQueue: queue,
      role: role.withoutPolicyUpdates(), // CDK's own grant would also cover all versions and aliases
    }),
  });
  schedule.node.addDependency(role); // without its policy, a new schedule loses its first event
}
