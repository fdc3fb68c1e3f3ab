/** Checks for a Region and credentials, before a command starts any other work. */
import { type AwsCall, explainAwsError } from './aws-error';
import { InputError } from './input-error';

/** The part of an SDK client's configuration that finds the Region and the credentials. */
interface ClientConfig {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<unknown>;
}

/**
 * @param permissions IAM policy statements that the credentials need, shown with the problems. Default: none
 * @returns the Region
 * @throws InputError without a Region or without credentials
 */
export async function assertAwsAccess(
  { region, credentials }: ClientConfig,
  call: AwsCall,
  permissions: readonly object[] = [],
): Promise<string> {
  const outcomes = await Promise.allSettled([region(), credentials()]);
  const problems = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [`${explainAwsError(outcome.reason, call)}.`] : [],
  );
  if (problems.length === 0) return region();
  const needed = permissions.map((statement) => JSON.stringify(statement));
  throw new InputError(
    [...problems, ...(needed.length > 0 ? ['The credentials need these permissions:', ...needed] : [])].join('\n'),
  );
}
