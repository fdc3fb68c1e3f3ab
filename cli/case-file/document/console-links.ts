/** Pages of the AWS console that help with an incident. */

/** The console of each partition. https://docs.aws.amazon.com/general/latest/gr/rande.html */
const CONSOLES: readonly (readonly [prefix: string, host: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
];

/** Returns lines of Markdown with the links for a Region. */
export function consoleLinks(region: string): string[] {
  const host = CONSOLES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'console.aws.amazon.com';
  return [
    `- [Reputation metrics](https://${host}/ses/home?region=${region}#/reputation): AWS's own rates and the account's status`,
    `- [Account dashboard](https://${host}/ses/home?region=${region}#/account): quota and sending`,
    `- [Support Center](https://${host}/support/home#/case/history): AWS's case`,
  ];
}
