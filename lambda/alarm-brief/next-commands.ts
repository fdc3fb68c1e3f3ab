/** The commands that continue where a brief ends. */
import type { EventKind } from '../shared/mail/event-kind';
import type { Brief } from './brief';

const PRESETS: Readonly<Record<EventKind, string>> = { bounce: 'bouncing', complaint: 'complaining' };
const SUPPRESSED_REASONS: Readonly<Record<EventKind, string>> = { bounce: 'BOUNCE', complaint: 'COMPLAINT' };

/** Returns commands for a POSIX shell, the most useful first. */
export function commandsOf({ kind, mail, window, region, apiUrl }: Brief): string[] {
  const [from, until] = [window.from, window.until].map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`);
  const needsVdm = [`npm run -s insights -- ${PRESETS[kind]} --since ${from} --until ${until} --url ${apiUrl}`];
  const listed =
    `aws sesv2 list-suppressed-destinations --region ${region} ` +
    `--reasons ${SUPPRESSED_REASONS[kind]} --start-date ${from} --end-date ${until}`;
  const isOff = mail.state === 'unknown' && mail.reason === 'vdm-off';
  return isOff ? [listed, `npm run -s insights -- --to ADDRESS --url ${apiUrl}`] : needsVdm;
}
