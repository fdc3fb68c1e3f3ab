/** Daily numbers by provider, identity, configuration set or tenant. */
import type { Child } from 'hono/jsx';
import { foldRows, MIN_SENDS } from '../../breakdown-rows';
import type { Breakdown, BreakdownBy, BreakdownRow } from '../../search-schemas';
import { breakdownCommand } from '../command';
import type { Page } from '../page';
import { toShownText } from '../shown-text';
import { numberText, shareText } from '../words';
import { Bar } from './bar';
import { Command } from './command';
import { Foreign } from './foreign';

/** The rows with the most hard bounces. The API returns up to 1,000. */
const MAX_ROWS = 20;

const MAX_NOTE = 1_000;

const DAY_MS = 24 * 60 * 60_000;

/** The name of each property, and the mail that has no row. */
const WORDS: Readonly<Record<BreakdownBy, { readonly heading: string; readonly rest: string }>> = {
  isp: { heading: 'Mailbox provider', rest: 'mail to providers that SES does not name' },
  identity: { heading: 'Identity', rest: 'mail of identities that have no row' },
  'configuration-set': {
    heading: 'Configuration set',
    rest: 'mail without a configuration set, or of sets that have no row',
  },
  tenant: { heading: 'Tenant', rest: 'mail without a tenant, or of tenants that have no row' },
};

export interface BreakdownProps {
  readonly page: Page;
  readonly breakdown: Breakdown;
}

export function BreakdownView({ page, breakdown }: BreakdownProps) {
  const { by = 'isp', from, until, note, rows = [], rest, total, unreadableRows = 0 } = breakdown;
  const { heading, rest: restMail } = WORDS[by];
  const shown = rows.slice(0, MAX_ROWS);
  const others = rows.length > MAX_ROWS ? foldRows(rows.slice(MAX_ROWS)) : undefined;
  const bounces = total?.hardBounces ?? rows.reduce((sum, { hardBounces }) => sum + hardBounces, 0);
  const lines = [...shown, others, rest, total].filter((row) => row !== undefined);
  return (
    <section aria-label={`Numbers by ${heading.toLowerCase()}`}>
      {note !== undefined && <p class="note">{toShownText(note, MAX_NOTE)}</p>}
      {lines.length === 0 && <p>SES returned no numbers for these days.</p>}
      {total && isEmpty(total) && <p>SES has no mail in these days.</p>}
      <p class="dim">
        {from && until && `${from.slice(0, 10)} to ${lastDayOf(until)}, whole days (UTC). `}The bars show shares of all
        hard bounces.
      </p>
      <div class="scroll">
        <table aria-label={`Numbers by ${heading.toLowerCase()}`}>
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              <th scope="col">Sends</th>
              <th scope="col">Hard bounces</th>
              <th scope="col">Complaints</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Line row={row} bounces={bounces}>
                <Foreign text={row.value} max={120} />
              </Line>
            ))}
            {others && (
              <Line row={others} bounces={bounces}>
                {numberText(rows.length - MAX_ROWS)} more
              </Line>
            )}
            {rest && (
              <Line row={rest} bounces={bounces}>
                Remainder
              </Line>
            )}
          </tbody>
          {total && (
            <tfoot>
              <Line row={total}>Total</Line>
            </tfoot>
          )}
        </table>
      </div>
      {rest && <p class="dim">Remainder: {restMail}.</p>}
      {unreadableRows > 0 && <p class="note">Rows of SES in an unknown format: {numberText(unreadableRows)}.</p>}
      {lines.some(isUncertain) && (
        <p class="dim">* fewer than {numberText(MIN_SENDS)} sends: single events decide the rate.</p>
      )}
      <p class="dim">
        SES leaves out mail to several recipients, mail to its mailbox simulator, and bounces due to the account's
        suppression list.
      </p>
      <Command command={breakdownCommand(breakdown, page)}>To see every row:</Command>
    </section>
  );
}

interface LineProps {
  readonly row: BreakdownRow;
  /** All hard bounces. Undefined: no bar. */
  readonly bounces?: number;
  readonly children: Child;
}

function Line({ row, bounces, children }: LineProps) {
  const { sends, hardBounces, complaints, bounceRate, complaintRate } = row;
  const mark = isUncertain(row) ? '*' : '';
  return (
    <tr>
      <th scope="row">
        {children}
        {bounces !== undefined && <Bar share={bounces === 0 ? 0 : hardBounces / bounces} />}
      </th>
      <td>{numberText(sends)}</td>
      <td>
        {numberText(hardBounces)}
        <br />
        <span class="dim">{rateText(bounceRate, 2) + mark}</span>
      </td>
      <td>
        {numberText(complaints)}
        <br />
        <span class="dim">{rateText(complaintRate, 3) + mark}</span>
      </td>
    </tr>
  );
}

function isEmpty({ sends, hardBounces, complaints }: BreakdownRow): boolean {
  return sends + hardBounces + complaints === 0;
}

/** A row without any event needs no mark. */
function isUncertain({ isSmall, hardBounces, complaints }: BreakdownRow): boolean {
  return isSmall && (hardBounces > 0 || complaints > 0);
}

function rateText(rate: number | null, digits: number): string {
  return rate === null ? '-' : shareText(rate, digits);
}

function lastDayOf(until: string): string {
  const time = Date.parse(until) - DAY_MS;
  return Number.isNaN(time) ? 'an unknown day' : new Date(time).toISOString().slice(0, 10);
}
