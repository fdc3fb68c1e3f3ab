import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { permit } from './nodejs-function';

export interface KeyRights {
  readonly keyArn: string;
  /** The service that uses the key on behalf of the function. */
  readonly service: 'dynamodb' | 'sns';
  /** Actions of KMS, such as `Decrypt`. */
  readonly actions: readonly string[];
}

/** Allows a function to use a key, but only through a service. */
export function permitKey(fn: NodejsFunction, { keyArn, service, actions }: KeyRights): void {
  const { region, urlSuffix } = Stack.of(fn);
  for (const action of actions) {
    permit(
      fn,
      new PolicyStatement({
        sid: `${action}For${service}`, // a function can use two keys, and the ids in a policy must be unique
        actions: [`kms:${action}`],
        resources: [keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
      }),
    );
  }
}
