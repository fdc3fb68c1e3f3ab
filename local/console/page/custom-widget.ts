/** A custom widget: calls its function, shows the answer, and does what its actions ask for. */
import { PATHS, RANGES, type Range, type WidgetAnswer } from '../contract';
import { type Field, formValues, readAction, readParameters } from './cwdb-action';
import { element } from './element';
import { focusIn } from './kept-focus';
import { post } from './server';
import { showHtml } from './widget-html';

/** What surrounds a widget. */
export interface Surroundings {
  readonly dashboard: string;
  readonly account: string;
  /** The simulated time, epoch milliseconds. */
  readonly time: number;
  readonly range: Range;
}

export interface CustomWidget {
  /** Calls the function if the widget has not been shown, or asks to be called for this change. */
  update(surroundings: Surroundings, change: 'simulation' | 'data' | 'range'): void;
}

const FIELDS = 'input[name], select[name], textarea[name]';

const HOUR_MS = 60 * 60_000;

/** @param frame a widget of the page */
export function createCustomWidget(frame: HTMLElement): CustomWidget {
  const body = frame.querySelector('.body') as HTMLElement;
  const title = frame.querySelector('h4')?.textContent ?? '';
  const params = JSON.parse(body.dataset.params ?? '{}');
  const updates = JSON.parse(body.dataset.updates ?? '{}');
  const host = body.appendChild(element('div', {}));
  body.tabIndex = -1; // takes the focus of a button that an answer removes
  const root = host.attachShadow({ mode: 'open' });
  let surroundings: Surroundings | undefined;
  /** The newest call for each target. An earlier one may answer later, even from another simulation. */
  const newest = new WeakMap<ShadowRoot, object>();

  async function call(endpoint: string, parameters: object, form: ShadowRoot, target: ShadowRoot): Promise<void> {
    const event = { ...params, ...parameters, widgetContext: contextOf(form) };
    newest.set(target, event);
    body.setAttribute('aria-busy', 'true');
    const html = await htmlOf(endpoint, event);
    if (newest.get(target) !== event) return;
    body.removeAttribute('aria-busy');
    show(target, html);
  }

  function contextOf(form: ShadowRoot) {
    const { dashboard, account, time, range } = surroundings as Surroundings;
    const lengthMs = RANGES[range] * HOUR_MS;
    return {
      dashboardName: dashboard,
      widgetId: frame.id,
      accountId: account,
      locale: 'en',
      timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
      period: 300,
      isAutoPeriod: true,
      timeRange: { mode: 'relative', start: time - lengthMs, end: time, relativeStart: lengthMs },
      theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
      linkCharts: true,
      title,
      forms: { all: formValues(form.querySelectorAll<HTMLElement & Field>(FIELDS)) },
      params,
      width: body.clientWidth,
      height: body.clientHeight,
    };
  }

  function show(target: ShadowRoot, html: string): void {
    const focus = focusIn(target);
    showHtml(target, html);
    if (focus) (focus.findAgain() ?? body).focus({ preventScroll: true });
    for (const action of target.querySelectorAll('cwdb-action')) connect(action, target);
    for (const form of target.querySelectorAll('form'))
      form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** The element before an action triggers it. */
  function connect(source: Element, form: ShadowRoot): void {
    const trigger = source.previousElementSibling;
    const action = readAction((name) => source.getAttribute(name));
    const { kind, display, event, confirmation, endpoint } = action;
    const content = source.innerHTML;
    const text = source.textContent ?? '';
    source.remove();
    trigger?.addEventListener(event, (triggered) => {
      triggered.preventDefault();
      if (confirmation !== undefined && !window.confirm(confirmation)) return;
      const target = display === 'popup' ? openPopup(title) : root;
      if (kind === 'html') show(target, content);
      else void call(endpoint, readParameters(text), form, target);
    });
  }

  return {
    update(next, change) {
      surroundings = next;
      const isWanted = { simulation: true, data: updates.refresh, range: updates.timeRange }[change];
      if (isWanted) void call(body.dataset.endpoint ?? '', {}, root, root);
    },
  };
}

/** Returns the answer of a function, or why there is none. */
async function htmlOf(endpoint: string, event: object): Promise<string> {
  try {
    const answer: WidgetAnswer = JSON.parse(await post(PATHS.widget, { endpoint, event }));
    return 'problem' in answer ? paragraph(answer.problem) : toHtml(answer.answer);
  } catch (error) {
    return paragraph((error as Error).message);
  }
}

/** Returns the content of a new dialog. */
function openPopup(title: string): ShadowRoot {
  const content = element('div', {});
  const close = element('button', { type: 'button' }, 'Close');
  const dialog = element('dialog', { 'aria-label': title }, close, content);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return content.attachShadow({ mode: 'open' });
}

/** A function returns HTML, or an object, which CloudWatch shows as JSON. The server has rendered Markdown already. */
function toHtml(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  return element('pre', {}, JSON.stringify(answer, undefined, 2)).outerHTML;
}

function paragraph(text: string): string {
  return element('p', {}, text).outerHTML;
}
