/** Examines an account: reads facts, then judges them. */
import { countBy } from '../../lambda/shared/count-by';
import { printableJson } from '../../lib/shared/printable';
import { clockSkewOf } from '../deployed/clients';
import type { DeployedStack } from '../deployed/deployed-stack';
import { InputError } from '../terminal/input-error';
import { type ClientsOf, readAccount } from './account-facts';
import { ACCOUNT_CHECKS, credentialsFinding, rightsFinding } from './checks/account-checks';
import { runChecks } from './checks/check';
import { type Finding, type Level, mayHideProblem } from './checks/findings';
import { RECEIVER_CHECKS } from './checks/receiver-checks';
import { REGION_CHECKS } from './checks/region-checks';
import { RUNBOOK_CHECKS } from './checks/runbook-checks';
import { STACK_CHECKS } from './checks/stack-checks';
import type { AccountFacts, RegionFacts, StackFacts } from './facts/facts';
import { isKnown, isUnknown, type Reading, type Unknown } from './facts/reading';
import { readAccountId } from './facts/sts';
import type { PlannedStack } from './planned-stack';
import { readRegion } from './region-facts';
import { readStack } from './stack-facts';

export interface ExaminationInput {
  readonly clientsOf: ClientsOf;
  /** At least one. */
  readonly regions: readonly string[];
  /** The only stack to examine. Undefined: all stacks of these Regions. */
  readonly stack?: string;
  /** Synthesizes a template, so it is called only if it is needed. */
  readonly plan: () => PlannedStack;
  readonly version: string;
  /** The time by the clock of this machine, epoch milliseconds. */
  readonly now: number;
}

/** The findings about one subject. */
export interface Section {
  /** The account, a Region or a stack. */
  readonly subject: string;
  readonly findings: readonly Finding[];
}

export interface Examination {
  /** Undefined if AWS does not accept the credentials. */
  readonly account?: string;
  readonly regions: readonly string[];
  readonly sections: readonly Section[];
}

/** @throws InputError if the stack that the user named does not exist */
export async function examine(input: ExaminationInput): Promise<Examination> {
  const { clientsOf, regions } = input;
  const [first = ''] = regions;
  const account = await readAccountId(clientsOf(first).sts);
  const credentials = credentialsFinding(account);
  if (!isKnown(account)) return { regions, sections: [{ subject: 'Account', findings: [credentials] }] };
  const now = input.now + clockSkewOf(clientsOf(first).sts);
  // This must precede other connections: the synthesis blocks this process for so long that servers would close them.
  const planned = input.plan();
  const accountFacts = await readAccount(clientsOf, regions, account);
  const stacksOf = (region: string) =>
    accountFacts.regions.find((candidate) => candidate.region === region)?.stacks ?? { value: [] };
  const stacks = chooseStacks(regions.map(stacksOf), input);
  const [regionFacts, stackFacts] = await Promise.all([
    Promise.all(
      regions.map((region) => readRegion(clientsOf(region), { region, account, stacks: stacksOf(region), planned })),
    ),
    Promise.all(stacks.map((stack) => readStack(clientsOf(stack.region), { ...input, planned, stack, now }))),
  ]);
  const denied = deniedActions([accountFacts, ...regionFacts, ...stackFacts]);
  return {
    account: account.value,
    regions,
    sections: [
      {
        subject: `Account ${account.value}`,
        findings: [credentials, rightsFinding(denied), ...runChecks(ACCOUNT_CHECKS, accountFacts)],
      },
      ...regionFacts.map((facts) => ({ subject: facts.region, findings: runChecks(REGION_CHECKS, facts) })),
      ...stackFacts.map((facts) => ({
        subject: facts.stack.name,
        findings: [
          ...runChecks(STACK_CHECKS, facts),
          ...runChecks(RECEIVER_CHECKS, facts),
          ...runChecks(RUNBOOK_CHECKS, facts),
        ],
      })),
    ],
  };
}

/** Returns whether something is wrong, or something unknown may hide a problem. */
export function isWrong({ sections }: Examination): boolean {
  return sections.some(({ findings }) =>
    findings.some(({ level, check }) => level === 'problem' || (level === 'unknown' && mayHideProblem(check))),
  );
}

/** Returns how many findings have each level. */
export function countLevels({ sections }: Examination): ReadonlyMap<Level, number> {
  return countBy(sections.flatMap(({ findings }) => findings.map(({ level }) => level)));
}

function chooseStacks(
  readings: readonly Reading<readonly DeployedStack[]>[],
  { stack, regions }: ExaminationInput,
): DeployedStack[] {
  const stacks = readings.flatMap((reading) => (isKnown(reading) ? reading.value : []));
  if (stack === undefined) return stacks;
  const chosen = stacks.filter(({ name }) => name === stack);
  if (chosen.length > 0 || readings.some(isUnknown)) return chosen;
  const others = stacks.map(({ name }) => name).join(', ');
  throw new InputError(
    `No exporter stack ${printableJson(stack)} exists in ${regions.join(', ')}: ${others ? `choose from ${others} with --stack, or ` : ''}choose another Region with --region`,
  );
}

/** Returns the actions that AWS denied anywhere in the facts. */
function deniedActions(facts: readonly (AccountFacts | RegionFacts | StackFacts)[]): string[] {
  const denied: string[] = [];
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const { denied: action } = value as Partial<Unknown>;
    if (typeof action === 'string') denied.push(action);
    for (const member of Object.values(value)) visit(member);
  };
  visit(facts);
  return denied;
}
