/** Checks of the whole account: which Regions send mail, and which of them have a stack. */
import { counted } from '../../../lib/shared/plural';
import type { AccountFacts, SendingRegion } from '../facts/facts';
import { isKnown, isUnknown, type Known, type Reading, type Unknown } from '../facts/reading';
import { type Check, unknownResult } from './check';
import { type Finding, type Fix, found } from './findings';

/** The statement that allows what AWS denied. */
export function rightsFinding(denied: readonly string[]): Finding {
  if (denied.length === 0) return found('reads-allowed', 'AWS denied no read for lack of a permission.');
  const actions = [...new Set(denied)].sort();
  return found('reads-denied', `AWS denied ${counted(actions.length, 'kind')} of reads: ${actions.join(', ')}.`, {
    advice: "Add this statement to the caller's policy:",
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
    ? found('credentials-accepted', `AWS accepts the credentials, of account ${account.value}.`)
    : found('credentials-rejected', `${account.unknown}.`, {
        advice: 'Then run this command again, or see whose credentials are used:',
        lines: ['aws configure list', 'aws sts get-caller-identity'],
      });
}

function judgeRegions({ regions, account }: AccountFacts): Finding[] {
  const refused = regions.filter((region) => isClosed(region, 'disabled'));
  const closed = regions.filter((region) => isClosed(region, 'organization'));
  const unread = regions.filter((region) => !isRead(region) && !refused.includes(region) && !closed.includes(region));
  return [
    ...judgeReadRegions(regions.filter(isRead), { isComplete: unread.length === 0, account }),
    ...(unread.length > 0 ? [unreadRegions(unread)] : []),
    ...(refused.length > 0 ? [refusedRegions(refused)] : []),
    ...(closed.length > 0 ? [closedRegions(closed)] : []),
  ];
}

type ReadRegion = SendingRegion & {
  readonly attempts: Known<number>;
  readonly stacks: Known<SendingRegion['stacks'] extends Reading<infer T> ? T : never>;
};

function judgeReadRegions(
  regions: readonly ReadRegion[],
  { isComplete, account }: { readonly isComplete: boolean; readonly account: Reading<string> },
): Finding[] {
  const sending = regions.filter(({ attempts }) => attempts.value > 0);
  const watched = regions.filter(({ stacks }) => stacks.value.length > 0);
  if (watched.length === 0) {
    // Without an answer of every Region, the stacks may be where nobody could look.
    if (!isComplete || regions.length === 0) return [];
    return [
      found('nothing-deployed', `No stack was found in ${counted(regions.length, 'Region')}. ${mailOf(sending)}`, {
        advice: 'Deploy into each Region that sends:',
        lines: deployCommands(sending, account),
      }),
    ];
  }
  const unwatched = sending.filter(({ stacks }) => stacks.value.length === 0);
  if (unwatched.length === 0) {
    return isComplete ? [found('regions-watched', `${mailOf(sending)} Each of them has a stack.`)] : [];
  }
  return unwatched.map(({ region, attempts }) =>
    found(
      'region-unwatched',
      `${region} has no stack. It sent ${counted(attempts.value, 'email')} in the last 14 days.`,
      watchFix(region, account),
    ),
  );
}

function mailOf(sending: readonly ReadRegion[]): string {
  return sending.length === 0
    ? 'No Region sent mail in the last 14 days.'
    : `${counted(sending.length, 'Region')} sent mail in the last 14 days: ${sending.map(describeMail).join(', ')}.`;
}

const describeMail = ({ region, attempts }: ReadRegion) => `${region} (${counted(attempts.value, 'email')})`;

function watchFix(region: string, account: Reading<string>): Fix {
  return {
    advice: `Add "${region}" to "exporter:regions" in cdk.json, then deploy:`,
    lines: [bootstrapCommand(region, account), 'npx cdk deploy --all'],
  };
}

function deployCommands(sending: readonly ReadRegion[], account: Reading<string>): string[] {
  return [...sending.map(({ region }) => bootstrapCommand(region, account)), 'npx cdk deploy --all'];
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
    advice: 'List the enabled Regions, and read those that send by themselves:',
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
  const watched = new Set(
    regions.filter(({ stacks }) => isKnown(stacks) && stacks.value.length > 0).map(({ region }) => region),
  );
  const unread = new Map(regions.flatMap(({ region, stacks }) => (isKnown(stacks) ? [] : [[region, stacks.unknown]])));
  const all = endpoints.flatMap(({ endpoints: read }) => (isKnown(read) ? read.value : []));
  const findings = all.flatMap(({ name, regions: parts }) =>
    parts
      .filter((region) => !watched.has(region))
      .map((region) => {
        const reason = unread.get(region);
        const what = `The global endpoint "${name}" sends through ${parts.join(' and ')}`;
        if (reason !== undefined) {
          return unknownResult('Global endpoints', `${what}, and the stacks of ${region} could not be read: ${reason}`);
        }
        return watched.size > 0
          ? found('endpoint-unwatched', `${what}, and ${region} has no stack.`, watchFix(region, account))
          : found('endpoint-planned', `${what}: deploy into ${region}, too.`, watchFix(region, account));
      }),
  );
  const [failed] = endpoints.filter(({ endpoints: read }) => !isKnown(read));
  const unknown =
    failed && !isKnown(failed.endpoints)
      ? [unknownResult('Global endpoints', `those of ${failed.region} could not be read: ${failed.endpoints.unknown}`)]
      : [];
  if (findings.length + unknown.length > 0) return [...findings, ...unknown];
  return [
    found(
      'endpoints-watched',
      all.length === 0
        ? 'No global endpoint was found in the Regions that send.'
        : `Each Region of ${counted(all.length, 'global endpoint')} has a stack.`,
    ),
  ];
}

function isRead(region: SendingRegion): region is ReadRegion {
  return isKnown(region.attempts) && isKnown(region.stacks);
}

function isClosed({ attempts, stacks }: SendingRegion, by: Unknown['closed']): boolean {
  return [attempts, stacks].some((reading) => isUnknown(reading) && reading.closed === by);
}
