import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Digest } from '../../src/core/index.ts';
import type { Role } from '../../src/product/access/model.ts';
import { importOffice, reviewOffice } from './office.ts';
import { axe, PAGES, settled, tooWide } from './pages.ts';
import { invitationFor, joinByPasskey } from './person.ts';
import { AT, NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

const BASE = '/api/services/camera-service/business';
const page_ = (query: string) => `/services/camera-service/business?at=${AT}${query}`;
/** Reviews are done now; what they are about may be of October. */
const NOW = '/services/camera-service/business?view=reviews';
const BROKEN = { type: 'about:blank', title: 'Something broke on the server', status: 500, code: 'ASSAY-SERVER-001', request: 'r-1', faults: [] };
const NAMES = ['A. Berg', 'C. Roth'];
const VIEWS = ['systems', 'reach', 'matrix', 'links', 'foundations', 'inventory', 'reviews'] as const;
/** The question that a view rests on, besides that of the page. */
const ASKED: Readonly<Record<string, string>> = {
  matrix: `${BASE}/matrix`,
  links: `${BASE}/links`,
  foundations: `${BASE}/foundations`,
  inventory: `${BASE}/inventory`,
  reviews: `${BASE}/reviews`,
};

describe.skipIf(!withBrowser)(`the page of the business layer ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-office-'));
    world = await openWorld({
      furnished: async (service) => {
        await importOffice(service);
        await reviewOffice(service);
      },
    });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true });
  });

  const as = async (name: string, role: Role) => {
    const them = await world.someone();
    await joinByPasskey(them, await invitationFor(ada, name, [role]));
    return them;
  };
  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

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

  it('says of each system by which way the product is reached from it, by names', async () => {
    const { page } = ada;
    await page.goto(page_(''));
    await settled(page);
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'Company sign-in', exact: true }) });
    await row.getByText(/^\d+ steps?, .* Through /).waitFor();
    await row.getByText('administered by IT administrator').waitFor();
    // The table is no wider than the page: nothing is cut off at its end.
    expect(
      await page.getByRole('table', { name: 'Systems of the business layer' }).evaluate((table) => table.scrollWidth - (table.parentElement?.clientWidth ?? 0)),
    ).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Company sign-in', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('group').nth(1).waitFor();
    // Ids of the map are for who drew it: a way is told by names.
    const told = await drawer.innerText();
    // Who signs in rules nothing by that.
    const ruling = told.slice(told.indexOf('Who has power over it'), told.indexOf('Who uses it'));
    expect(ruling).not.toContain('(uses)');
    expect(ruling.length).toBeGreaterThan('Who has power over it'.length);
    expect(told).not.toMatch(/identity-provider|platform-administrator|firmware-source|build-server/);
  });

  it('shows beside what falls the days by which systems are ranked where as much falls', async () => {
    const { page } = ada;
    await page.goto(page_(''));
    await settled(page);
    const rows = await page
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => ['Falls', 'Days'].map((title) => row.querySelector(`td[data-title="${title}"]`)?.textContent ?? '')));
    const ranked = rows.filter(([, days]) => days !== '');
    expect(ranked.length).toBeGreaterThan(3);
    for (const [i, [falls, days]] of ranked.entries()) {
      const [before, its] = ranked[i - 1] ?? [];
      if (before === falls) expect(Number(days?.replaceAll(',', ''))).toBeGreaterThanOrEqual(Number(its?.replaceAll(',', '')));
    }
  });

  it('folds links that cut nothing, until they are asked for', async () => {
    const { page } = ada;
    await page.goto(page_('&view=links'));
    await settled(page);
    const rows = () => page.getByRole('table', { name: 'Links between layers' }).locator('tbody tr').count();
    const before = await rows();
    const more = page.getByRole('button', { name: /^Show the other \d+ that cut nothing$/ });
    const folded = Number(/\d+/.exec(await more.innerText())?.[0]);
    await more.click();
    await page.getByRole('button', { name: `Hide the other ${folded} that cut nothing` }).waitFor();
    expect(await rows()).toBe(before + folded);
    expect(new URL(page.url()).searchParams.get('all')).toBe('true');
    expect(await axe(page)).toEqual([]);
  });

  it('says of an address with a system that the map does not have that it has none, and offers the others', async () => {
    const { page } = ada;
    await page.goto(page_('&view=reach&from=nosuch&to=firmware'));
    await settled(page);
    await page.getByText('“nosuch” is no system of the map.').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Choose a system' }).click();
    await page.getByText('Choose a system of the office and something of the product.').waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).not.toHaveProperty('from');
    await page.goto(page_('&system=nosuch'));
    await page.getByRole('dialog').getByText('“nosuch” is no system of the map.').waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await page.goto('about:blank');
    expect(ada.complaints.splice(0).filter((one) => !/\b4\d\d\b/.test(one))).toEqual([]);
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

  it('tells the ways from a system to something of the product, and what cuts them', async () => {
    const { page } = ada;
    await page.goto(page_('&view=reach'));
    await settled(page);
    await page.getByText('Choose a system of the office and something of the product.').waitFor();
    await page.getByRole('combobox', { name: 'If this falls' }).fill('Engineering');
    await page.getByRole('option', { name: 'Engineering wiki' }).click();
    await page.getByRole('combobox', { name: 'what of the product does it reach' }).fill('Signed');
    await page.getByRole('option', { name: 'Signed firmware', exact: true }).click();
    await page.getByText(/^Proven possible: \d of \d targets/).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ view: 'reach', from: 'wiki', to: 'firmware' });
    await page
      .getByText(/^Indirect way 1: through /)
      .first()
      .click();
    await page.getByText('Rules Engineering wiki').first().waitFor();
    await page.getByText(/^Proven, these \d+ controls leave no way/).waitFor();
    await page.getByText(/^Taken away, these \d+ leave no way/).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('tells ways that read the same by the step in which they differ, and ways that are told already by whose they are', async () => {
    const { page } = ada;
    await page.goto(page_('&view=reach&from=wiki&to=video'));
    await settled(page);
    const summaries = await page
      .locator('summary')
      .filter({ hasText: /^Indirect way/ })
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(summaries.length).toBeGreaterThan(0);
    for (const block of await page.locator('section section').all()) {
      const within = await block.locator('summary').allTextContents();
      const inShort = within.map((one) => one.replace(/^Indirect way \d+/, ''));
      expect(new Set(inShort).size).toBe(inShort.length);
    }
    await page
      .getByText(/^The ways are those of: /)
      .first()
      .waitFor();
  });

  it('says what most controls rest on, and calls out two that rest on one thing', async () => {
    const { page } = ada;
    await page.goto(page_('&view=foundations'));
    await settled(page);
    await page.getByText('Most rests on Company sign-in').waitFor();
    await page.getByRole('button', { name: 'Company sign-in', exact: true }).click();
    await page.getByRole('dialog').getByText('Goals that only controls resting on it keep closed').waitFor();
    // Where a goal is closed by two controls of one identity provider: the example has none at this moment.
    const isAsked = (url: URL) => url.pathname === `${BASE}/foundations`;
    await page.route(isAsked, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      const [first] = body.foundations;
      const controls = ['sso-enforced@wiki', 'sso-enforced@mail'];
      first.holds = [{ goal: 'wiki:admin', title: 'rules Engineering wiki', controls, reach: 'undecided' }];
      first.would = [{ goal: 'mail:admin', title: 'rules Company mail', controls, shared: [] }];
      await route.fulfill({ response: answer, json: body });
    });
    await page.goto(page_('&view=foundations'));
    await page.reload();
    await settled(page);
    await page.getByText('1 critical goal looks several controls deep, and is one failure deep: all rest on Company sign-in.').waitFor();
    await page.getByText('both rest on Company sign-in').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.unroute(isAsked);
  });

  it('shows what was discovered, and whose accounts they are when it is asked for', async () => {
    const { page } = ada;
    await page.goto(page_('&view=inventory'));
    await settled(page);
    await page.getByText(/^\d+ things present, 0 not seen of late, 0 gone\. \d+ things with power over the map are not on it\.$/).waitFor();
    await page.getByText('can write to Company mail').first().waitFor();
    for (const name of NAMES) expect(await page.getByRole('main').innerText()).not.toContain(name);
    await page.getByRole('button', { name: 'Show the names' }).click();
    const table = page.getByRole('table', { name: 'Whose accounts, tokens and devices they are' });
    for (const name of NAMES) await table.getByText(name).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('shows a developer how many accounts there are, and not whose', async () => {
    const dan = await as('Dan', 'developer');
    const { page } = dan;
    await page.goto(page_('&view=inventory'));
    await settled(page);
    await page.getByText(/Your roles show you how many there are, and not whose\.$/).waitFor();
    expect(await page.getByRole('button', { name: 'Show the names' }).count()).toBe(0);
    for (const name of NAMES) expect(await page.content()).not.toContain(name);
    expect(dan.complaints).toEqual([]);
    await dan.close();
  });

  it('says what is late in words, and starts, answers with a file and closes a review', async () => {
    const { page } = ada;
    await page.goto(NOW);
    await settled(page);
    await page.getByText(/^2 of 2 are late\. The latest: Phishing-resistant sign-in, rolled out \(Firmware developer\), \d+ days late\.$/).waitFor();
    expect(await axe(page)).toEqual([]);
    // The next round of what is due: its kind and part are filled in.
    const due = page.getByRole('table', { name: 'Reviews that are due' });
    await due.getByRole('button', { name: 'Phishing-resistant sign-in, rolled out', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Start a review' });
    await drawer.getByText('It comes back every 30 days').waitFor();
    expect(await axe(page)).toEqual([]);
    await drawer.getByRole('button', { name: 'Start it' }).click();
    const review = page.getByRole('dialog', { name: 'Phishing-resistant sign-in, rolled out' });
    await review.getByText('1 task still lacks something').waitFor();
    expect(new URL(page.url()).searchParams.get('review')).toBe('phishing-resistant-roll-out-3');
    await review.getByRole('button', { name: 'Close the review' }).and(page.locator('[aria-disabled=true]')).waitFor();

    await review.getByRole('button', { name: 'Answer', exact: true }).click();
    await review.getByRole('button', { name: 'Record the answer' }).click();
    await review.getByText('Without a file that shows it, it is not done.').waitFor();
    const table = 'account,resistant\none,yes\ntwo,yes\nthree,no\n';
    await review.locator('input[type=file]').setInputFiles(written('accounts.csv', table));
    await review.getByRole('button', { name: 'accounts.csv' }).waitFor();
    await review.getByRole('button', { name: 'Record the answer' }).click();
    await review.getByText('counted by Assay in a file').waitFor();
    expect(await review.locator('code[title^="sha256:"]').getAttribute('title')).toBe(Digest.of(table));
    await review.getByText('What closing would state').waitFor();
    expect(await axe(page)).toEqual([]);

    await review.getByRole('button', { name: 'Close the review' }).click();
    const sure = page.getByRole('dialog', { name: 'Close the review' });
    await sure.getByText('1 of them that something does not hold').waitFor();
    await sure.getByLabel(/^Type “/).fill('phishing-resistant-roll-out-3');
    await sure.getByRole('button', { name: 'Close the review' }).click();
    await review.getByText('What it states').waitFor();
    // The two rounds before, the newest first.
    const rounds = review.getByRole('table', { name: 'Rounds of: Phishing-resistant sign-in, rolled out' });
    expect(await rounds.getByText('62.5 %').count()).toBe(1);
    expect(await rounds.getByText('no, late').count()).toBe(1);
  });

  it('gives a review up with a reason, and the duty stays', async () => {
    const { page } = ada;
    await page.goto(`${NOW}&review=supplier-review-1`);
    await settled(page);
    const review = page.getByRole('dialog', { name: 'Supplier review' });
    await review.getByRole('button', { name: 'Give up' }).click();
    const sure = page.getByRole('dialog', { name: 'Give up' });
    await sure.getByLabel('Reason').fill('The supplier is reviewed together with another one.');
    await sure.getByRole('button', { name: 'Give up' }).click();
    await review.getByText('The supplier is reviewed together with another one.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('table', { name: 'Reviews that are due' }).getByText('To be started').first().waitFor();
    expect(ada.complaints).toEqual([]);
  });

  it('starts an access review of what was discovered, and says why it cannot where nothing was', async () => {
    const { page } = ada;
    await page.goto(`${NOW}&start=access-review&of=wiki`);
    await settled(page);
    const drawer = page.getByRole('dialog', { name: 'Start a review' });
    await drawer.getByRole('button', { name: 'Start it' }).click();
    await drawer.getByText('ASSAY-REVIEW-014').waitFor();
    await page.goto(`${NOW}&start=access-review&of=identity-provider`);
    await settled(page);
    await drawer.getByRole('button', { name: 'Start it' }).click();
    const review = page.getByRole('dialog', { name: 'Access review' });
    await review.getByRole('button', { name: 'Answer', exact: true }).first().click();
    const taken = page.waitForEvent('download');
    await review.getByRole('button', { name: 'Take the list to decide on' }).click();
    const list = readFileSync(await (await taken).path(), 'utf8');
    expect(list).toMatch(/^item,decision\r\n/);
    expect(list).toContain('A. Berg');
    // Those who decide bring the same list back.
    await review
      .locator('input[type=file]')
      .first()
      .setInputFiles(
        written(
          'decided.csv',
          list
            .replaceAll(/,\r\n(?!$)/g, ',keep\r\n')
            .replace(/,\r\n$/, ',keep\r\n')
            .replace('decision,keep', 'decision'),
        ),
      );
    await review.getByRole('button', { name: 'Record the answer' }).click();
    await review.getByText('Confirmed').waitFor();
  });

  it('names what was never done with the parts that owe it, and starts it from its row', async () => {
    const { page } = ada;
    await page.goto(NOW);
    await settled(page);
    const never = page.getByRole('table', { name: 'Reviews that were never done' });
    const row = never.getByRole('row').filter({ has: page.getByRole('button', { name: 'Restore test', exact: true }) });
    const parts = await row.locator('td').nth(1).innerText();
    expect(parts).not.toBe('');
    await row.getByRole('button', { name: 'Restore test', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Start a review' });
    expect(await drawer.getByLabel('Which review').inputValue()).toBe('restore-test');
    expect(await axe(page)).toEqual([]);
    await drawer.getByLabel('Of what').first().click();
    await page.getByRole('option', { name: 'Cloud backup' }).waitFor();
    await page.goto(page_('&view=reviews'));
    await settled(page);
    await never.waitFor();
    expect(await never.getByRole('button', { name: 'Restore test', exact: true }).and(page.locator('[data-door]')).count()).toBe(0);
  });

  it('does nothing about reviews at a past moment, nor for an auditor', async () => {
    const { page } = ada;
    await page.goto(page_('&view=reviews'));
    await settled(page);
    await page.getByText('The page shows a past moment.').waitFor();
    expect(await page.getByRole('button', { name: 'Start a review' }).isDisabled()).toBe(true);
    const ute = await as('Ute', 'auditor');
    await ute.page.goto(NOW);
    await settled(ute.page);
    await ute.page.getByText('Your roles show reviews, and do not include doing them.').waitFor();
    await ute.page.goto(`${NOW}&review=phishing-resistant-roll-out-2`);
    await settled(ute.page);
    await ute.page.getByRole('dialog').getByText('The rounds before').waitFor();
    expect(await ute.page.getByRole('dialog').getByRole('button', { name: 'Answer', exact: true }).count()).toBe(0);
    expect(ute.complaints).toEqual([]);
    await ute.close();
  });

  it.each(Object.entries(ASKED))('%s, when its answer fails: says so, by its code, and tries again', async (view, path) => {
    const { page, complaints } = ada;
    const isAsked = (url: URL) => url.pathname === path;
    await page.route(isAsked, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(BROKEN) }));
    await page.goto(page_(`&view=${view}&of=failing`));
    const told = page.getByRole('main').getByRole('alert').first();
    await told.getByText(BROKEN.code).waitFor();
    await page.unroute(isAsked);
    await told.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('main').getByText(BROKEN.title).first().waitFor({ state: 'detached' });
    expect(complaints.splice(0).filter((one) => !one.includes('500'))).toEqual([]);
  });

  it('shows an installer nothing of it', async () => {
    const ivo = await as('Ivo', 'installer');
    await ivo.page.goto(page_(''));
    await ivo.page.getByText('You may not see this, or there is no such thing.').first().waitFor();
    await ivo.close();
  });

  it.each([
    ['a phone', 360, 740],
    ['a very large screen', 3840, 2160],
  ])('fits %s in every view', async (_, width, height) => {
    const them = await world.someone({ width, height, dark: width === 360, like: ada });
    for (const view of VIEWS) {
      await them.page.goto(page_(`&view=${view}${view === 'reach' ? '&from=wiki&to=firmware' : ''}`));
      await settled(them.page);
      expect([view, await tooWide(them.page)]).toEqual([view, 0]);
    }
    expect(them.complaints).toEqual([]);
    await them.close();
  });

  it('keeps names that are long, run from right to left, or are markup in their places', async () => {
    const them = await world.someone({ like: ada });
    const { page, complaints } = them;
    const hostile = ['<img src=x onerror="globalThis.owned=1">', 'שרת הדואר של המשרד', 'W'.repeat(200)];
    await page.route(
      (url) => url.pathname === BASE,
      async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        for (const [i, name] of hostile.entries())
          Object.assign(body.systems[i], { name, owner: name, holds: [{ asset: 'a', name, kind: 'information', personal: false }] });
        await route.fulfill({ response: answer, json: body });
      },
    );
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(page_(`&find=${width === 360 ? 'a' : ''}`));
      await page.reload();
      await settled(page);
      for (const name of hostile) expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1);
      expect(await tooWide(page)).toBe(0);
      expect(await page.locator('td img').count()).toBe(0);
    }
    expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false);
    expect(complaints).toEqual([]);
    await them.close();
  });

  it('teaches where nothing was discovered and no review was started', async () => {
    const { page } = ada;
    await page.route(
      (url) => url.pathname === `${BASE}/inventory` || url.pathname === `${BASE}/reviews`,
      async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        await route.fulfill({
          response: answer,
          json: { ...body, ...('sources' in body ? { sources: [] } : { due: [], reviews: [], measures: [], remaining: [] }) },
        });
      },
    );
    await page.goto(page_('&view=inventory'));
    await page.reload();
    await page.getByText('Nothing has been discovered yet.').waitFor();
    await page.goto(NOW);
    await page.reload();
    await page.getByText('No review was ever started.').waitFor();
    await page.getByRole('table', { name: 'Reviews that were never done' }).waitFor();
    await page.unrouteAll();
  });
});
