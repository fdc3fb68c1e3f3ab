/** What every view of one response needs to know. */
import type { WidgetName } from './contract';
import type { Fields, WidgetAction } from './widget-event';

export interface Page {
  readonly widget: WidgetName;
  /** ARN of this function, which each button calls. */
  readonly endpoint: string;
  /** URL of the look-up API. */
  readonly apiUrl: string;
  readonly action: WidgetAction;
  readonly fields: Fields;
  /** Epoch milliseconds. */
  readonly now: number;
}
