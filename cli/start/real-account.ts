/** What it takes to ask the real account: a Region, credentials and their permissions. */

import { type AwsCall, explainAwsError } from '../terminal/aws-error';
import { InputError } from '../terminal/input-error';

/** The permissions of one poll, as the deployed function has them. */
const READS = ['ses:GetSendStatistics', 'ses:GetAccount'] as const;

const SES: AwsCall = { service: 'SES', action: READS[0] };

/** The configuration of a client once it is made. */
interface Resolved {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<unknown>;
}

/**
 * @param publishTo namespace that is published to; undefined: the account is only read
 * @throws InputError without a Region or credentials, with the statements that the credentials need
 */
export async function requireRealAccount({ region, credentials }: Resolved, publishTo?: string): Promise<void> {
  const problems = (await Promise.allSettled([region(), credentials()])).flatMap((outcome) =>
    outcome.status === 'rejected' ? [`${explainAwsError(outcome.reason, SES)}.`] : [],
  );
  if (problems.length === 0) return;
  throw new InputError([...problems, 'The credentials need these permissions:', ...statements(publishTo)].join('\n'));
}

/** IAM policy statements, a line each. */
function statements(publishTo: string | undefined): string[] {
  return [
    allow(READS),
    ...(publishTo === undefined
      ? []
      : [
          allow('cloudwatch:PutMetricData', { StringEquals: { 'cloudwatch:namespace': publishTo } }),
          allow('cloudwatch:GetMetricData'),
        ]),
  ].map((statement) => JSON.stringify(statement));
}

function allow(Action: string | readonly string[], Condition?: object): object {
  return { Effect: 'Allow', Action, Resource: '*', Condition };
}
