/**
 * `npm run screenshots`: makes the pictures of the documents again. `npm run screenshots -- FOLDER` writes them to another
 * folder, relative to the repository.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { REPOSITORY } from '../support/start';
import { CHROMIUM, startInBrowser } from './console-in-browser';

const AT = '2026-11-18T15:22:00Z';

const [folder = 'docs/images'] = process.argv.slice(2);

async function main(): Promise<void> {
  if (!CHROMIUM) throw new Error('Chromium is not installed. On Debian: apt-get install chromium');
  mkdirSync(path.resolve(REPOSITORY, folder), { recursive: true });
  const local = await startInBrowser(['--at', AT]);
  try {
    const { page } = await local.open({ viewport: { width: 1280, height: 820 }, colorScheme: 'light' });
    await page.getByLabel('Scenario').selectOption('bounce-spike');
    await page.locator('#alarms-firing').getByText('sending-rates-page', { exact: true }).waitFor({ timeout: 60_000 });
    await page.locator('#message-list').getByText('Spring sale').first().waitFor();
    await pauseAt(page, / 15:(?:1[5-9]|[2-5])/);
    await page.screenshot({ path: fileOf('burst') });
    await lookUp(page);
    await page.getByRole('article', { name: 'Find mail' }).screenshot({ path: fileOf('look-up') });
  } finally {
    await local.close();
  }
}

/** Pauses the simulation once its clock matches. */
async function pauseAt(page: Page, time: RegExp): Promise<void> {
  await page.locator('#time').filter({ hasText: time }).waitFor({ timeout: 60_000 });
  await page.locator('input[name=speed][value="0"]').check({ force: true });
  await page.waitForTimeout(1500); // the graphs follow
}

async function lookUp(page: Page): Promise<void> {
  await page.locator('#examples summary').click();
  const id = await page.locator('#example-list code').first().textContent();
  const find = page.getByRole('article', { name: 'Find mail' });
  await find.getByLabel(/^Message ids/).fill(id ?? '');
  await find.getByRole('button', { name: 'Look up' }).click();
  await find.getByText('Bounced permanently', { exact: true }).waitFor();
}

function fileOf(name: string): string {
  return path.resolve(REPOSITORY, folder, `${name}.png`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
