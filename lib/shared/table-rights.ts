import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { allow } from './allow';
import { permitKey } from './key-rights';
import { permit } from './nodejs-function';

export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem';

/** The actions of a client of DynamoDB. https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html */
const USE_KEY = ['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey'];

/** Allows a function to use a table, and the key that encrypts it, because DynamoDB uses the key on behalf of its caller. */
export function permitTable(fn: NodejsFunction, table: ITable, actions: readonly TableAction[]): void {
  for (const action of actions) permit(fn, allow(`dynamodb:${action}`, table.tableArn));
  const { encryptionKey } = table;
  if (encryptionKey) permitKey(fn, { keyArn: encryptionKey.keyArn, service: 'dynamodb', actions: USE_KEY });
}
