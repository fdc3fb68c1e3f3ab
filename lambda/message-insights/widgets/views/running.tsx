/** A search or a breakdown that SES works on, or that it could not finish. */
import { Action } from '../action';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import type { RunningSearch } from '../widget-event';
import { durationText, timeText } from '../words';

export interface RunningProps {
  readonly page: Page;
  readonly search: RunningSearch;
  readonly retryAfterSeconds: number | undefined;
}

export function Running({ page, search, retryAfterSeconds = 1 }: RunningProps) {
  const { startedAt } = search;
  return (
    <div role="status">
      <p>
        <span class="status warn">SES has been working on it</span>
        {startedAt > 0 &&
          ` since ${timeText(startedAt)} (${durationText(Math.max(0, Math.round((page.now - startedAt) / 1000)))})`}
        . Look again in {durationText(retryAfterSeconds)}. If nobody looks for a minute, another search may take its
        place.
      </p>
      <Action page={page} action={search} label="Look again" isMain />
    </div>
  );
}

export interface FailedProps {
  readonly detail: string | undefined;
}

export function Failed({ detail = 'SES could not finish the job. Start it again.' }: FailedProps) {
  return (
    <div role="alert">
      <p class="status bad">The job failed.</p>
      <p>{toShownText(detail)}</p>
    </div>
  );
}

export function Gone() {
  return (
    <div role="alert">
      <p class="status bad">This result is gone.</p>
      <p>A result can be read for one day. Press the button of the form to start again.</p>
    </div>
  );
}
