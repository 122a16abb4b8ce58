import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, PAGES, settled } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

describe.skipIf(!withBrowser)(`the page of the business layer ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  beforeAll(async () => {
    world = await openWorld();
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(() => world?.close());

  it('answers first, and opens a system by the keyboard', async () => {
    const { page } = ada;
    await page.goto(PAGES['business'] ?? '');
    await settled(page);
    await page.getByText('The worst way in is').waitFor();
    await page.getByRole('button', { name: 'Engineering wiki', exact: true }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByText('What falls with it').waitFor();
    expect(new URL(page.url()).searchParams.get('system')).toBe('wiki');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('opens a cell of the matrix on the ways through it, and axe finds nothing', async () => {
    const { page, complaints } = ada;
    await page.goto(PAGES['business-matrix'] ?? '');
    await settled(page);
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: /^Company mail to Firmware developer: Open/ }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText(/^Ways to \d+ critical goals/).waitFor();
    expect(await drawer.getByRole('list').first().getByRole('listitem').count()).toBeGreaterThan(0);
    expect(await axe(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
