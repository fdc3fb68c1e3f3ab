/** Formats the explanation of why a person gets no mail. The conclusion comes last: what happened and what to do. */
import type { Recipient, SuppressionEntry } from '../../lambda/message-insights/search-schemas';
import { printable } from '../../lib/shared/printable';
import { toWholeSeconds } from '../terminal/iso-time';
import { wrapLines } from '../terminal/wrap-lines';
import { messageLines } from './insights-text';

/** Returns what the suppression list contains about the address. */
export function suppressionLines({ address, suppression }: Recipient): string[] {
  return [address, ...listingLines(address, suppression).map((line) => `  ${line}`)];
}

function listingLines(address: string, { listed, unknown, ...entry }: SuppressionEntry): string[] {
  if (listed === null)
    return ["It is unknown whether the address is on the account's suppression list.", ...(unknown ? [unknown] : [])];
  if (!listed) return ["It is not on the account's suppression list."];
  const { reason = 'unknown', since, causeMessageId, cause, causeUnknown } = entry;
  const spelling = entry.address === undefined || entry.address === address ? '' : `, as ${entry.address}`;
  const list = "on the account's suppression list";
  const start = since === undefined ? `is ${list}` : `has been ${list} since ${toWholeSeconds(Date.parse(since))}`;
  return [
    `It ${start}${spelling}. Reason: ${reason}`,
    ...(causeMessageId === undefined ? [] : [`Caused by the message ${causeMessageId}`]),
    ...(cause ? messageLines(cause, 0).map((line) => `  ${line}`) : []),
    ...(causeUnknown === undefined ? [] : [causeUnknown]),
  ];
}

/**
 * Returns the end of the output. Does not wrap the command, because people copy it.
 *
 * @param width characters in a line
 */
export function conclusionText({ notes, explanation, command, caution }: Recipient, width: number): string {
  const wrapped = (line: string) => wrapLines(printable(line), width);
  return [
    ...notes.map((note) => wrapped(`- ${note}`)),
    '',
    wrapped(explanation),
    ...(command === undefined ? [] : [`\n  ${printable(command)}\n`]),
    ...(caution === undefined ? [] : [wrapped(caution)]),
  ].join('\n');
}
