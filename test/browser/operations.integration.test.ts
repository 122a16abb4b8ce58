import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../src/core/index.ts';
import { openLiveWatch } from '../../src/server/operations/live-watch.ts';
import { axe, pictured, settled, tooWide } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

const page_ = (query = '') => `/services/camera-service/alerts${query}`;
const NIGHT = readFileSync('examples/camera-service/telemetry/night-conn.log');
/** Where pictures of every state are put for whoever looks at them. */
const PICTURES = process.env['ASSAY_PICTURES'];

describe.skipIf(!withBrowser)(`the page of alerts ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  beforeAll(async () => {
    world = await openWorld({
      async furnished(folder) {
        const watch = openLiveWatch(
          folder,
          () => Instant.of(Date.now()),
          () => undefined,
        );
        await watch.offer(NIGHT, {});
        watch.close();
      },
    });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await world?.close();
  });

  it('answers first, and leads from an alert to the incident and its stages', async () => {
    const { page } = ada;
    await page.goto(page_());
    await settled(page);
    await page.getByText('1 incident, of 2 devices').waitFor();
    await page.locator('button[data-door]').first().click();
    await page.getByRole('dialog').getByText('Where its first events stand').waitFor();
    await page.goto(page_('?view=incidents'));
    await settled(page);
    await page.locator('button[data-door]').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('What happened, in order').waitFor();
    expect(new URL(page.url()).searchParams.get('incident')).toMatch(/^incident-/);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('reads well in %s at %i px, in every state', async (shade, width) => {
    const them = await world.someone({ width, height: 800, dark: shade === 'dark', like: ada });
    for (const [name, query] of Object.entries({ alerts: '', incidents: '?view=incidents', 'nothing-found': '?find=zebra' })) {
      await them.page.goto(page_(query));
      await settled(them.page);
      expect([name, await tooWide(them.page)]).toEqual([name, 0]);
      expect([name, await axe(them.page)]).toEqual([name, []]);
      if (PICTURES !== undefined) await pictured(them.page, `${PICTURES}/operations-${name}-${shade}-${width}.png`);
      const door = them.page.locator('button[data-door]').first();
      if (name === 'nothing-found') continue;
      await door.click();
      await them.page.getByRole('dialog').getByText('Level').first().waitFor();
      expect([name, await axe(them.page)]).toEqual([name, []]);
      if (PICTURES !== undefined) await pictured(them.page, `${PICTURES}/operations-${name}-open-${shade}-${width}.png`);
    }
    expect(them.complaints).toEqual([]);
    await them.close();
  });
});
