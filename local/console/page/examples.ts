/** Message ids and addresses that somebody can copy into the widget that finds mail. */
import { type Example, PATHS } from '../contract';
import { byId, element } from './element';
import { get } from './server';

/** Reads the newest examples each time the list opens. */
export function connectExamples(): void {
  byId('examples').addEventListener('toggle', refreshExamples);
}

/** Call it when another simulation is shown, because an open list has the messages of the one before. */
export function refreshExamples(): void {
  if (!byId<HTMLDetailsElement>('examples').open) return;
  void get(PATHS.examples).then(
    (text) => show(JSON.parse(text)),
    ({ message }: Error) => byId('example-list').replaceChildren(element('li', {}, message)),
  );
}

function show(examples: readonly Example[]): void {
  const none = element('li', {}, 'This account has sent no message.');
  byId('example-list').replaceChildren(...(examples.length === 0 ? [none] : examples.map(item)));
}

function item({ title, value }: Example): HTMLLIElement {
  const copy = element('button', { type: 'button', class: 'small', 'aria-label': `Copy ${title}` }, 'Copy');
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(value).then(() => {
      copy.textContent = 'Copied';
    });
  });
  return element('li', {}, element('span', {}, title), ' ', element('code', {}, value), ' ', copy);
}
