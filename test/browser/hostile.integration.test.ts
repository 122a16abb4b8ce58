import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../src/core/index.ts';
import { settled } from './pages.ts';
import { ask, joinByPasskey, signOut } from './person.ts';
import { NEEDS, openWorld, type Someone, type World, withBrowser } from './world.ts';

// Somebody else's words in our pages, and somebody else's pages in our person's browser.

/** Each runs something, makes an element, or turns the reading round, wherever it is taken for more than text. */
const NAMES = [
  '<img src=x onerror="globalThis.owned=1">',
  '"><script>globalThis.owned=1</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: of other people's templates, and none of ours
  "'-alert`1`-'${globalThis.owned=1}{{constructor.constructor('globalThis.owned=1')()}}",
  '<svg/onload=globalThis.owned=1><a href="javascript:globalThis.owned=1">x</a>',
  '</style></title></textarea><iframe srcdoc="<script>parent.owned=1</script>">',
] as const;
/** Turns the reading round. No file that has it is taken at all. */
const TURNED = 'lock\u202Egnp.exe\u2066';
const name = (n: number) => NAMES[n % NAMES.length] as string;

const MODELS: Readonly<Record<string, () => string>> = {
  'otm.json': () =>
    JSON.stringify({
      otmVersion: '0.1.0',
      project: { name: name(0), id: 'hostile-otm', description: name(1) },
      trustZones: [{ id: 'z', name: name(2), type: 'z', risk: { trustRating: 1 } }],
      components: NAMES.map((text, n) => ({ id: `c${n}`, name: text, description: text, type: text, parent: { trustZone: 'z' }, tags: [text] })),
      dataflows: [{ id: 'f', name: name(3), source: 'c0', destination: 'c1' }],
      assets: [{ id: 'a', name: name(4), risk: { confidentiality: 90, integrity: 90, availability: 90 } }],
      threats: [{ id: 't', name: name(1), categories: [name(0)], risk: { likelihood: 50, impact: 50 } }],
      mitigations: [{ id: 'm', name: name(3), riskReduction: 50 }],
    }),
  'dragon.json': () =>
    JSON.stringify({
      version: '2.0.0',
      summary: { title: name(1), owner: name(0), description: name(3), id: 0 },
      detail: {
        contributors: [{ name: name(0) }],
        reviewer: name(1),
        diagramTop: 1,
        threatTop: 1,
        diagrams: [
          {
            id: 0,
            title: name(2),
            diagramType: 'STRIDE',
            thumbnail: './x.jpg',
            version: '2.0.0',
            cells: NAMES.map((text, n) => ({
              id: `0000000${n}-0000-4000-8000-000000000000`,
              shape: 'process',
              position: { x: n * 100, y: 0 },
              size: { width: 80, height: 80 },
              zIndex: 1,
              visible: true,
              attrs: { text: { text } },
              data: { type: 'tm.Process', name: text, description: text, outOfScope: false, reasonOutOfScope: text, hasOpenThreats: false, threats: [] },
            })),
          },
        ],
      },
    }),
  'threagile.yaml': () =>
    JSON.stringify({
      threagile_version: '1.0.0',
      title: name(3),
      date: '2026-01-01',
      author: { name: name(0), homepage: 'javascript:globalThis.owned=1' },
      business_criticality: 'important',
      data_assets: {
        [name(0)]: {
          id: 'd',
          description: name(1),
          usage: 'business',
          quantity: 'many',
          confidentiality: 'confidential',
          integrity: 'critical',
          availability: 'critical',
        },
      },
      technical_assets: Object.fromEntries(
        NAMES.map((text, n) => [
          text,
          {
            id: `t${n}`,
            description: text,
            type: 'process',
            usage: 'business',
            size: 'service',
            technology: 'web-server',
            machine: 'virtual',
            encryption: 'none',
            confidentiality: 'internal',
            integrity: 'operational',
            availability: 'operational',
          },
        ]),
      ),
    }),
  'bom.cdx.json': () =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', name: name(0), 'bom-ref': 'r', description: name(1) } },
      services: NAMES.map((text, n) => ({ 'bom-ref': `s${n}`, name: text, description: text, endpoints: ['javascript:globalThis.owned=1'] })),
      components: [{ type: 'library', name: name(1), version: name(0), 'bom-ref': 'l' }],
    }),
  'map.yaml': () =>
    JSON.stringify({
      assay: 'service/1',
      service: { id: 'hostile-map', name: name(0) },
      assets: [{ id: 'a', name: name(1), kind: 'information', needs: { confidentiality: 4, integrity: 4 }, at: [{ part: 'p0', state: 'at-rest' }] }],
      parts: NAMES.map((text, n) => ({ id: `p${n}`, kind: 'server', name: text })),
      flows: [{ id: 'f', from: 'p0', to: 'p1', name: name(3) }],
      actors: [{ id: 'e', name: name(2), kind: 'outsider', starts: [{ part: 'p1', access: 'reach' }] }],
    }),
};

/** What was made of the words, where they were not taken for text. Elements of these kinds are none of the console's own. */
async function madeOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if ('owned' in globalThis) found.push('a script ran');
    for (const element of document.querySelectorAll('img[src="x"], iframe, [onerror], [onload], script:not([src]), object, embed'))
      found.push(element.outerHTML.slice(0, 120));
    for (const link of document.querySelectorAll('a[href], area[href], use, form[action]')) {
      const target = link.getAttribute('href') ?? link.getAttribute('action') ?? '';
      if (/^\s*(?:javascript|data|vbscript):/i.test(target)) found.push(link.outerHTML.slice(0, 120));
    }
    return found;
  });
}

describe.skipIf(!withBrowser)(`what others wrote and where others lead ${NEEDS}`, () => {
  let world: World;
  let ada: Someone;
  let elsewhere: Server;
  let ahead = 0;
  let foreign: string;

  beforeAll(async () => {
    world = await openWorld({ now: () => Instant.of(Date.now() + ahead) });
    ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada <b>Operator</b>');
    // Another origin on this machine: what it can reach, a page anywhere can.
    elsewhere = createServer((request, response) => {
      const url = world.server.url;
      response.setHeader('content-type', 'text/html');
      response.end(
        request.url === '/form'
          ? `<form method="post" enctype="text/plain" action="${url}/api/account/sign-out"><input name='{"a":"' value='"}'></form><script>document.forms[0].submit()</script>`
          : request.url === '/frame'
            ? `<iframe src="${url}/sign-in"></iframe>`
            : '<p>elsewhere</p>',
      );
    });
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    foreign = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    elsewhere?.closeAllConnections();
    elsewhere?.close();
    await world?.close();
  });

  it.each(Object.keys(MODELS))('names with markup stay names on every page: %s', async (file) => {
    const { page } = ada;
    const text = MODELS[file]?.() ?? '';
    const read = await ask<{ readonly format?: string; readonly digest?: string; readonly yaml?: string; readonly faults: readonly unknown[] }>(
      page,
      'POST',
      '/api/map/import',
      { text, file },
    );
    expect([file, read.status, read.body.faults]).toEqual([file, 200, []]);
    const body =
      read.body.format === 'assay' ? { from: 'yaml', yaml: read.body.yaml } : { from: 'model', text, format: read.body.format, file, seen: read.body.digest };
    const made = await ask<{ readonly id: string; readonly code?: string }>(page, 'POST', '/api/services', body);
    expect([file, made.status, made.body.code]).toEqual([file, 201, undefined]);
    for (const address of ['stack', 'map', 'map?view=list', 'map?view=edit', 'map?view=versions', 'attacks', 'gaps', 'evidence', 'ledger']) {
      await page.goto(`/services/${made.body.id}/${address}`);
      await settled(page);
      expect([file, address, await madeOf(page)]).toEqual([file, address, []]);
    }
    await page.goto(`/services/${made.body.id}/map?view=list`);
    await page.getByText('<img src=x onerror', { exact: false }).first().waitFor();

    for (const format of ['html', 'md', 'csv'] as const) {
      const report = await page.evaluate(async ({ id, format }) => (await fetch(`/api/services/${id}/reports/${format}`)).text(), { id: made.body.id, format });
      if (format !== 'html') continue;
      const opened = await ada.context.newPage();
      const said: string[] = [];
      opened.on('console', (message) => said.push(message.text()));
      opened.on('dialog', (dialog) => void dialog.dismiss().then(() => said.push('a dialog')));
      await opened.setContent(report);
      expect([file, await madeOf(opened), said]).toEqual([file, [], []]);
      await opened.close();
    }
    expect(ada.complaints).toEqual([]);
  });

  it.each(Object.keys(MODELS))('a name that turns the reading round is refused by the letter: %s', async (file) => {
    const text = (MODELS[file]?.() ?? '').replace(JSON.stringify(name(0)).slice(1, -1), TURNED);
    expect(text).toContain(TURNED);
    const read = await ask<{ readonly faults: readonly { readonly code: string; readonly found?: string }[] }>(ada.page, 'POST', '/api/map/import', {
      text,
      file,
    });
    expect(read.body.faults.map(({ code, found }) => [code, found])).toEqual([
      ['ASSAY-MAP-081', 'U+202E'],
      ['ASSAY-MAP-081', 'U+2066'],
    ]);
    // The text itself comes back to be mended where it was sent.
    expect(JSON.stringify(read.body.faults)).not.toMatch(/[\u202E\u2066]/);
  });

  it('a form that another site sends by itself signs nobody out', async () => {
    const page = await ada.context.newPage();
    const answered = page.waitForResponse((response) => response.url().includes('/api/account/sign-out'));
    await page.goto(`${foreign}/form`);
    expect((await answered).status()).toBe(403);
    await page.close();
    expect((await ask(ada.page, 'GET', '/api/account')).status).toBe(200);
  });

  it('a script of another site can neither act nor read', async () => {
    const page = await ada.context.newPage();
    await page.goto(foreign);
    const found = await page.evaluate(async (url) => {
      const outcomes: string[] = [];
      for (const init of [
        { method: 'GET', credentials: 'include' },
        { method: 'POST', credentials: 'include', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' },
        { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json', 'x-csrf-token': 'x' }, body: '{}' },
      ] as RequestInit[]) {
        const path = init.method === 'GET' ? '/api/account' : '/api/account/sign-out';
        outcomes.push(
          await fetch(`${url}${path}`, init).then(
            ({ type }) => `read: ${type}`,
            () => 'refused',
          ),
        );
      }
      return outcomes;
    }, world.server.url);
    // What cannot be read is at most an answer without content.
    for (const outcome of found) expect(['refused', 'read: opaque']).toContain(outcome);
    await page.close();
    expect((await ask(ada.page, 'GET', '/api/account')).status).toBe(200);
  });

  it('no other site shows our pages inside its own', async () => {
    const page = await ada.context.newPage();
    await page.goto(`${foreign}/frame`);
    const [frame] = page.frames().slice(1);
    // The browser shows a page of its own in the place of ours.
    expect(frame?.url()).not.toContain(world.server.url);
    await page.close();
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:globalThis.owned=1',
    '/sign-in?to=//evil.example',
    'http:evil.example',
  ])('after signing in nobody is led to %j', async (to) => {
    // One address may try a few times a minute to sign in, and this is the next of many.
    ahead += 5 * 60_000;
    await ada.page.goto('/account');
    await ada.page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor();
    await signOut(ada);
    await ada.atHand(true);
    await ada.page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    // The browser offers the passkey by itself, and somebody is at hand.
    await ada.page.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(new URL(ada.page.url()).origin).toBe(world.server.url);
    expect(await ada.page.evaluate(() => 'owned' in globalThis)).toBe(false);
  });

  it('who is signed in already is not asked anew, and is led to the page that they wanted', async () => {
    await ada.atHand(false);
    await ada.page.goto(`/sign-in?to=${encodeURIComponent('/people?view=roles')}`);
    await ada.page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    expect(new URL(ada.page.url()).search).toBe('?view=roles');
  });

  it('who was let in by the page before goes on, although the passkey of this one is refused', async () => {
    const { page } = ada;
    // As the server saw it before that answer came, and as it sees a ceremony whose cookie that answer has taken away.
    await page.route('**/api/sign-in', (route) => route.fulfill({ json: { setUp: false, signedIn: false } }), { times: 1 });
    const refusal = { type: '', title: 'not signed in', status: 401, code: 'ASSAY-SIGNIN-001', request: '', faults: [] };
    await page.route('**/api/sign-in/passkey', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', json: refusal }), { times: 1 });
    await ada.atHand(true);
    await page.goto('/sign-in?to=/help');
    await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
  });
});
