/** Checks of the whole account: which Regions send mail, and which of them have a stack. */
import { counted } from '../../../lib/shared/plural';
import type { AccountFacts, GlobalEndpoint, SendingRegion } from '../facts/facts';
import { isKnown, isUnknown, type Known, type Reading, type Unknown } from '../facts/reading';
import { type Check, unknownResult } from './check';
import { type Finding, type Fix, found } from './findings';

/** The statement that allows what AWS denied. */
export function rightsFinding(denied: readonly string[]): Finding {
  if (denied.length === 0) return found('reads-allowed', 'No read failed because of a missing permission.');
  const actions = [...new Set(denied)].sort();
  return found('reads-denied', `AWS denied ${counted(actions.length, 'kind')} of reads: ${actions.join(', ')}.`, {
    advice:
      'Add this statement to the caller\'s policy. The command reads more after a deployment: docs/doctor.md, "Rights", lists every action.',
    lines: [JSON.stringify({ Effect: 'Allow', Action: actions, Resource: '*' })],
  });
}

export const ACCOUNT_CHECKS: readonly Check<AccountFacts>[] = [
  { name: 'Sending Regions', judge: judgeRegions },
  { name: 'Global endpoints', judge: judgeEndpoints },
];

/** Without accepted credentials, nothing else is examined. */
export function credentialsFinding(account: Reading<string>): Finding {
  return isKnown(account)
    ? found('credentials-accepted', `AWS accepts the credentials of account ${account.value}.`)
    : found('credentials-rejected', `${account.unknown}.`, {
        advice: 'Then run this command again. To see whose credentials it uses:',
        lines: ['aws configure list', 'aws sts get-caller-identity'],
      });
}

function judgeRegions(facts: AccountFacts): Finding[] {
  const { regions } = facts;
  const refused = regions.filter((region) => isClosed(region, 'disabled'));
  const closed = regions.filter((region) => isClosed(region, 'organization'));
  const unread = regions.filter(
    (region) => !isRead(region) && !hasStack(region) && !refused.includes(region) && !closed.includes(region),
  );
  return [
    ...judgeReadRegions(facts, unread.length === 0),
    ...(unread.length > 0 ? [unreadRegions(unread)] : []),
    ...(refused.length > 0 ? [refusedRegions(refused)] : []),
    ...(closed.length > 0 ? [closedRegions(closed)] : []),
  ];
}

/** A Region whose mail and stacks are known. */
type ReadRegion = SendingRegion & { readonly attempts: Known<number> };

/** @param isComplete whether every open Region could be read */
function judgeReadRegions({ regions, account }: AccountFacts, isComplete: boolean): Finding[] {
  const sending = regions.filter(isRead).filter(({ attempts }) => attempts.value > 0);
  if (!regions.some(hasStack)) {
    // The stacks may be in a Region that could not be read.
    if (!isComplete || !regions.some(isRead)) return [];
    const searched = counted(regions.filter(isRead).length, 'Region');
    return [
      found('nothing-deployed', `No stack was found in ${searched}. ${mailOf(sending)}`, {
        advice: 'Choose the receivers, add the Regions to "context" in cdk.json, then deploy:',
        lines: deployLines(sending, account),
      }),
    ];
  }
  const unwatched = sending.filter((region) => !hasStack(region));
  if (unwatched.length === 0) {
    const isWatched = isComplete && sending.length > 0;
    const what = isWatched ? `${mailOf(sending)} Each of them has a stack.` : mailOf(sending);
    return isComplete ? [found('regions-watched', what)] : [];
  }
  return unwatched.map(({ region, attempts }) =>
    found(
      'region-unwatched',
      `${region} has no stack. It sent ${counted(attempts.value, 'email')} in the last 14 days.`,
      watchFix([region], account),
    ),
  );
}

function mailOf(sending: readonly ReadRegion[]): string {
  return sending.length === 0
    ? 'No Region sent mail in the last 14 days.'
    : `${counted(sending.length, 'Region')} sent mail in the last 14 days: ${sending.map(describeMail).join(', ')}.`;
}

function describeMail({ region, attempts }: ReadRegion): string {
  return `${region} (${counted(attempts.value, 'email')})`;
}

function watchFix(regions: readonly string[], account: Reading<string>): Fix {
  return {
    advice: `Add ${regions.map((region) => `"${region}"`).join(' and ')} to "exporter:regions" in cdk.json, then deploy:`,
    lines: [...regions.map((region) => bootstrapCommand(region, account)), 'npx cdk deploy --all'],
  };
}

/** Without `exporter:regions`, CDK deploys into one Region only. */
function deployLines(sending: readonly ReadRegion[], account: Reading<string>): string[] {
  const regions = sending.map(({ region }) => region);
  const setting = regions.length > 0 ? regions.map((region) => `"${region}"`).join(', ') : '"REGION"';
  return [
    `"exporter:regions": [${setting}]`,
    ...regions.map((region) => bootstrapCommand(region, account)),
    'npx cdk deploy --all',
  ];
}

/** Returns CDK's command for one Region. */
export function bootstrapCommand(region: string, account: Reading<string>): string {
  return `npx cdk bootstrap aws://${isKnown(account) ? account.value : 'ACCOUNT'}/${region}`;
}

function unreadRegions(unread: readonly SendingRegion[]): Finding {
  const [first] = unread.flatMap(({ attempts, stacks }) => [attempts, stacks].filter(isUnknown));
  const names = unread.map(({ region }) => region).join(', ');
  return unknownResult(
    'Sending Regions',
    `${counted(unread.length, 'Region')} could not be read (${names}): ${first?.unknown}`,
  );
}

function refusedRegions(refused: readonly SendingRegion[]): Finding {
  const names = refused.map(({ region }) => region).join(', ');
  return found('regions-refused', `AWS refuses the credentials in ${counted(refused.length, 'Region')}: ${names}.`, {
    advice: 'List the enabled Regions. Then examine each Region that sends separately:',
    lines: [
      'aws account list-regions --region-opt-status-contains ENABLED ENABLED_BY_DEFAULT --query "Regions[].RegionName"',
      `npm run doctor -- --region ${refused[0]?.region}`,
    ],
  });
}

function closedRegions(closed: readonly SendingRegion[]): Finding {
  const names = closed.map(({ region }) => region).join(', ');
  return found(
    'regions-closed',
    `A policy of the organization denies reads in ${counted(closed.length, 'Region')}: ${names}.`,
  );
}

function judgeEndpoints({ endpoints, regions, account }: AccountFacts): Finding[] {
  const findings: Finding[] = [];
  let count = 0;
  for (const { region, endpoints: read } of endpoints) {
    if (isUnknown(read)) {
      findings.push(unknownResult('Global endpoints', `those of ${region} could not be read: ${read.unknown}`));
      continue;
    }
    count += read.value.length;
    findings.push(...read.value.flatMap((endpoint) => judgeEndpoint(endpoint, regions, account)));
  }
  if (findings.length > 0) return findings;
  const what =
    count === 0
      ? 'No global endpoint was found in the Regions that send.'
      : `Each Region of ${counted(count, 'global endpoint')} has a stack.`;
  return [found('endpoints-watched', what)];
}

/** Returns nothing for an endpoint whose Regions all have a stack. */
function judgeEndpoint(
  { name, regions: parts }: GlobalEndpoint,
  regions: readonly SendingRegion[],
  account: Reading<string>,
): Finding[] {
  const what = `The global endpoint "${name}" sends through ${parts.join(' and ')}`;
  const unwatched = parts.filter((part) => !regions.some((region) => region.region === part && hasStack(region)));
  if (unwatched.length === 0) return [];
  const unread = regions.find(({ region, stacks }) => unwatched.includes(region) && isUnknown(stacks));
  if (unread && isUnknown(unread.stacks)) {
    const { region, stacks } = unread;
    return [
      unknownResult('Global endpoints', `${what}, and the stacks of ${region} could not be read: ${stacks.unknown}`),
    ];
  }
  const fix = watchFix(unwatched, account);
  return regions.some(hasStack)
    ? [
        found(
          'endpoint-unwatched',
          `${what}, and ${unwatched.join(' and ')} ${unwatched.length === 1 ? 'has' : 'have'} no stack.`,
          fix,
        ),
      ]
    : [found('endpoint-planned', `${what}: deploy into both.`, fix)];
}

function hasStack({ stacks }: SendingRegion): boolean {
  return isKnown(stacks) && stacks.value.length > 0;
}

function isRead(region: SendingRegion): region is ReadRegion {
  return isKnown(region.attempts) && isKnown(region.stacks);
}

function isClosed({ attempts, stacks }: SendingRegion, by: Unknown['closed']): boolean {
  return [attempts, stacks].some((reading) => isUnknown(reading) && reading.closed === by);
}
