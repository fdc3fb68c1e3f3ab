/** CloudWatch: the dashboards. Their names are global in an account. */
import {
  type DashboardEntry,
  GetDashboard$,
  type GetDashboardInput,
  type GetDashboardOutput,
  ListDashboards$,
  type ListDashboardsInput,
  type ListDashboardsOutput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../aws/protocols/aws-error';
import { type Operations, operation } from '../aws/protocols/operation';
import { pageOf } from './pages';
import type { ResolvedStack } from './resolved-stack';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
const DASHBOARDS_PER_PAGE = 1000;

export function dashboardOperations(stacks: readonly ResolvedStack[], pageSize = DASHBOARDS_PER_PAGE): Operations {
  const dashboards = stacks.flatMap(({ resources, createdAt }) =>
    resources
      .filter(({ type }) => type === 'AWS::CloudWatch::Dashboard')
      .map(({ physicalId, arn, properties }) => ({
        physicalId,
        arn,
        body: String(properties.DashboardBody),
        createdAt,
      })),
  );
  return {
    ListDashboards: operation(
      ListDashboards$,
      ({ DashboardNamePrefix = '', NextToken }: ListDashboardsInput): ListDashboardsOutput => {
        const found = dashboards.filter(({ physicalId }) => physicalId.startsWith(DashboardNamePrefix));
        const { items, nextToken } = pageOf(found, pageSize, NextToken);
        return {
          DashboardEntries: items.map(
            ({ physicalId, arn, body, createdAt }): DashboardEntry => ({
              DashboardName: physicalId,
              DashboardArn: arn,
              LastModified: new Date(createdAt),
              Size: Buffer.byteLength(body),
            }),
          ),
          NextToken: nextToken,
        };
      },
    ),
    GetDashboard: operation(GetDashboard$, ({ DashboardName }: GetDashboardInput): GetDashboardOutput => {
      const found = dashboards.find(({ physicalId }) => physicalId === DashboardName);
      if (!found) {
        throw new AwsError('ResourceNotFound', `Dashboard ${DashboardName} does not exist`, 404);
      }
      return { DashboardName, DashboardArn: found.arn, DashboardBody: found.body };
    }),
  };
}
