/** Explains why one person gets no mail, and what to do. */
import type { Recipient, StartedSearch, SuppressionEntry } from './search-schemas';
import { shellWord } from './shell-word';

export interface RecipientFacts {
  /** As the caller gave it. */
  readonly address: string;
  readonly suppression: SuppressionEntry;
  readonly search: StartedSearch;
  /** The Region of SES. */
  readonly region: string;
  /** Whole days that the search covers. */
  readonly searchedDays: number;
}

export function toRecipient(facts: RecipientFacts): Recipient {
  const { address, suppression, search, region } = facts;
  return {
    address,
    explanation: explain(facts),
    ...(suppression.listed === true && {
      command: deletionOf(suppression.address ?? address, region),
      caution: cautionOf(suppression),
    }),
    notes: notesOf(facts),
    suppression,
    search,
  };
}

function explain({ suppression, search, searchedDays }: RecipientFacts): string {
  const { listed, reason, since } = suppression;
  const hasSearch = search.id !== undefined;
  if (listed === null) {
    return `SES did not say whether the address is on the suppression list: ${hasSearch ? 'read the search, and ask again later for the list' : 'ask again'}.`;
  }
  if (listed) {
    const suppressed =
      since === undefined
        ? 'SES suppresses all mail to this address'
        : `SES has suppressed all mail to this address since ${since.slice(0, 16).replace('T', ' ')} UTC`;
    if (reason === 'BOUNCE')
      return `${suppressed}, because mail to it bounced: if the mailbox works now, run the command, and send the mail again.`;
    if (reason === 'COMPLAINT')
      return `${suppressed}, because the recipient marked a mail as spam: run the command only if the recipient asks for mail.`;
    return `${suppressed}, because the address is on the account's suppression list: find out why before you run the command.`;
  }
  return hasSearch
    ? `The account's suppression list does not have this address: read the search, which shows what happened to the mail of the last ${searchedDays} days.`
    : "The account's suppression list does not have this address: to see what happened to its mail, start a search, or look up a message ID from your sending logs.";
}

function cautionOf({ reason }: SuppressionEntry): string {
  if (reason === 'COMPLAINT')
    return "Do not run the command unless the recipient asks for mail: another complaint raises the account's complaint rate.";
  return "Do not run the command if the mailbox does not exist: the next mail bounces, raises the account's bounce rate, and puts the address back on the list.";
}

function notesOf({ address, suppression, search, region, searchedDays }: RecipientFacts): string[] {
  return [
    'A send to a suppressed address succeeds and returns a message ID, so your application does not notice it.',
    `SES also has a global suppression list, which cannot be queried. Only the list of this account in ${region} was read, and no list of a tenant.`,
    address === address.toLowerCase() || suppression.listed === null
      ? undefined
      : 'SES distinguishes upper and lower case: the address was looked up as given and in lower case.',
    search.id === undefined
      ? undefined
      : `The search finds mail of the last ${searchedDays} days to exactly this spelling of the address.`,
  ].filter((note) => note !== undefined);
}

/** Returns the command for a POSIX shell. The form with `=` also fits an address that begins with a hyphen. */
function deletionOf(address: string, region: string): string {
  return `aws sesv2 delete-suppressed-destination --email-address=${shellWord(address)} --region ${region}`;
}
