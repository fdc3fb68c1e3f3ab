/** The widgets: each event becomes requests of the look-up API within this process, and their answers become one view. */
import type { Context } from 'aws-lambda';
import { answer, type CoreContext, createMailRoutes } from '../core';
import type { Route } from '../exchange';
import { PROBLEM_TYPE, type ProblemBody } from '../response';
import { type Ask, viewOf } from './clicks';
import type { MaskedRoute, WidgetSettings } from './contract';
import { DESCRIPTION } from './describe';
import { toHtml } from './document';
import { type Bodies, toRequest } from './requests';
import { readWidgetEvent } from './widget-event';

export interface WidgetsContext extends CoreContext {
  readonly settings: WidgetSettings;
}

/** Returns HTML, or Markdown for the documentation. Never throws because of the event, of SES or of the table. */
export type Widgets = (
  event: unknown,
  invocation: Pick<Context, 'awsRequestId' | 'invokedFunctionArn'>,
) => Promise<string>;

export function createWidgets(context: WidgetsContext): Widgets {
  const routes: Readonly<Record<MaskedRoute, Route>> = createMailRoutes(context);
  return async (event, { awsRequestId, invokedFunctionArn }) => {
    const { isDescribe, widget, theme, action, fields } = readWidgetEvent(event);
    if (isDescribe) return DESCRIPTION;
    const ask: Ask = async (route, given) => {
      const { type, body } = await answer(toRequest(route, awsRequestId, given), routes[route], context);
      return type === PROBLEM_TYPE ? { problem: body as ProblemBody } : { body: body as Bodies[typeof route] };
    };
    const { apiUrl } = context.settings;
    const page = { widget, action, endpoint: invokedFunctionArn, apiUrl, fields, now: context.clock.now() };
    return toHtml(await viewOf(page, ask), page, theme);
  };
}
