import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordReleases } from '../../bin/releases.js';
import type { Role } from '../../src/product/access/model.ts';
import { axe, pictured, settled, shiftsOf, tooWide, watchShifts } from './pages.ts';
import { invitationFor, joinByPasskey } from './person.ts';
import { AT, NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// Set ASSAY_PICTURES to a folder to look at the pages.
const PICTURES = process.env['ASSAY_PICTURES'];
const page_ = (query = '', at = AT) => `/services/camera-service/releases?at=${at}${query}`;
/** The looks are of October; exceptions are asked for now. */
const NOW = '/services/camera-service/releases?release=v3.2.0';

describe.skipIf(!withBrowser)(`the page of releases ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  beforeAll(async () => {
    world = await openWorld({ furnished: recordReleases });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
    if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
  }, 120_000);
  afterAll(() => world?.close());

  const as = async (name: string, role: Role) => {
    const them = await world.someone();
    await joinByPasskey(them, await invitationFor(ada, name, [role]));
    return them;
  };

  it('lists releases with their chain, and opens one by the keyboard', async () => {
    const { page } = ada;
    await page.goto(page_());
    await settled(page);
    await page.getByText('1 of 2 releases passes the gate. The one looked at last, v3.1.0, passes.').waitFor();
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'v3.2.0', exact: true }) });
    expect(await row.getByText('Review: Broken').count()).toBe(1);
    await page.getByRole('button', { name: 'v3.2.0', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Release v3.2.0' }).waitFor();
    expect(new URL(page.url()).searchParams.get('release')).toBe('v3.2.0');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Releases' }).waitFor();
  });

  it('shows who could have put in what nobody else saw, and names them to whoever may see people', async () => {
    await ada.page.goto(page_('&release=v3.2.0'));
    const region = (them: Someone) => them.page.getByRole('region', { name: 'Who could insert code unseen into v3.2.0' });
    await region(ada).getByText('wrote what no other is known to have seen: 1 commit').waitFor();
    expect(await region(ada).innerText()).toMatch(/ada, a person[\s\S]*bob, a person[\s\S]*makes the tag of the release, alone/);
    const dev = await as('Dev', 'developer');
    await dev.page.goto(page_('&release=v3.2.0'));
    await region(dev).getByText('wrote what no other is known to have seen').waitFor();
    expect(await region(dev).innerText()).not.toMatch(/\bada\b|\bbob\b/);
    await dev.close();
  });

  it('shows one release as a column from changes to release, each break with what mends it', async () => {
    const { page } = ada;
    await page.goto(page_('&release=v3.2.0'));
    await settled(page);
    await page.getByText(/^v3\.2\.0 may not go out\. 6 links .* broken: review, artifact against source/).waitFor();
    const column = page.getByRole('region', { name: 'From review to release' });
    const titles = await column.getByRole('heading', { level: 3 }).allInnerTexts();
    expect(titles.map((title) => title.split('\n')[0]?.trim())).toEqual([
      'Lifecycle',
      'Review',
      'Signatures',
      'Artifact against source',
      'Provenance',
      'Components',
      'Findings',
      'Code log',
    ]);
    const review = column
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { level: 3, name: /^Review/ }) })
      .last();
    await review.getByText('Broken', { exact: true }).waitFor();
    await review.getByText('It stops the release.').waitFor();
    await review
      .getByText(/signed only/)
      .first()
      .waitFor();
    await column.getByText('support.c', { exact: true }).waitFor();
    // At a past moment nothing is asked for.
    expect(await page.getByRole('button', { name: /^Ask for an exception/ }).count()).toBe(0);
    await page.getByText('The page shows a past moment. Show now first.').waitFor();
  });

  it('says who may insert code where, what would notice it, and leads to the attack paths', async () => {
    const { page } = ada;
    await page.goto(page_());
    await settled(page);
    const ways = page.getByRole('region', { name: 'Who may insert code where' });
    await ways.getByText(/^\d+ ways to put something into code, by the map/).waitFor();
    const folded = ways.getByRole('group').filter({ hasText: 'Firmware source' }).last();
    await folded.locator('summary').focus();
    await page.keyboard.press('Enter');
    await folded.getByText('What would notice it').first().waitFor();
    const path = ways.getByRole('link').first();
    const href = (await path.getAttribute('href')) ?? '';
    expect(href).toContain('/attacks?');
    await path.click();
    await page.getByRole('heading', { level: 1, name: 'Attacks' }).waitFor();
    await settled(page);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('is empty at a moment before anything was looked at, and teaches the commands', async () => {
    const { page } = ada;
    await page.goto(page_('', '2026-10-01T00:00:00Z'));
    await settled(page);
    await page.getByText('Nothing had been recorded of a release by then; 10 looks came later.').waitFor();
    await page.getByText('assay development release check v1.2.3').waitFor();
    await page.goto(page_('&release=nosuch'));
    await page.getByText('neither the ledger nor the lifecycle has a release "nosuch"').waitFor();
    expect(ada.complaints.splice(0)).toEqual([]);
  });

  it('has an exception asked for by one person and granted by another', async () => {
    const lou = await as('Lou', 'developer');
    await lou.page.goto(NOW);
    await settled(lou.page);
    await lou.page.getByRole('button', { name: 'Ask for an exception of Code log' }).click();
    const drawer = lou.page.getByRole('dialog');
    await drawer.getByLabel('Until which day').fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
    await drawer.getByLabel('Reason').fill('The code log is set up next month.');
    if (PICTURES !== undefined) await pictured(lou.page, join(PICTURES, 'release-except.png'));
    expect(await axe(lou.page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Ask for it' }).click();
    await lou.page.getByText('Code log: Waits for a second person').waitFor();
    expect(await lou.page.getByRole('button', { name: 'Grant x-1' }).getAttribute('aria-disabled')).toBe('true');

    const { page } = ada;
    await page.goto(NOW);
    await settled(page);
    await page.getByRole('button', { name: 'Grant x-1' }).click();
    const asked = page.getByRole('dialog');
    await asked.getByText('whatever is wrong with it').waitFor();
    await asked.getByRole('button', { name: 'Grant x-1' }).click();
    await page.getByText('Code log: Stands').waitFor();
    await page.getByText(/by the exception x-1: The code log is set up next month\./).waitFor();
    expect([...ada.complaints.splice(0), ...lou.complaints]).toEqual([]);
    await lou.close();
  });

  it.each([
    ['1440', { width: 1440 }],
    ['1440-dark', { width: 1440, dark: true }],
    ['360', { width: 360, height: 740 }],
    ['3840', { width: 3840, height: 2160 }],
  ] as const)(
    'is as wide as the screen, moves nothing, and axe finds nothing: %s',
    async (name, size) => {
      const them = await world.someone({ ...size, like: ada });
      await watchShifts(them.page);
      for (const [what, path] of [
        ['releases', page_()],
        ['release-broken', page_('&release=v3.2.0')],
        ['release-passing', page_('&release=v3.1.0')],
        ['releases-none', page_('', '2026-10-01T00:00:00Z')],
      ] as const) {
        await them.page.goto(path);
        await settled(them.page);
        await them.page.getByRole('heading', { name: 'Who may insert code where' }).waitFor();
        if (PICTURES !== undefined) await pictured(them.page, join(PICTURES, `${what}-${name}.png`));
        if (what === 'release-passing') {
          await them.page.getByText('v3.1.0 may go out: what the policy asks for is there, or is let pass until a day (3 things).').waitFor();
          // What is below the column elsewhere has room beside it.
          const top = async (named: string) => (await them.page.getByRole('heading', { name: named }).boundingBox())?.y ?? Number.NaN;
          expect((await top('Exceptions')) < (await top('Code log'))).toBe(size.width >= 1920);
        }
        expect([what, await tooWide(them.page)]).toEqual([what, 0]);
        expect([what, await axe(them.page)]).toEqual([what, []]);
        const { shift, what: moved } = await shiftsOf(them.page);
        expect([what, shift < 0.1, shift < 0.1 ? [] : moved]).toEqual([what, true, []]);
      }
      expect(them.complaints).toEqual([]);
      await them.close();
    },
    120_000,
  );
});
