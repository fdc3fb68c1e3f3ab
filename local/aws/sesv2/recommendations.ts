/** What SES recommends while Virtual Deliverability Manager is on. */
import type { ListRecommendationsRequest, ListRecommendationsResponse, Recommendation } from '@aws-sdk/client-sesv2';
import type { MailAccount } from './mail-account';

/** Items on a page. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListRecommendations.html */
const PAGE_SIZE = 100;

/** The member that each filter compares. */
const FILTERS = {
  TYPE: 'Type',
  IMPACT: 'Impact',
  STATUS: 'Status',
  RESOURCE_ARN: 'ResourceArn',
} as const satisfies Readonly<Record<string, keyof Recommendation>>;

export function listRecommendations(
  { recommendations = [] }: Pick<MailAccount, 'recommendations'>,
  { Filter = {}, PageSize = PAGE_SIZE, NextToken = '0' }: ListRecommendationsRequest,
): ListRecommendationsResponse {
  const filters = Object.entries(Filter) as [keyof typeof FILTERS, string][];
  const found = recommendations.filter((each) => filters.every(([name, value]) => each[FILTERS[name]] === value));
  const start = Number(NextToken);
  const end = start + PageSize;
  return { Recommendations: found.slice(start, end), ...(end < found.length && { NextToken: String(end) }) };
}
