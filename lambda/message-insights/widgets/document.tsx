/** The HTML of a response: the style sheet, the form and one view. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { WidgetName } from './contract';
import type { Page } from './page';
import { BreakdownForm, CountForm, FindForm } from './views/forms';
import type { WidgetEvent } from './widget-event';

/**
 * The console puts the HTML into its own page, so each rule begins with our class. The text of a style sheet must have no
 * quote, `&`, `<` or `>`, because the template library escapes them. Widths are those of the widget, not of the window,
 * so the layout wraps instead of asking for the size of the window. The class `cwdb-no-default-styles` switches the
 * styles of CloudWatch off.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 */
const STYLE = `
.ses-mail{--ink:#16191f;--dim:#545b64;--line:#d5dbdb;--soft:#f2f3f3;--main:#0559b0;--on-main:#ffffff;--good:#037f0c;--warn:#855900;--bad:#b0200a;color:var(--ink);font-family:Amazon Ember,Helvetica Neue,Roboto,Arial,sans-serif;font-size:14px;line-height:1.45;overflow-wrap:anywhere}
.ses-mail.dark{--ink:#e9ebed;--dim:#a5b0bd;--line:#414d5c;--soft:#192534;--main:#5ea9f0;--on-main:#0b1520;--good:#3ecf5b;--warn:#e0b43a;--bad:#ff7f79}
.ses-mail *{box-sizing:border-box}
.ses-mail p,.ses-mail ul,.ses-mail ol,.ses-mail dl{margin:0 0 8px}
.ses-mail h3,.ses-mail h4{margin:12px 0 4px;font-size:15px;line-height:1.3;color:var(--ink)}
.ses-mail h4{font-size:14px}
.ses-mail ul,.ses-mail ol{padding-left:22px}
.ses-mail code{font-family:Menlo,Consolas,monospace;font-size:12px;background:var(--soft);color:var(--ink);padding:1px 4px;border-radius:3px;white-space:pre-wrap}
.ses-mail summary{cursor:pointer;padding:6px 0;font-weight:700}
.ses-mail form{margin:0 0 12px}
.ses-mail .fields{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:flex-end;margin:0 0 8px}
.ses-mail label{display:block;flex:1 1 165px;min-width:0;color:var(--dim);font-size:13px}
.ses-mail label.wide{flex-basis:100%}
.ses-mail input,.ses-mail select,.ses-mail textarea{display:block;width:100%;min-height:36px;margin-top:2px;padding:6px 8px;font:inherit;font-size:16px;color:var(--ink);background:transparent;border:1px solid var(--dim);border-radius:4px}
.ses-mail textarea{field-sizing:content;min-height:60px;max-height:150px}
.ses-mail option{color:#16191f;background:#ffffff}
.ses-mail .go{min-height:36px;padding:6px 16px;font:inherit;font-weight:700;color:var(--main);background:transparent;border:2px solid var(--main);border-radius:18px;cursor:pointer}
.ses-mail .go.main{color:var(--on-main);background:var(--main)}
.ses-mail :focus-visible{outline:3px solid var(--main);outline-offset:2px}
.ses-mail cwdb-action{display:none}
.ses-mail .dim{color:var(--dim);font-size:13px}
.ses-mail .note{border-left:4px solid var(--warn);padding:4px 8px;background:var(--soft)}
.ses-mail .good{color:var(--good)}
.ses-mail .warn{color:var(--warn)}
.ses-mail .bad{color:var(--bad)}
.ses-mail .status{font-weight:700}
.ses-mail .rows{list-style:none;padding:0}
.ses-mail .rows li{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;border-top:1px solid var(--line);padding:8px 0}
.ses-mail .rows p{flex:1 1 240px;min-width:0;margin:0}
.ses-mail .groups{display:flex;flex-wrap:wrap;gap:0 24px}
.ses-mail .groups section{flex:1 1 280px;min-width:0}
.ses-mail .scroll{overflow-x:auto}
.ses-mail table{width:100%;border-collapse:collapse;margin:0 0 8px}
.ses-mail th,.ses-mail td{padding:3px 8px 3px 0;text-align:right;vertical-align:top;border:0;border-bottom:1px solid var(--line);font-weight:400;color:var(--ink);background:transparent;overflow-wrap:normal}
.ses-mail th:first-child,.ses-mail td.text{text-align:left;overflow-wrap:anywhere}
.ses-mail thead th{color:var(--dim);font-size:13px}
.ses-mail tfoot th,.ses-mail tfoot td{font-weight:700}
.ses-mail svg{display:block;overflow:visible}
.ses-mail svg text{fill:var(--ink);font-size:12px;font-family:inherit}
.ses-mail svg .dim{fill:var(--dim)}
.ses-mail svg line{stroke:var(--dim)}
.ses-mail svg circle{fill:var(--dim)}
.ses-mail svg circle.good{fill:var(--good)}
.ses-mail svg circle.warn{fill:var(--warn)}
.ses-mail svg circle.bad{fill:var(--bad)}
.ses-mail svg circle.main{fill:var(--main)}
.ses-mail svg .number{fill:var(--on-main);font-weight:700}
.ses-mail svg .track{fill:var(--soft)}
.ses-mail svg .bar{fill:var(--main)}
`
  .trim()
  .replaceAll('\n', '');

const FORMS: Readonly<Record<WidgetName, typeof FindForm>> = {
  find: FindForm,
  bouncing: CountForm,
  breakdown: BreakdownForm,
};

/** Returns the form of the widget, and the view below it. */
export function toHtml(view: JSX.Element, page: Page, theme: WidgetEvent['theme']): string {
  const Form = FORMS[page.widget];
  const root = (
    <div class={`cwdb-no-default-styles ses-mail ${theme}`}>
      <style>{STYLE}</style>
      <Form page={page} />
      {view}
    </div>
  );
  return root.toString();
}
