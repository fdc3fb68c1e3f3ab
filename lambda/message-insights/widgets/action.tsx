/** Buttons that call the function again. */
import { WIDGET_PARAMETER } from './contract';
import type { Page } from './page';
import type { WidgetAction } from './widget-event';

export interface ActionProps {
  readonly page: Page;
  readonly action: WidgetAction;
  readonly label: string;
  /** Says more than the label, for screen readers. Default: the label. */
  readonly description?: string;
  readonly isMain?: boolean;
}

/**
 * A button, and the element that gives CloudWatch its action. The action belongs to the element directly before it.
 * Enter and space press a button, but not the link without a target in AWS's examples.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_interactivity.html
 */
export function Action({ page, action, label, description, isMain = false }: ActionProps) {
  return (
    <>
      <button type="button" class={isMain ? 'go main' : 'go'} aria-label={description}>
        {label}
      </button>
      <cwdb-action action="call" display="widget" endpoint={page.endpoint}>
        {toJson({ [WIDGET_PARAMETER]: page.widget, ...action })}
      </cwdb-action>
    </>
  );
}

/** Returns JSON without any character that HTML may read as markup, however the console reads it. */
function toJson(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&'\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
