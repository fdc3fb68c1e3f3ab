/**
 * What the elements `cwdb-action` in a custom widget do. JavaScript is not allowed in a widget; these elements replace it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 */

export interface WidgetAction {
  readonly kind: 'call' | 'html';
  readonly display: 'widget' | 'popup';
  readonly event: 'click' | 'dblclick' | 'mouseenter';
  /** The question that the user must confirm. Undefined: none. */
  readonly confirmation?: string;
  /** ARN of the function to call. */
  readonly endpoint: string;
}

/** @param attribute returns the value of an attribute, or null */
export function readAction(attribute: (name: string) => string | null): WidgetAction {
  const kind = attribute('action') === 'call' ? 'call' : 'html';
  const event = attribute('event');
  return {
    kind,
    display: attribute('display') === 'popup' ? 'popup' : 'widget',
    // Only HTML can appear without a click.
    event: event === 'dblclick' || (event === 'mouseenter' && kind === 'html') ? event : 'click',
    confirmation: attribute('confirmation') ?? undefined,
    endpoint: attribute('endpoint') ?? '',
  };
}

/** Returns the parameters of a call. Content that is not a JSON object adds none. */
export function readParameters(content: string): Record<string, unknown> {
  try {
    const parameters: unknown = JSON.parse(content);
    return typeof parameters === 'object' && parameters !== null ? { ...parameters } : {};
  } catch {
    return {};
  }
}

/** What a form field has. */
export interface Field {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly checked?: boolean;
}

/** Returns the values of all fields by their names. A box or a button that is not checked has no value. */
export function formValues(fields: Iterable<Field>): Record<string, string> {
  const values = [...fields].filter(
    ({ name, type, checked }) => name !== '' && (checked || !['checkbox', 'radio'].includes(type)),
  );
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}
