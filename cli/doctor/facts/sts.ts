import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Reading } from './reading';
import { READS, read } from './reads';

/** Returns the account of the credentials. All valid credentials may read it. */
export function readAccountId(client: STSClient): Promise<Reading<string>> {
  return read(READS.callerIdentity, async (options) => {
    const { Account } = await client.send(new GetCallerIdentityCommand({}), options);
    if (!Account) throw new Error('The response of STS has no account');
    return Account;
  });
}
