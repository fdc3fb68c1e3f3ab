/** A problem: what happened, and what to do. */
import type { ProblemBody } from '../../response';
import { Action } from '../action';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import type { WidgetAction } from '../widget-event';
import { durationText, timeText } from '../words';
import { Foreign } from './foreign';

/** The texts are ours. The name of an error of SES is in one of them, and a proxy may write it. */
const MAX_DETAIL = 2_000;

export interface ProblemProps {
  readonly page: Page;
  readonly problem: ProblemBody;
  /** What the button does again. */
  readonly retry: WidgetAction;
}

export function ProblemView({ page, problem, retry }: ProblemProps) {
  const { title, detail, possibleCauses, sentAt, sendingRegion, retryAfterSeconds, requestId } = problem;
  return (
    <div role="alert">
      <p class="status bad">{toShownText(title)}</p>
      <p>
        <Foreign text={detail} max={MAX_DETAIL} />
      </p>
      {possibleCauses && (
        <ul>
          {possibleCauses.map((cause) => (
            <li>{toShownText(cause)}</li>
          ))}
        </ul>
      )}
      {sentAt && (
        <p class="dim">
          Sent {timeText(sentAt)}
          {sendingRegion && ` in ${toShownText(sendingRegion)}`}, according to its id.
        </p>
      )}
      {retryAfterSeconds !== undefined && (
        <p>
          Wait {durationText(retryAfterSeconds)}. <Action page={page} action={retry} label="Try again" isMain />
        </p>
      )}
      <p class="dim">
        Request <code>{toShownText(requestId)}</code>
      </p>
    </div>
  );
}
