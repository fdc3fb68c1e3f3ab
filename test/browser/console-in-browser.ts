/** The local console of a real `npm start`, opened in Chromium. */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startInBackground } from '../support/start';
import { findChromium } from './find-chromium.cjs';

export const CHROMIUM: string | undefined = findChromium();

/** The tests of a file take this long on a busy machine. */
const LIMIT_MS = 900_000;

export interface BrowserConsole {
  readonly url: string;
  /** Opens the page in a new context, and records what it asks for and what it complains about. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The URLs of requests to other servers. They are refused. */
  readonly foreignRequests: readonly string[];
  /** Errors of scripts, and violations of the content security policy. */
  readonly errors: readonly string[];
}

/** @param args of `npm start` */
export async function startInBrowser(args: readonly string[]): Promise<BrowserConsole> {
  const start = startInBackground(args, {}, LIMIT_MS);
  const [, url] = /local console shows .*: (http:\S+)/.exec(await start.read(/local console shows .*\n/)) ?? [];
  if (!url) {
    await start.stop();
    throw new Error(`npm start printed no address of the local console: ${start.errors()}`);
  }
  return openInBrowser(url, start.stop);
}

/** @param stop ends the server of the page */
export async function openInBrowser(url: string, stop: () => Promise<unknown>): Promise<BrowserConsole> {
  // Root cannot use Chromium's own sandbox.
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return {
    url,
    async open(options) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const page = await context.newPage();
      const foreignRequests: string[] = [];
      const errors: string[] = [];
      // A request that the policy of the page refuses does not come here.
      await context.route(
        ({ origin }) => origin !== url,
        async (route) => {
          foreignRequests.push(route.request().url());
          await route.abort();
        },
      );
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(url);
      await page.locator('main[data-ready]').waitFor();
      return { page, context, foreignRequests, errors };
    },
    async close() {
      await browser.close();
      await stop();
    },
  };
}
