import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { allow } from './allow';
import { permit } from './nodejs-function';

export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem';

/** Allows a function to use a table, and the key that encrypts it, because DynamoDB uses the key on behalf of its caller. */
export function permitTable(fn: NodejsFunction, table: ITable, actions: readonly TableAction[]): void {
  for (const action of actions) permit(fn, allow(`dynamodb:${action}`, table.tableArn));
  const { encryptionKey } = table;
  if (!encryptionKey) return;
  for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey']) {
    permit(fn, allow(action, encryptionKey.keyArn, viaService(fn, 'dynamodb')));
  }
}

/** Returns the condition that a function uses a key only through a service. */
export function viaService(fn: NodejsFunction, service: 'dynamodb' | 'sns'): Record<string, unknown> {
  const { region, urlSuffix } = Stack.of(fn);
  return { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } };
}
