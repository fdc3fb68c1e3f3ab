/** The mail that a search found. */
import { findSesIds } from '../../message-id';
import type { FoundMail, Search } from '../../search-schemas';
import { Action } from '../action';
import { searchCommand } from '../command';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import type { Filters } from '../widget-event';
import { counted, numberText, shareText, timeText } from '../words';
import { AdviceView } from './advice';
import { Command } from './command';
import { Foreign } from './foreign';
import { toneOfOutcome } from './tone';

/** The newest rows. More would bury the counts, and a response of Lambda has at most 6 MB. */
const MAX_ROWS = 25;

const MAX_NOTE = 1_000;

export interface SearchRowsProps {
  readonly page: Page;
  readonly search: Search;
  /** The filters of the search. */
  readonly filters: Filters;
}

export function SearchRows({ page, search, filters }: SearchRowsProps) {
  const { note, isSample, from, until, mails, recipients, outcomes = [], rows = [] } = search;
  const shown = rows.slice(0, MAX_ROWS);
  const advice = [...new Map(shown.map((mail) => [mail.advice?.code, mail.advice])).values()];
  return (
    <section aria-label="Search result">
      {note !== undefined && (
        <p class="note">
          {isSample && <b>A sample. </b>}
          {toShownText(note, MAX_NOTE)}
        </p>
      )}
      {mails && (
        <p>
          <b>{counted(mails, 'mail')}</b>
          {recipients && ` to ${counted(recipients, 'recipient')}`}
          {from && until && `, sent ${timeText(from)} to ${timeText(until)}`}
        </p>
      )}
      {outcomes.length > 0 && (
        <ul>
          {outcomes.slice(0, MAX_ROWS).map(({ outcome, count, share }) => (
            <li>
              <span class={toneOfOutcome(outcome)}>{toShownText(outcome)}</span>: {counted(count, 'mail')} (
              {shareText(share)})
            </li>
          ))}
        </ul>
      )}
      {advice.map((one) => one && <AdviceView advice={one} />)}
      {shown.length > 0 && (
        <ol class="rows">
          {shown.map((mail) => (
            <Row page={page} mail={mail} />
          ))}
        </ol>
      )}
      {rows.length > shown.length && (
        <p class="dim">
          The newest {numberText(shown.length)} of {mails ? counted(mails, 'mail') : 'the mails'}. The command shows
          more.
        </p>
      )}
      <Command command={searchCommand(filters, search, page)}>To see addresses and subjects, if you may:</Command>
    </section>
  );
}

function Row({ page, mail }: { readonly page: Page; readonly mail: FoundMail }) {
  const { messageId, sentAt, from, to, subject, isp, outcome, engagement, bounceSubType, diagnosticCode } = mail;
  const [id, ...others] = findSesIds(messageId);
  return (
    <li>
      <p>
        <span class={`status ${toneOfOutcome(outcome)}`}>{toShownText(outcome)}</span>
        {engagement !== undefined && `, ${toShownText(engagement)}`} <span class="dim">sent {timeText(sentAt)}</span>
        <br />
        To <Foreign text={to} /> (<Foreign text={isp} />
        ), from <Foreign text={from} />
        <br />
        Subject: <Foreign text={subject} />
        {(bounceSubType ?? diagnosticCode) != null && (
          <>
            <br />
            Reason: <Foreign text={[bounceSubType, diagnosticCode].filter(Boolean).join(' ')} />
          </>
        )}
      </p>
      {id !== undefined && others.length === 0 && (
        <Action
          page={page}
          action={{ action: 'message', messageId: id }}
          label="Look up"
          description={`Look up the message sent ${timeText(sentAt)}`}
        />
      )}
    </li>
  );
}
