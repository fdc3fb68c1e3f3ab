/** Reads the event of a widget. Whoever may invoke the function can send any event. */
import { findSesIds } from '../message-id';
import { isSearchId } from '../search-record';
import {
  FIELDS,
  FILTERS,
  type FieldName,
  type FilterName,
  MAX_INPUT,
  WIDGET_PARAMETER,
  WIDGETS,
  type WidgetName,
} from './contract';

/** What a click asks for. `show` shows the form, and calls no other service. */
export type WidgetAction =
  | { readonly action: 'show' | 'find' | 'search' | 'count' | 'break-down' }
  | { readonly action: 'message'; readonly messageId: string }
  | RunningSearch;

/** Asks for the result of a search or a breakdown. */
export interface RunningSearch {
  readonly action: 'look-again';
  readonly id: string;
  /** When the click that started it arrived, epoch milliseconds. */
  readonly startedAt: number;
  /** The filters of the search that runs. By now, the form may have other values. */
  readonly filters: Filters;
}

/** Without the filters that a search does not have. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

export type Fields = Readonly<Record<FieldName, string>>;

export interface WidgetEvent {
  /** Whether the console asks for the documentation of the widget. */
  readonly isDescribe: boolean;
  readonly widget: WidgetName;
  readonly theme: 'light' | 'dark';
  readonly action: WidgetAction;
  /** The fields of the form. Missing fields are empty. */
  readonly fields: Fields;
}

const SIMPLE_ACTIONS = ['find', 'search', 'count', 'break-down'] as const;

/**
 * Replaces every part that is missing or of another form. An action without a valid ID shows the form. So does an action in
 * the parameters of the dashboard, because CloudWatch sends these at each refresh, without a click.
 */
export function readWidgetEvent(event: unknown): WidgetEvent {
  const given = membersOf(event);
  const context = membersOf(given.widgetContext);
  const form = membersOf(membersOf(context.forms).all);
  const widget = textOf(given[WIDGET_PARAMETER]);
  return {
    isDescribe: given.describe === true,
    widget: Object.hasOwn(WIDGETS, widget) ? (widget as WidgetName) : 'find',
    theme: context.theme === 'dark' ? 'dark' : 'light',
    action: Object.hasOwn(membersOf(context.params), 'action') ? { action: 'show' } : readAction(given),
    fields: Object.fromEntries(FIELDS.map((name) => [name, textOf(form[name])])) as Fields,
  };
}

function readAction(given: Members): WidgetAction {
  const id = textOf(given.id);
  const [messageId, ...others] = findSesIds(textOf(given.messageId));
  if (given.action === 'message' && messageId !== undefined && others.length === 0)
    return { action: 'message', messageId };
  if (given.action === 'look-again' && isSearchId(id)) {
    const startedAt = isTime(given.startedAt) ? given.startedAt : 0;
    return { action: 'look-again', id, startedAt, filters: readFilters(given.filters) };
  }
  return { action: SIMPLE_ACTIONS.find((name) => name === given.action) ?? 'show' };
}

function readFilters(given: unknown): Filters {
  const members = membersOf(given);
  const filters = FILTERS.map((name) => [name, textOf(members[name])] as const);
  return Object.fromEntries(filters.filter(([, value]) => value !== '' && value.length <= MAX_INPUT));
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** Returns whether a value is a time that a date can have. */
function isTime(time: unknown): time is number {
  return typeof time === 'number' && Number.isFinite(new Date(time).getTime());
}
