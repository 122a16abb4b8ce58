import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axe, DOORS, PAGES, pictured, settled, shiftsOf, tooWide, watchShifts } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// Every page as it is looked at: light and dark, wide and as narrow as a phone. The pictures are for people to look at, before a page is called done.

const PICTURES = fileURLToPath(new URL('./screenshots/', import.meta.url));
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };
const MOST_SHIFT = 0.02;

/** Opens a page in the light, at a size, as somebody who comes to it. What was found wrong with it. */
async function seen({ page }: Someone, size: typeof WIDE, name: string, address: string) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
  // From another document, so that nothing of the page before is counted or kept.
  await page.goto('about:blank');
  await page.goto(address);
  await settled(page);
  const { shift, what } = await shiftsOf(page);
  await pictured(page, `${PICTURES}${name}-light-${size.width}.png`);
  return { axe: await axe(page), tooWide: await tooWide(page), shifts: shift < MOST_SHIFT ? [] : [`${shift.toFixed(3)} in all`, ...what] };
}

const WELL = { axe: [], tooWide: 0, shifts: [] };

/** By day, by night, and on a telephone. */
async function held(someone: Someone, name: string, address: string) {
  const { page, complaints } = someone;
  const wide = await seen(someone, WIDE, name, address);
  await page.emulateMedia({ colorScheme: 'dark' });
  await pictured(page, `${PICTURES}${name}-dark-${WIDE.width}.png`);
  // What changes by night is colour.
  const night = await axe(page, ['color-contrast']);
  const narrow = await seen(someone, NARROW, name, address);
  expect({ wide, night, narrow, complaints: complaints.splice(0) }).toEqual({ wide: WELL, night: [], narrow: WELL, complaints: [] });
}

describe.skipIf(!withBrowser)(`every page ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let stranger: Someone;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await openWorld();
    ada = await world.someone();
    stranger = await world.someone({ passkeys: false });
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
    // Every answer is worked out once, so that what is looked at is the page and not the judge.
    await ada.page.goto(PAGES['stack'] ?? '');
    await settled(ada.page);
    for (const { page } of [ada, stranger]) await watchShifts(page);
  });
  afterAll(async () => {
    await world?.close();
  });

  it.each(Object.entries(PAGES))('%s', async (page, address) => {
    await held(ada, page, address);
  });

  it.each(Object.entries(DOORS))('%s, to who is not signed in', async (page, address) => {
    await held(stranger, page, address);
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
