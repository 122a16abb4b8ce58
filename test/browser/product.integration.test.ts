import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/product/access/model.ts';
import { furnishFleet } from './fleet.ts';
import { axe, pictured, settled, tooWide } from './pages.ts';
import { invitationFor, joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

const BASE = '/api/services/camera-service/fleet';
const page_ = (query = '') => `/services/camera-service/devices${query}`;
const VIEWS: Readonly<Record<string, string>> = {
  devices: '',
  narrowed: '?life=in-service&owned=yes',
  'nothing-found': '?find=zebra',
  unconfirmed: '?view=unconfirmed',
  authority: '?view=authority',
  policies: '?view=policies',
  'device-in-service': '?device=camera-100',
  'device-retired': '?device=camera-139',
  'device-passed-on': '?device=camera-119',
  'device-expected': '?device=camera-180',
  'device-in-grace': '?device=lock-1',
};
const REASON = 'The customer sent it back to us.';
const BROKEN = { type: 'about:blank', title: 'Something broke on the server', status: 500, code: 'ASSAY-SERVER-011', request: 'r-1', faults: [] };
/** Where pictures of every state are put for whoever looks at them. */
const PICTURES = process.env['ASSAY_PICTURES'];

describe.skipIf(!withBrowser)(`the page of devices ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  beforeAll(async () => {
    world = await openWorld({ furnished: furnishFleet });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await world?.close();
  });
  const as = async (name: string, role: Role) => {
    const them = await world.someone();
    await joinByPasskey(them, await invitationFor(ada, name, [role]));
    return them;
  };

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('reads well in %s at %i px, in every state', async (shade, width) => {
    const them = await world.someone({ width, height: 800, dark: shade === 'dark', like: ada });
    for (const [name, query] of Object.entries(VIEWS)) {
      await them.page.goto(page_(query));
      await settled(them.page);
      if (query.includes('device=')) await them.page.getByRole('dialog').getByText('Its life').waitFor();
      expect([name, await tooWide(them.page)]).toEqual([name, 0]);
      expect([name, await axe(them.page)]).toEqual([name, []]);
      if (PICTURES !== undefined) await pictured(them.page, `${PICTURES}/product-${name}-${shade}-${width}.png`);
    }
    expect(them.complaints).toEqual([]);
    await them.close();
  });

  it('answers first, finds by a part of an id, and keeps the view in the address', async () => {
    const { page } = ada;
    await page.goto(page_());
    await settled(page);
    await page.getByText('47 devices are in service, 71 are expected, 2 retired').waitFor();
    await page.getByLabel('A part of its id').fill('camera-10');
    await page.getByText('10 devices', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('find')).toBe('camera-10');
    await page.getByLabel('Owner').selectOption('no');
    await page.getByText('No device is like this.').first().waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText('The first 50; there are more').waitFor();
    await page.getByRole('button', { name: 'Next 50' }).click();
    await page.getByText('50 more').waitFor();
    expect(new URL(page.url()).searchParams.get('after')).not.toBe(null);
    await page.reload();
    await page.getByText('50 more').waitFor();
    await page.getByLabel('End of its certificate').selectOption('over');
    await page.getByText('5 devices, soonest end first').waitFor();
  });

  it('tells a life by the keyboard, with each entry of the ledger', async () => {
    const { page } = ada;
    await page.goto(page_('?find=camera-119'));
    await settled(page);
    await page.getByRole('button', { name: 'camera-119', exact: true }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'camera-119' });
    await drawer.getByText('Not confirmed', { exact: true }).waitFor();
    const life = drawer.getByRole('list', { name: 'The life of camera-119' });
    expect(await life.getByRole('listitem').first().innerText()).toMatch(/Was registered as a camera[\s\S]*entry \d/);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('retires a device only when its id is typed and why is said, and hands out the receipt', async () => {
    const { page } = ada;
    await page.goto(page_('?device=camera-101'));
    await settled(page);
    const drawer = page.getByRole('dialog', { name: 'camera-101' });
    await drawer.getByRole('button', { name: 'Retire it' }).click();
    const sure = page.getByRole('dialog', { name: 'Retire it' });
    await sure.getByText('camera-101 ends for ever, 1 device.').waitFor();
    await sure.getByText('This cannot be undone.').waitFor();
    await sure.getByLabel('Reason').fill(REASON);
    await sure.getByRole('button', { name: 'Retire it' }).click();
    await sure.getByText('Type it as it stands here: camera-101').waitFor();
    await sure.getByLabel(/^Type “/).fill('camera-101');
    await sure.getByRole('button', { name: 'Retire it' }).click();
    await drawer.getByText('camera-101 is retired: every door refuses it.').waitFor();
    await drawer.getByText('not confirmed: its receipt has not come').waitFor();
    const files: Promise<string>[] = [];
    page.on('download', (taken) => files.push(taken.path()));
    await drawer.getByRole('button', { name: 'Download the receipt' }).click();
    await expect.poll(() => files.length).toBe(3);
    expect(JSON.parse(readFileSync((await files[0]) ?? '', 'utf8'))).toMatchObject({ device: 'camera-101', kind: 'retire', stands: 'not-confirmed' });
    expect(ada.complaints).toEqual([]);
  });

  it('ends an ownership, and revokes a certificate', async () => {
    const { page } = ada;
    await page.goto(page_('?device=camera-102'));
    await settled(page);
    const drawer = page.getByRole('dialog', { name: 'camera-102' });
    await drawer.getByRole('button', { name: 'End its ownership' }).click();
    const sure = page.getByRole('dialog', { name: 'End its ownership' });
    await sure.getByLabel('Reason').fill(REASON);
    await sure.getByLabel(/^Type “/).fill('camera-102');
    await sure.getByRole('button', { name: 'End its ownership' }).click();
    await drawer.getByText('Its last change of owner', { exact: true }).waitFor();
    await page.goto(page_('?device=camera-103'));
    const other = page.getByRole('dialog', { name: 'camera-103' });
    await other.getByRole('button', { name: 'Revoke it' }).click();
    const revoke = page.getByRole('dialog', { name: 'Revoke it' });
    await revoke.getByLabel('Reason').fill(REASON);
    await revoke.getByLabel(/^Type “/).fill('camera-103');
    await revoke.getByRole('button', { name: 'Revoke it' }).click();
    await other.getByText('camera-103 has no certificate that any door accepts.').waitFor();
  });

  it('explains a refusal in plain words, and tries a change without keeping it', async () => {
    const { page } = ada;
    await page.goto(page_('?view=policies'));
    await settled(page);
    await page.getByText(/all \d+ test cases come out as they should/).waitFor();
    await page.getByLabel('Who').fill('device:camera-100');
    await page.getByLabel('With what').fill('device:camera-104/video');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Refused', { exact: true }).waitFor();
    await page.getByText(/may not see video of camera-104/).waitFor();
    await page.getByLabel('File').selectOption('changed.cedar');
    await page
      .getByLabel('Its text, in Cedar')
      .fill('@id("nobody-sees") @because("nobody sees anything") forbid (principal is Member, action in Action::"see", resource);');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText(/test cases would come out wrong/).waitFor();
    await page.getByText('Nothing was asked since yesterday').waitFor();
    expect(await axe(page)).toEqual([]);
    if (PICTURES !== undefined) await pictured(page, `${PICTURES}/product-policies-tried.png`);
    await page.getByLabel('Its text, in Cedar').fill('permit (');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('These policies do not load.').waitFor();
    await page.reload();
    await page.getByText(/all \d+ test cases come out as they should/).waitFor();
    expect(ada.complaints).toEqual([]);
  });

  it('shows an auditor everything and lets them do nothing; shows an installer nothing', async () => {
    const ute = await as('Ute', 'auditor');
    await ute.page.goto(page_('?device=camera-104'));
    await settled(ute.page);
    await ute.page.getByRole('button', { name: 'Retire it' }).and(ute.page.locator('[aria-disabled=true]')).waitFor();
    expect(ute.complaints).toEqual([]);
    await ute.close();
    const ivo = await as('Ivo', 'installer');
    await ivo.page.goto(page_());
    await ivo.page.getByText('You may not see this, or there is no such thing.').first().waitFor();
    await ivo.close();
  });

  it.each([
    ['', BASE],
    ['', `${BASE}/devices`],
    ['?view=unconfirmed', `${BASE}/unconfirmed`],
    ['?view=authority', `${BASE}/authority`],
    ['?view=policies', `${BASE}/policies`],
    ['?device=camera-105', `${BASE}/devices/camera-105`],
  ])('%s says so when %s fails, and tries again', async (query, path) => {
    const them = await world.someone({ like: ada });
    const { page } = them;
    const isAsked = (url: URL) => url.pathname === path;
    await page.route(isAsked, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(BROKEN) }));
    await page.goto(page_(query));
    const told = page.getByRole('alert').first();
    await told.getByText(BROKEN.code).waitFor();
    await page.unroute(isAsked);
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(BROKEN.title).first().waitFor({ state: 'detached' });
    await them.close();
  });

  it('holds ids that are long or out of bounds in their places', async () => {
    const them = await world.someone({ width: 360, height: 740, like: ada });
    const { page } = them;
    await page.route(
      (url) => url.pathname === `${BASE}/devices`,
      async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        body.devices[0].id = 'W'.repeat(64);
        body.devices[1].firmware = '9'.repeat(64);
        await route.fulfill({ response: answer, json: body });
      },
    );
    await page.goto(page_());
    await settled(page);
    await page.getByRole('button', { name: 'W'.repeat(64) }).waitFor();
    expect(await tooWide(page)).toBe(0);
    await them.close();
  });

  it('teaches where nothing is registered, and where there is no authority', async () => {
    const them = await world.someone({ like: ada });
    const { page } = them;
    await page.route(
      (url) => url.pathname === BASE,
      (route) => route.fulfill({ json: { begun: false } }),
    );
    await page.goto(page_());
    await page.getByText('assay product device register cam-17 --product camera').waitFor();
    expect(await axe(page)).toEqual([]);
    if (PICTURES !== undefined) await pictured(page, `${PICTURES}/product-empty-light-1440.png`);
    await page.unrouteAll();
    await page.route(
      (url) => url.pathname === `${BASE}/authority`,
      (route) => route.fulfill({ json: { at: '2026-11-23T00:00:00Z', authorities: [], links: [], problems: [], notes: [], profiles: [] } }),
    );
    await page.goto(page_('?view=authority'));
    await page.getByText('There is no certificate authority yet.').waitFor();
    await them.close();
  });
});
