import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/product/access/model.ts';
import { axe, PAGES, settled, tooWide } from './pages.ts';
import { ask, invitationFor, joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// What a page says when it has nothing to show: its answer failed, or is late, or is for others to see; nothing is recorded yet; or there is very much of it.

/** The page and the question that its opening sentence rests on. */
const ASKED: Readonly<Record<string, string>> = {
  stack: '/api/services/camera-service/position',
  map: '/api/services/camera-service/map',
  attacks: '/api/services/camera-service/attacks',
  gaps: '/api/services/camera-service/gaps',
  evidence: '/api/services/camera-service/evidence',
  ledger: '/api/services/camera-service/ledger/head',
  people: '/api/people',
  settings: '/api/settings',
};
const BROKEN = { type: 'about:blank', title: 'Something broke on the server', status: 500, code: 'ASSAY-SERVER-001', request: 'r-1', faults: [] };
const LARGE = 2_000;

describe.skipIf(!withBrowser)(`pages without an answer to show ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;

  beforeAll(async () => {
    world = await openWorld();
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(() => world?.close());

  it.each(Object.entries(ASKED))('%s, when its answer fails: says so, by its code, and tries again', async (name, path) => {
    const { page, complaints } = ada;
    const isAsked = (url: URL) => url.pathname === path;
    await page.route(isAsked, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(BROKEN) }));
    await page.goto(PAGES[name] ?? '');
    const told = page.getByRole('main').getByRole('alert').first();
    await told.getByText(BROKEN.title).waitFor();
    await told.getByText(BROKEN.code).waitFor();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.unroute(isAsked);
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('main').getByText(BROKEN.title).first().waitFor({ state: 'detached' });
    await settled(page);
    // Of the failure that was made here, and of no other.
    expect(complaints.splice(0).filter((one) => !one.includes('500'))).toEqual([]);
  });

  it.each(Object.entries(ASKED))('%s, while its answer is late: shows where it will stand', async (name, path) => {
    const { page } = ada;
    const isAsked = (url: URL) => url.pathname === path;
    const held = Promise.withResolvers<void>();
    await page.route(isAsked, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(PAGES[name] ?? '');
    await page.locator('main .mantine-Skeleton-root').first().waitFor();
    expect(await page.getByRole('main').getByRole('alert').count()).toBe(0);
    expect(await tooWide(page)).toBe(0);
    held.resolve();
    await settled(page);
    await page.unroute(isAsked);
    expect(ada.complaints).toEqual([]);
  });

  const as = async (name: string, role: Role) => {
    const them = await world.someone();
    await joinByPasskey(them, await invitationFor(ada, name, [role]));
    return them;
  };

  it('an auditor reads the settings and can change nothing of them', async () => {
    const auditor = await as('Ute', 'auditor');
    const { page } = auditor;
    await page.goto('/settings');
    await settled(page);
    const field = page.getByLabel('Without doing anything, in minutes');
    await field.waitFor();
    expect(await field.isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Propose the change' }).and(page.locator(':enabled')).count()).toBe(0);
    const tried = await ask<{ readonly code: string }>(page, 'PUT', '/api/settings', {});
    expect(tried.status).toBeGreaterThanOrEqual(400);
    expect(auditor.complaints).toEqual([]);
    await auditor.close();
  });

  it('an installer is told as whom they are signed in and whom to ask, and is shown nothing of a service', async () => {
    const installer = await as('Ivo', 'installer');
    const { page } = installer;
    await page.goto(PAGES['stack'] ?? '');
    await page.getByText('You may not see this, or there is no such thing.').waitFor();
    await page.getByText('You are signed in as installer. An operator can change that, under People.').waitFor();
    expect(await page.getByRole('main').innerText()).not.toMatch(/proven|camera/i);
    expect(await axe(page)).toEqual([]);
    await page.goto('/');
    await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
    expect(installer.complaints).toEqual([]);
    await installer.close();
  });

  it('a service without evidence says what is missing, what it would show, and what to do', async () => {
    const { page } = ada;
    const made = await ask<{ readonly id: string }>(page, 'POST', '/api/services', {
      from: 'drawing',
      id: 'empty-service',
      name: 'Empty service',
      part: { name: 'Gateway', kind: 'server' },
    });
    expect(made.status).toBe(201);
    await page.goto('/services/empty-service/stack');
    await page.getByText('No evidence has been recorded yet, so nothing is proven.').waitFor();
    for (const name of ['map', 'attacks', 'gaps', 'evidence', 'ledger']) {
      await page.goto(`/services/empty-service/${name}`);
      await settled(page);
      expect([name, await page.getByRole('main').getByRole('alert').count(), await axe(page)]).toEqual([name, 0, []]);
    }
    expect(ada.complaints).toEqual([]);
  });

  it(`a map of ${LARGE.toLocaleString('en-GB')} parts opens, as a drawing and as a list`, async () => {
    const { page } = ada;
    const parts = Array.from({ length: LARGE }, (_, n) => ({ id: `p${n}`, kind: 'server', name: `Server ${n}` }));
    const flows = parts.slice(1).map(({ id }, n) => ({ id: `f${n}`, from: `p${Math.floor(n / 8)}`, to: id }));
    const yaml = JSON.stringify({ assay: 'service/1', service: { id: 'large-service', name: 'Large service' }, parts, flows });
    const made = await ask<{ readonly code?: string }>(page, 'POST', '/api/services', { from: 'yaml', yaml });
    expect([made.status, made.body.code]).toEqual([201, undefined]);
    // A judgement of so much takes the time that it takes; the budgets of the map are measured in bench/console.ts.
    page.setDefaultTimeout(60_000);
    await page.goto('/services/large-service/map');
    await settled(page);
    await page
      .getByText(/^2,000 parts/)
      .first()
      .waitFor();
    expect(await page.getByRole('main').getByRole('alert').count()).toBe(0);
    expect(await tooWide(page)).toBe(0);
    await page.goto('/services/large-service/map?view=list');
    await settled(page);
    await page.getByText('Server 0', { exact: true }).first().waitFor();
    // A page of it, and not two thousand rows at once.
    expect(await page.getByRole('row').count()).toBeLessThan(500);
    expect(ada.complaints).toEqual([]);
    page.setDefaultTimeout(10_000);
  });
});
