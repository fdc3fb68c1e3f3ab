import type { DeployedStack } from './deployed-stack';

/** Creates an IAM user with these policy statements, and returns its credentials as environment variables. */
export async function createUser(
  { aws }: DeployedStack,
  name: string,
  ...statements: readonly object[]
): Promise<{ AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }> {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await aws('iam', 'create-user', '--user-name', name);
  await aws('iam', 'put-user-policy', '--user-name', name, '--policy-name', name, '--policy-document', policy);
  const key = await aws<{ AccessKeyId: string; SecretAccessKey: string }>(
    ...['iam', 'create-access-key', '--user-name', name, '--query', 'AccessKey'],
  );
  return { AWS_ACCESS_KEY_ID: key.AccessKeyId, AWS_SECRET_ACCESS_KEY: key.SecretAccessKey };
}
