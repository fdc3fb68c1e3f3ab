import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/**
 * Returns why Amazon Q Developer in chat applications may be missing in a Region. It exists in all commercial Regions that have
 * SES, and its API accepts only ARNs that begin with `arn:aws:`, as of November 2026. This causes a warning and not an error,
 * because AWS adds Regions.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-regions.html
 */
export function chatRegionWarning(region: string): string | undefined {
  if (Token.isUnresolved(region)) return undefined;
  const { partition } = RegionInfo.get(region);
  if (partition === undefined || partition === 'aws') return undefined;
  return `Amazon Q Developer in chat applications did not exist in ${region} in November 2026: check whether AWS has added it there, or leave chat out and subscribe a webhook to the topics`;
}
