/** The routes of SES v2 for daily numbers, and for the names that they have. */
import type { Context, Hono } from 'hono';
import type { NumbersAccount } from './daily-volumes';
import { metricDataAnswer } from './metric-data-endpoint';
import { configurationSetsAnswer, identitiesAnswer, tenantsAnswer } from './names-endpoint';
import { notFoundSesV2, type SesAccount, throttledSesV2 } from './ses-endpoint';
import type { WireAnswer } from './wire';

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html */
const CALLS_PER_SECOND = 16;
const QUERIES_PER_SECOND = 160;

export interface NumbersRoutes {
  readonly account: NumbersAccount & { account(calledAt: number): SesAccount };
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The clock of the limits. Default: real time. */
  readonly limitClock?: () => number;
  /** Sends an answer, or another answer in its place. */
  readonly answer: (
    context: Context,
    operation: string,
    body: string,
    answerAsAws: () => WireAnswer,
  ) => Promise<Response>;
  readonly readBody: (context: Context) => Promise<string>;
}

export function addNumbersRoutes(app: Hono, routes: NumbersRoutes): void {
  const { account, now, limitClock = () => performance.now(), answer, readBody } = routes;
  const isCallAllowed = limitPerSecond(CALLS_PER_SECOND, limitClock);
  const isQueryAllowed = limitPerSecond(QUERIES_PER_SECOND, limitClock);

  app.post('/v2/email/metrics/batch', async (context) => {
    const body = await readBody(context);
    return answer(context, 'BatchGetMetricData', body, () => {
      const calledAt = now();
      const isVdmOn = account.account(calledAt).VdmAttributes?.VdmEnabled === 'ENABLED';
      if (!isVdmOn) return notFoundSesV2('Virtual Deliverability Manager is not enabled.');
      const { length = 0 } = JSON.parse(body).Queries ?? [];
      if (!isCallAllowed(1) || !isQueryAllowed(length)) return throttledSesV2();
      return metricDataAnswer(account, body, calledAt);
    });
  });
  addList('/v2/email/list-identities', 'ListEmailIdentities', identitiesAnswer);
  addList('/v2/email/list-configuration-sets', 'ListConfigurationSets', configurationSetsAnswer);
  addList('/v2/email/tenants/list', 'ListTenants', tenantsAnswer);

  function addList(path: string, operation: string, answerPage: typeof tenantsAnswer): void {
    app.post(path, async (context) => {
      const body = await readBody(context);
      return answer(context, operation, body, () => {
        const { PageSize: pageSize, NextToken: token } = JSON.parse(body);
        return answerPage(account.names, { pageSize, token });
      });
    });
  }
}

/** Returns a check that allows this number within any second. */
function limitPerSecond(allowed: number, clock: () => number): (count: number) => boolean {
  let taken: readonly { readonly at: number; readonly count: number }[] = [];
  return (count) => {
    const now = clock();
    taken = taken.filter(({ at }) => at > now - 1000);
    if (taken.reduce((sum, each) => sum + each.count, count) > allowed) return false;
    taken = [...taken, { at: now, count }];
    return true;
  };
}
