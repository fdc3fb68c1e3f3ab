/** The documentation that the console shows beside the settings of a widget. */
import { WIDGET_PARAMETER, WIDGETS } from './contract';

const names = Object.entries(WIDGETS).map(([name, { title }]) => `\`${WIDGET_PARAMETER}: ${name}\` | ${title}`);

export const DESCRIPTION = `## Mail that Amazon SES sent

Looks messages and recipients up, searches for mail, counts bounces, and shows daily numbers. All answers are masked.

Nothing runs at SES until somebody presses a button. All viewers share one call to SES a second, and two searches at once.
Searches need Virtual Deliverability Manager.

Parameter | Widget
---|---
${names.join('\n')}

Switch the three settings "Update on" off. Otherwise, each refresh shows the form again, without its answer.
`;
