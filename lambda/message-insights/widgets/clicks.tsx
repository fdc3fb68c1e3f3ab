/** What each click asks the API, and what it shows. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { findSesIds } from '../message-id';
import { problemType } from '../problem';
import type { ProblemBody } from '../response';
import { MAX_MESSAGES, type MaskedRoute, type WidgetName } from './contract';
import type { Page } from './page';
import { type Bodies, type Given, toBreakdownBody, toCountBody, toFilters, toSearchBody } from './requests';
import { BreakdownView } from './views/breakdown';
import { GroupsView } from './views/groups';
import { MessageView } from './views/message';
import { ProblemView } from './views/problem';
import { RecipientView } from './views/recipient';
import { Failed, Gone, Running } from './views/running';
import { SearchRows } from './views/search-rows';
import type { Filters, RunningSearch } from './widget-event';

/** Sends a request to a route of the API. */
export type Ask = <R extends MaskedRoute>(route: R, given: Given) => Promise<Answer<Bodies[R]>>;

export type Answer<Body> = { readonly problem: ProblemBody } | { readonly body: Body };

/** The first view of each widget. */
const INTRODUCTIONS: Readonly<Record<WidgetName, string>> = {
  find: 'Shows what happened to a message, why a person gets no mail, or which mail a search finds. Nothing runs until you press a button.',
  bouncing:
    'Counts bounces or complaints by sender, subject, provider, domain and reason. Nothing runs until you press the button.',
  breakdown:
    'Shows which provider, identity, configuration set or tenant has the bounces. Nothing runs until you press the button.',
};

export async function viewOf(page: Page, ask: Ask): Promise<JSX.Element> {
  const { action, fields, widget } = page;
  switch (action.action) {
    case 'show':
      return <p class="dim">{INTRODUCTIONS[widget]}</p>;
    case 'find':
      return find(page, ask);
    case 'message':
      return lookUp([action.messageId], page, ask);
    case 'search':
      return toStarted(await ask('startSearch', { body: toSearchBody(fields) }), page, toFilters(fields));
    case 'count':
      return toStarted(await ask('startSearch', { body: toCountBody(fields) }), page);
    case 'break-down':
      return toStarted(await ask('startBreakdown', { body: toBreakdownBody(fields) }), page);
    case 'look-again':
      return widget === 'breakdown'
        ? toBreakdown(await ask('breakdown', { id: action.id }), page, action)
        : toSearch(await ask('search', { id: action.id }), page, action);
  }
}

/**
 * Reads the field that takes message IDs or an address. Only IDs in SES's format count: any other word, such as a name in
 * the wrong field, must reach neither SES nor a log.
 */
async function find(page: Page, ask: Ask): Promise<JSX.Element> {
  const { what } = page.fields;
  const ids = findSesIds(what);
  if (ids.length > 0) return lookUp(ids, page, ask);
  if (!what.includes('@')) {
    return (
      <p role="alert" class="note">
        {what === '' ? 'The first field is empty' : 'The first field has no message id and no address'}: enter message
        ids, such as 0102018f3c2a1b4d-1a2b3c4d-1111-2222-3333-444455556666-000000, or one address, such as
        customer@example.com. For a search, open "Or search".
      </p>
    );
  }
  const answer = await ask('recipient', { body: { address: what } });
  if ('problem' in answer) return <ProblemView page={page} problem={answer.problem} retry={page.action} />;
  return <RecipientView page={page} recipient={answer.body} />;
}

async function lookUp(ids: readonly string[], page: Page, ask: Ask): Promise<JSX.Element> {
  const shown = ids.slice(0, MAX_MESSAGES);
  const answers = await Promise.all(shown.map((messageId) => ask('masked', { messageId })));
  return (
    <>
      {ids.length > shown.length && (
        <p class="note">
          The field has {ids.length} message ids. These are the first {shown.length}: remove them to see more.
        </p>
      )}
      {answers.map((answer, index) => {
        if ('body' in answer) return <MessageView page={page} message={answer.body} />;
        const messageId = shown[index] as string;
        return (
          <section aria-label={`Message ${messageId}`}>
            <h3>
              Message <code>{messageId}</code>
            </h3>
            <ProblemView page={page} problem={answer.problem} retry={{ action: 'message', messageId }} />
          </section>
        );
      })}
    </>
  );
}

function toStarted(
  answer: Answer<Bodies['startSearch'] | Bodies['startBreakdown']>,
  page: Page,
  filters: Filters = {},
): JSX.Element {
  if ('problem' in answer) return <ProblemView page={page} problem={answer.problem} retry={page.action} />;
  const { id, retryAfterSeconds } = answer.body;
  const search: RunningSearch = { action: 'look-again', id, startedAt: page.now, filters };
  return <Running page={page} search={search} retryAfterSeconds={retryAfterSeconds} />;
}

function toSearch(answer: Answer<Bodies['search']>, page: Page, action: RunningSearch) {
  if ('problem' in answer) return toProblem(answer.problem, page, action);
  const { state, retryAfterSeconds, detail, groups } = answer.body;
  if (state === 'running') return <Running page={page} search={action} retryAfterSeconds={retryAfterSeconds} />;
  if (state === 'failed') return <Failed detail={detail} />;
  if (groups) return <GroupsView page={page} search={answer.body} groups={groups} />;
  return <SearchRows page={page} search={answer.body} filters={action.filters} />;
}

const GONE = problemType('unknown-search');

/** The API's words for a search that it does not know are for callers who have the ID. */
function toProblem(problem: ProblemBody, page: Page, action: RunningSearch): JSX.Element {
  return problem.type === GONE ? <Gone /> : <ProblemView page={page} problem={problem} retry={action} />;
}

function toBreakdown(answer: Answer<Bodies['breakdown']>, page: Page, action: RunningSearch) {
  if ('problem' in answer) return toProblem(answer.problem, page, action);
  const { state, retryAfterSeconds, detail } = answer.body;
  if (state === 'running') return <Running page={page} search={action} retryAfterSeconds={retryAfterSeconds} />;
  if (state === 'failed') return <Failed detail={detail} />;
  return <BreakdownView page={page} breakdown={answer.body} />;
}
