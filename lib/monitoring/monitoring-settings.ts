import { hasNoRepeats } from '../shared/no-repeats';
import { counted } from '../shared/plural';

/** Ids of source accounts, by the names that a dashboard shows, such as `{ shop: '111122223333' }`. */
export type SourceAccounts = Readonly<Record<string, string>>;

/** Two rates as published and as AWS measures them, and five numbers in tables. */
export const METRICS_PER_ACCOUNT = 2 * 2 + 5;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MAX_METRICS_PER_DASHBOARD = 2500;

/** Returns the problems of source accounts, one sentence each. */
export function sourceAccountProblems(accounts: SourceAccounts): string[] {
  const entries = Object.entries(accounts);
  return [
    ...(entries.length === 0 ? ['name at least one source account, such as {"shop": "111122223333"}'] : []),
    ...entries
      .filter(([name]) => !/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,63}$/u.test(name))
      .map(
        ([name]) =>
          `"${name}" is not a name: write 1 to 64 letters, digits, spaces and _ . - that begin with a letter or digit`,
      ),
    ...entries
      .filter(([, id]) => !/^\d{12}$/.test(id))
      .map(([name, id]) => `"${name}" is ${JSON.stringify(id)}: write the 12 digits of an account, as a string`),
    ...(hasNoRepeats(Object.values(accounts)) ? [] : ['write every account once']),
  ];
}

/** Returns the problems of a dashboard that shows the accounts in each Region, one sentence each. */
export function dashboardProblems(accounts: SourceAccounts, regionCount: number): string[] {
  const count = Object.keys(accounts).length * regionCount * METRICS_PER_ACCOUNT;
  return count <= MAX_METRICS_PER_DASHBOARD
    ? []
    : [
        `${Object.keys(accounts).length} accounts in ${counted(regionCount, 'Region')} have ${count} metrics: name fewer accounts or Regions, because CloudWatch allows ${MAX_METRICS_PER_DASHBOARD} on a dashboard`,
      ];
}
