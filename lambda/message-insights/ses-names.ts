/** The names for which SES counts mail. */
import {
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  ListTenantsCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Clock } from '../shared/clock';
import type { MetricDimension } from '../shared/export-jobs/job-request';
import { optionalList, optionalString } from '../shared/ses-response';
import { retryThrottled } from '../shared/throttling';
import { SES_TIMEOUT_MS, THROTTLED_PAUSE_MS } from './contract';

/**
 * The providers for which SES returns numbers. AWS does not publish the list. SES refuses the name of unknown providers.
 */
const PROVIDERS = ['Gmail', 'Icloud', 'Hotmail', 'Yahoo', 'Aol', 'Gmx', 'Comcast', 'Tencent', 'NetEase'] as const;

/** A page may be empty. After this many, the list counts as incomplete. */
const MAX_PAGES = 20;

export interface SesNames {
  readonly names: readonly string[];
  /** Whether SES has more names than these. */
  readonly isIncomplete: boolean;
}

export interface NamesOptions {
  readonly sesv2: SESv2Client;
  readonly clock: Clock;
  readonly maxNames: number;
  /** The latest time at which a call begins, epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Returns the first names of a dimension that SES lists.
 *
 * @throws SesFailure
 */
export async function listNames(
  dimension: MetricDimension,
  { sesv2, clock, maxNames, deadline }: NamesOptions,
): Promise<SesNames> {
  if (dimension === 'ISP') return { names: PROVIDERS, isIncomplete: true };
  const list = LISTS[dimension];
  const names: string[] = [];
  let token: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { found, next } = await retryThrottled(() => list(sesv2, token, AbortSignal.timeout(SES_TIMEOUT_MS)), {
      clock,
      pauseMs: THROTTLED_PAUSE_MS,
    });
    names.push(...found);
    token = next;
    if (token === undefined || names.length > maxNames || clock.now() > deadline) break;
  }
  return { names: names.slice(0, maxNames), isIncomplete: token !== undefined || names.length > maxNames };
}

interface Page {
  readonly found: readonly string[];
  readonly next: string | undefined;
}

type List = (sesv2: SESv2Client, token: string | undefined, abortSignal: AbortSignal) => Promise<Page>;

const LISTS: Readonly<Record<Exclude<MetricDimension, 'ISP'>, List>> = {
  async EMAIL_IDENTITY(sesv2, NextToken, abortSignal) {
    const answer = await sesv2.send(new ListEmailIdentitiesCommand({ NextToken }), { abortSignal });
    return toPage(
      optionalList(answer.EmailIdentities).map(({ IdentityName }) => IdentityName),
      answer.NextToken,
    );
  },
  async CONFIGURATION_SET(sesv2, NextToken, abortSignal) {
    const answer = await sesv2.send(new ListConfigurationSetsCommand({ NextToken }), { abortSignal });
    return toPage(optionalList(answer.ConfigurationSets), answer.NextToken);
  },
  async TENANT_NAME(sesv2, NextToken, abortSignal) {
    const answer = await sesv2.send(new ListTenantsCommand({ NextToken }), { abortSignal });
    return toPage(
      optionalList(answer.Tenants).map(({ TenantName }) => TenantName),
      answer.NextToken,
    );
  },
};

function toPage(names: readonly unknown[], next: unknown): Page {
  return {
    found: names.map(optionalString).filter((name) => name !== undefined),
    next: optionalString(next) || undefined,
  };
}
