/** The browser code of the page: asks the server for what changes, and shows it. */
import { type ConsoleState, PATHS, type Range, type SeriesAnswer, TERMINAL } from '../contract';
import { showAlarms } from './alarms';
import { createCustomWidget } from './custom-widget';
import { byId, element } from './element';
import { connectExamples } from './examples';
import { dateTime, numberText } from './format';
import { createGraph, type Graph } from './graph';
import { showMessages } from './messages';
import { get, post } from './server';

/** Time between two requests for the state. */
const REFRESH_MS = 500;

const graphs = new Map<string, Graph>(
  [...document.querySelectorAll<HTMLElement>('.widget.graph')].map((frame) => [frame.id, createGraph(frame)]),
);

const customWidgets = [...document.querySelectorAll<HTMLElement>('.widget.custom')].map((frame) => ({
  dashboard: frame.closest<HTMLElement>('.board')?.dataset.name ?? '',
  widget: createCustomWidget(frame),
}));

/** What the graphs show: the version of the data, and the time range. */
let shownSeries = { simulation: -1, dataVersion: '', range: '' };
let shownState = '';

async function refresh(): Promise<void> {
  const text = await get(PATHS.state);
  if (text !== shownState) {
    showState(JSON.parse(text));
    shownState = text;
  }
  await refreshSeries(JSON.parse(text));
  byId('problem').textContent = '';
}

function showState({ time, scenario, description, speed, alarms, messages }: ConsoleState): void {
  byId('time').textContent = dateTime(time);
  byId('time').setAttribute('datetime', new Date(time).toISOString());
  byId('description').textContent = description;
  const select = byId<HTMLSelectElement>('scenario');
  if (document.activeElement !== select) select.value = scenario;
  for (const input of inputsOf('speed')) {
    input.checked = input.value === String(speed);
    input.disabled = scenario === TERMINAL;
  }
  showAlarms(alarms, scenario);
  showMessages(messages);
  document.querySelector('main')?.setAttribute('data-ready', '');
}

async function refreshSeries({ simulation, dataVersion, time, account }: ConsoleState): Promise<void> {
  const range = (inputsOf('range').find(({ checked }) => checked)?.value ?? '') as Range;
  const before = shownSeries;
  if (before.dataVersion === dataVersion && before.range === range) return;
  const { from, to, widgets } = JSON.parse(await get(`${PATHS.series}?range=${range}`)) as SeriesAnswer;
  shownSeries = { simulation, dataVersion, range };
  const change = before.simulation !== simulation ? 'simulation' : before.range !== range ? 'range' : 'data';
  for (const { dashboard, widget } of customWidgets) widget.update({ dashboard, account, time, range }, change);
  for (const [id, view] of Object.entries(widgets)) {
    const graph = graphs.get(id);
    if (graph) graph.show({ from, to, view });
    else
      byId(id)
        .querySelector('.body')
        ?.replaceChildren(
          ...view.series.map(({ label, values }) =>
            element(
              'p',
              { class: 'single' },
              element('b', {}, numberText(values.findLast((value) => value !== null))),
              ` ${label}`,
            ),
          ),
        );
  }
}

function inputsOf(name: string): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
}

/** Sends a change, shows that the page waits, then shows the result. */
async function change(path: string, body: object): Promise<void> {
  document.body.setAttribute('aria-busy', 'true');
  try {
    await post(path, body);
    await refresh();
  } catch (error) {
    byId('problem').textContent = (error as Error).message;
  } finally {
    document.body.removeAttribute('aria-busy');
  }
}

byId<HTMLSelectElement>('scenario').addEventListener('change', ({ currentTarget }) => {
  void change(PATHS.simulation, { scenario: (currentTarget as HTMLSelectElement).value });
});
byId('speed').addEventListener('change', ({ target }) => {
  void change(PATHS.speed, { speed: Number((target as HTMLInputElement).value) });
});
byId('range').addEventListener('change', () => void refresh());
byId('controls').addEventListener('submit', (event) => event.preventDefault());

connectExamples();

async function run(): Promise<never> {
  for (;;) {
    if (document.visibilityState === 'visible') {
      await refresh().catch((error: Error) => {
        byId('problem').textContent = error.message;
      });
    }
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  }
}

void run();
