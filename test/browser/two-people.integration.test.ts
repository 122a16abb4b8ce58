import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, joinByPasskey, prove, REASON } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// What two have to agree on, by two people at two browsers; and what one does alone, before everybody's eyes. The steps build on one another.

const GAPS = '/services/camera-service/gaps';

describe.skipIf(!withBrowser)(`two people ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let bea: Someone;
  let excluded: { readonly control: string; readonly subject: string };

  beforeAll(async () => {
    world = await openWorld();
    ada = await world.someone();
    bea = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await world?.close();
  });

  const entries = async (path: string, type: string) => {
    const { body } = await ask<{ readonly entries: readonly { readonly type: string; readonly seq: number }[] }>(ada.page, 'GET', `${path}?type=${type}`);
    return body.entries;
  };

  it('a lone operator invites a second one, who makes a way in of their own', async () => {
    await ada.page.goto('/people?view=invite');
    await ada.page.getByLabel('Name', { exact: true }).fill('Bea');
    await ada.page.getByRole('checkbox', { name: 'Operator', exact: true }).check();
    await ada.page.getByLabel('Reason').fill(REASON);
    await ada.page.getByRole('button', { name: 'Invite', exact: true }).click();
    const shown = ada.page.getByText(/\/(?:setup|invitation)#/);
    await shown.waitFor();
    const link = (await shown.innerText()).trim();
    await joinByPasskey(bea, link);
    await bea.page.goto('/people');
    await bea.page.getByText('2 people can sign in, 2 of them as operator').waitFor();
  });

  it('one proposes an exclusion, sees that it waits, and cannot agree to it alone', async () => {
    const { page } = ada;
    const { body } = await ask<{ readonly rows: readonly { readonly answeredBy: readonly string[]; readonly verdict: string }[] }>(
      page,
      'GET',
      '/api/services/camera-service/gaps?verdict=unproven,stale&limit=50',
    );
    const control = body.rows.flatMap(({ answeredBy }) => answeredBy)[0] ?? '';
    const opened = await ask<{ readonly elements: readonly { readonly subject: string; readonly verdict: string }[] }>(
      page,
      'GET',
      `/api/services/camera-service/controls/${control}`,
    );
    const subject = opened.body.elements.find(({ verdict }) => verdict !== 'failing' && verdict !== 'proven')?.subject ?? '';
    excluded = { control, subject };

    await page.goto(`${GAPS}?view=exclusions&control=${control}&subject=${encodeURIComponent(subject)}`);
    await page.getByLabel('Reason').fill('The supplier replaces this part in the spring; until then it stands apart.');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    await page.getByText('waits for a second person').first().waitFor();
    expect(await entries('/api/services/camera-service/ledger/entries', 'exclusion.granted')).toEqual([]);

    await page.goto('/people?view=proposals');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText('Somebody else has to decide')
      .or(dialog.getByRole('button', { name: 'Take it back' }))
      .first()
      .waitFor();
    expect(await dialog.getByRole('button', { name: 'Agree, and let it be done' }).count()).toBe(0);
    const { body: waiting } = await ask<{ readonly proposals: readonly { readonly id: string; readonly digest: string; readonly mayDecide: boolean }[] }>(
      page,
      'GET',
      '/api/proposals',
    );
    const [proposal] = waiting.proposals;
    expect(proposal?.mayDecide).toBe(false);
    const alone = await ask<{ readonly code: string }>(page, 'POST', `/api/proposals/${proposal?.id}/agree`, { digest: proposal?.digest });
    expect([alone.status, alone.body.code]).toEqual([403, 'ASSAY-SERVER-003']);
  });

  it('the other reads exactly what was asked, agrees, and it takes effect; both stand on the ledger', async () => {
    const { page } = bea;
    await page.goto('/people?view=proposals');
    await page.getByRole('button', { name: 'Read and decide' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('When it is agreed to, this happens at once:').waitFor();
    await dialog.getByText(`is not asked for at ${excluded.subject} of`).waitFor();
    await dialog.getByText('The request, letter by letter').click();
    await dialog.getByText(`"control": "${excluded.control}"`).waitFor();
    await dialog.getByRole('button', { name: 'Agree, and let it be done' }).click();
    await page.getByText('Agreed, and done.').waitFor();

    const [granted, ...more] = await entries('/api/services/camera-service/ledger/entries', 'exclusion.granted');
    expect(more).toEqual([]);
    const entry = await ask<{ readonly canonical: string }>(page, 'GET', `/api/services/camera-service/ledger/entries/${granted?.seq}`);
    const people = await ask<{ readonly people: readonly { readonly id: string; readonly displayName: string }[] }>(page, 'GET', '/api/people');
    const idOf = (name: string) => people.body.people.find(({ displayName }) => displayName === name)?.id;
    expect(JSON.parse(entry.body.canonical)).toMatchObject({ body: { proposer: idOf('Ada'), approver: idOf('Bea') } });
    await page.goto(`${GAPS}?view=exclusions`);
    await page.getByRole('table', { name: 'Exclusions' }).getByRole('row').nth(1).waitFor();
    expect(await page.getByRole('table', { name: 'Exclusions' }).innerText()).toMatch(/Ada[\s\S]*Bea/);
  });

  it('who proposed something can take it back', async () => {
    const { page } = ada;
    await ask(page, 'POST', '/api/services/camera-service/exclusions', {
      ...excluded,
      until: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      reason: 'Proposed in haste, and taken back.',
    });
    await page.goto('/people?view=proposals');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('Taken back. Nothing was done.').waitFor();
    await page.getByText('Nothing waits.').waitFor();
  });

  it('broken glass is loud in the other browser at once, and the other reviews it', async () => {
    await bea.page.goto('/help');
    await bea.page.getByRole('heading', { level: 1 }).waitFor();
    await ada.page.goto('/people?view=break-glass');
    await ada.page.getByRole('button', { name: 'Break the glass' }).click();
    const dialog = ada.page.getByRole('dialog', { name: 'Break the glass' });
    await dialog.getByLabel('Reason').fill('Cameras are being enslaved and nobody else answers the telephone.');
    await dialog.getByRole('button', { name: 'Break the glass' }).click();
    // Not asked for by the other: told.
    await bea.page.getByRole('alert').filter({ hasText: 'The glass is broken: Ada' }).waitFor();
    await ada.page.getByRole('main').getByText('You act without a second person until').waitFor();
    await ada.page.getByRole('button', { name: 'Close it now' }).click();

    await bea.page.getByRole('alert').waitFor({ state: 'hidden' });
    await bea.page.goto('/people?view=break-glass');
    await bea.page.getByLabel('Justified', { exact: true }).check();
    await bea.page.getByLabel('Why').fill('It was an emergency, and nothing was done behind it.');
    await bea.page.getByRole('button', { name: 'Record the review' }).click();
    await bea.page.getByText('Reviewed.').waitFor();
    const types = (await ask<{ readonly entries: readonly { readonly type: string }[] }>(bea.page, 'GET', '/api/office/ledger/entries?limit=100')).body.entries;
    for (const type of ['glass.broken', 'glass.closed', 'glass.reviewed']) expect(types.map((one) => one.type)).toContain(type);
  });

  it('an act that matters asks who is at the keyboard when the last answer is old, and goes on by itself', async () => {
    // A session that was opened long ago is one that has proved nothing of late: the server's clock is real, so the browser is told what it would be told then.
    const { page } = bea;
    await page.goto('/people?view=invite');
    await page.getByLabel('Name', { exact: true }).fill('Ivo');
    await page.getByRole('checkbox', { name: /^Installer/ }).check();
    await page.getByLabel('Reason').fill(REASON);
    let asked = 0;
    await page.route('**/api/people', async (route) => {
      if (route.request().method() !== 'POST' || asked > 0) return route.continue();
      asked += 1;
      await route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'about:blank', title: 'A fresh sign-in is needed', status: 403, code: 'ASSAY-SERVER-004', request: 'x', faults: [] }),
      });
    });
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await prove(bea);
    await page.getByText('Give them this link. It is not shown again.').waitFor();
    expect(asked).toBe(1);
  });

  it('made neither browser complain', () => {
    expect([...ada.complaints, ...bea.complaints]).toEqual([]);
  });
});
