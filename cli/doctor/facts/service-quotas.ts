import { paginateListServiceQuotas, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { pagesOf } from '../../deployed/pages';
import type { Reading } from './reading';
import { READS, read } from './reads';

/** The code of CloudWatch in Service Quotas. */
const CLOUDWATCH = 'monitoring';

/** Limits of the account in the Region. Undefined: Service Quotas lists no such limit. */
export interface CloudWatchLimits {
  readonly alarms?: number;
  readonly dashboards?: number;
}

/**
 * Names of quotas. AWS documents no limit on alarms in general, but has limits on some kinds of alarms, and may add one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const QUOTA_NAMES = {
  alarms: /^(number of )?(cloudwatch )?(metric )?alarms( per (account|region).*)?$/i,
  dashboards: /^(number of )?(cloudwatch )?dashboards( per (account|region).*)?$/i,
} as const satisfies Record<keyof CloudWatchLimits, RegExp>;

export function readCloudWatchLimits(client: ServiceQuotasClient): Promise<Reading<CloudWatchLimits>> {
  return read(READS.quotas, async (options) => {
    const limits: { -readonly [K in keyof CloudWatchLimits]: number } = {};
    for await (const page of pagesOf(paginateListServiceQuotas({ client }, { ServiceCode: CLOUDWATCH }, options))) {
      for (const { QuotaName = '', Value } of page.Quotas ?? []) {
        if (QUOTA_NAMES.alarms.test(QuotaName)) limits.alarms = Value;
        if (QUOTA_NAMES.dashboards.test(QuotaName)) limits.dashboards = Value;
      }
    }
    return limits;
  });
}
