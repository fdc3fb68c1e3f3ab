/** What every view of one response needs to know. */
import type { WidgetName } from './contract';
import type { Fields } from './widget-event';

export interface Page {
  readonly widget: WidgetName;
  /** ARN of this function, which each button calls. */
  readonly endpoint: string;
  /** URL of the look-up API. */
  readonly apiUrl: string;
  readonly fields: Fields;
  /** Epoch milliseconds. */
  readonly now: number;
}
