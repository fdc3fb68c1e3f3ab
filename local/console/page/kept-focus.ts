/** Keeps the focus where it is while an answer replaces the content of a widget. */

const CONTROLS = 'button, input, select, textarea, summary, a[href]';

export interface KeptFocus {
  /** Returns the control that is in the place of the focused one and has its name. Undefined: the new content has none. */
  findAgain(): HTMLElement | undefined;
}

/** Returns undefined if nothing in the tree has the focus. */
export function focusIn(root: ShadowRoot): KeptFocus | undefined {
  const focused = root.activeElement;
  if (!focused) return undefined;
  const place = controlsIn(root).indexOf(focused as HTMLElement);
  const name = nameOf(focused);
  return {
    findAgain() {
      const control = controlsIn(root)[place];
      return control && nameOf(control) === name ? control : undefined;
    },
  };
}

function controlsIn(root: ShadowRoot): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(CONTROLS)];
}

/** A field keeps its name when its value changes, and a button its label. */
function nameOf(control: Element): string {
  return control.getAttribute('name') ?? control.textContent ?? '';
}
