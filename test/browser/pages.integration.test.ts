import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, DOORS, PAGES, settled, shiftsOf, tooWide, watchShifts } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// Every page as it is looked at: light and dark, wide and as narrow as a phone. The pictures are for people to look at, before a page is called done.

const PICTURES = fileURLToPath(new URL('./screenshots/', import.meta.url));
const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
] as const;
const MOST_SHIFT = 0.02;

/** Opens the page once, and looks at it by day and by night. What was found wrong with it. */
async function held({ page, complaints }: Someone, name: string, address: string) {
  const width = page.viewportSize()?.width;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(address);
  await settled(page);
  const { shift, what } = await shiftsOf(page);
  await page.screenshot({ path: `${PICTURES}${name}-light-${width}.png`, fullPage: true });
  const light = await axe(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${PICTURES}${name}-dark-${width}.png`, fullPage: true });
  // What changes by night is colour.
  const dark = await axe(page, ['color-contrast']);
  return { light, dark, tooWide: await tooWide(page), shifts: shift < MOST_SHIFT ? [] : what, complaints: complaints.splice(0) };
}

describe.skipIf(!withBrowser)(`every page ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await openWorld();
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
    // Every answer is worked out once, so that what is looked at is the page and not the judge.
    await ada.page.goto(PAGES['stack'] ?? '');
    await settled(ada.page);
  });
  afterAll(async () => {
    await world?.close();
  });

  describe.each(SIZES)('at $width × $height', ({ width, height }) => {
    let looker: Someone;
    beforeAll(async () => {
      looker = await world.someone({ width, height, like: ada, passkeys: false });
      await watchShifts(looker.page);
    });
    afterAll(() => looker.close());

    it.each(Object.entries(PAGES))('%s', async (page, address) => {
      expect(await held(looker, page, address)).toEqual({ light: [], dark: [], tooWide: 0, shifts: [], complaints: [] });
    });

    it.each(Object.entries(DOORS))('%s, to who is not signed in', async (page, address) => {
      const stranger = await world.someone({ width, height, passkeys: false });
      await watchShifts(stranger.page);
      expect(await held(stranger, page, address)).toEqual({ light: [], dark: [], tooWide: 0, shifts: [], complaints: [] });
      await stranger.close();
    });
  });

  it('uses the room of a very large screen without stretching', async () => {
    const looker = await world.someone({ width: 3840, height: 2160, like: ada, passkeys: false });
    for (const page of ['stack', 'map', 'attacks', 'gaps', 'evidence'] as const) {
      await looker.page.goto(PAGES[page] ?? '');
      await settled(looker.page);
      await looker.page.screenshot({ path: `${PICTURES}${page}-light-3840.png` });
      expect([page, await tooWide(looker.page)]).toEqual([page, 0]);
      // A line of more than some 120 letters is one that the eye loses.
      const longest = await looker.page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('main p')].map((p) => p.getBoundingClientRect().width / (Number.parseFloat(getComputedStyle(p).fontSize) * 0.5)),
        ),
      );
      expect([page, longest < 160]).toEqual([page, true]);
    }
    expect(looker.complaints).toEqual([]);
    await looker.close();
  });
});
