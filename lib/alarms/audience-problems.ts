import { type Stack, Token } from 'aws-cdk-lib';
import * as z from 'zod';
import { elsewhere } from '../shared/arn-region';
import { printedValue } from '../shared/printed-value';
import type { AlarmLevel } from './alarm-table';
import type { AlarmAudience } from './alarm-topics';

/** Name of an SSM parameter. */
export const PARAMETER = /^[\w./-]+$/;

export const PARAMETER_ADVICE =
  'write names of SSM parameters that hold the URLs, never a URL itself: whoever knows it can page you';

export const TOPIC_ARN = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/;

const EMAIL = z.email();

/** What is wrong with the receivers of a level in a stack, a sentence each. What only the deployment knows is not checked. */
export function audienceProblems(
  level: AlarmLevel,
  { emails = [], endpointParameters = [], topicArn }: AlarmAudience,
  stack: Stack,
): string[] {
  const isWrong = (value: unknown, isRight: (value: string) => boolean) =>
    !Token.isUnresolved(value) && !(typeof value === 'string' && isRight(value));
  const isNoList = (value: unknown) => !Array.isArray(value);
  if (isNoList(emails) || isNoList(endpointParameters)) {
    return [
      ...(isNoList(emails) ? [`${level}.emails is ${printedValue(emails)}: write a list of e-mail addresses`] : []),
      // Not printed: it may be the URL.
      ...(isNoList(endpointParameters)
        ? [`${level}.endpointParameters is no list: write a list of names of SSM parameters`]
        : []),
    ];
  }
  const isNoTopic = topicArn !== undefined && isWrong(topicArn, (arn) => TOPIC_ARN.test(arn));
  const other = topicArn === undefined || isNoTopic ? undefined : elsewhere(topicArn, stack, 'a topic');
  return [
    ...emails
      .filter((address) => isWrong(address, (text) => EMAIL.safeParse(text).success))
      .map((address) => `${level}.emails has ${printedValue(address)}: write e-mail addresses`),
    // Not printed: it may be the URL.
    ...(endpointParameters.some((name) => isWrong(name, (text) => PARAMETER.test(text)))
      ? [`${level}.endpointParameters has another value than names: ${PARAMETER_ADVICE}`]
      : []),
    ...(isNoTopic ? [`${level}.topicArn is ${printedValue(topicArn)}: write the ARN of an SNS topic`] : []),
    ...(other ? [`${level}.topicArn ${other}, because an alarm notifies topics of its own Region only`] : []),
    ...(topicArn !== undefined && emails.length + endpointParameters.length > 0
      ? [`${level}.topicArn is beside other receivers: subscribe those to your topic instead`]
      : []),
  ];
}
