/** The server of the local console: a web page that shows what AWS and people on call would see. */
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type { ExporterSettings } from '../../lambda/send-statistics/contract';
import { printableJson } from '../../lib/shared/printable';
import { type Listening, listenOnLoopback } from '../aws/loopback';
import type { Metric } from '../aws/metric-store';
import { whyNotEvaluated } from '../simulation/not-evaluated';
import { SCENARIOS, type ScenarioName } from '../simulation/scenarios';
import { toAlarmList } from './alarm-list';
import {
  type ConsoleState,
  GUARD_HEADER,
  PATHS,
  RANGES,
  type Range,
  SPEEDS,
  TERMINAL,
  type WidgetAnswer,
} from './contract';
import { readDashboard } from './dashboard-body';
import { listDocuments, listPictures, readDocument, readPicture, titleOf } from './documents';
import { renderMarkdown } from './markdown';
import { toMessageList } from './message-list';
import { bundlePage } from './page-assets';
import { type DashboardContent, documentHtml, layoutCss, pageHtml } from './page-html';
import { createShownScenario, type ShownScenario, type ShownScenarioOptions } from './shown-scenario';
import type { ShownSession } from './shown-session';
import { readSeries } from './widget-series';

const HOUR_MS = 60 * 60_000;

/** No graph has shorter periods. A graph moves on at this pace, also without new data. */
const SHORTEST_PERIOD_MS = 5 * 60_000;

/** No request of the page is longer, in bytes: its fields have at most some thousand characters. */
const MAX_REQUEST_BYTES = 1_000_000;

/** A refusal shows at most this many characters of a value. */
const MAX_SHOWN_LENGTH = 100;

/** The page shows the session of the terminal first. */
export interface ConsoleOptions extends ShownScenarioOptions {
  /** The settings of the exporters in all sessions. */
  readonly settings: ExporterSettings;
  /** Default: a free port. */
  readonly port?: number;
}

/** Nothing but this server, and no script or style in the page itself. */
const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** @throws Error when the port is in use */
export async function startConsole(options: ConsoleOptions): Promise<Listening> {
  const shown = createShownScenario(options);
  const app = createApp(options, shown);
  const server = createAdaptorServer({ fetch: app.fetch });
  const { url, close } = await listenOnLoopback(server as Server, options.port); // an HTTP/1.1 server, because no options select another
  return {
    url,
    async close() {
      await close();
      await shown.close();
    },
  };
}

function createApp({ terminal, settings }: ConsoleOptions, shown: ShownScenario): Hono {
  const assets = bundlePage();
  assets.catch(() => undefined); // a request reports the error
  const dashboards = dashboardsOf(terminal);
  const widgets = dashboards.flatMap((dashboard) => dashboard.widgets);
  const documents = listDocuments().map((path) => ({ path, title: titleOf(readDocument(path)) }));
  const isShown = (path: string) =>
    documents.some((document) => document.path === path) || listPictures().includes(path);
  const { region = '', account = '', name: stack = '' } = terminal.deployment.stacks[0] ?? {};

  const app = new Hono();
  // No `strictTransportSecurity`, because the server has no TLS.
  app.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false }));
  app.use(etag(), async (context, next) => {
    await next();
    context.header('cache-control', 'no-cache');
  });
  app.onError((error, context) => context.json({ message: error.message }, 500));

  app.get('/', (context) => {
    const scenarios = Object.entries(SCENARIOS).map(([name, { description }]) => ({ name, description }));
    const { description, playback } = shown.current;
    const time = playback.session.now();
    const hasAlarms = terminal.deployment.alarms.in(region).length > 0;
    return context.html(
      pageHtml({ stack, region, account, time, description, hasAlarms, dashboards, scenarios, documents }),
    );
  });
  app.get('/assets/layout.css', (context) => context.body(layoutCss(widgets), 200, { 'content-type': 'text/css' }));
  app.get('/assets/:name', async (context) => {
    const asset = (await assets).get(context.req.param('name'));
    return asset ? context.body(asset.content, 200, { 'content-type': asset.type }) : context.notFound();
  });
  app.get(`${PATHS.documents}/:path{.+}`, (context) => {
    const path = context.req.param('path');
    const known = documents.find((document) => document.path === path);
    if (known) return context.html(documentHtml(known, { markdown: readDocument(path), documents, isShown }));
    if (!listPictures().includes(path)) return context.notFound();
    return context.body(new Uint8Array(readPicture(path)), 200, { 'content-type': 'image/png' });
  });

  app.get(PATHS.state, async (context) => {
    const { playback, simulation, scenario, description } = shown.current;
    await playback.advance();
    const { session, speed } = playback;
    const { deployment, metrics } = session;
    const time = session.now();
    const periods = Math.floor(time / SHORTEST_PERIOD_MS);
    return context.json({
      simulation,
      account,
      scenario,
      description,
      speed,
      time,
      dataVersion: `${simulation}.${periods}.${metrics.putMinutes?.length}`,
      alarms: toAlarmList(deployment.alarms.in(region), {
        isMuted: (name) => deployment.muteRules.isMuted(region, name, time),
        whyNotEvaluated: (read) => whyNotEvaluated(read, settings, metrics),
      }),
      messages: toMessageList(deployment.topics.published, deployment.topics.subscriptions, time),
    } satisfies ConsoleState);
  });
  app.get(PATHS.series, (context) => {
    const range = context.req.query('range') ?? '';
    if (!isRange(range))
      return refuse(context, `range is ${shortJson(range)}: pass one of ${Object.keys(RANGES).join(', ')}`);
    const { metrics, now } = shown.current.playback.session;
    const to = now();
    const from = to - RANGES[range] * HOUR_MS;
    const whyNotPublished = (metric: Metric) => whyNotEvaluated([metric], settings, metrics);
    const request = { metrics, region, account, from, to, whyNotPublished };
    const views = widgets.flatMap((widget) =>
      widget.kind === 'graph' || widget.kind === 'singleValue'
        ? [[widget.id, readSeries(widget.metrics, request)]]
        : [],
    );
    return context.json({ from, to, widgets: Object.fromEntries(views) });
  });

  app.get(PATHS.examples, (context) => context.json(shown.current.playback.session.examples()));

  // A page of another origin can send none of these requests: its browser first asks this server, which does not allow it.
  const onError = (context: Context) => {
    context.header('connection', 'close'); // the rest of the request is not read
    return context.json({ message: `The request has more than ${MAX_REQUEST_BYTES} bytes: send less.` }, 413);
  };
  app.post('/api/*', async (context, next) => {
    const { req } = context;
    const isOwnPage = [undefined, new URL(req.url).origin].includes(req.header('origin'));
    if (req.header(GUARD_HEADER) === undefined || !isOwnPage) {
      return context.json({ message: 'Only the page of this server can send this request.' }, 403);
    }
    return next();
  });
  app.post('/api/*', bodyLimit({ maxSize: MAX_REQUEST_BYTES, onError }));
  app.post(PATHS.simulation, async (context) => {
    const { scenario } = await readJson(context);
    if (scenario !== TERMINAL && (typeof scenario !== 'string' || !isScenario(scenario))) {
      return refuse(context, `scenario is ${shortJson(scenario)}: pass ${TERMINAL} or the name of a scenario`);
    }
    await shown.choose(scenario);
    return context.json({});
  });
  app.post(PATHS.speed, async (context) => {
    const { speed } = await readJson(context);
    const known = SPEEDS.find((each) => each === speed);
    if (known === undefined) return refuse(context, `speed is ${shortJson(speed)}: pass one of ${SPEEDS.join(', ')}`);
    if (await shown.setSpeed(known)) return context.json({});
    return refuse(context, 'The session of the terminal has the speed 1: choose a scenario first');
  });
  app.post(PATHS.widget, async (context) => {
    const { endpoint, event } = await readJson(context);
    const isWidget = widgets.some((widget) => widget.kind === 'custom' && widget.endpoint === endpoint);
    if (!isWidget || typeof event !== 'object' || event === null) {
      return refuse(context, `endpoint is ${shortJson(endpoint)}: pass the function of a custom widget, and an event`);
    }
    return context.json(await callWidget(shown.current.playback.session, endpoint as string, event));
  });
  return app;
}

async function callWidget({ invokeWidget }: ShownSession, endpoint: string, event: object): Promise<WidgetAnswer> {
  try {
    const answer = await invokeWidget(endpoint, event);
    const markdown = (answer as { markdown?: unknown } | null)?.markdown;
    return { answer: typeof markdown === 'string' ? renderMarkdown(markdown) : answer };
  } catch (error) {
    return { problem: `The function of this widget failed: ${(error as Error).message}` };
  }
}

/** Returns the dashboards of the stack. Each widget gets an id that no other widget has. */
function dashboardsOf({ deployment }: ShownSession): DashboardContent[] {
  const bodies = deployment.stacks
    .flatMap(({ resources }) => resources)
    .filter(({ type }) => type === 'AWS::CloudWatch::Dashboard')
    .map(({ physicalId, properties }) => ({ name: physicalId, widgets: readDashboard(properties.DashboardBody) }));
  return bodies.map(({ name, widgets }, board) => ({
    name,
    widgets: widgets.map((widget, index) => ({ ...widget, id: `w${board}-${index}` })),
  }));
}

async function readJson(context: Context): Promise<Readonly<Record<string, unknown>>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

/** Returns how a value begins that somebody sent, without characters that reorder or hide text. */
function shortJson(value: unknown): string {
  const json = value === undefined ? 'undefined' : printableJson(value);
  return json.length > MAX_SHOWN_LENGTH ? `${json.slice(0, MAX_SHOWN_LENGTH)} ...` : json;
}

function refuse(context: Context, message: string): Response {
  return context.json({ message }, 400);
}

function isRange(name: string): name is Range {
  return Object.hasOwn(RANGES, name);
}

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
