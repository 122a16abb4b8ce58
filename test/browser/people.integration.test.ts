import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../src/core/index.ts';
import { CLIENT_ID, CLIENT_SECRET, type ProviderFixture, startProvider } from '../../src/product/federation/edge/provider.fixture.ts';
import { ask, codeOf, joinByPasskey, joinByPassword, REASON, signOut } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// Two operators and what they do about people: Ada with a passkey, Bo with a password and an app. The steps build on one another, in the order in which they stand.

describe.skipIf(!withBrowser)(`people, their ways in, and what two decide ${NEEDS}`, () => {
  let ahead = 0;
  let world: World;
  let idp: ProviderFixture;
  let ada: Someone;
  let bo: Someone;
  let secret: string;

  const goingOn = (minutes: number) => {
    ahead += minutes * 60_000;
  };
  const code = () => codeOf(secret, ahead / 30_000);
  const stepUp = ({ page }: Someone) => page.getByRole('dialog', { name: 'Show that it is you' });
  /** By passkey, or by the code of an app; waits until what was begun goes on. */
  const prove = async (someone: Someone) => {
    const dialog = stepUp(someone);
    if (someone === ada) await dialog.getByRole('button', { name: 'Use a passkey', exact: true }).click();
    else {
      await dialog.getByLabel('One-time code').fill(code());
      await dialog.getByRole('button', { name: 'Continue' }).click();
    }
    await dialog.waitFor({ state: 'hidden' });
  };
  const said = ({ page }: Someone, text: string | RegExp) => page.getByRole('list', { name: 'Notices' }).getByText(text).waitFor();
  const decide = async ({ page }: Someone) => {
    await page.goto('/people?view=proposals');
    await page.getByRole('button', { name: 'Read and decide' }).first().click();
    await page.getByText('When it is agreed to, this happens at once:').waitFor();
    return page.getByRole('dialog');
  };

  beforeAll(async () => {
    world = await openWorld({ now: () => Instant.of(Date.now() + ahead) });
    const { server, dataDir } = world;
    idp = await startProvider(`${server.url}/api/federation/callback`);
    mkdirSync(join(dataDir, 'secrets'), { recursive: true });
    writeFileSync(join(dataDir, 'secrets', 'idp'), CLIENT_SECRET);
    [ada, bo] = [await world.someone(), await world.someone({ passkeys: false })];
    await joinByPasskey(ada, server.setupUrl ?? '', 'Ada');
  });
  afterAll(async () => {
    await world?.close();
    await idp?.close();
  });

  it('a lone operator invites the second alone, who sets a password and an app', async () => {
    const { page } = ada;
    await page.goto('/people?view=invite');
    await page.getByLabel('Name', { exact: true }).fill('Bo');
    await page.getByLabel('Operator').check();
    await page.getByLabel('Reason').fill('short');
    expect(await page.getByRole('button', { name: 'Invite', exact: true }).isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill(REASON);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await page.getByText(/^http:\/\/localhost:\d+\/\S+#\S+$/).innerText();
    const joined = await joinByPassword(bo, link, 'bo@example.org');
    secret = joined.secret;
    expect(joined.codes).toHaveLength(10);
  });

  it('shows every recovery code on one line, also where it is narrow', async () => {
    const narrow = await world.someone({ width: 360, like: ada });
    await narrow.page.goto('/account');
    await narrow.page.getByRole('button', { name: 'Make new codes' }).click();
    const codes = narrow.page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    const boxes = await codes.evaluateAll((items) =>
      items.map((item) => {
        const range = document.createRange();
        range.selectNodeContents(item);
        const { left, right } = range.getBoundingClientRect();
        return { lines: range.getClientRects().length, left, right, text: item.textContent };
      }),
    );
    expect(boxes).toHaveLength(10);
    for (const { lines, left, right, text } of boxes) {
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(lines).toBe(1);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(360);
    }
    await narrow.close();
  });

  it('codes that the page lost are not lost in silence: whoever loads it anew is offered new ones, there and when they sign in', async () => {
    const { page } = ada;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Make new codes' }).click();
    const list = page.getByRole('list', { name: 'Recovery codes' });
    await list.waitFor();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('Type one of the codes above, or paste it.').waitFor();
    const left = page.waitForEvent('dialog');
    void page.reload().catch(() => undefined);
    const dialog = await left;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.accept();
    await page.getByText('you may never have seen them: make new ones').waitFor();

    // As it is after the reload of a page whose link was used: there is none in the address any more.
    await page.goto('/setup');
    await page.getByRole('heading', { level: 1, name: 'Your recovery codes were not kept' }).waitFor();
    await page.goto('/account');
    await signOut(ada);
    await ada.atHand(true);
    await page.goto(`/sign-in?to=${encodeURIComponent('/people?view=roles')}`);
    await page.getByRole('heading', { level: 1, name: 'Your recovery codes were not kept' }).waitFor();
    await page.getByRole('button', { name: 'Make new codes' }).click();
    await list.waitFor();
    const codes = await list.getByRole('listitem').allInnerTexts();
    await page.getByLabel('Type or paste one of them').fill(codes[3] ?? '');
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    expect((await ask<{ readonly recoveryCodesKept: boolean }>(page, 'GET', '/api/account/means')).body.recoveryCodesKept).toBe(true);
    await page.goto('/setup');
    await page.getByRole('heading', { level: 1, name: 'You are signed in' }).waitFor();
  });

  it('a button says what is missing, and a password that nobody may have is refused before there is anything to scan', async () => {
    const { page } = ada;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Set a password' }).click();
    const room = page.getByRole('region', { name: 'Password and one-time code' });
    await room.getByRole('button', { name: 'Continue' }).click();
    await room.getByText('Choose what you will type to sign in.').waitFor();
    await room.getByText('12 more characters at least.').waitFor();
    expect(await room.getByLabel('User name').evaluate((field) => field === document.activeElement)).toBe(true);
    await room.getByLabel('User name').fill('ada@example.org');
    await room.getByLabel('New password', { exact: true }).fill('password1234');
    await room.getByRole('button', { name: 'Continue' }).click();
    await room.getByText('ASSAY-PASSWORD-002').waitFor();
    expect(await room.getByText('Scan it with your authenticator app').count()).toBe(0);
    await room.getByRole('button', { name: 'Cancel' }).click();
  });

  it('settings are proposed by one, told in words to the other, and agreed to', async () => {
    const { page } = ada;
    await page.goto('/settings');
    await page.getByLabel('People can also sign in by an OpenID Connect provider').click();
    await page.getByLabel('Name on the button').fill('Example ID');
    await page.getByLabel('Issuer').fill(idp.issuer);
    await page.getByLabel('Client id').fill(CLIENT_ID);
    await page.getByLabel("Name of the secret's file").fill('idp');
    await page.getByLabel('Reason').fill('One account for everybody in the house.');
    await page.getByRole('button', { name: 'Propose the change' }).click();
    await page.getByRole('link', { name: 'See what waits' }).click();
    await page.getByRole('dialog').getByText('Bo may agree').waitFor();

    const dialog = await decide(bo);
    await dialog.getByText(`Identity provider: none, becomes Example ID at ${idp.issuer}`).waitFor();
    await dialog.getByRole('button', { name: 'Agree, and let it be done' }).click();
    await said(bo, 'Agreed, and done.');
  });

  it('an account at the provider is linked, signs in to the page that was wanted, and what goes wrong there is said calmly', async () => {
    const { page, context } = ada;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Link an account there' }).click();
    await said(ada, 'is a way in from now on');
    expect(new URL(page.url()).hash).toBe('');
    await page.getByText(`Your account at ${idp.issuer} lets you in.`).waitFor();

    await signOut(ada);
    await page.goto('/people?view=roles');
    await page.getByRole('button', { name: 'Sign in by Example ID' }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    expect(new URL(page.url()).search).toBe('?view=roles');

    await signOut(ada);
    idp.account = undefined;
    await context.clearCookies({ domain: '127.0.0.1' });
    await page.getByRole('button', { name: 'Sign in by Example ID' }).click();
    await said(ada, 'did not let you in, or you turned back');
    idp.account = 'anna@idp';
    await page.getByRole('button', { name: 'Sign in by Example ID' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await ada.atHand(true);
  });

  it('who is at the keyboard is asked by itself; turning back leaves the form as it was; the provider leads back to the page', async () => {
    const { page } = ada;
    goingOn(6);
    await page.goto('/people?view=break-glass');
    await page.getByRole('button', { name: 'Break the glass' }).click();
    const form = page.getByRole('dialog', { name: 'Break the glass' });
    await form.getByLabel('Reason').fill('Nobody can be reached, and the fleet is in danger.');
    await form.getByRole('button', { name: 'Break the glass' }).click();
    await stepUp(ada).getByRole('button', { name: 'Cancel' }).click();
    await stepUp(ada).waitFor({ state: 'hidden' });
    expect(await form.getByLabel('Reason').inputValue()).toBe('Nobody can be reached, and the fleet is in danger.');

    await form.getByRole('button', { name: 'Break the glass' }).click();
    await stepUp(ada).getByRole('button', { name: 'Go to Example ID instead' }).click();
    await stepUp(ada).getByRole('button', { name: 'Go to Example ID', exact: true }).click();
    await said(ada, 'You have shown that it is you.');
    expect(page.url()).toBe(`${world.server.url}/people?view=break-glass`);
  });

  it('broken glass is seen by everybody on every page, lists what was done behind it, and is reviewed by another', async () => {
    goingOn(6);
    await ada.page.reload();
    await ada.page.getByRole('button', { name: 'Break the glass' }).click();
    const form = ada.page.getByRole('dialog', { name: 'Break the glass' });
    await form.getByLabel('Reason').fill('Nobody can be reached, and the fleet is in danger.');
    await form.getByRole('button', { name: 'Break the glass' }).click();
    await prove(ada);
    await ada.page.getByRole('alert').getByText('The glass is broken: you act without a second person').waitFor();
    const invited = await ask(ada.page, 'POST', '/api/people', { displayName: 'Cy', roles: ['auditor'], reason: REASON });
    expect(invited.status).toBe(201);
    for (const path of ['/settings', '/account', '/services/camera-service/stack', '/help']) {
      await bo.page.goto(path);
      await bo.page.getByRole('alert').getByText('The glass is broken: Ada acts without a second person').waitFor();
    }
    await ada.page.getByRole('button', { name: 'Close it now' }).click();
    await ada.page.getByText('Somebody else has to review it').waitFor();
    await bo.page.getByRole('alert').getByText('The glass is broken').waitFor({ state: 'hidden' });

    await bo.page.goto('/people?view=break-glass');
    await bo.page.getByText('Invite an operator, a responder or an auditor, in the office').waitFor();
    await bo.page.getByLabel('Justified', { exact: true }).check();
    await bo.page.getByLabel('Why').fill('The fleet was in danger, and it was right.');
    await bo.page.getByRole('button', { name: 'Record the review' }).click();
    await prove(bo);
    await said(bo, 'Reviewed.');
    await ada.page.getByRole('heading', { name: 'You, reviewed: justified' }).waitFor();
  });

  it('the link of an invitation that two agree on is shown to who proposed it, and never to who agreed', async () => {
    const { page } = ada;
    await page.goto('/people?view=invite');
    await page.getByLabel('Name', { exact: true }).fill('Di');
    await page.getByLabel('Responder').check();
    await page.getByLabel('Reason').fill(REASON);
    await page.getByRole('button', { name: 'Propose the invitation' }).click();
    await page.getByRole('dialog').getByText('the one-time link waits here for you').waitFor();
    const dialog = await decide(bo);
    await dialog.getByText('Di is invited as Responder.').waitFor();
    await dialog.getByText('You, who agree, are not shown the link.').waitFor();
    await dialog.getByRole('button', { name: 'Agree, and let it be done' }).click();
    await said(bo, 'Agreed, and done. Ada is shown the one-time link.');
    expect(await bo.page.locator('body').innerText()).not.toMatch(/http:\/\/localhost:\d+\/\S+#/);
    await page.getByRole('button', { name: 'Show the link' }).click();
    expect(await page.getByText(/^http:\/\/localhost:\d+\/\S+#\S+$/).innerText()).toContain(world.server.url);
  });

  it('a proposal is refused with a reason that its proposer reads, and another is taken back', async () => {
    const { people } = (await ask<{ readonly people: readonly { readonly id: string; readonly displayName: string }[] }>(ada.page, 'GET', '/api/people')).body;
    const cy = people.find(({ displayName }) => displayName === 'Cy')?.id;
    const proposed = () => ask(ada.page, 'PUT', `/api/people/${cy}/roles`, { roles: ['developer'], reason: REASON });
    expect((await proposed()).status).toBe(202);
    const dialog = await decide(bo);
    await dialog.getByText('Cy is Auditor now, and gets the roles: Developer.').waitFor();
    await dialog.getByLabel('Or refuse, and say why').fill('We need an auditor this month.');
    await dialog.getByRole('button', { name: 'Refuse' }).click();
    await said(bo, 'Refused. Nothing was done.');
    await ada.page.goto('/people?view=proposals');
    await ada.page.getByText(/refused by Bo .*, because: We need an auditor this month\./).waitFor();

    expect((await proposed()).status).toBe(202);
    await ada.page.getByRole('button', { name: 'Read', exact: true }).click();
    await ada.page.getByRole('button', { name: 'Take it back' }).click();
    await said(ada, 'Taken back. Nothing was done.');
  });

  it('an operator sees the tokens of everybody, which end soon and which were never used, and revokes one', async () => {
    const { page } = ada;
    await page.goto('/settings?view=tokens');
    await page.getByRole('button', { name: 'Issue a token' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Nightly build');
    await page.getByLabel('Record evidence').check();
    await page.getByLabel('It ends after').selectOption('7');
    await page.getByLabel('Reason').fill(REASON);
    await page.getByRole('button', { name: 'Issue it' }).click();
    await page.getByRole('button', { name: 'It is kept' }).click();
    await page.getByText('1 token is valid; 1 of them ends within 14 days; 1 was never used.').waitFor();
    await bo.page.goto('/settings?view=all-tokens');
    const row = bo.page.getByRole('row').filter({ hasText: 'Nightly build' });
    expect(await row.innerText()).toMatch(/Ada[\s\S]*Ends soon[\s\S]*Never/);
    await row.getByRole('button', { name: 'Revoke' }).click();
    await bo.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await said(bo, 'Revoked.');
  });

  it('what somebody else changed meanwhile overwrites no draft, and no draft overwrites it', async () => {
    const { page } = ada;
    await page.goto('/settings');
    await page.getByLabel('Without doing anything, in minutes').fill('30');
    await page.getByLabel('Reason').fill('Half an hour is enough for us.');
    await bo.page.goto('/settings');
    await bo.page.getByLabel('In all, in hours').fill('8');
    await bo.page.getByLabel('Reason').fill('A working day is enough.');
    await bo.page.getByRole('button', { name: 'Propose the change' }).click();
    await said(bo, 'waits for a second person');
    type Waits = { readonly proposals: readonly { readonly id: string; readonly digest: string }[] };
    const waits = (await ask<Waits>(page, 'GET', '/api/proposals?state=waiting')).body.proposals[0];
    expect((await ask(page, 'POST', `/api/proposals/${waits?.id}/agree`, { digest: waits?.digest })).status).toBe(200);
    await page.getByText('Somebody else has changed the settings meanwhile.').waitFor();
    expect(await page.getByLabel('Without doing anything, in minutes').inputValue()).toBe('30');
    expect(await page.getByRole('button', { name: 'Propose the change' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show the new ones, and drop my change' }).click();
    expect(await page.getByLabel('In all, in hours').inputValue()).toBe('8');
  });

  it('the palette finds a control by its title and opens it, and the reports', async () => {
    const { page } = ada;
    const { controls } = (await ask<{ readonly controls: readonly { readonly id: string; readonly title: string }[] }>(page, 'GET', '/api/controls')).body;
    const { id, title } = controls[0] ?? { id: '', title: '' };
    await page.goto('/people');
    await page.getByRole('table', { name: 'People' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill(title);
    await page.getByRole('option', { name: title }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Stack' }).waitFor();
    expect(new URL(page.url()).searchParams.get('control')).toBe(id);
    await page.getByText(title).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).fill('Download a report');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Gaps' }).waitFor();
    expect(new URL(page.url()).searchParams.get('view')).toBe('reports');
  });

  it('a server that is away is said, what was read stays, and the band goes by itself', async () => {
    const { page, context } = ada;
    await page.goto('/people');
    await page.getByRole('table', { name: 'People' }).waitFor();
    await context.setOffline(true);
    await page.getByText('Assay cannot be reached. What you see was read before').waitFor();
    expect(await page.getByRole('table', { name: 'People' }).isVisible()).toBe(true);
    await context.setOffline(false);
    await page.getByText('Assay cannot be reached. What you see was read before').waitFor({ state: 'hidden' });
  });

  it('somebody sees where they are signed in, ends the others, and unlinks the provider', async () => {
    const other = await world.someone();
    await other.page.goto('/sign-in');
    await other.page.getByRole('button', { name: 'Sign in by Example ID' }).click();
    await other.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    const { page } = ada;
    await page.goto('/account');
    const here = page.getByRole('region', { name: 'Where you are signed in' });
    await here.getByText('This one', { exact: true }).waitFor();
    await here
      .getByText(/ on Linux$/)
      .first()
      .waitFor();
    await here.getByRole('button', { name: 'End the other one' }).click();
    await said(ada, 'Every other session is ended.');
    await other.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await other.close();

    await page.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click();
    await said(ada, 'It is unlinked.');
    await page.getByRole('button', { name: 'Link an account there' }).waitFor();
  });

  it.each([
    '/people',
    '/people?view=proposals',
    '/people?view=invite',
    '/people?view=break-glass',
    '/settings',
    '/settings?view=all-tokens',
    '/account',
    '/help',
  ])('fits a narrow screen: %s', async (path) => {
    const narrow = await world.someone({ width: 360, height: 760, like: ada });
    await narrow.page.goto(path);
    await narrow.page.locator('main h1').waitFor();
    await narrow.page.waitForLoadState('networkidle');
    expect(await narrow.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await narrow.close();
  });

  it('made the browsers complain of nothing but the network that was taken away', () => {
    expect([...ada.complaints, ...bo.complaints].filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });
});
