import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/index.ts';
import { run } from '../src/cli/run.ts';
import { Digest, Instant } from '../src/core/index.ts';
import { openLedger } from '../src/ledger/edge/open.ts';
import type { Seq } from '../src/ledger/model.ts';
import { rememberMap } from '../src/map/edge/kept.ts';
import { readMap } from '../src/map/index.ts';
import { CAMERAS, exampleEvidence, exampleFile, NOW, type RecordWorld, recordWorld } from '../src/server/ledger/record.fixture.ts';

// The command line and the server, given the same reports over the same ledger and rules: the same entries and the same files.

const RULES = `assay: joins/1
joins:
  - { format: scuba, kind: account, name: "*(admin)", is: it-administrator }
  - { format: nmap, kind: host, name: "10.*", leave: "of the office" }
`;

let world: RecordWorld;
let folder = '';
let moment = NOW;
const here = () => join(folder, 'data');
const there = () => world.services.get(CAMERAS).dataDir;

beforeAll(async () => {
  world = await recordWorld();
  folder = mkdtempSync(join(tmpdir(), 'assay-doors-'));
  writeFileSync(join(folder, 'service.yaml'), exampleFile('service.yaml'));
  writeFileSync(join(folder, 'joins.yaml'), RULES);
  const ledger = await openLedger({ dataDir: here(), now: () => NOW, mode: 'write', origin: 'assay.local/cameras' });
  await rememberMap(ledger, here(), readMap(exampleFile('service.yaml').toString(), 'service.yaml'));
  await ledger.append(exampleEvidence().map((body) => ({ type: 'evidence.recorded', body })));
  await ledger.close();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const code = await run([...argv, '--service', join(folder, 'service.yaml'), '--data', here()], COMMANDS, {
    cwd: folder,
    env: {},
    now: () => moment,
    interactive: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

const filesOf = (dataDir: string, name: string) => {
  const path = join(dataDir, name);
  mkdirSync(path, { recursive: true });
  return readdirSync(path).sort();
};

async function entriesHere() {
  const ledger = await openLedger({ dataDir: here(), now: () => NOW, mode: 'read', origin: 'assay.local/cameras' });
  const entries = ledger.read(0 as Seq, ledger.head().size);
  await ledger.close();
  return entries.map(({ type, body }) => ({ type, body }));
}

function entriesThere() {
  const ledger = world.services.get(CAMERAS).ledger;
  // Who did it stands in the server's ledger alone.
  return (ledger?.read(0 as Seq, ledger.head().size) ?? []).filter(({ type }) => type !== 'act.done').map(({ type, body }) => ({ type, body }));
}

/** Of the statements that the inventory makes of itself, else of the report. */
function momentOf(entries: readonly { readonly type: string; readonly body: unknown }[]): Instant {
  const bodies = entries.map(({ body }) => body as { readonly claim?: string; readonly observedAt: string });
  return Instant.parse((bodies.find(({ claim }) => claim?.startsWith('service.') === true) ?? bodies.at(-1))?.observedAt ?? '');
}

describe('an import by the command line and by the server', () => {
  it.each<[string, string, string | undefined]>([
    ['scuba', 'office.scuba.json', undefined],
    ['nmap', 'office.nmap.xml', 'office-network'],
    ['scim', 'directory.scim.ndjson', undefined],
    ['osquery', 'laptops.osquery.log', 'staff-laptop'],
    ['opengraph', 'source-host.opengraph.json', undefined],
    ['csv', 'accounts.csv', undefined],
    ['csv', 'restores.csv', 'office-backup'],
  ])('of %s in %s gives the same entries and files', async (format, name, subject) => {
    const bytes = exampleFile(`imports/${name}`);
    copyFileSync(new URL(`../examples/camera-service/imports/${name}`, import.meta.url), join(folder, name));
    const before = [await entriesHere(), entriesThere()];
    expect(before[0]).toEqual(before[1]);
    writeFileSync(join(there(), 'joins.yaml'), RULES);
    const asked = { files: [{ name, base64: bytes.toString('base64') }], kind: format, ...(subject === undefined ? {} : { subject }) };
    const foreseen = await world.send('POST', `/api/services/${CAMERAS}/evidence/import`, { ...asked, dryRun: true });
    expect(foreseen.status, JSON.stringify(await foreseen.clone().json())).toBe(200);
    const made = await world.send('POST', `/api/services/${CAMERAS}/evidence/import`, { ...asked, dryRun: false });
    expect(made.status).toBe(201);
    // The server's clock cannot be set here: the command runs at the second at which the server decided.
    moment = momentOf(entriesThere().slice(before[1]?.length));
    await assay('business', 'import', format, join(folder, name), ...(subject === undefined ? [] : ['--subject', subject]));
    const after = [await entriesHere(), entriesThere()];
    expect(after[1]).toEqual(after[0]);
    expect(after[1]?.slice(before[1]?.length).some(({ type }) => type === 'inventory.taken')).toBe(true);
    for (const kept of ['inventory', 'raw']) expect(filesOf(there(), kept)).toEqual(filesOf(here(), kept));
    const told = (await made.json()) as { readonly discovered: readonly { readonly digest: string; readonly new: boolean }[] };
    expect(told.discovered).toMatchObject([{ new: true }]);
    expect(filesOf(there(), 'inventory')).toContain(`${told.discovered[0]?.digest.slice(7)}.json`);
    // Given again, nothing is entered again. Of a report without a moment of its own each import is another look.
    if (format === 'scuba' || format === 'nmap') {
      const again = await world.send('POST', `/api/services/${CAMERAS}/evidence/import`, { ...asked, dryRun: false });
      expect(await again.json()).toMatchObject({ discovered: [{ new: false }] });
      const takenIn = (entries: readonly { readonly type: string }[]) => entries.filter(({ type }) => type === 'inventory.taken');
      expect(takenIn(entriesThere())).toEqual(takenIn(await entriesHere()));
    }
    expect(JSON.stringify(told)).not.toMatch(/roth|berg/i);
  });
});

describe('a list of people and a table of accounts in two files', () => {
  const list = 'Personalnummer;E-Mail;Austrittsdatum\n7001;jane.roth@fernlicht.example;30.09.2026\n7002;ole@fernlicht.example;\n';
  const accounts = 'account,employeeId,enabled\njr,7001,yes\nol,7002,yes\n';

  it('are compared at both doors, and the list is kept at neither', async () => {
    writeFileSync(join(folder, 'people.csv'), list);
    writeFileSync(join(folder, 'accounts-only.csv'), accounts);
    const files = [
      { name: 'people.csv', base64: Buffer.from(list).toString('base64') },
      { name: 'accounts-only.csv', base64: Buffer.from(accounts).toString('base64') },
    ];
    const made = await world.send('POST', `/api/services/${CAMERAS}/evidence/import`, { files, kind: 'csv', dryRun: false });
    const wanted = { claim: 'identity.leavers-removed', value: false, finding: { title: '1 active account of people who have left' } };
    expect((await made.json()) as object).toMatchObject({
      statements: expect.arrayContaining([expect.objectContaining({ ...wanted, finding: expect.objectContaining(wanted.finding) })]),
    });
    const told = await assay('business', 'import', 'csv', join(folder, 'people.csv'), join(folder, 'accounts-only.csv'));
    expect(told.out).toMatch(/identity\.leavers-removed +false/);
    expect(told.out).not.toMatch(/roth|ole@/i);
    for (const dataDir of [here(), there()]) {
      expect(filesOf(dataDir, 'raw')).toContain(Digest.of(accounts).slice(7));
      expect(filesOf(dataDir, 'raw')).not.toContain(Digest.of(list).slice(7));
    }
  });
});

describe('rules beside the map and in the data folder', () => {
  const kept = () => readFileSync(join(here(), 'joins.yaml'), 'utf8');

  it('are the same after an import: those beside the map are copied in', async () => {
    expect(kept()).toMatch(/^# assay copy of joins beside sha256:[0-9a-f]{64}\. /);
    expect(kept().slice(kept().indexOf('\n') + 1)).toBe(RULES);
    writeFileSync(join(folder, 'joins.yaml'), `${RULES}  - { kind: group, name: x, leave: y }\n`);
    const asked = await assay('business', 'inventory');
    expect(asked.err).toContain('The rules are those of joins.yaml. The server asks those of the import before');
    const done = await assay('business', 'import', 'nmap', join(folder, 'office.nmap.xml'));
    expect(done.err).toBe('');
    expect(kept()).toContain('name: x');
    expect((await assay('business', 'inventory')).err).toBe('');
    rmSync(join(folder, 'joins.yaml'));
    expect((await assay('business', 'inventory')).err).toContain('is gone: no rules are asked');
    await assay('business', 'import', 'nmap', join(folder, 'office.nmap.xml'));
    expect(readdirSync(here())).not.toContain('joins.yaml');
  });

  it('are those that a command named last, where there are none beside the map', async () => {
    writeFileSync(join(folder, 'named.yaml'), RULES);
    await assay('business', 'import', 'nmap', join(folder, 'office.nmap.xml'), '--joins', 'named.yaml');
    expect(JSON.parse((await assay('business', 'inventory', '--json')).out).things.some(({ join: { to } }: { join: { to: string } }) => to === 'left')).toBe(
      true,
    );
    rmSync(join(here(), 'joins.yaml'));
  });

  it('that were written there by hand are never written over: where they differ, ASSAY-INVENTORY-005 says so', async () => {
    writeFileSync(join(here(), 'joins.yaml'), `# ours\n${RULES}`);
    writeFileSync(join(folder, 'joins.yaml'), RULES);
    expect((await assay('business', 'inventory')).err).toBe('');
    writeFileSync(join(folder, 'joins.yaml'), RULES.replace('10.*', '11.*'));
    const refused = await assay('business', 'inventory', '--json');
    expect([refused.code, JSON.parse(refused.err || refused.out).code]).toEqual([2, 'ASSAY-INVENTORY-005']);
    rmSync(join(folder, 'joins.yaml'));
    expect((await assay('business', 'inventory')).code).not.toBe(2);
    expect(kept()).toBe(`# ours\n${RULES}`);
    // A copy that was changed by hand is nobody's copy.
    writeFileSync(join(folder, 'joins.yaml'), RULES);
    rmSync(join(here(), 'joins.yaml'));
    await assay('business', 'import', 'nmap', join(folder, 'office.nmap.xml'));
    writeFileSync(join(here(), 'joins.yaml'), kept().replace('10.*', '12.*'));
    const changed = await assay('business', 'inventory', '--json');
    expect(JSON.parse(changed.err || changed.out).code).toBe('ASSAY-INVENTORY-005');
    rmSync(join(here(), 'joins.yaml'));
  });

  it('may be the very same file', async () => {
    writeFileSync(join(folder, 'joins.yaml'), RULES);
    copyFileSync(join(folder, 'joins.yaml'), join(here(), 'joins.yaml'));
    expect((await assay('business', 'inventory', '--joins', join(here(), 'joins.yaml'))).code).not.toBe(2);
  });
});
