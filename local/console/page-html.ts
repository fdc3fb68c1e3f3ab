/** The HTML of the page and of its documents. The browser code fills in what changes. */
import { html, raw } from 'hono/html';
import { WIDGETS } from '../../lambda/message-insights/widgets/contract';
import { withoutStack } from '../alarms/template-alarms';
import { PATHS, RANGES, SPEEDS, TERMINAL } from './contract';
import type { Place, Widget } from './dashboard-body';
import { renderDocument, renderMarkdown } from './markdown';

export interface PageContent {
  readonly stack: string;
  readonly region: string;
  readonly account: string;
  /** The time on the clock of the session, epoch milliseconds. */
  readonly time: number;
  readonly description: string;
  /** Whether the stack has alarms. Nothing else sends messages on this machine. */
  readonly hasAlarms: boolean;
  readonly dashboards: readonly DashboardContent[];
  readonly scenarios: readonly { readonly name: string; readonly description: string }[];
  readonly documents: readonly DocumentLink[];
}

export interface DashboardContent {
  readonly name: string;
  readonly widgets: readonly IdentifiedWidget[];
}

export type IdentifiedWidget = Widget & { readonly id: string };

export interface DocumentLink {
  readonly path: string;
  readonly title: string;
}

export interface DocumentContent {
  readonly markdown: string;
  readonly documents: readonly DocumentLink[];
  /** Whether the server shows a path. */
  readonly isShown: (path: string) => boolean;
}

/** Stands for the repository. */
const DOCUMENT_ORIGIN = 'http://repository.example';

type Html = ReturnType<typeof html>;

export function pageHtml(content: PageContent): Html {
  const { stack, region, account, time, description, hasAlarms, dashboards, scenarios, documents } = content;
  return document(
    `${stack}, ${region}`,
    html`
      <nav class="skip" aria-label="Parts of this page">
        <a href="#alarms">Alarms</a> <a href="#messages">Messages</a> <a href="#dashboard">Dashboard</a>
        <a href="#documents">Documents</a>
      </nav>
      <header class="bar">
        <div class="identity">
          <h1>${stack}</h1>
          <p>${region}, account ${account}, on this machine</p>
        </div>
        <p class="clock"><time id="time">${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}</time> UTC</p>
        ${controls(scenarios, description)}
      </header>
      <p id="problem" role="alert"></p>
      <p id="announcement" class="unseen" aria-live="polite"></p>
      <main>
        <section id="alarms" aria-labelledby="alarms-title" tabindex="-1">
          <h2 id="alarms-title">Alarms <span id="alarm-count" class="count"></span></h2>
          <div id="no-alarm" class="placeholder">
            <p>${hasAlarms ? 'No alarm asks anybody to act.' : 'The configuration switches all alarms off.'}</p>
            <p id="what-next" class="quiet"></p>
          </div>
          <ul id="alarms-firing" class="cards"></ul>
          <details id="alarms-other">
            <summary>Other alarms: <span id="other-count"></span></summary>
            <ul id="alarms-quiet" class="cards"></ul>
          </details>
        </section>
        <section id="messages" aria-labelledby="messages-title" tabindex="-1">
          <h2 id="messages-title">Messages to people on call <span id="message-count" class="count"></span></h2>
          <ul id="message-list" class="cards"></ul>
          <p id="no-message" class="quiet">${hasAlarms ? 'None so far.' : 'None, because the stack has no alarms.'}</p>
        </section>
        <section id="dashboard" aria-labelledby="dashboard-title" tabindex="-1">
          <div class="title-row">
            <h2 id="dashboard-title">Dashboard</h2>
            <div ${dashboards.length === 0 ? raw('hidden') : ''}>
              ${choice('range', 'Time range', Object.keys(RANGES), Object.keys(RANGES)[0] as string)}
            </div>
          </div>
          ${examples(dashboards)}
          ${dashboards.length === 0 ? html`<p class="quiet">The configuration switches the dashboard off.</p>` : ''}
          ${dashboards.map(
            ({ name, widgets }) => html`
              <h3 class="board-name">${name}</h3>
              <div class="board" data-name="${name}">${widgets.map(frame)}</div>
            `,
          )}
        </section>
        <section id="documents" aria-labelledby="documents-title" tabindex="-1">
          <h2 id="documents-title">Documents</h2>
          ${documentList(documents)}
        </section>
      </main>
      <script type="module" src="/assets/main.js"></script>
    `,
    html`<link rel="stylesheet" href="/assets/layout.css" />`,
  );
}

/** @param isShown whether the server shows a path */
export function documentHtml({ path, title }: DocumentLink, { markdown, documents, isShown }: DocumentContent): Html {
  return document(
    title,
    html`
      <header class="bar way-back"><p><a href="/">Dashboard, alarms and messages</a></p></header>
      <div class="reading">
        <main class="prose">${raw(renderDocument(markdown, (link) => isShownFrom(path, link, isShown)))}</main>
        <nav aria-label="Documents">${documentList(documents)}</nav>
      </div>
    `,
  );
}

/** Returns whether a link of a document leads to another host, or to a path that the server shows. */
function isShownFrom(document: string, link: string, isShown: (path: string) => boolean): boolean {
  const { origin, pathname } = new URL(link, `${DOCUMENT_ORIGIN}/${document}`);
  return origin !== DOCUMENT_ORIGIN || isShown(pathname.slice(1));
}

/** Returns the style sheet that gives each widget its place in the grid. The page's own style sheet uses the variables. */
export function layoutCss(widgets: readonly (Place & { readonly id: string })[]): string {
  return widgets
    .map(({ id, x, y, width, height }) => `#${id}{--x:${x + 1};--y:${y + 1};--w:${width};--h:${height}}`)
    .join('\n');
}

function document(title: string, body: Html, head: Html | string = ''): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="stylesheet" href="/assets/style.css" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

function controls(scenarios: PageContent['scenarios'], description: string): Html {
  return html`
    <form id="controls">
      <label for="scenario">Scenario</label>
      <select id="scenario">
        <option value="${TERMINAL}">as in the terminal</option>
        ${scenarios.map(({ name }) => html`<option value="${name}">${name}</option>`)}
      </select>
      ${choice('speed', 'Speed', SPEEDS.map(String), '1', speedName)}
      <p id="description" class="quiet">${description}</p>
    </form>
  `;
}

function speedName(speed: string): string {
  return speed === '0' ? 'Pause' : `${speed}×`;
}

/** Returns radio buttons that look like one row of buttons. */
function choice(
  name: string,
  legend: string,
  values: readonly string[],
  chosen: string,
  label: (value: string) => string = (value) => value,
): Html {
  return html`
    <fieldset class="choice" id="${name}">
      <legend>${legend}</legend>
      ${values.map(
        (value) => html`
          <label>
            <input type="radio" name="${name}" value="${value}" ${value === chosen ? raw('checked') : ''} />
            <span>${label(value)}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** In the first HTML, so that nothing moves when the browser code starts. */
const TABLE_BUTTON = html`<button type="button" class="small" aria-pressed="false">Table</button>`;

function frame(widget: IdentifiedWidget): Html {
  const { id, title, kind } = widget;
  const heading = title === '' ? '' : html`<h4 id="${id}-title">${title}</h4>`;
  const name = title === '' ? html`aria-label="Text"` : html`aria-labelledby="${id}-title"`;
  return html`
    <article class="widget ${kind}" id="${id}" ${name}>
      <header>${heading}${kind === 'graph' ? TABLE_BUTTON : ''}</header>
      ${body(widget)}
    </article>
  `;
}

function body(widget: IdentifiedWidget): Html {
  switch (widget.kind) {
    case 'text':
      return html`<div class="body prose" tabindex="0" role="group" aria-label="Text">${raw(renderMarkdown(widget.markdown))}</div>`;
    case 'alarms':
      return html`
        <ul class="body tiles" tabindex="0">
          ${widget.arns.map((arn) => html`<li data-arn="${arn}">${withoutStack(arn.split(':').at(-1) ?? arn)}</li>`)}
        </ul>
      `;
    case 'custom':
      return html`
        <div
          class="body"
          data-endpoint="${widget.endpoint}"
          data-params="${JSON.stringify(widget.params)}"
          data-updates="${JSON.stringify(widget.updates)}"
        ></div>
      `;
    case 'unknown':
      return html`<p class="body quiet">The page cannot draw widgets of the type "${widget.type}".</p>`;
    default:
      return html`<div class="body"></div>`;
  }
}

/** The messages and addresses to look up. Only the widget that finds mail can look them up, so the list is hidden without it. */
function examples(dashboards: readonly DashboardContent[]): Html {
  const widgets = dashboards.flatMap((dashboard) => dashboard.widgets);
  const find = widgets.find((widget) => widget.kind === 'custom' && widget.title === WIDGETS.find.title);
  const missing = html`<p class="quiet">The configuration switches off the widgets that find mail.</p>`;
  return html`
    <details id="examples" ${find ? '' : raw('hidden')}>
      <summary>Messages and addresses to look up</summary>
      ${find ? html`<p class="quiet">Copy one, and paste it into <a href="#${find.id}">${find.title}</a>.</p>` : ''}
      <ul id="example-list" class="examples"></ul>
    </details>
    ${find || dashboards.length === 0 ? '' : missing}
  `;
}

function documentList(documents: readonly DocumentLink[]): Html {
  return html`
    <ul class="documents">
      ${documents.map(({ path, title }) => html`<li><a href="${PATHS.documents}/${path}">${title}</a></li>`)}
    </ul>
  `;
}
