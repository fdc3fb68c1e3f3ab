/** STS: who the caller is. */
import { GetCallerIdentity$, type GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { type Operations, operation } from '../aws/protocols/operation';

export function stsOperations(account: string): Operations {
  return {
    GetCallerIdentity: operation(
      GetCallerIdentity$,
      (): GetCallerIdentityResponse => ({
        Account: account,
        Arn: `arn:aws:iam::${account}:user/local`,
        UserId: 'AIDALOCALLOCALLOCAL',
      }),
    ),
  };
}
