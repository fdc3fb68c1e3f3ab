/** The console of CloudWatch: parses the HTML of a widget, and sends the events of its buttons. */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parseFragment } from 'parse5';
import type { Page } from '../../lambda/message-insights/widgets/page';
import { createWidgets, type Widgets } from '../../lambda/message-insights/widgets/widgets';
import type { InsightsWorld, InstanceOptions } from './insights-world';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

export const ENDPOINT = 'arn:aws:lambda:eu-west-1:111122223333:function:customWidget-Watch';
export const API_URL = 'https://api.example.com';

/** The page of a widget whose form is empty, to draw one view. */
export const PAGE: Page = {
  widget: 'find',
  action: { action: 'show' },
  endpoint: ENDPOINT,
  apiUrl: API_URL,
  fields: { what: '', subject: '', from: '', outcome: '', since: '', event: '', by: '', days: '' },
  now: Date.UTC(2026, 10, 18, 15, 22),
};

/** Creates the widgets over the SES and the table of a world. */
export function widgetsOf(world: InsightsWorld, options?: InstanceOptions): Widgets {
  const core = world.core(options);
  return createWidgets({ ...core, settings: { ...core.settings, apiUrl: API_URL } });
}

export interface Shown {
  readonly html: string;
  readonly elements: readonly Element[];
  /** The visible text, with single spaces. */
  readonly text: string;
  /** The labels of the buttons. */
  readonly buttons: readonly string[];
  /** The events that the buttons would send, in order. */
  readonly events: readonly object[];
  /** Presses a button with these values in the form, and returns what the widget then shows. */
  press(label: string, fields?: Readonly<Record<string, unknown>>): Promise<Shown>;
}

let requests = 0;

/** Sends an event as the console does, and parses the response. */
export async function show(widgets: Widgets, event: object): Promise<Shown> {
  const context = { awsRequestId: `request-${++requests}`, invokedFunctionArn: ENDPOINT };
  return parse(await widgets(event, context), widgets);
}

/** Parses HTML. Without the widgets, its buttons do nothing. */
export function parse(html: string, widgets: Widgets = async () => ''): Shown {
  const elements = elementsOf(parseFragment(html));
  const buttons = elements.filter(({ tagName }) => tagName === 'button');
  const events = buttons.map((button) => JSON.parse(textOf(actionOf(button))));
  return {
    html,
    elements,
    text: visibleText(parseFragment(html)),
    buttons: buttons.map(textOf),
    events,
    press(label, fields = {}) {
      const index = buttons.findIndex((button) => textOf(button) === label);
      if (index < 0) throw new Error(`No button "${label}" among ${buttons.map(textOf).join(', ')}`);
      return show(widgets, { ...events[index], ...contextOf({ ...valuesOf(elements), ...fields }) });
    },
  };
}

/** Opens a widget of the dashboard for the first time. */
export function open(widgets: Widgets, widget: string, theme = 'light'): Promise<Shown> {
  return show(widgets, { widget, ...contextOf({}, theme) });
}

/** The event of AWS's documentation, which has more members. */
function contextOf(fields: Readonly<Record<string, unknown>>, theme = 'light') {
  return {
    widgetContext: {
      dashboardName: 'Watch-eu-west-1',
      widgetId: 'widget-16',
      accountId: '111122223333',
      locale: 'en',
      timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
      period: 300,
      isAutoPeriod: true,
      timeRange: { mode: 'relative', start: 1627236199729, end: 1627322599729, relativeStart: 86400012 },
      theme,
      linkCharts: true,
      title: 'Find mail',
      forms: { all: fields },
      params: { widget: 'find' },
      width: 588,
      height: 369,
    },
  };
}

/** Returns the element that gives a button its action: the one directly after it. */
function actionOf(button: Element): Element {
  const siblings = button.parentNode?.childNodes ?? [];
  const next = siblings[siblings.indexOf(button) + 1];
  if (!next || !defaultTreeAdapter.isElementNode(next) || next.tagName !== 'cwdb-action')
    throw new Error(`No cwdb-action follows the button "${textOf(button)}"`);
  const [action, endpoint] = ['action', 'endpoint'].map((name) => attributeOf(next, name));
  if (action !== 'call' || endpoint !== ENDPOINT) throw new Error(`The action calls ${endpoint}`);
  return next;
}

/** Returns the values of the form, as the console sends them. */
function valuesOf(elements: readonly Element[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const element of elements) {
    const name = attributeOf(element, 'name');
    if (name === undefined) continue;
    if (element.tagName === 'input') values[name] = attributeOf(element, 'value') ?? '';
    if (element.tagName === 'textarea') values[name] = textOf(element);
    if (element.tagName === 'select') {
      const options = elementsOf(element).filter(({ tagName }) => tagName === 'option');
      const chosen = options.find((option) => attributeOf(option, 'selected') !== undefined) ?? options[0];
      values[name] = (chosen && attributeOf(chosen, 'value')) ?? '';
    }
  }
  return values;
}

export function attributeOf({ attrs }: Element, name: string): string | undefined {
  return attrs.find((attribute) => attribute.name === name)?.value;
}

function elementsOf(node: Node): Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes.flatMap((child) =>
    defaultTreeAdapter.isElementNode(child) ? [child, ...elementsOf(child)] : [],
  );
}

function textOf(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** Elements within a sentence. */
const INLINE = ['b', 'bdi', 'code', 'span'];

/** The console shows neither the style sheet nor the parameters of actions. */
function visibleText(node: Node): string {
  const parts: string[] = [];
  const visit = (visited: Node): void => {
    if (defaultTreeAdapter.isTextNode(visited)) parts.push(visited.value);
    if (defaultTreeAdapter.isElementNode(visited) && ['style', 'cwdb-action'].includes(visited.tagName)) return;
    if ('childNodes' in visited) {
      for (const child of visited.childNodes) visit(child);
      if (!INLINE.includes(visited.nodeName)) parts.push(' ');
    }
  };
  visit(node);
  return parts.join('').replace(/\s+/g, ' ').trim();
}
