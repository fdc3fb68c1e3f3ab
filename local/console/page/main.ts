/** The browser code of the page: asks the server for what changes, and shows it. */
import { type ConsoleState, PATHS, type Range, type SeriesAnswer, TERMINAL } from '../contract';
import { showAlarms } from './alarms';
import { createCustomWidget } from './custom-widget';
import { byId, element } from './element';
import { connectExamples, refreshExamples } from './examples';
import { dateTime, newestText } from './format';
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
let shownScenario = '';

/** Changes of the user. An answer from before a change must not undo it on the page. */
const changes = { started: 0, ended: 0 };

/** A failed change stays in sight until the next one. */
const problems = { refresh: '', change: '' };

async function refresh(): Promise<void> {
  const { ended } = changes;
  const text = await get(PATHS.state);
  if (isOutdated(ended)) return;
  if (text !== shownState) {
    showState(JSON.parse(text));
    shownState = text;
  }
  await refreshSeries(JSON.parse(text), ended);
  showProblem({ refresh: '' });
}

/** @param ended the number of changes that had ended when the request was sent */
function isOutdated(ended: number): boolean {
  return changes.ended !== ended || changes.started !== changes.ended;
}

function showProblem(problem: Partial<typeof problems>): void {
  Object.assign(problems, problem);
  const text = problems.refresh || problems.change;
  if (byId('problem').textContent !== text) byId('problem').textContent = text;
}

function showState({ time, scenario, description, speed, alarms, messages }: ConsoleState): void {
  byId('time').textContent = dateTime(time);
  byId('time').setAttribute('datetime', new Date(time).toISOString());
  byId('description').textContent = description;
  // Only when it changes, because somebody may be choosing another one. Another page may have chosen this one.
  if (shownScenario !== scenario) byId<HTMLSelectElement>('scenario').value = scenario;
  shownScenario = scenario;
  for (const input of inputsOf('speed')) {
    input.checked = input.value === String(speed);
    input.disabled = scenario === TERMINAL;
  }
  showAlarms(alarms, scenario);
  showMessages(messages);
  document.querySelector('main')?.setAttribute('data-ready', '');
}

async function refreshSeries(state: ConsoleState, ended: number): Promise<void> {
  const { simulation, dataVersion, time, account } = state;
  const range = (inputsOf('range').find(({ checked }) => checked)?.value ?? '') as Range;
  const before = shownSeries;
  if (before.dataVersion === dataVersion && before.range === range) return;
  const { from, to, widgets } = JSON.parse(await get(`${PATHS.series}?range=${range}`)) as SeriesAnswer;
  if (isOutdated(ended)) return;
  shownSeries = { simulation, dataVersion, range };
  const change = before.simulation !== simulation ? 'simulation' : before.range !== range ? 'range' : 'data';
  if (change === 'simulation') refreshExamples();
  for (const { dashboard, widget } of customWidgets) widget.update({ dashboard, account, time, range }, change);
  for (const [id, view] of Object.entries(widgets)) {
    const graph = graphs.get(id);
    if (graph) graph.show({ from, to, view });
    else
      byId(id)
        .querySelector('.body')
        ?.replaceChildren(
          ...view.series.map((series) =>
            element('p', { class: 'single' }, element('b', {}, newestText(series)), ` ${series.label}`),
          ),
        );
  }
}

async function tryRefresh(): Promise<void> {
  await refresh().catch(({ message }: Error) => showProblem({ refresh: message }));
}

function inputsOf(name: string): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
}

/** Sends a change, shows that the page waits, then shows the result. */
async function change(path: string, body: object): Promise<void> {
  changes.started += 1;
  document.body.setAttribute('aria-busy', 'true');
  const problem = await post(path, body).then(
    () => '',
    (error: Error) => error.message,
  );
  changes.ended += 1;
  showProblem({ change: problem });
  // After a failed change, the controls must show the old state again.
  shownState = '';
  shownScenario = '';
  await tryRefresh();
  if (changes.started === changes.ended) document.body.removeAttribute('aria-busy');
}

byId<HTMLSelectElement>('scenario').addEventListener('change', ({ currentTarget }) => {
  void change(PATHS.simulation, { scenario: (currentTarget as HTMLSelectElement).value });
});
byId('speed').addEventListener('change', ({ target }) => {
  void change(PATHS.speed, { speed: Number((target as HTMLInputElement).value) });
});
byId('range').addEventListener('change', () => void tryRefresh());
byId('controls').addEventListener('submit', (event) => event.preventDefault());

connectExamples();

async function run(): Promise<never> {
  for (;;) {
    if (document.visibilityState === 'visible') {
      await tryRefresh();
    }
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  }
}

void run();
