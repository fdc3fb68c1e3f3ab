import { hasNoRepeats } from '../shared/no-repeats';

/** Source accounts by the names that a dashboard shows: `{ shop: '111122223333' }`. */
export type SourceAccounts = Readonly<Record<string, string>>;

/** Two rates, the same as AWS sees them, and five numbers in tables. */
export const METRICS_PER_ACCOUNT = 2 * 2 + 5;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_METRICS_PER_DASHBOARD = 2500;

/** What is wrong with source accounts, a sentence each. */
export function sourceAccountProblems(accounts: SourceAccounts): string[] {
  const entries = Object.entries(accounts);
  return [
    ...(entries.length === 0 ? ['name at least one source account, such as {"shop": "111122223333"}'] : []),
    ...entries
      .filter(([name]) => !/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,63}$/u.test(name))
      .map(
        ([name]) =>
          `"${name}" is no name: write 1 to 64 letters, digits, spaces and _ . - beginning with a letter or digit`,
      ),
    ...entries
      .filter(([, id]) => !/^\d{12}$/.test(id))
      .map(([name, id]) => `"${name}" is ${JSON.stringify(id)}: write the 12 digits of an account, as a string`),
    ...(hasNoRepeats(Object.values(accounts)) ? [] : ['name every account once']),
  ];
}

/** What is wrong with showing so many accounts in so many Regions, a sentence each. */
export function dashboardProblems(accounts: SourceAccounts, regions: readonly unknown[]): string[] {
  const count = Object.keys(accounts).length * regions.length * METRICS_PER_ACCOUNT;
  return count <= MAX_METRICS_PER_DASHBOARD
    ? []
    : [
        `${Object.keys(accounts).length} accounts in ${regions.length} Regions are ${count} metrics, and CloudWatch shows ${MAX_METRICS_PER_DASHBOARD} on a dashboard: name fewer`,
      ];
}
