/** What people see and do in the local console. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';
import { type BrowserConsole, CHROMIUM, startInBrowser } from './console-in-browser';

/** A session starts within seconds on an idle machine. */
const START_LIMIT_MS = 120_000;

const AT = '2026-11-18T15:22:00Z';

let local: BrowserConsole;
beforeAll(async () => {
  if (CHROMIUM) local = await startInBrowser(['--at', AT]);
});
afterAll(() => local?.close());

/** Returns the findings of axe that keep people from using the page. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe defines a global
    const { violations } = await (globalThis as any).axe.run();
    return violations.map(({ id, impact, nodes }: { id: string; impact: string; nodes: { html: string }[] }) =>
      `${impact} ${id}: ${nodes.map(({ html }) => html).join(' ')}`.slice(0, 300),
    );
  });
}

const overflowOf = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Returns the number of pixels of a graph that are not transparent. */
const drawnPixels = (page: Page, title: string) =>
  page
    .getByRole('article', { name: title, exact: true })
    .locator('canvas')
    // biome-ignore lint/suspicious/noExplicitAny: the function runs in the browser
    .evaluate((canvas: any) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value: number, index: number) => index % 4 === 3 && value > 0).length;
    });

// biome-ignore lint/suspicious/noExplicitAny: the function runs in the browser
const hasFocus = (element: any) => element.matches(':focus');

/** Returns the titles of the widgets of which a part is out of sight until somebody scrolls in them. */
const cutWidgetsOf = (page: Page) =>
  page
    .locator('.widget.custom')
    // biome-ignore lint/suspicious/noExplicitAny: the function runs in the browser
    .evaluateAll((widgets: any[]) =>
      widgets
        .filter((widget) => widget.querySelector('.body').scrollHeight > widget.querySelector('.body').clientHeight)
        .map((widget) => widget.querySelector('h4').textContent),
    );

async function expectValue(page: Page, selector: string, value: string): Promise<void> {
  await page.waitForFunction(`document.querySelector(${JSON.stringify(selector)}).value === ${JSON.stringify(value)}`);
}

async function show(page: Page, scenario: string): Promise<void> {
  await page.getByLabel('Scenario').selectOption(scenario);
  await page.locator('body:not([aria-busy])').waitFor({ timeout: START_LIMIT_MS });
}

(CHROMIUM ? describe : describe.skip)('the local console', () => {
  it('draws both rates with their data, and asks no other host for anything', async () => {
    const { page, context, foreignRequests, errors } = await local.open();
    for (const rate of ['Bounce rate', 'Complaint rate']) {
      expect(
        await page
          .getByRole('img', { name: `${rate}. Newest` })
          .first()
          .getAttribute('aria-label'),
      ).toMatch(new RegExp(`^${rate}\\. Newest values: 1h [\\d.]+, 24h [\\d.]+, 14d [\\d.]+\\. Lines: AWS reviews at`));
      expect(await drawnPixels(page, rate)).toBeGreaterThan(1000);
    }
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('shows how a list import bounces: the alarm, the page, the brief, and the heading of the runbook', async () => {
    const { page, context, errors } = await local.open();
    await show(page, 'bounce-spike');
    const firing = page.locator('#alarms-firing');
    await firing.getByText('sending-rates-page', { exact: true }).waitFor({ timeout: 60_000 });
    await firing.getByText('bounce-rate-fast-burn', { exact: true }).waitFor();
    const messages = page.locator('#message-list');
    await messages.getByText(/^ALARM: "SesMetricsExporter-.*-sending-rates-page"/).waitFor();
    await messages.getByText("subject 'Spring sale: everything at half price'").waitFor();
    await firing.getByRole('link', { name: 'Runbook: bounce-rate-fast-burn' }).click();
    await page.waitForURL(/\/documents\/RUNBOOK\.md#alarm-bounce-rate-fast-burn$/);
    expect(await page.locator('#alarm-bounce-rate-fast-burn').boundingBox()).toMatchObject({ y: expect.any(Number) });
    expect(Math.round((await page.locator('#alarm-bounce-rate-fast-burn').boundingBox())?.y ?? -1)).toBeLessThan(100);
    expect(errors).toEqual([]);
    await context.close();
  });

  it('can be used with the keyboard only', async () => {
    const { page, context } = await local.open();
    const press = async (key: string, until: string) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press(key);
        if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(until)})`)) return;
      }
      throw new Error(`No key press reaches ${until}`);
    };
    await press('Tab', '#scenario');
    await page.keyboard.press('h'); // the scenario healthy
    await page.keyboard.press('Enter');
    await page.locator('input[name=speed]:not([disabled])').first().waitFor({ state: 'attached' });
    await press('Tab', 'input[name=speed]');
    await page.keyboard.press('ArrowLeft');
    await page.locator('input[name=speed][value="60"]:checked').waitFor({ state: 'attached' });
    await press('Tab', 'article button');
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Bounce rate' }).waitFor();
    await context.close();
  });

  it('keeps a choice while an answer from before it arrives late', async () => {
    const { page, context } = await local.open();
    await show(page, 'healthy');
    const isLate = page.waitForRequest('**/api/state');
    let arrived = () => {};
    const late = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await page.route(
      '**/api/state',
      async (route) => {
        const response = await route.fetch();
        await new Promise((resolve) => setTimeout(resolve, 1500));
        await route.fulfill({ response });
        arrived();
      },
      { times: 1 },
    );
    await isLate;
    await page.locator('input[name=speed][value="0"] + span').click();
    await page.locator('body:not([aria-busy])').waitFor();
    const chosen = () => page.locator('input[name=speed]:checked').inputValue();
    const seen = new Set([await chosen()]);
    await late;
    for (let samples = 0; samples < 20; samples++) seen.add(await chosen());
    expect([...seen]).toEqual(['0']);
    await context.close();
  });

  it('shows why a change failed until the next one, and takes the choice back', async () => {
    const { page, context } = await local.open();
    await show(page, 'healthy');
    await page.route('**/api/speed', (route) => route.fulfill({ status: 500, json: { message: 'No such speed.' } }), {
      times: 1,
    });
    await page.locator('input[name=speed][value="60"] + span').click();
    await page.getByRole('alert').getByText('No such speed.').waitFor();
    await page.locator('input[name=speed][value="300"]:checked').waitFor({ state: 'attached' });
    await page.waitForTimeout(1200); // two answers
    expect(await page.getByRole('alert').first().textContent()).toBe('No such speed.');
    await page.locator('input[name=speed][value="0"] + span').click();
    await page.locator('body:not([aria-busy])').waitFor();
    expect(await page.getByRole('alert').first().textContent()).toBe('');
    await context.close();
  });

  it('calls nothing healthy or empty that is not evaluated or not simulated', async () => {
    const { page, context } = await local.open();
    await page.locator('#other-count').getByText('2 not evaluated').waitFor();
    const tile = page.getByRole('listitem').filter({ hasText: /^\s*polls-given-up/ });
    expect(await tile.locator('.state').textContent()).toBe('not evaluated');
    const failures = page.getByRole('article', { name: 'Failed polls, and polls given up' });
    const problem = 'AWS publishes ApproximateNumberOfMessagesVisible. It is not simulated on this machine.';
    await failures.locator('.legend').getByText(problem).waitFor();
    await context.close();
  });

  it('follows the scenario that another page chooses, and has one time with it', async () => {
    const [first, second] = [await local.open(), await local.open()];
    await first.page.getByLabel('Scenario').focus();
    await show(second.page, 'quiet');
    await first.page.locator('#scenario:focus').waitFor();
    await expectValue(first.page, '#scenario', 'quiet');
    await second.page.locator('input[name=speed][value="0"] + span').click();
    await first.page.locator('input[name=speed][value="0"]:checked').waitFor({ state: 'attached' });
    await second.page.locator('body:not([aria-busy])').waitFor(); // shows the time of the pause
    const time = await second.page.locator('#time').textContent();
    await first.page.locator('#time', { hasText: time ?? '' }).waitFor();
    await show(second.page, 'terminal');
    for (const { context } of [first, second]) await context.close();
  });

  it('has examples of the scenario that it shows', async () => {
    const { page, context } = await local.open();
    await page.locator('#examples summary').click();
    const first = page.locator('#example-list li').first();
    await first.locator('code').waitFor();
    await show(page, 'empty');
    await first.getByText('This account has sent no message.').waitFor();
    await show(page, 'terminal');
    await first.locator('code').waitFor();
    await context.close();
  });

  it('does not show the answer of a widget from an earlier scenario', async () => {
    const { page, context } = await local.open();
    await show(page, 'healthy');
    const find = page.getByRole('article', { name: 'Find mail' });
    const lookUp = find.getByRole('button', { name: 'Look up' });
    await lookUp.waitFor();
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      void page.route(
        '**/api/widget',
        (route) => {
          answer = () => void route.fulfill({ json: { answer: '<p>late</p>' } });
          resolve();
        },
        { times: 1 },
      );
    });
    await lookUp.click();
    await asked;
    const calls = page.waitForResponse('**/api/widget');
    await show(page, 'quiet');
    await calls;
    answer();
    await page.waitForTimeout(500);
    expect(await find.getByText('late', { exact: true }).count()).toBe(0);
    await lookUp.waitFor();
    await show(page, 'terminal');
    await context.close();
  });

  it('looks up a bounced message with the keyboard only, and finds a suppressed recipient', async () => {
    const { page, context, foreignRequests, errors } = await local.open();
    await page.locator('#examples summary').click();
    await page.locator('#example-list li code').nth(3).waitFor();
    const [id = '', , , address = ''] = await page.locator('#example-list li code').allTextContents();
    const find = page.getByRole('article', { name: 'Find mail' });
    const field = find.getByLabel(/^Message ids/);
    await field.focus();
    await page.keyboard.insertText(id);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await find.getByText('Bounced permanently', { exact: true }).waitFor();
    await find
      .getByText(/The server's words: smtp; 5/)
      .first()
      .waitFor();
    expect(await find.getByRole('button', { name: 'Look up' }).evaluate(hasFocus)).toBe(true);
    await field.fill(address);
    await find.getByRole('button', { name: 'Look up' }).click();
    await find
      .getByText(/suppression list/)
      .first()
      .waitFor();
    expect(await findingsOf(page)).toEqual([]);
    expect(foreignRequests).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });

  it.each([
    ['light', 360],
    ['dark', 360],
    ['light', 1440],
    ['dark', 1440],
  ] as const)('has no finding of axe, and no sideways scrolling: %s, %d px', async (colorScheme, width) => {
    const { page, context } = await local.open({ colorScheme, viewport: { width, height: 800 } });
    await show(page, 'bounce-spike');
    await page.locator('#message-list li').first().waitFor({ timeout: 60_000 });
    expect(await findingsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(await cutWidgetsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 256 }); // 1280 x 1024, enlarged to 400 %
    expect(await overflowOf(page)).toBe(0);
    for (const document of ['RUNBOOK.md', 'README.md']) {
      await page.goto(`${local.url}/documents/${document}`);
      expect(await findingsOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    await context.close();
  });

  // By now, alarms fire.
  it.each([360, 1440])('moves nothing while it loads: %d px', async (width) => {
    const { page, context } = await local.open({ viewport: { width, height: 800 } });
    await page.locator('input[name=speed][value="0"]').check({ force: true }); // else an alarm may change meanwhile
    await page.locator('body:not([aria-busy])').waitFor();
    await page.reload();
    await page.locator('main[data-ready]').waitFor();
    await page.waitForTimeout(1000);
    const shifts = await page.evaluate(`new Promise((resolve) => {
      const name = ({ node }) => node?.id || node?.className || node?.nodeName;
      new PerformanceObserver((list) =>
        resolve(list.getEntries().map(({ value, sources }) => [value, ...sources.map(name)].join(' '))),
      ).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve([]), 1000);
    })`);
    expect(shifts).toEqual([]);
    await context.close();
  });
});
