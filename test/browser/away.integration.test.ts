import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureConsole } from '../../bin/console.js';
import { Instant } from '../../src/core/index.ts';
import { type Started, startServer } from '../../src/server/start.ts';
import { furnish } from '../server/house.ts';
import { axe, tooWide } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { CHROMIUM, NEEDS, type Someone, someoneAt, withBrowser } from './world.ts';

// What a person sees of what is away: a record that does not verify, a folder that lost its ledger, and the stream of live events.

const BAD = 7;
const NARROW = { width: 360, height: 740 };

describe.skipIf(!withBrowser)(`what is away or broken ${NEEDS}`, () => {
  let dataDir: string;
  let server: Started;
  let browser: Browser;
  let ada: Someone;

  beforeAll(async () => {
    ensureConsole();
    dataDir = mkdtempSync(join(tmpdir(), 'assay-away-'));
    const now = () => Instant.of(Date.now());
    const folder = (name: string) => join(dataDir, 'services', name);
    for (const name of ['camera-service', 'harmed', 'lost']) await furnish(folder(name), now);
    const db = new DatabaseSync(join(folder('harmed'), 'ledger.db'));
    // Canonical JSON still, of another text.
    db.exec(`UPDATE entry SET canonical = replace(canonical, '"source":"', '"source":"~') WHERE seq = ${BAD}`);
    db.close();
    rmSync(join(folder('lost'), 'ledger.db'));
    server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {} });
    browser = await chromium.launch(CHROMIUM);
    ada = await someoneAt(browser, server.url);
    await joinByPasskey(ada, server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('lists a service whose ledger is gone, with what can be done', async () => {
    const { page } = ada;
    await page.goto('/services/camera-service/stack');
    await page.getByRole('button', { name: /^Service:/ }).click();
    const lost = page.getByRole('menuitem').filter({ hasText: 'lost' });
    await lost.getByText('ASSAY-SERVER-022').waitFor();
    await lost.getByText('Restore the folder from a back-up').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows a record that does not verify, and finds in the browser which entry is the first that does not fit', async () => {
    const { page } = ada;
    await page.goto('/services/harmed/ledger');
    await page.getByText('ASSAY-LEDGER-015').first().waitFor();
    await page.getByRole('table').first().waitFor();
    expect(await axe(page)).toEqual([]);
    await page.goto('/services/harmed/ledger?view=verify');
    await page.getByRole('button', { name: 'Verify everything' }).click();
    await page.getByText(`Entry ${BAD} is the first that is not what was signed`).waitFor();
    await page.getByText('This record does not verify: what stands').waitFor();
    await page.setViewportSize(NARROW);
    expect(await tooWide(page)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('says while the stream of live events is refused that the page is not live, and opens it again by itself', async () => {
    const { page } = ada;
    const refused = (url: URL) => url.pathname === '/api/live';
    let times = 0;
    await page.route(refused, (route) => {
      times += 1;
      return route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' });
    });
    await page.setViewportSize(NARROW);
    await page.goto('/services/camera-service/stack');
    await page.getByText('Not live', { exact: true }).waitFor();
    expect(await tooWide(page)).toBe(0);
    await expect.poll(() => times, { timeout: 10_000 }).toBeGreaterThan(2);
    await page.unroute(refused);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
    // Of the refusals that were made here, and of nothing else.
    expect(ada.complaints.filter((one) => !one.includes('503'))).toEqual([]);
  });
});
