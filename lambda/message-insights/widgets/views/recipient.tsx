/** Why one person gets no mail. */
import type { Recipient } from '../../search-schemas';
import { Action } from '../action';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import { durationText, timeText } from '../words';
import { Command } from './command';
import { Foreign } from './foreign';
import { MessageView } from './message';

const MAX_SENTENCE = 1_000;

export interface RecipientProps {
  readonly page: Page;
  readonly recipient: Recipient;
}

export function RecipientView({ page, recipient }: RecipientProps) {
  const { address, explanation, command, caution, notes, suppression, search } = recipient;
  const { listed, reason, since, cause, causeMessageId, causeUnknown, unknown } = suppression;
  return (
    <section aria-label="Recipient">
      <h3>
        <Foreign text={address} />
      </h3>
      <p class={`status ${listed === false ? 'good' : listed ? 'bad' : 'warn'}`}>{LISTED[String(listed)]}</p>
      {listed && (
        <p>
          Reason: <Foreign text={reason} />
          {since && `, since ${timeText(since)}`}
        </p>
      )}
      {unknown !== undefined && <p>{toShownText(unknown, MAX_SENTENCE)}</p>}
      <p>
        <Foreign text={explanation} max={MAX_SENTENCE} />
      </p>
      {command !== undefined && <Command command={command}>Command:</Command>}
      {caution !== undefined && <p class="note">{toShownText(caution, MAX_SENTENCE)}</p>}
      {listed && <h4>The message that caused it</h4>}
      {cause ? (
        <MessageView page={page} message={cause} />
      ) : (
        <>
          {causeMessageId !== undefined && (
            <p>
              <code>{toShownText(causeMessageId)}</code>
            </p>
          )}
          {causeUnknown !== undefined && <p>{toShownText(causeUnknown, MAX_SENTENCE)}</p>}
        </>
      )}
      <h4>Recent mail to this address</h4>
      {search.id === undefined ? (
        <p>{toShownText(search.notStarted ?? 'No search started.', MAX_SENTENCE)}</p>
      ) : (
        <p>
          SES has been searching for it since {timeText(page.now)}. Look in{' '}
          {durationText(search.retryAfterSeconds ?? 1)}.{' '}
          <Action
            page={page}
            action={{ action: 'look-again', id: search.id, startedAt: page.now, filters: { to: address } }}
            label="Show recent mail"
            isMain
          />
        </p>
      )}
      <ul class="dim">
        {notes.map((note) => (
          <li>{toShownText(note, MAX_SENTENCE)}</li>
        ))}
      </ul>
    </section>
  );
}

const LISTED: Readonly<Record<string, string>> = {
  true: "On the account's suppression list",
  false: "Not on the account's suppression list",
  null: 'Unknown whether it is on the suppression list',
};
