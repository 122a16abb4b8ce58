import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../src/core/index.ts';
import { fingerprintOf } from '../../src/product/device/edge/devices.fixture.ts';
import { type OpenRooms, serveFleet } from '../../src/product/fleet/edge/door.ts';
import { fleetRooms } from '../../src/product/fleet/edge/whole.ts';
import { confirmPresence, presenceChallenge } from '../../src/product/introduction/edge/room.ts';
import { transcriptOf } from '../../src/product/introduction/payload.ts';
import { furnishFleet } from './fleet.ts';
import { axe, pictured, tooWide } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// A phone is 360 px wide, and nobody at home is signed in at the office.

const PICTURES = process.env['ASSAY_PICTURES'];
const HOME = '/at-home/camera-service';

describe.skipIf(!withBrowser)(`the pages of people at home ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let served: OpenRooms;
  beforeAll(async () => {
    world = await openWorld({ furnished: furnishFleet });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
    // As the process that serves devices would hold it, so that this test can press a button.
    served = await serveFleet({ dir: join(world.dataDir, 'services', 'camera-service'), now: () => Instant.of(Date.now()), rooms: fleetRooms() });
  });
  afterAll(async () => {
    await served?.close();
    await world?.close();
  });

  /** As the operator's console makes and shows it. */
  const codeOf = async (device: string): Promise<string> => {
    await ada.page.goto(`/services/camera-service/devices?device=${device}`);
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Show its code' }).click();
    const shown = ada.page.getByRole('dialog', { name: `The code of ${device}` });
    return shown.locator('code').innerText();
  };
  const press = async (device: string) => {
    const serial = `c${(0xa000 + Number(device.split('-')[1]) - 100).toString(16)}`;
    const presented = { serial, fingerprint: fingerprintOf(serial) };
    const waits = presenceChallenge(served.fleet, presented) ?? expect.unreachable('no introduction waits');
    await confirmPresence(served.fleet, presented, { claim: waits.claim, transcript: transcriptOf({ ...waits, id: waits.claim }) });
  };
  const phone = (options: { readonly dark?: boolean } = {}) => world.someone({ width: 360, height: 740, passkeys: false, ...options });
  const looked = async (page: Page, name: string) => {
    expect([name, await tooWide(page)]).toEqual([name, 0]);
    expect([name, await axe(page)]).toEqual([name, []]);
    if (PICTURES !== undefined) await pictured(page, `${PICTURES}/home-${name}.png`);
  };

  it('takes a device over by one decision and one press, nothing typed, and no secret left in the address or sent in one', async () => {
    const link = await codeOf('camera-125');
    expect(new URL(link).pathname).toBe(`${HOME}/add`);
    const ben = await phone();
    const { page } = ben;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.goto(link);
    await page.getByRole('heading', { name: 'Is this yours?' }).waitFor();
    expect(page.url()).not.toContain('assay');
    await looked(page, 'yours');
    await page.getByRole('button', { name: 'Yes, add it' }).click();
    await page.getByRole('heading', { name: 'Press the button on the device' }).waitFor();
    await looked(page, 'press');
    // A page that is loaded anew goes on waiting.
    await page.reload();
    await page.getByText('Waiting for camera-125').waitFor();
    await press('camera-125');
    await page.getByRole('heading', { name: 'camera-125 is yours now' }).waitFor();
    await looked(page, 'done');
    await page.getByRole('button', { name: 'See who may see it' }).click();
    await page.getByText('Only you, so far.').waitFor();
    await page.getByText('camera-125').first().waitFor();
    await looked(page, 'alone');
    const secret = /&s=([\w-]{32})/.exec(link)?.[1] ?? 'none';
    expect(sent.filter((url) => url.includes(secret))).toEqual([]);
    expect(ben.complaints).toEqual([]);
    await ben.close();
  });

  it('gives a device to nobody when two homes show one code, and says so', async () => {
    const link = await codeOf('camera-126');
    const [first, second] = [await phone(), await phone({ dark: true })];
    for (const { page } of [first, second]) {
      await page.goto(link);
      await page.getByRole('button', { name: 'Yes, add it' }).click();
    }
    await second.page.getByRole('heading', { name: 'Somebody else used the same code' }).waitFor();
    await looked(second.page, 'two-homes-dark');
    await first.page.getByRole('heading', { name: 'Somebody else used the same code' }).waitFor();
    await first.close();
    await second.close();
  });

  it('takes a pasted link, says what is no code, and adds nothing that is not theirs', async () => {
    const eve = await phone();
    const { page } = eve;
    await page.goto(`${HOME}/add`);
    await page.getByRole('heading', { name: 'Add your device' }).waitFor();
    await looked(page, 'scan');
    await page.getByLabel('Or paste the link').fill('https://example.org/another');
    await page.getByRole('button', { name: 'Use this link' }).click();
    await page.getByRole('alert').getByText('That is another kind of code').waitFor();
    await page.getByLabel('Or paste the link').fill(`${world.server.url}${HOME}/add#assay:1?d=camera-127&s=${'A'.repeat(32)}&x=1795442349`);
    await page.getByRole('button', { name: 'Use this link' }).click();
    await page.getByRole('button', { name: 'Yes, add it' }).click();
    await page.getByRole('heading', { name: 'This code does not work' }).waitFor();
    await looked(page, 'refused');
    await page.goto(`${HOME}`);
    await page.getByRole('heading', { name: 'Open your invitation' }).waitFor();
    await looked(page, 'unknown');
    await page.goto(`${HOME}/add#assay:1?d=camera-127&s=${'A'.repeat(32)}&x=1795442349`);
    await page.getByRole('button', { name: 'No, this is not mine' }).click();
    await page.getByRole('heading', { name: 'Nothing was added' }).waitFor();
    expect(eve.complaints).toEqual([]);
    await eve.close();
  });

  it('shows who may see what, and ends a share or a consent by one tap, at once', async () => {
    const { household, member } = (await served.ask('household.found', { name: 'The Bergs', ownerName: 'Ina' })) as { household: string; member: string };
    const invited = async (role: string, name: string) =>
      (await served.ask('household.invite', { household, by: member, role, name })) as { readonly code: string; readonly member: string };
    const [other, guest] = [await invited('owner', 'Ole'), await invited('guest', 'Pia')];
    const [ole, pia] = [await phone(), await phone({ dark: true })];
    await pia.page.goto(`${HOME}/join#${guest.code}`);
    await pia.page.getByRole('button', { name: 'Come in' }).click();
    await pia.page.getByText('The Bergs').waitFor();
    await ole.page.goto(`${HOME}/join#${other.code}`);
    await ole.page.getByRole('heading', { name: 'Come in?' }).waitFor();
    expect(ole.page.url()).not.toContain('hi_');
    await ole.page.getByRole('button', { name: 'Come in' }).click();
    await ole.page.getByText('Everybody who can see or use something of yours is on this page.').waitFor();
    // Their first device, by an owner who has a home already.
    const link = await codeOf('camera-128');
    await ole.page.goto(link);
    await ole.page.getByRole('button', { name: 'Yes, add it' }).click();
    await ole.page.getByText('Waiting for camera-128').waitFor();
    await press('camera-128');
    await ole.page.getByRole('heading', { name: 'camera-128 is yours now' }).waitFor();
    const until = new Date(Date.now() + 7 * 86_400_000).toISOString();
    await served.ask('household.share', { household, by: member, device: 'camera-128', channel: 'video', to: guest.member, until });
    await served.ask('household.consent', { household, by: member, purpose: 'analytics', class: 'telemetry' });
    await ole.page.getByRole('button', { name: 'See who may see it' }).click();
    await ole.page.getByText('video of camera-128').waitFor();
    await ole.page.getByRole('region', { name: 'What you agreed to' }).getByText('to make it better').waitFor();
    await looked(ole.page, 'who');
    await pia.page.reload();
    await pia.page.getByText('video of camera-128').waitFor();
    await pia.page.getByRole('heading', { name: 'Shared with you' }).waitFor();
    expect(await pia.page.getByText('to make it better').count()).toBe(0);
    await looked(pia.page, 'guest-dark');

    await ole.page.getByRole('button', { name: 'Stop sharing' }).click();
    await ole.page.getByText('Pia can no longer see camera-128').waitFor();
    await ole.page.getByRole('button', { name: 'Take it back' }).click();
    await ole.page.getByText('Nothing. Your devices work without it.').waitFor();
    const now = (await served.ask('household.show', { household })) as { readonly shares: readonly object[]; readonly consents: readonly object[] };
    expect([now.shares, now.consents]).toEqual([[], []]);
    await pia.page.reload();
    await pia.page.getByText('The Bergs').waitFor();
    expect(await pia.page.getByText('video of camera-128').count()).toBe(0);

    // What the operator declares that it would use is asked, and agreed to by one tap as well.
    await ole.page.getByRole('heading', { name: 'May we use this?' }).waitFor();
    const offered = ole.page.getByRole('region', { name: 'May we use this?' }).getByRole('listitem').filter({ hasText: 'How well it works' });
    await offered.getByRole('button', { name: 'You may' }).click();
    await ole.page.getByText('How well it works: You may').waitFor();
    await looked(ole.page, 'agreed');
    const agreed = (await served.ask('household.show', { household })) as { readonly consents: readonly object[] };
    expect(agreed.consents).toMatchObject([{ purpose: 'analytics', class: 'telemetry' }]);
    // Somebody who lives in a home is not taken out of it by the link of another.
    const elsewhere = (await served.ask('household.found', {})) as { household: string; member: string };
    const lure = (await served.ask('household.invite', { household: elsewhere.household, by: elsewhere.member, role: 'guest' })) as { readonly code: string };
    await ole.page.goto(`${HOME}/join#${lure.code}`);
    await ole.page.getByRole('heading', { name: 'You have a home already' }).waitFor();
    await looked(ole.page, 'already');
    await ole.page.getByRole('button', { name: 'See who may see it' }).click();
    await ole.page.getByText('The Bergs').waitFor();
    // Half an escape in a link is no code, and no broken page.
    await ole.page.goto(`${HOME}/add#%E0%A4%A`);
    await ole.page.getByRole('heading', { name: 'Add your device' }).waitFor();
    await ole.page.goto(HOME);

    // Support asks, is let in, and is seen out.
    await served.ask('household.visit-ask', { household, supporter: `u_${'s'.repeat(20)}`, device: 'camera-128', minutes: 30 });
    await ole.page.reload();
    await ole.page.getByRole('button', { name: 'Let them in' }).click();
    await ole.page.getByText('Support is here until').waitFor();
    await looked(ole.page, 'support');
    await ole.page.getByRole('button', { name: 'End the visit' }).click();
    await ole.page.getByText('Support is here until').waitFor({ state: 'detached' });

    // A guest is no owner, and an invitation opens one phone.
    await pia.page.goto(await codeOf('camera-129'));
    await pia.page.getByRole('button', { name: 'Yes, add it' }).click();
    await pia.page.getByRole('heading', { name: 'Ask the owner of your home' }).waitFor();
    await pia.page.goto(`${HOME}/join#${guest.code}`);
    await pia.page.getByRole('button', { name: 'Come in' }).click();
    await pia.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    // Whoever is taken out sees nothing more, though their phone still has its cookie.
    await served.ask('household.leave', { household, by: member, member: guest.member });
    await pia.page.goto(HOME);
    await pia.page.getByRole('heading', { name: 'Open your invitation' }).waitFor();
    expect([...ole.complaints, ...pia.complaints]).toEqual([]);
    await ole.close();
    await pia.close();
  });

  it('speaks the language of the browser', async () => {
    const context = await world.browser.newContext({ viewport: { width: 360, height: 740 }, baseURL: world.server.url, locale: 'de-AT' });
    const page = await context.newPage();
    await page.goto(`${HOME}/add`);
    await page.getByText('Oder Link einfügen').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await looked(page, 'scan-de');
    await context.close();
  });
});
