/**
 * The HTML that widgets may use. CloudWatch publishes no complete list: it supports "most HTML tags", `<style>` and SVG, and
 * removes JavaScript, `<iframe>` and `<use>`. This list therefore names the few elements and attributes that the widgets need.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_security.html
 */
import type { DefaultTreeAdapterTypes } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

const EVERYWHERE = ['class', 'role', 'aria-label', 'aria-hidden'];

/** The attributes of each element, besides those that are allowed everywhere. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // Text
  div: [],
  section: [],
  p: [],
  h3: [],
  h4: [],
  ul: [],
  ol: [],
  li: [],
  b: [],
  bdi: [],
  br: [],
  code: [],
  span: [],
  details: ['open'],
  summary: [],
  // Tables
  table: [],
  thead: [],
  tbody: [],
  tfoot: [],
  tr: [],
  th: ['scope'],
  td: [],
  // Forms
  form: [],
  label: [],
  input: ['type', 'name', 'value', 'maxlength', 'autocomplete'],
  textarea: ['name', 'rows', 'maxlength'],
  select: ['name'],
  option: ['value', 'selected'],
  button: ['type'],
  'cwdb-action': ['action', 'display', 'endpoint'],
  // Drawings
  style: [],
  svg: ['width', 'height'],
  g: [],
  title: [],
  line: ['x1', 'x2', 'y1', 'y2'],
  circle: ['cx', 'cy', 'r'],
  rect: ['width', 'height', 'rx'],
  text: ['x', 'y', 'text-anchor'],
};

/** Returns the elements and attributes that are not in the list, such as `img` or `a href`. */
export function forbiddenIn(elements: readonly Element[]): string[] {
  return elements.flatMap(({ tagName, attrs }) => {
    const allowed = Object.hasOwn(ALLOWED, tagName) ? ALLOWED[tagName] : undefined;
    if (!allowed) return [tagName];
    return attrs
      .filter(({ name }) => !EVERYWHERE.includes(name) && !allowed.includes(name))
      .map(({ name }) => `${tagName} ${name}`);
  });
}

/** The elements that a form or a drawing needs, which the widgets of all tests together use. */
export const LISTED = Object.keys(ALLOWED);

/** Returns the elements with their attributes, except for their values. */
export function structureOf(elements: readonly Element[]): string[] {
  return elements.map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(' '));
}
