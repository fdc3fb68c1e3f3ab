/** The names and limits that the widgets share with their stack and their dashboard. */
import { type InsightsSettings, type RouteName, toEnvironment } from '../contract';

/** The widgets on the dashboard, in order. */
export const WIDGETS = {
  find: { title: 'Find mail' },
  bouncing: { title: 'What is bouncing now' },
  breakdown: { title: 'Who, over days' },
} as const satisfies Record<string, { readonly title: string }>;

export type WidgetName = keyof typeof WIDGETS;

/** The parameter of a widget that names it. It also comes with each click. */
export const WIDGET_PARAMETER = 'widget';

/**
 * CloudWatch's console lists functions whose name begins like this.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard.html
 */
export const FUNCTION_NAME_PREFIX = 'customWidget';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const MAX_FUNCTION_NAME = 64;

/**
 * The caller of every request of a widget, because its event does not name the viewer. All viewers therefore share the
 * turns of one caller, and can read each other's masked searches if they know the ID.
 */
export const CALLER = 'cloudwatch-dashboard';

/** The routes that a widget can use. None of them shows personal data. */
export type MaskedRoute = Extract<
  RouteName,
  'masked' | 'recipient' | 'startSearch' | 'search' | 'startBreakdown' | 'breakdown'
>;

/** The fields of the forms, by their names in `widgetContext.forms`. */
export const FIELDS = ['what', 'subject', 'from', 'outcome', 'since', 'event', 'by', 'days'] as const;

export type FieldName = (typeof FIELDS)[number];

/** The filters of a search that its command names. The address of a recipient is `to`. */
export const FILTERS = ['to', 'from', 'subject', 'outcome'] as const;

export type FilterName = (typeof FILTERS)[number];

/** Characters of a field in one line. A header line has at most 998 characters (RFC 5322). */
export const MAX_INPUT = 998;

/** A click looks up at most this many messages, because all look-ups of the account share one call to SES a second. */
export const MAX_MESSAGES = 4;

/** The settings that the stack passes to the function. */
export interface WidgetSettings extends InsightsSettings {
  /** URL of the look-up API. Commands for people who may see more call it. */
  readonly apiUrl: string;
}

/** The function's additional environment variable. */
export const API_URL = 'API_URL';

/** Returns the settings as the function's environment. `settings.ts` reads them back. */
export function toWidgetEnvironment({ apiUrl, ...settings }: WidgetSettings): Record<string, string> {
  return { ...toEnvironment(settings), [API_URL]: apiUrl };
}
