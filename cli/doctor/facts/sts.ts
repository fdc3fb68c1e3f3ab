import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Reading } from './reading';
import { READS, read } from './reads';

/** A smaller difference changes no finding. */
const MIN_SKEW_MS = 60_000;

/** Returns how far AWS's clock is ahead of this machine's, in milliseconds, by its responses so far. */
export function clockSkewOf({ config }: STSClient): number {
  return Math.abs(config.systemClockOffset) < MIN_SKEW_MS ? 0 : config.systemClockOffset;
}

/** Returns the account of the credentials. All valid credentials may read it. */
export function readAccountId(client: STSClient): Promise<Reading<string>> {
  return read(READS.callerIdentity, async (options) => {
    const { Account } = await client.send(new GetCallerIdentityCommand({}), options);
    if (!Account) throw new Error('The response of STS has no account');
    return Account;
  });
}
