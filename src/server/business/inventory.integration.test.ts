import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnish, furnishedHouse } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import type { Role } from '../../product/access/model.ts';
import { sentByConsole } from '../console-request.fixture.ts';
import { type InventoryPeople, type InventoryShown, inventory, inventoryPeople } from './model.ts';
import type { ItemsShown, OneReview } from './review-model.ts';

// What tools discovered of the office of the example, as its operator imports it, and who may see whose accounts they are.

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const BASE = '/api/services/camera-service/business';
const EXAMPLE = 'examples/camera-service';
/** Of the report that is imported: nobody else may read them in an answer. */
const NAMES = ['A. Berg', 'C. Roth'];

let root: string;
let house: Furnished;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'assay-inventory-'));
  const folder = join(root, 'services', 'camera-service');
  await furnish(folder, () => NOW);
  const args = ['src/main.ts', 'business', 'import', 'scuba', `${EXAMPLE}/imports/office.scuba.json`, '--service', `${EXAMPLE}/service.yaml`, '--data', folder];
  try {
    execFileSync(process.execPath, args, { stdio: 'pipe' });
  } catch (error) {
    // 1: something was found that is not on the map, and is what this is about.
    if ((error as { readonly status?: number }).status !== 1) throw error;
  }
  house = await furnishedHouse(root, () => NOW);
});
afterAll(async () => {
  await house.close();
  rmSync(root, { recursive: true });
});

const ask = (who: Role, path: string, method = 'GET', body?: unknown) => house.ask(`${BASE}${path}`, sentByConsole(who, method, body));

describe('what was discovered', () => {
  it.each(['operator', 'developer', 'auditor'] as const)('is counted for %s, and names nobody', async (role) => {
    const text = await (await ask(role, '/inventory')).text();
    const shown: InventoryShown = inventory.parse(JSON.parse(text));
    expect(shown.things.present).toBeGreaterThan(0);
    expect(shown.unmapped.flatMap(({ can }) => can)).toContain('can administer Company sign-in');
    expect(shown.unmapped.filter(({ kind }) => kind === 'account').map(({ name }) => name)).toEqual([undefined, undefined]);
    for (const name of NAMES) expect(text).not.toContain(name);
  });

  it('has another tag once the rules or a file of a discovery are others, though the ledger is the same', async () => {
    const path = `/inventory?at=${Instant.format(NOW)}`;
    const first = await ask('operator', path);
    const before = inventory.parse(await first.json());
    const joins = join(root, 'services', 'camera-service', 'joins.yaml');
    const kept = readFileSync(joins, 'utf8');
    try {
      writeFileSync(
        joins,
        'assay: joins/1\nsources: [{ format: nmap, scopes: ["hosts:10.20.0.0/24"], every: P7D }]\njoins: [{ format: scuba, name: "*", leave: known }]\n',
      );
      const second = await ask('operator', path);
      const after = inventory.parse(await second.json());
      expect(after.head).toEqual(before.head);
      expect([after.unmapped, after.declared]).toEqual([[], [{ format: 'nmap', scope: 'hosts:10.20.0.0/24', state: 'never' }]]);
      expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    } finally {
      writeFileSync(joins, kept);
    }
    expect((await ask('operator', path)).headers.get('etag')).toBe(first.headers.get('etag'));
  });

  it('has open ports that the map does not have, and machines that nobody knows by their network', async () => {
    const before = inventory.parse(await (await ask('operator', '/inventory')).json());
    expect([before.undeclaredPorts, before.strangers]).toEqual([[], []]);
    const name = 'office.nmap.xml';
    const strange = readFileSync(`${EXAMPLE}/imports/${name}`, 'utf8').replaceAll('10.20.0.55', '10.20.0.56');
    const base64 = Buffer.from(strange).toString('base64');
    const evidence = await house.ask(
      '/api/services/camera-service/evidence/import',
      sentByConsole('operator', 'POST', { files: [{ name, base64 }], kind: 'nmap', subject: 'office-network', dryRun: false }),
    );
    expect(evidence.status).toBe(201);
    const text = await (await ask('operator', '/inventory')).text();
    const shown: InventoryShown = inventory.parse(JSON.parse(text));
    expect(shown.undeclaredPorts).toMatchObject([{ part: 'Build server', port: 2375, protocol: 'tcp' }]);
    expect(shown.strangers).toMatchObject([{ network: 'Office network', hosts: 1 }]);
    expect(text).not.toContain('10.20.0.56');
  });

  it.each(['operator', 'responder', 'it-administrator', 'auditor'] as const)('is named to %s, the mightiest first', async (role) => {
    const shown: InventoryPeople = inventoryPeople.parse(await (await ask(role, '/inventory/people')).json());
    expect(
      shown.people
        .slice(0, 2)
        .map(({ name }) => name.replace(' (admin)', ''))
        .sort(),
    ).toEqual(NAMES);
    expect(shown.people[0]).toMatchObject({ weight: 'critical', state: 'present' });
  });

  it.each(['developer', 'installer'] as const)('is not named to %s', async (role) => {
    const refused = await ask(role, '/inventory/people');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'ASSAY-SERVER-003']);
  });

  it('is what an access review without a list decides on', async () => {
    const started = await ask('it-administrator', '/reviews', 'POST', { kind: 'access-review', subjects: ['identity-provider'] });
    expect(started.status).toBe(201);
    const { review } = (await started.json()) as { readonly review: string };
    const shown = (await (await ask('developer', `/reviews/${review}`)).json()) as OneReview;
    expect(shown.review.items).toMatchObject({ kept: true, source: 'inventory' });
    for (const name of NAMES) expect(JSON.stringify(shown)).not.toContain(name);
    const { items } = (await (await ask('auditor', `/reviews/${review}/items`)).json()) as ItemsShown;
    expect(items.join()).toContain('A. Berg');

    const table = (decision: string) => ({
      name: 'decisions.csv',
      base64: Buffer.from(`item,decision\n${items.map((item) => `"${item}",${decision}`).join('\n')}\n`).toString('base64'),
    });
    const typed = await ask('it-administrator', `/reviews/${review}/tasks/decisions`, 'POST', {
      figures: { items: items.length, confirmed: items.length, changed: 0, removed: 0 },
    });
    expect(((await typed.json()) as { code: string }).code).toBe('ASSAY-REVIEW-006');
    expect((await ask('it-administrator', `/reviews/${review}/tasks/decisions`, 'POST', { figures: {}, file: table('remove') })).status).toBe(200);
    const done = { figures: { done: items.length }, file: { name: 'tickets.txt', base64: Buffer.from('done').toString('base64') } };
    expect((await ask('it-administrator', `/reviews/${review}/tasks/carried-out`, 'POST', done)).status).toBe(200);
    expect((await ask('it-administrator', `/reviews/${review}/close`, 'POST')).status).toBe(200);
    // Nobody has looked since: said to be gone, and not seen to be.
    const after = (await (await ask('operator', `/reviews/${review}`)).json()) as OneReview;
    expect(after.tasks.find(({ id }) => id === 'decisions')?.check).toMatchObject({ decided: items.length, gone: 0, unconfirmed: items.length });
    expect(after.statements).toMatchObject([{ claim: 'access.reviewed' }]);
  });
});
