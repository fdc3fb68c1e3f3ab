/** What happened to one message. */
import type { DestinationInsights, InsightsEvent, MessageInsights } from '../../insights';
import { lookUpCommand } from '../command';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import { durationText, numberText, timeText } from '../words';
import { AdviceView } from './advice';
import { Command } from './command';
import { Foreign } from './foreign';
import { Timeline } from './timeline';
import { STATUS_TONES } from './tone';

/** SES reports events of mail to one recipient only, but documents no limit. */
const MAX_RECIPIENTS = 3;

/** A message has some events, and more only if somebody opens it again and again. */
const MAX_EVENTS = 30;

const MAX_TAGS = 30;

export interface MessageProps {
  readonly page: Page;
  readonly message: MessageInsights;
}

export function MessageView({ page, message }: MessageProps) {
  const { messageId, sentAt, sendingRegion, fromEmailAddress, insights, emailTags } = message;
  return (
    <section aria-label={`Message ${messageId}`}>
      <h3>
        Message <code>{messageId}</code>
      </h3>
      <p>
        From <Foreign text={fromEmailAddress} />
        {sentAt && `, sent ${timeText(sentAt)}`}
        {sendingRegion && `, in ${sendingRegion}`}
      </p>
      {insights.length === 0 && <p>SES reports no recipient of this message.</p>}
      {insights.slice(0, MAX_RECIPIENTS).map((recipient) => (
        <RecipientView recipient={recipient} />
      ))}
      {insights.length > MAX_RECIPIENTS && (
        <p class="dim">{numberText(insights.length - MAX_RECIPIENTS)} more recipients are not shown here.</p>
      )}
      {emailTags.length > 0 && (
        <details>
          <summary>Tags ({numberText(emailTags.length)})</summary>
          <ul>
            {emailTags.slice(0, MAX_TAGS).map(({ name, value }) => (
              <li>
                <Foreign text={name} />: <Foreign text={value} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <Command command={lookUpCommand(messageId, page)}>To see addresses and the subject, if you may:</Command>
    </section>
  );
}

function RecipientView({ recipient }: { readonly recipient: DestinationInsights }) {
  const { destination, isp, status, secondsToStatus, advice, events } = recipient;
  const shown = events.slice(0, MAX_EVENTS);
  return (
    <>
      <p>
        <span class={`status ${STATUS_TONES[status]}`}>{nameOf(status)}</span>
        {secondsToStatus !== null && ` after ${durationText(secondsToStatus)}`}: <Foreign text={destination} />
        {isp !== undefined && (
          <>
            {' '}
            (<Foreign text={isp} />)
          </>
        )}
      </p>
      <Timeline events={shown} />
      <ol>
        {shown.map((event) => (
          <li>
            <EventView event={event} />
          </li>
        ))}
      </ol>
      {events.length > shown.length && (
        <p class="dim">{numberText(events.length - shown.length)} later events are not shown here.</p>
      )}
      {advice && <AdviceView advice={advice} />}
    </>
  );
}

function EventView({ event: { timestamp, type, details } }: { readonly event: InsightsEvent }) {
  const { bounce, complaint } = details ?? {};
  const kinds = [
    bounce?.bounceType,
    bounce?.bounceSubType,
    complaint?.complaintSubType,
    complaint?.complaintFeedbackType,
  ].filter((kind) => kind !== undefined);
  return (
    <>
      <Foreign text={type ?? 'an event of unknown type'} />
      {kinds.length > 0 && (
        <>
          {' '}
          <Foreign text={kinds.join(' ')} />
        </>
      )}{' '}
      <span class="dim">{timestamp === undefined ? 'at an unknown time' : timeText(timestamp)}</span>
      {bounce?.diagnosticCode !== undefined && (
        <>
          <br />
          The server's words: <Foreign text={bounce.diagnosticCode} />
        </>
      )}
    </>
  );
}

/** Returns `Bounced permanently` for `BOUNCED_PERMANENTLY`. */
function nameOf(status: string): string {
  const words = toShownText(status).toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
