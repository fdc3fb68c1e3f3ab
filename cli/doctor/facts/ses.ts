import type { SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, paginateListMultiRegionEndpoints, type SESv2Client } from '@aws-sdk/client-sesv2';
import { getSendStatistics } from '../../../lambda/send-statistics/ses';
import { UnreadableAnswer } from '../../../lambda/send-statistics/unreadable-answer';
import { readVdmEnabled } from '../../../lambda/shared/ses-response';
import { pagesOf } from '../../deployed/pages';
import { withoutPeople } from '../../deployed/without-people';
import type { GlobalEndpoint, SesAccount } from './facts';
import type { Reading } from './reading';
import { READS, read } from './reads';

export function readSesAccount(client: SESv2Client): Promise<Reading<SesAccount>> {
  return read(READS.account, async (options) => {
    const account = await client.send(new GetAccountCommand({}), options);
    const plan: string | undefined = account.PricingAttributes?.CurrentPlan;
    return {
      sendingEnabled: account.SendingEnabled,
      enforcementStatus: account.EnforcementStatus && withoutPeople(account.EnforcementStatus),
      productionAccess: account.ProductionAccessEnabled,
      plan: plan && withoutPeople(plan),
      vdmEnabled: readVdmEnabled(account),
      max24HourSend: account.SendQuota?.Max24HourSend,
      sentLast24Hours: account.SendQuota?.SentLast24Hours,
    };
  });
}

/** Returns the delivery attempts of the last 14 days. */
export function readAttempts(client: SESClient): Promise<Reading<number>> {
  return read(READS.sendStatistics, async ({ abortSignal }) => {
    const points = await getSendStatistics(client, abortSignal);
    const attempts = points.reduce((sum, { deliveryAttempts = 0 }) => sum + deliveryAttempts, 0);
    if (attempts === 0 && points.some(({ deliveryAttempts }) => deliveryAttempts === undefined)) {
      throw new UnreadableAnswer('its points have no DeliveryAttempts');
    }
    return attempts;
  });
}

/** Returns the global endpoints whose primary Region is that of the client. */
export function readGlobalEndpoints(client: SESv2Client): Promise<Reading<GlobalEndpoint[]>> {
  return read(READS.globalEndpoints, async (options) => {
    const endpoints: GlobalEndpoint[] = [];
    for await (const page of pagesOf(paginateListMultiRegionEndpoints({ client }, {}, options))) {
      for (const { EndpointName = '', Status, Regions = [] } of page.MultiRegionEndpoints ?? []) {
        if (Status !== 'FAILED' && Status !== 'DELETING') endpoints.push({ name: EndpointName, regions: Regions });
      }
    }
    return endpoints;
  });
}
