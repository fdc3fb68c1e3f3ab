/** The local console of a real `npm start`, opened in Chromium. */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startInBackground } from '../support/start';
import { findChromium } from './find-chromium.cjs';

export const CHROMIUM: string | undefined = findChromium();

export interface BrowserConsole {
  readonly url: string;
  /** Opens the page in a new context, and records what it asks for and what it complains about. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The URLs of all requests. */
  readonly requests: readonly string[];
  /** Errors of scripts, and violations of the content security policy. */
  readonly errors: readonly string[];
}

/** @param args of `npm start` */
export async function startInBrowser(args: readonly string[]): Promise<BrowserConsole> {
  const start = startInBackground(args, {});
  const [, url] = /local console shows .*: (http:\S+)/.exec(await start.read(/local console shows .*\n/)) ?? [];
  if (!url) {
    await start.stop();
    throw new Error(`npm start printed no address of the local console: ${start.errors()}`);
  }
  // Root cannot use Chromium's own sandbox.
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return {
    url,
    async open(options) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      const requests: string[] = [];
      const errors: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(url);
      await page.locator('main[data-ready]').waitFor();
      return { page, context, requests, errors };
    },
    async close() {
      await browser.close();
      await start.stop();
    },
  };
}
