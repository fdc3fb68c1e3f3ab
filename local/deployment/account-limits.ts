/** Systems Manager and Service Quotas: what the account has set up, and its limits. */
import {
  GetServiceQuota$,
  type GetServiceQuotaRequest,
  type GetServiceQuotaResponse,
  ListServiceQuotas$,
  type ListServiceQuotasRequest,
  type ListServiceQuotasResponse,
  type ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import { GetParameter$, type GetParameterRequest, type GetParameterResult } from '@aws-sdk/client-ssm';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import { pageOf } from './pages';

/** https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html */
const QUOTAS_PER_PAGE = 100;

/** The parameters of a Region that `cdk bootstrap` has prepared. */
export const BOOTSTRAPPED: Readonly<Record<string, string>> = { '/cdk-bootstrap/hnb659fds/version': '30' };

/** @param parameters values by name, the same in all Regions */
export function ssmOperations(parameters: Readonly<Record<string, string>>, account: string): Operations {
  return {
    GetParameter: operation(GetParameter$, ({ Name = '' }: GetParameterRequest, { region }): GetParameterResult => {
      const Value = parameters[Name];
      if (Value === undefined) throw new AwsError('ParameterNotFound', `Parameter ${Name} not found.`);
      const ARN = `arn:aws:ssm:${region}:${account}:parameter${Name}`;
      return { Parameter: { Name, Type: 'String', Value, Version: 1, ARN, DataType: 'text' } };
    }),
  };
}

export type LocalQuota = Required<Pick<ServiceQuota, 'ServiceCode' | 'QuotaCode' | 'QuotaName' | 'Value'>>;

export function serviceQuotasOperations(quotas: readonly LocalQuota[], pageSize = QUOTAS_PER_PAGE): Operations {
  return {
    GetServiceQuota: operation(
      GetServiceQuota$,
      ({ ServiceCode, QuotaCode }: GetServiceQuotaRequest): GetServiceQuotaResponse => {
        const quota = quotas.find((each) => each.ServiceCode === ServiceCode && each.QuotaCode === QuotaCode);
        if (!quota)
          throw new AwsError('NoSuchResourceException', 'The request failed because the quota does not exist.');
        return { Quota: quota };
      },
    ),
    ListServiceQuotas: operation(
      ListServiceQuotas$,
      ({ ServiceCode, NextToken }: ListServiceQuotasRequest): ListServiceQuotasResponse => {
        const found = quotas.filter((quota) => quota.ServiceCode === ServiceCode);
        const { items, nextToken } = pageOf(found, pageSize, NextToken);
        return { Quotas: [...items], NextToken: nextToken };
      },
    ),
  };
}
