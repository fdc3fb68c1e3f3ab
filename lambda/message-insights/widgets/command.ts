/** The commands that show more than a widget, to people who may see more. */
import { shellWord } from '../shell-word';
import type { Page } from './page';

type Where = Pick<Page, 'apiUrl'>;

/** @param messageId a valid ID, which needs no quotes */
export function lookUpCommand(messageId: string, where: Where): string {
  return commandOf([messageId, '--unmasked'], where);
}

/** Returns the command for the search in the form, or for the mail to the address in the form. */
export function searchCommand({ fields, apiUrl }: Page, ofRecipient: boolean): string {
  const { what, subject, from, outcome, since } = fields;
  const filters = ofRecipient ? { to: what, since: RECIPIENT_SPAN } : { subject, from, outcome, since };
  const options = Object.entries(filters).flatMap(([name, value]) => (value === '' ? [] : [optionOf(name, value)]));
  return commandOf(['search', ...options, '--unmasked'], { apiUrl });
}

/** Returns the command that lists the mail behind counted bounces or complaints. */
export function eventsCommand(
  outcome: string,
  span: { readonly from: string; readonly until: string },
  where: Where,
): string {
  const options = [optionOf('outcome', outcome), optionOf('since', span.from), optionOf('until', span.until)];
  return commandOf(['search', ...options, '--unmasked'], where);
}

export function breakdownCommand({ fields: { by, days }, apiUrl }: Page): string {
  const options = Object.entries({ by: by || 'isp', days: days || '14' }).map(([name, value]) => optionOf(name, value));
  return commandOf(['breakdown', ...options, '--json'], { apiUrl });
}

/** The route of recipients searches the last seven days. */
const RECIPIENT_SPAN = '7d';

/** The form with `=` also fits a value that begins with a hyphen. */
function optionOf(name: string, value: string): string {
  return `--${name}=${shellWord(value)}`;
}

function commandOf(words: readonly string[], { apiUrl }: Where): string {
  return ['npm run -s insights --', ...words, '--url', apiUrl].join(' ');
}
