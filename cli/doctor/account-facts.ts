/** Reads what is known about the account in all Regions at once. */
import { sesRegionsBeside } from '../../lib/config/ses-regions';
import type { DeployedClients } from '../deployed/clients';
import { findStacks } from '../deployed/find-stacks';
import type { AccountFacts, SendingRegion } from './facts/facts';
import { isKnown, type Reading } from './facts/reading';
import { toReading } from './facts/reads';
import { readAttempts, readGlobalEndpoints } from './facts/ses';

/** Returns the clients of a Region. */
export type ClientsOf = (region: string) => DeployedClients;

/** @param examined the Regions that the user wants examined */
export async function readAccount(
  clientsOf: ClientsOf,
  examined: readonly string[],
  account: Reading<string>,
): Promise<AccountFacts> {
  const names = new Set([...examined, ...examined.flatMap(sesRegionsBeside)]);
  const regions = await Promise.all([...names].map((region) => readSendingRegion(clientsOf, region)));
  const withMail = regions.filter(
    ({ region, attempts }) => examined.includes(region) || (isKnown(attempts) && attempts.value > 0),
  );
  const endpoints = await Promise.all(
    withMail.map(async ({ region }) => ({ region, endpoints: await readGlobalEndpoints(clientsOf(region).sesv2) })),
  );
  return { account, regions, endpoints };
}

async function readSendingRegion(clientsOf: ClientsOf, region: string): Promise<SendingRegion> {
  const clients = clientsOf(region);
  const [attempts, stacks] = await Promise.all([readAttempts(clients.ses), toReading(findStacks(clients))]);
  return { region, attempts, stacks };
}
