/** What the page shows of a stack that lacks parts, in a browser of another time zone, and of a long error. */
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { synthesizeStack } from '../../cli/stack/stack-template';
import { createMetricStore } from '../../local/aws/metric-store';
import { startConsole } from '../../local/console/server';
import { createLocalDeployment } from '../../local/deployment/local-deployment';
import { at, settingsOf } from '../support/world';
import { type BrowserConsole, CHROMIUM, openInBrowser } from './console-in-browser';

/** Four hours after the clocks of Auckland change. */
const AFTER_CHANGE = at('2026-09-26T18:00:00Z');

const opened: BrowserConsole[] = [];
afterAll(async () => {
  for (const local of opened) await local.close();
});

/** @param windows that the exporter publishes. Default: those of the stack */
async function openStack(
  context: Readonly<Record<string, unknown>>,
  windows?: readonly string[],
): Promise<BrowserConsole> {
  const now = () => AFTER_CHANGE;
  const template = synthesizeStack({ 'exporter:regions': 'us-east-1', ...context });
  const server = await startConsole({
    title: 'An account',
    settings: settingsOf(windows && { windows }),
    terminal: {
      now,
      metrics: createMetricStore({ now }),
      deployment: createLocalDeployment({
        now,
        stacks: [{ name: `W${'w'.repeat(49)}`, region: 'us-east-1', template }],
      }),
      invokeWidget: async () => '',
      examples: () => [],
    },
    simulate: () => Promise.reject(new Error('x'.repeat(100_000))),
  });
  const local = await openInBrowser(server.url, server.close);
  opened.push(local);
  return local;
}

const overflowOf = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Records every text that is drawn on a canvas. */
const RECORD_TEXTS = `
  globalThis.drawn = new Set();
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    globalThis.drawn.add(text);
    return fillText.call(this, text, ...place);
  };`;

(CHROMIUM ? describe : describe.skip)('the local console', () => {
  it('shows no empty part of a stack that has neither alarms nor a dashboard', async () => {
    const local = await openStack({ 'exporter:alarms': false, 'exporter:dashboard': false });
    const { page, context, errors } = await local.open();
    await page.getByText('The configuration switches all alarms off.').waitFor();
    await page.getByText('None, because the stack has no alarms.').waitFor();
    await page.getByText('The configuration switches the dashboard off.').waitFor();
    for (const part of ['Other alarms:', 'To watch an incident', 'Time range', 'Messages and addresses to look up']) {
      expect([part, await page.getByText(part).first().isVisible()]).toEqual([part, false]);
    }
    expect(errors).toEqual([]);
    await context.close();
  });

  it('says of an empty graph which windows are not published', async () => {
    const local = await openStack({}, ['1h']);
    const { page, context } = await local.open();
    const rate = page.getByRole('article', { name: 'Bounce rate', exact: true });
    await rate.getByText('The window 24h is not published. The window 14d is not published.').waitFor();
    await context.close();
  });

  it('labels the same times in every time zone, also after its clocks change', async () => {
    const local = await openStack({});
    const labelsIn = async (timezoneId: string) => {
      const { page, context } = await local.open({ timezoneId });
      await page.evaluate(RECORD_TEXTS);
      for (const range of ['1d', '2w', '3h']) {
        const drawn = page.waitForResponse(`**/api/series?range=${range}`);
        await page.locator(`input[name=range][value="${range}"]`).check({ force: true });
        await drawn;
        await page.waitForTimeout(500);
      }
      const texts = await page.evaluate<string[]>('[...globalThis.drawn]');
      await context.close();
      return texts.filter((text) => /^\d\d[:-]\d\d$/.test(text)).sort();
    };
    const labels = await labelsIn('UTC');
    expect(labels).toEqual(expect.arrayContaining(['12:00', '16:00', '09-26']));
    for (const zone of ['Pacific/Auckland', 'Asia/Kolkata', 'Australia/Lord_Howe']) {
      expect([zone, await labelsIn(zone)]).toEqual([zone, labels]);
    }
  });

  it('wraps a long name and a long error', async () => {
    const local = await openStack({ 'exporter:runbookUrl': `https://wiki.example/${'x'.repeat(250)}` });
    const { page, context } = await local.open({ viewport: { width: 320, height: 600 } });
    expect(await overflowOf(page)).toBe(0);
    await page.getByLabel('Scenario').selectOption('quiet');
    await page.locator('#problem:not(:empty)').waitFor();
    expect(await overflowOf(page)).toBe(0);
    await context.close();
  });
});
