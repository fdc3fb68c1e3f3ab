/** Counted bounces or complaints, as bars. */
import type { EventGroups, Search } from '../../search-schemas';
import { searchCommand } from '../command';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import { counted, countText, shareText, timeText } from '../words';
import { Bar } from './bar';
import { Command } from './command';
import { Foreign } from './foreign';

const MAX_SENTENCE = 1_000;

/** The API returns ten groups of each property. */
const MAX_GROUPS = 10;

type Grouping = EventGroups['groupings'][number];

const TITLES: Readonly<Record<Grouping['by'], string>> = {
  from: 'Sender',
  subject: 'Subject',
  isp: 'Mailbox provider',
  domain: 'Recipient domain',
  reason: 'Reason',
};

/** The outcome to search for, by the kind of event. */
const OUTCOMES: Readonly<Record<EventGroups['kind'], string>> = { bounce: 'bounced', complaint: 'complained' };

export interface GroupsProps {
  readonly page: Page;
  readonly search: Search;
  readonly groups: EventGroups;
}

export function GroupsView({ page, search, groups }: GroupsProps) {
  const { note, from, until, isSample } = search;
  const { kind, finding, events, suppressed, groupings } = groups;
  // A complaint has no reason.
  const shown = groupings.filter(({ by }) => kind === 'bounce' || by !== 'reason');
  return (
    <section aria-label={`Counted ${kind}s`}>
      {note !== undefined && (
        <p class="note">
          {isSample && <b>A sample. </b>}
          {toShownText(note, MAX_SENTENCE)}
        </p>
      )}
      <p>
        <b>
          <Foreign text={finding} max={MAX_SENTENCE} />
        </b>
      </p>
      <p>
        {counted(events, kind)}
        {from && until && `, ${timeText(from)} to ${timeText(until)}`}
      </p>
      {suppressed.reasons.length > 0 && (
        <p class="dim">
          Counted separately, because SES itself suppressed it: {counted(suppressed.count, 'mail')} (
          {suppressed.reasons.map(({ reason, count }) => `${countText(count)} ${toShownText(reason)}`).join(', ')})
        </p>
      )}
      <div class="groups">
        {shown
          .filter(({ groups: named, rest }) => named.length > 0 || rest.share > 0)
          .map((grouping) => (
            <GroupingView grouping={grouping} kind={kind} />
          ))}
      </div>
      {from && until && (
        <Command command={searchCommand({ outcome: OUTCOMES[kind] }, search, page)}>
          To list such mail that was sent in this time, with addresses, if you may:
        </Command>
      )}
    </section>
  );
}

function GroupingView({
  grouping: { by, groups, rest },
  kind,
}: {
  readonly grouping: Grouping;
  readonly kind: string;
}) {
  return (
    <section>
      <table aria-label={`${TITLES[by]} of the ${kind}s`}>
        <thead>
          <tr>
            <th scope="col">{TITLES[by]}</th>
            <th scope="col">Count</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, MAX_GROUPS).map(({ value, count, share }) => (
            <tr>
              <th scope="row">
                <Foreign text={value} max={120} />
                <Bar share={share} />
              </th>
              <td>{countText(count)}</td>
              <td>{shareText(share)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              <span class="dim">others, or not shown</span>
              <Bar share={rest.share} />
            </th>
            <td>{countText(rest.count)}</td>
            <td>{shareText(rest.share)}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}
