import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureConsole } from '../../bin/console.js';
import { Instant } from '../../src/core/index.ts';
import { furnish } from '../server/house.ts';
import { vectors } from '../vectors.ts';
import { type Commanded, startByCommand } from './command.ts';
import { ask, codeOf, invitationFor, joinByPasskey, joinByPassword, PASSWORD, signInByPasskey, signOut } from './person.ts';
import { AT, CHROMIUM, NEEDS, type Someone, someoneAt, withBrowser } from './world.ts';

// From the first start to a report in the downloads, as one person would; then the same person's way back in, and another's without an authenticator.
// The steps build on one another, in the order in which they stand.

const model = vectors('models/threat-dragon/iot-device.json');

describe.skipIf(!withBrowser)(`from the first start to a report ${NEEDS}`, () => {
  let dataDir: string;
  let server: Commanded;
  let browser: Browser;
  let ada: Someone;
  let page: Page;
  let imported: string;

  const openPage = async (name: string) => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };

  beforeAll(async () => {
    ensureConsole();
    dataDir = mkdtempSync(join(tmpdir(), 'assay-journey-'));
    await furnish(join(dataDir, 'services', 'camera-service'), () => Instant.of(Date.now()));
    server = await startByCommand(dataDir, AT);
    browser = await chromium.launch(CHROMIUM);
    ada = await someoneAt(browser, server.url);
    page = ada.page;
  });
  afterAll(async () => {
    await browser?.close();
    expect(await server?.stop()).toBe(0);
    rmSync(dataDir, { recursive: true });
  });

  it('opens by the printed link, is set up with a passkey, and gives recovery codes', async () => {
    const codes = await joinByPasskey(ada, server.setupUrl, 'Ada');
    expect(new Set(codes).size).toBe(10);
    expect(new URL(page.url()).hash).toBe('');
  });

  it('lands on the position of the example, in one sentence', async () => {
    await page.getByRole('heading', { level: 1, name: 'Stack' }).waitFor();
    expect(page.url()).toContain('/services/camera-service/stack');
    expect(page.url()).toContain(encodeURIComponent(AT).slice(0, 10));
    const layers = await page.getByRole('region', { name: 'The five layers' }).getByRole('button').allInnerTexts();
    expect(layers.map((text) => text.trim().split(/\n/)[0])).toEqual(['Experience', 'Product', 'Development', 'Operations', 'Business']);
    expect(await page.getByRole('region', { name: 'Next moves' }).getByRole('listitem').count()).toBeGreaterThanOrEqual(5);
  });

  it.skipIf(model === undefined)('brings a model of another tool, shown before it is recorded (needs models/threat-dragon)', async () => {
    await page.goto('/bring');
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (await chosen).setFiles(model ?? '');
    await page.getByText('Nothing is recorded yet.').waitFor();
    const before = await ask<{ readonly services: readonly unknown[] }>(page, 'GET', '/api/services');
    expect(before.body.services).toHaveLength(1);
    await page.getByRole('button', { name: 'Bring this service' }).click();
    await page.waitForURL(/\/services\//);
    imported = /\/services\/([^/?]+)/.exec(page.url())?.[1] ?? '';
    expect(imported).toMatch(/^[a-z0-9-]+$/);
    expect(imported).not.toBe('camera-service');
    await openPage('Stack');
    await page.getByText('No evidence has been recorded yet').waitFor();
  });

  it('tells the cheapest attack, step by step', async () => {
    await page.goto(`/services/camera-service/attacks?at=${AT}`);
    await page.getByRole('heading', { level: 1, name: 'Attacks' }).waitFor();
    await page.getByRole('link', { name: /^Way 1/ }).waitFor();
    const told = await page.getByRole('main').innerText();
    expect(told).toMatch(/An attacker who|attacker/i);
    // Each step of the way is an item of one list.
    expect(await page.getByRole('main').locator('ol > li').count()).toBeGreaterThanOrEqual(2);
  });

  it('follows one requirement down to the evidence and the entry of the ledger', async () => {
    await page.goto(`/services/camera-service/gaps?at=${AT}`);
    const table = page.getByRole('table', { name: 'Requirements' });
    const door = table.getByRole('row').nth(1).getByRole('button').first();
    const name = (await door.innerText()).trim();
    await door.click();
    const details = page.getByRole('dialog');
    await details.getByRole('heading', { name: 'What closes it' }).waitFor();
    expect(await details.innerText()).toContain(name.split(' ').at(-1));
    const requirement = new URL(page.url()).searchParams.get('requirement');
    expect(requirement).toMatch(/^[^:]+:.+/);
    const entry = details.getByRole('link', { name: /\d/ }).and(details.locator('[href*="ledger"]')).first();
    await entry.click();
    await page.getByRole('heading', { level: 1, name: 'Ledger' }).waitFor();
    expect(page.url()).toMatch(/\/ledger\?.*entry=\d+/);
  });

  it.each(['html', 'json'])('downloads the report: %s', async (format) => {
    const json = format === 'json';
    await page.goto(`/services/camera-service/gaps?view=reports&at=${AT}`);
    const line = page
      .getByRole('listitem')
      .filter({ hasText: json ? /gaps?[\w.-]*\.json|[\w-]*report[\w.-]*\.json/ : /\.html\b/ })
      .first();
    const file = page.waitForEvent('download');
    await line.getByRole('button', { name: /^Download/ }).click();
    const path = await (await file).path();
    const text = readFileSync(path, 'utf8');
    if (json) {
      const report = JSON.parse(text) as {
        readonly standards: readonly unknown[];
        readonly gaps: readonly unknown[];
        readonly head: unknown;
        readonly at: string;
      };
      expect(report.at).toBe(AT);
      expect(report.standards.length).toBeGreaterThan(0);
      expect(report.gaps.length).toBeGreaterThan(0);
      expect(report.head).toBeDefined();
    } else {
      expect(text).toMatch(/^<!doctype html>/i);
      expect(text).toContain('2026-11-01');
      expect(text).not.toMatch(/<script/i);
    }
  });

  it('signs out, and the session is worth nothing after; signs in again by the passkey that the browser offers', async () => {
    const cookies = await ada.context.cookies();
    await page.goto('/account');
    await signOut(ada);
    const old = await fetch(`${server.url}/api/account`, { headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } });
    expect(old.status).toBe(401);
    await signInByPasskey(ada);
    await openPage('People');
    await page.getByText('One person can sign in, as operator').waitFor();
  });

  it('lets somebody in by a password and an authenticator app, and once by a recovery code', async () => {
    const link = await invitationFor(ada, 'Bo Developer', ['developer']);
    const bo = await someoneAt(browser, server.url, { passkeys: false });
    const { codes, secret } = await joinByPassword(bo, link, 'bo@example.org');
    await signOut(bo);

    await bo.page.getByLabel('User name').fill('bo@example.org');
    await bo.page.getByRole('button', { name: 'Continue with a password' }).click();
    await bo.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await bo.page.getByRole('button', { name: 'Continue', exact: true }).click();
    await bo.page.getByLabel('One-time code').fill(codeOf(secret, 1));
    await bo.page.getByRole('button', { name: 'Continue' }).click();
    await bo.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await signOut(bo);

    const recover = async () => {
      await bo.page.goto('/sign-in');
      await bo.page.getByRole('button', { name: 'No passkey and no phone: use a recovery code' }).click();
      await bo.page.getByLabel('User name').fill('bo@example.org');
      await bo.page.getByLabel('Password, if you have one').fill(PASSWORD);
      await bo.page.getByLabel('Recovery code').fill(codes[0] ?? '');
      await bo.page.getByRole('button', { name: 'Continue' }).click();
    };
    await recover();
    await bo.page.getByRole('heading', { name: 'Make a new way in' }).waitFor();
    await recover();
    await bo.page.getByRole('alert').waitFor();
    expect(bo.complaints).toEqual([]);
    await bo.close();
  });

  it('made the browser complain of nothing', () => {
    expect(ada.complaints).toEqual([]);
  });
});
