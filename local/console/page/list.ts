/** Keeps the items of a list up to date. Items that have not changed keep their elements, and with them focus and selection. */

export interface ListOptions<T> {
  readonly keyOf: (item: T) => string;
  readonly create: (item: T) => HTMLLIElement;
}

/** Elements by key, with the item that they show. */
const SHOWN = new WeakMap<HTMLElement, Map<string, { readonly item: string; readonly element: HTMLLIElement }>>();

export function updateList<T>(list: HTMLElement, items: readonly T[], { keyOf, create }: ListOptions<T>): void {
  const before = SHOWN.get(list) ?? new Map();
  const after: typeof before = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const json = JSON.stringify(item);
    const known = before.get(key);
    after.set(key, known?.item === json ? known : { item: json, element: replace(known?.element, create(item)) });
  }
  SHOWN.set(list, after);
  const elements = [...after.values()].map(({ element }) => element);
  for (const child of [...list.children]) if (!elements.includes(child as HTMLLIElement)) child.remove();
  // Moves only elements that are not in their place, because a moved element loses the focus.
  elements.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
}

/** Details that were open stay open. */
function replace(old: HTMLLIElement | undefined, created: HTMLLIElement): HTMLLIElement {
  const details = created.querySelector('details');
  if (old && details) details.open = old.querySelector('details')?.open ?? false;
  return created;
}
