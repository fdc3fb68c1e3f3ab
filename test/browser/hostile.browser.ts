/** Values of strangers in a real browser: what the widgets escape, and what the page removes if they would not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMetricStore } from '../../local/aws/metric-store';
import type { ArchivedMail } from '../../local/aws/sesv2/mail-account';
import { startConsole } from '../../local/console/server';
import { createLocalDeployment } from '../../local/deployment/local-deployment';
import { exampleStack } from '../support/deployment-world';
import { type InsightsWorld, startInsightsWorld } from '../support/insights-world';
import { bounces } from '../support/planted-mail';
import { widgetsOf } from '../support/widget-console';
import { HOUR, MINUTE, settingsOf } from '../support/world';
import { type BrowserConsole, CHROMIUM, openInBrowser } from './console-in-browser';

/** Each value, if it were HTML, would run a script or send a request. */
const HOSTILE = [
  '<script>globalThis.ran = 1</script>',
  '<img src="https://evil.example/image" onerror="globalThis.ran = 1">',
  '<svg onload="globalThis.ran = 1"><use href="https://evil.example/use#a"></use></svg>',
  '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  '</textarea></form><form action="https://evil.example/"><button>x</button></form>',
  '<a href="javascript:globalThis.ran = 1">link</a>',
  '<style>*{background:url(https://evil.example/b)}</style>',
];

/** An answer shows 25 mails. */
const SUBJECTS = HOSTILE.slice(0, 5);

const SENT_AT = Date.now() - HOUR;

/** What the functions of the widgets return. */
let returned: ((event: object) => Promise<string>) | undefined;
let local: BrowserConsole;
let world: InsightsWorld;

beforeAll(async () => {
  if (!CHROMIUM) return;
  const now = Date.now;
  const metrics = createMetricStore({ now });
  // Five mails of each mailing, because a masked search shows no subject of fewer.
  const mail = SUBJECTS.flatMap((subject, index) =>
    bounces(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}${index}@example.com`),
      { sentAt: SENT_AT, deliveryEventAt: SENT_AT + MINUTE, from: 'news@shop.example', subject },
    ),
  ) as readonly ArchivedMail[];
  world = await startInsightsWorld({ mail, throttles: false });
  const widgets = widgetsOf(world, { settings: { maxWaitSeconds: 60 } });
  const server = await startConsole({
    title: 'Hostile mail',
    settings: settingsOf(),
    terminal: {
      now,
      metrics,
      deployment: createLocalDeployment({ now, stacks: [exampleStack()] }),
      invokeWidget: async (invokedFunctionArn, event) =>
        returned?.(event) ?? widgets(event, { awsRequestId: 'request', invokedFunctionArn }),
      examples: () => [],
    },
    simulate: () => Promise.reject(new Error('no simulation')),
  });
  local = await openInBrowser(server.url, async () => {
    await server.close();
    await world.close();
  });
});
afterAll(() => local?.close());

(CHROMIUM ? describe : describe.skip)('a hostile value', () => {
  it('in the subject of a mail is shown as text', async () => {
    returned = undefined;
    const { page, context, foreignRequests, errors } = await local.open();
    const find = page.getByRole('article', { name: 'Find mail' });
    await find.getByRole('button', { name: 'Search' }).click();
    const lookAgain = find.getByRole('button', { name: 'Look again' });
    await lookAgain.waitFor();
    world.ahead += 10_000; // SES has finished
    await lookAgain.click();
    for (const value of SUBJECTS) await find.getByText(value).first().waitFor();
    expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it.each(HOSTILE)('runs and requests nothing, even if a function returns it as HTML: %s', async (value) => {
    returned = async () => `<p>before</p>${value}<p style="color: rgb(1, 2, 3)">after</p>`;
    const { page, context, foreignRequests } = await local.open();
    const find = page.getByRole('article', { name: 'Find mail' });
    const after = find.getByText('after', { exact: true });
    await after.waitFor();
    // biome-ignore lint/suspicious/noExplicitAny: the function runs in the browser
    const colorOf = (element: any) => (globalThis as any).getComputedStyle(element).color;
    expect(await after.evaluate(colorOf)).toBe('rgb(1, 2, 3)');
    for (const trigger of await find.locator('a, form button').all()) await trigger.click();
    await page.waitForTimeout(200);
    expect(await page.evaluate('globalThis.ran')).toBeUndefined();
    expect(foreignRequests).toEqual([]);
    expect(page.url()).toBe(`${local.url}/`);
    await context.close();
  });

  it('reaches an action only as a parameter', async () => {
    const events: object[] = [];
    returned = async (event) => {
      events.push(event);
      return `<input name="what" value="</cwdb-action>"><button>Go</button>
        <cwdb-action action="call" endpoint="${endpoint}" confirmation="Go?">{"widget":"find","id":"\\u003cb>"}</cwdb-action>`;
    };
    const { page, context } = await local.open();
    const endpoint = await page.locator('[data-endpoint]').first().getAttribute('data-endpoint');
    await page.reload();
    const find = page.getByRole('article', { name: 'Find mail' });
    await find.getByRole('button', { name: 'Go' }).waitFor();
    events.length = 0;
    const questions: string[] = [];
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.accept();
    });
    await find.getByRole('button', { name: 'Go' }).click();
    await page.waitForTimeout(500);
    expect(questions).toEqual(['Go?']);
    expect(events).toEqual([
      expect.objectContaining({
        widget: 'find',
        id: '<b>',
        widgetContext: expect.objectContaining({ forms: { all: { what: '</cwdb-action>' } }, theme: 'light' }),
      }),
    ]);
    await context.close();
  });
});
