import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES, settled } from './pages.ts';
import { ask, joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// The console without a mouse: everything is reached, is seen to have the focus, and is left again.

/** What has the focus: its role or tag and its words, and whether one can see that it has it. */
async function focused(page: Page) {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    if (element === null || element === document.body) return { name: '', seen: false };
    const seen = (one: Element | null): boolean => {
      if (one === null) return false;
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
      const before = one.getAttribute('data-focus-was') ?? '';
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) || boxShadow !== 'none' || (before !== '' && before !== borderColor);
    };
    const name = element.getAttribute('aria-label') ?? element.innerText ?? '';
    // A field shows it by its border, and a hidden box by the box that is drawn for it.
    const field = ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName);
    return { name: name.trim().slice(0, 80), seen: field || seen(element) || seen(element.parentElement) };
  });
}

/** Tabs until what is looked for has the focus, and gives what had it on the way without showing it. */
async function tabTo(page: Page, wanted: RegExp, most = 80): Promise<readonly string[]> {
  const unseen: string[] = [];
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab');
    const { name, seen } = await focused(page);
    if (!seen) unseen.push(name);
    if (wanted.test(name)) return unseen;
  }
  throw new Error(`${wanted} was not reached in ${most} steps`);
}

describe.skipIf(!withBrowser)(`by the keyboard alone ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let page: Page;

  beforeAll(async () => {
    world = await openWorld();
    ada = await world.someone();
    page = ada.page;
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(() => world?.close());

  const open = async (address: string) => {
    await page.goto(address);
    await settled(page);
  };

  it('the first stop skips to the page', async () => {
    await open(PAGES['stack'] ?? '');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toEqual({ name: 'Skip to the page', seen: true });
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('page');
  });

  it('every stop on the way to a band is seen, and Enter opens the band', async () => {
    await open(PAGES['stack'] ?? '');
    expect(await tabTo(page, /^Product/)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/layer=product/);
    await page.getByRole('table').first().waitFor();
  });

  it.each(['Map', 'Attacks', 'Gaps', 'Evidence', 'Ledger', 'People', 'Settings', 'Help', 'Stack'])('the palette goes to %s', async (name) => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).waitFor();
    await page.keyboard.type(name);
    await page
      .getByRole('option', { name: new RegExp(`^${name}`) })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Find' }).count()).toBe(0);
  });

  it('a dialog holds the focus, Escape closes it, and the focus is back where it was', async () => {
    await open('/people?view=break-glass');
    await tabTo(page, /^Break the glass$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Break the glass' });
    await dialog.waitFor();
    for (let n = 0; n < 12; n += 1) {
      await page.keyboard.press('Tab');
      expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // It goes back as soon as the dialog has gone, which is a moment after it is seen to.
    await expect.poll(async () => (await focused(page)).name).toBe('Break the glass');
  });

  it('a table is filtered and sorted, and a row is opened and left', async () => {
    await open(PAGES['gaps'] ?? '');
    await tabTo(page, /^Search in: Requirements/);
    await page.keyboard.type('password');
    await page.waitForURL(/find=password/);
    await tabTo(page, /^Requirement$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=requirement/);
    expect(await page.getByRole('columnheader', { name: 'Requirement', exact: true }).getAttribute('aria-sort')).toBe('ascending');
    const first = (await page.getByRole('table', { name: 'Requirements' }).getByRole('row').nth(1).getByRole('button').first().innerText()).trim();
    await tabTo(page, new RegExp(`^${first.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(async () => (await focused(page)).name).toBe(first);
  });

  it('what if is asked and taken back', async () => {
    await open(PAGES['attacks'] ?? '');
    await tabTo(page, /^Suppose proven/, 120);
    await page.keyboard.press('Enter');
    await page.waitForURL(/prove=/);
    await page.getByText('Supposed. None of this is so, and none of it is recorded.').waitFor();
    await page.getByRole('button', { name: /^Suppose proven/, pressed: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.searchParams.has('prove'));
  });

  it('who is at the keyboard proves it by the keyboard', async () => {
    await open('/account');
    await page.route(
      '**/api/account/recovery-codes',
      (route) =>
        route.fulfill({
          status: 403,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: 'A fresh sign-in is needed', status: 403, code: 'ASSAY-SERVER-004', request: 'x', faults: [] }),
        }),
      { times: 1 },
    );
    await tabTo(page, /^Make new codes$/);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Show that it is you' });
    await dialog.getByRole('button', { name: 'Use a passkey', exact: true }).waitFor();
    for (let n = 0; n < 6 && (await focused(page)).name !== 'Use a passkey'; n += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Keep your recovery codes' }).waitFor();
    expect((await ask<{ readonly recoveryCodesLeft: number }>(page, 'GET', '/api/account/means')).body.recoveryCodesLeft).toBe(10);
  });

  it('made the browser complain of nothing', () => {
    expect(ada.complaints).toEqual([]);
  });
});
