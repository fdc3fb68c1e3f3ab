/** The messages that people on call receive, the newest first. */
import type { MessageView } from '../contract';
import { byId, element } from './element';
import { dateTime } from './format';
import { updateList } from './list';

export function showMessages(messages: readonly MessageView[]): void {
  byId('message-count').textContent = messages.length === 0 ? '' : String(messages.length);
  byId('no-message').hidden = messages.length > 0;
  updateList(byId('message-list'), messages.toReversed(), { keyOf: ({ id }) => String(id), create: card });
}

function card({ kind, level, time, subject, receivers, text, runbook }: MessageView): HTMLLIElement {
  return element(
    'li',
    { class: 'message', 'data-tone': toneOf({ kind, level }) },
    element(
      'details',
      { open: kind === 'brief' },
      element(
        'summary',
        {},
        element('span', { class: 'name' }, subject),
        element('span', { class: 'quiet block' }, `${dateTime(time)} UTC, to ${receivers.join(', ')}`),
      ),
      element('pre', { tabindex: '0', 'aria-label': subject }, text),
      ...(runbook ? [element('p', {}, element('a', { href: runbook, class: 'button' }, 'Open the runbook'))] : []),
    ),
  );
}

/** Returns how urgent the message is, as the style sheet names it. */
function toneOf({ kind, level }: Pick<MessageView, 'kind' | 'level'>): string {
  if (kind === 'alarm') return level === 'critical' ? 'critical' : 'warning';
  return kind === 'other' ? '' : kind;
}
