import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_IMPORTER } from '../business/import/index.ts';
import type { BusinessImporter } from '../business/import/model.ts';
import type { Discovery, Thing } from '../business/inventory/model.ts';
import { discovery as fixtureDiscovery, type Row, thing } from '../business/inventory/office.fixture.ts';
import { Instant, parseJson } from '../core/index.ts';
import { businessImportOf } from './business-import.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

// The commands of the inventory, over an importer of the test's own and over those that there are.

const MAP = `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: source, kind: repository, name: Lamp source }
  - { id: build, kind: build-system, name: Build server }
  - { id: cloud, kind: server, name: Lamp cloud }
  - { id: developer, kind: role, name: Developer }
links:
  - { id: developer-writes, type: writes, from: developer, to: source }
`;

/** A tool that says plainly what it found: a discovery without its digest, and what became of its checks. */
const plain: BusinessImporter = {
  format: 'plain',
  about: 'what a test says',
  recognises: (text) => text.startsWith('{"plain"'),
  read: (text, { file, digest }) => {
    const { plain: given } = parseJson(text, file) as unknown as { plain: Partial<Discovery> };
    return {
      format: 'plain',
      carried: 2,
      items: 2,
      evidence: [],
      mapped: [],
      unclaimed: [],
      unknownSubjects: [],
      lost: [],
      assumed: [],
      outcomes: { source: { pass: 1, fail: 1, warning: 0, 'not-applicable': 0, error: 0, 'not-scanned': 0 } },
      discovered: { ...fixtureDiscovery([]), format: 'plain', ...given, raw: { digest, mediaType: 'application/json' } } as Discovery,
    };
  },
};
const COMMANDS_HERE = COMMANDS.map((command) =>
  command.noun === 'business' && command.verb === 'import' ? businessImportOf([plain, ...EVERY_IMPORTER]) : command,
);

let folder = '';
let minutes = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-business-'));
  writeFileSync(join(folder, 'service.yaml'), MAP);
  minutes = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  minutes += 1;
  const code = await run([...argv, '--service', join(folder, 'service.yaml')], COMMANDS_HERE, {
    cwd: folder,
    env: {},
    now: () => Instant.of(Instant.parse('2026-11-10T00:00:00Z') + minutes * 60_000),
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

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function report(name: string, things: readonly Thing[], rows: readonly Row[] = [], more: Partial<Discovery> = {}): string {
  const { relations } = fixtureDiscovery([], rows);
  return file(name, JSON.stringify({ plain: { things, relations, ...more } }));
}

const bring = (...argv: string[]) => assay('business', 'import', 'plain', ...argv);
const json = async (...argv: string[]) => JSON.parse((await assay(...argv, '--json')).out);
const ledger = async () => JSON.stringify(await json('evidence', 'list'));
const reconciled = async () =>
  ((await json('evidence', 'list', '--claim', 'service.inventory-reconciled')).evidence as { readonly value: boolean }[]).map(({ value }) => value);

const DECLARED = 'sources: [{ format: plain, scopes: [all], every: P30D }]';
const SOURCE = thing('repository', 'source');
const ADA = thing('account', 'U1', { name: 'Ada Lovelace', aliases: ['ada@lamps.example'] });

describe('business import', () => {
  it('says what it discovered, how it was joined, and what is not on the map; nobody by name', async () => {
    const { code, out } = await bring(report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]));
    expect(code).toBe(0);
    expect(out).toMatch(/^checks of +pass +fail +warning +n\.a\. +error +not scanned +all$/m);
    expect(out).toMatch(/^all +1 +1 +0 +0 +0 +0 +2$/m);
    expect(out).toContain('2 things (1 account, 1 repository), 1 relation');
    expect(out).toContain('joined: 1 by name; left by rules: 0; unclear: 0; not joined: 1');
    expect(out).toMatch(/critical: account [0-9a-f]{16} can write to source/);
    expect(out).toContain('service.inventory-reconciled of lamps is false: an account that can write to source is not on the map');
    expect(out).toContain('Recorded 2 statements and 1 discovery as entries 0 to 2.');
    expect(out).not.toMatch(/lovelace|ada@/i);
  });

  it('gives the same as JSON', async () => {
    const given = await json('business', 'import', 'plain', report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]));
    expect(given).toMatchObject({
      carried: 2,
      items: 2,
      mapped: [],
      lost: [],
      outcomes: { source: { pass: 1, fail: 1 } },
      discovered: [{ source: 'fixture lamps', joins: { name: 1, nothing: 1 } }],
      unmapped: [{ kind: 'account', weight: 'critical', can: ['can write to source'] }],
    });
    expect(JSON.stringify(given)).not.toMatch(/lovelace|ada@/i);
  });

  it('keeps who it is about in a file, and off the ledger', async () => {
    await bring(report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]));
    const bytes = readFileSync(join(folder, '.assay', 'ledger.db'), 'latin1');
    expect(bytes).toContain('inventory.taken');
    expect(bytes).not.toMatch(/lovelace|ada@|"U1"/i);
    const [kept = ''] = readdirSync(join(folder, '.assay', 'inventory'));
    expect(readFileSync(join(folder, '.assay', 'inventory', kept), 'utf8')).toContain('Ada Lovelace');
  });

  it('records nothing twice, and writes nothing when asked to say only', async () => {
    const a = report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]);
    expect((await bring(a, '--dry-run')).out).toContain('Would record 2 statements and 1 discovery. Nothing was recorded.');
    expect(readdirSync(folder)).not.toContain('.assay');
    await bring(a);
    expect((await bring(a)).out).toContain('Recorded 0 statements.');
    expect((await bring(a, '--dry-run')).out).toContain('Would record 0 statements. Nothing was recorded.');
  });

  it('says that it agrees once a rule explains what was found, and that it does not once the rule is gone', async () => {
    const a = report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]);
    await bring(a);
    writeFileSync(join(folder, 'joins.yaml'), `assay: joins/1\n${DECLARED}\njoins:\n  - { kind: account, name: "ada*", is: developer }\n`);
    expect((await bring(a)).out).toContain('rule 1 of joins.yaml');
    expect(await reconciled()).toEqual([false, true]);
    rmSync(join(folder, 'joins.yaml'));
    await bring(a);
    expect(await reconciled()).toEqual([false, true, false]);
  });

  it('does not say that it agrees where nobody declares what it is, and says how', async () => {
    const { code, out } = await bring(report('a.json', [SOURCE]));
    expect([code, out]).toEqual([1, expect.stringContaining('joins.yaml does not declare which sources and scopes make up the inventory')]);
    expect(await reconciled()).toEqual([]);
    const { out: suggested } = await assay('business', 'inventory', '--suggest');
    expect(suggested).toContain('assay: joins/1');
    writeFileSync(join(folder, 'joins.yaml'), suggested);
    expect((await bring(report('a.json', [SOURCE]))).code).toBe(0);
    expect(await reconciled()).toEqual([true]);
  });

  it('says nothing good of one host that was scanned and has nothing open, nor of a narrow answer of a directory', async () => {
    writeFileSync(
      join(folder, 'joins.yaml'),
      'assay: joins/1\nsources:\n  - { format: nmap, scopes: ["hosts:10.20.0.0/24"], every: P7D }\n  - { format: scim, scopes: ["scim:id.lamps.example/users"], every: P7D, whole: true }\n',
    );
    const scan =
      '<nmaprun args="nmap -Pn -p- 203.0.113.9" start="1794182400" version="7.95"><scaninfo type="syn" protocol="tcp" numservices="65535" services="1-65535"/>' +
      '<host><status state="up" reason="user-set"/><address addr="203.0.113.9" addrtype="ipv4"/><ports><extraports state="closed" count="65535"/></ports></host>' +
      '<runstats><finished time="1794182400" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>';
    const scanned = await assay('business', 'import', 'nmap', file('one.xml', scan));
    expect([scanned.code, scanned.out]).toEqual([1, expect.stringContaining('no look of nmap covered hosts:10.20.0.0/24')]);
    const users = (...names: readonly string[]) =>
      file(
        `users-${names.length}.json`,
        JSON.stringify({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
          totalResults: names.length,
          Resources: names.map((id) => ({
            schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
            id,
            userName: id,
            ...(id === 'eve' ? { roles: ['Global Administrator'] } : {}),
            meta: { location: `https://id.lamps.example/Users/${id}` },
          })),
        }),
      );
    await assay('business', 'import', 'scim', users('ann', 'bob', 'eve'), '--subject', 'source');
    const narrow = await assay('business', 'import', 'scim', users('ann'), '--subject', 'source');
    expect(narrow.out).toContain('0 things gone');
    expect(await reconciled()).not.toContain(true);
  });

  it('does not say that it agrees where a scope was not looked at, and exits 1', async () => {
    const { code, out } = await bring(report('a.json', [SOURCE], [], { scopes: ['all', 'x'], uncovered: ['x'] }));
    expect([code, out]).toEqual([1, expect.stringContaining('Not said of the inventory: 2')]);
    expect(await reconciled()).toEqual([]);
  });

  it('counts another source against it that showed something yesterday', async () => {
    await bring(report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']], { source: 'one' }));
    await bring(report('b.json', [SOURCE], [], { source: 'two' }));
    expect((await reconciled()).at(-1)).toBe(false);
  });
});

describe('business inventory', () => {
  it('says what is there, gone and not seen', async () => {
    writeFileSync(join(folder, 'joins.yaml'), `assay: joins/1\n${DECLARED}\n`);
    expect(
      (
        await bring(
          report('a.json', [SOURCE, ADA, thing('host', 'h', { scope: 'other' })], [], { observedAt: '2026-11-08T00:00:00Z', scopes: ['all', 'other'] }),
        )
      ).code,
    ).toBe(0);
    await bring(report('b.json', [SOURCE]));
    const { things, sources } = await json('business', 'inventory');
    expect(things.map(({ key, state }: { key: string; state: string }) => `${key} ${state}`)).toEqual(['U1 gone', 'h not-seen', 'source present']);
    expect(sources).toMatchObject([{ looks: 2, things: { present: 1, gone: 1, 'not-seen': 1 } }]);
    const { out, code } = await assay('business', 'inventory', '--state', 'gone');
    expect([code, out]).toEqual([0, expect.stringMatching(/^account +Ada Lovelace +gone +2026-11-08 +-$/m)]);
    expect((await json('business', 'inventory', '--kind', 'host')).things).toHaveLength(1);
    expect((await json('business', 'inventory', '--at', '2026-11-08T12:00:00Z')).things.map(({ state }: { state: string }) => state)).toEqual([
      'present',
      'present',
      'present',
    ]);
  });

  it('exits 1 where something is unexplained, and prints what would explain it', async () => {
    await bring(report('a.json', [SOURCE, ADA], [['U1', 'writes', 'source']]));
    expect(await assay('business', 'inventory')).toMatchObject({
      code: 1,
      out: expect.stringContaining('critical: account "Ada Lovelace" can write to source'),
    });
    const { out } = await assay('business', 'inventory', '--suggest');
    writeFileSync(join(folder, 'joins.yaml'), out);
    expect((await assay('business', 'inventory')).code).toBe(0);
  });

  it('exits 1 where a source stopped reporting, and says which', async () => {
    for (const [i, day] of ['01', '03', '05'].entries())
      await bring(report(`${i}.json`, [SOURCE], [], { source: 'daily look', observedAt: `2026-11-${day}T00:00:00Z` }));
    expect(await assay('business', 'inventory', '--at', '2026-11-08T00:00:00Z')).toMatchObject({ code: 0, out: expect.not.stringContaining('Stopped') });
    const late = await assay('business', 'inventory');
    expect([late.code, late.out]).toEqual([
      1,
      expect.stringContaining('Stopped reporting: 1\n  daily look is late: its last look was on 2026-11-05, and one is usual every 2 days'),
    ]);
    expect((await assay('business', 'inventory', '--at', '2027-01-01T00:00:00Z')).out).toContain('daily look is silent');
  });

  it('lists what is declared and was never covered, also where nothing was discovered', async () => {
    writeFileSync(join(folder, 'joins.yaml'), `assay: joins/1\n${DECLARED}\n`);
    await assay('gap', 'report', '--no-gate');
    const { code, out } = await assay('business', 'inventory');
    expect([code, out]).toEqual([1, expect.stringContaining('Nothing was discovered yet')]);
    expect(out).toMatch(/Declared to be the inventory, and not covered in time: 1\n {2}\S+ \S+: never covered$/m);
    await bring(report('a.json', [SOURCE], [], { scopes: ['elsewhere'] }));
    expect((await assay('business', 'inventory')).code).toBe(1);
  });

  it('makes no ledger to erase from', async () => {
    const { code, err } = await assay('business', 'inventory', 'erase', 'sha256:00');
    expect([code, err]).toEqual([2, expect.stringContaining('ASSAY-LEDGER-005')]);
    expect(readdirSync(folder)).not.toContain('.assay');
  });

  it('says so where nothing was discovered', async () => {
    await bring(report('a.json', [SOURCE]), '--data', join(folder, 'd'));
    await assay('gap', 'report', '--no-gate');
    expect((await assay('business', 'inventory')).out).toContain('Nothing was discovered yet');
  });

  it('erases a discovery, on the record, and says what is lost by it', async () => {
    const a = report('a.json', [SOURCE, ADA]);
    await bring(a);
    const [{ digest }] = (await json('business', 'inventory')).discoveries;
    const erased = await assay('business', 'inventory', 'erase', digest.slice(7, 23));
    expect([erased.code, erased.out]).toEqual([0, expect.stringContaining('Erased the discovery')]);
    expect(erased.err).toContain('is kept as raw/');
    expect(readdirSync(join(folder, '.assay', 'inventory'))).toEqual([]);
    expect(await json('business', 'inventory')).toMatchObject({
      things: [],
      sources: [{ unreadable: { erased: 1 } }],
      discoveries: [{ digest, state: 'erased' }],
    });
    expect((await assay('business', 'inventory', 'erase', digest, '--raw')).code).toBe(0);
    expect(readdirSync(join(folder, '.assay', 'raw'))).toEqual([]);
    expect((await bring(a)).out).toContain('and 1 discovery');
    expect(await json('business', 'inventory')).toMatchObject({ discoveries: [{ digest, state: 'kept' }] });
  });

  it('says where a file is not what the ledger names', async () => {
    await bring(report('a.json', [SOURCE, ADA]));
    const [kept = ''] = readdirSync(join(folder, '.assay', 'inventory'));
    writeFileSync(join(folder, '.assay', 'inventory', kept), '{}');
    expect(await json('business', 'inventory')).toMatchObject({ things: [], discoveries: [{ state: 'altered' }] });
  });

  it.each([
    [['erase', 'sha256:00'], 'ASSAY-INVENTORY-003'],
    [['erase'], 'ASSAY-CLI-003'],
    [['remove', 'x'], 'ASSAY-CLI-004'],
    [['--state', 'lost'], 'ASSAY-CLI-005'],
    [['--kind', 'cat'], 'ASSAY-CLI-005'],
  ])('refuses %s', async (words, wanted) => {
    await bring(report('a.json', [SOURCE]));
    const { code, out, err } = await assay('business', 'inventory', ...words, '--json');
    expect([code, JSON.parse(err || out).code]).toEqual([2, wanted]);
  });
});

describe('a report that is broken or hostile is refused whole, and nothing is written', () => {
  const utf16 = (text: string, mark: boolean) => {
    const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
    return new Uint8Array(bytes);
  };
  const good = () => report('good.json', [SOURCE]);
  it.each<[string, string, () => string | Uint8Array, string]>([
    ['ten million rows', 'csv', () => `a,b\n${'1,2\n'.repeat(10_000_000)}`, 'ASSAY-IMPORT-007'],
    ['more than 64 MiB', 'plain', () => new Uint8Array(64 * 1024 * 1024 + 1).fill(0x20), 'ASSAY-MAP-001'],
    ['two encodings in one', 'plain', () => new Uint8Array([...Buffer.from('{"plain":{"source":"'), 0xe9, ...Buffer.from('é"}}')]), 'ASSAY-BIMPORT-001'],
    ['UTF-16 that ends in half a letter', 'plain', () => utf16('{"plain":{}}', true).subarray(0, 21), 'ASSAY-BIMPORT-001'],
    ['UTF-16 without a mark', 'csv', () => utf16('subject,claim,value\nsource,x,true\n', false), 'ASSAY-IMPORT-009'],
    ['a moment that has not come yet', 'plain', () => JSON.stringify({ plain: { observedAt: '2026-11-11T00:00:00Z' } }), 'ASSAY-BIMPORT-003'],
    [
      'a statement of a moment that has not come yet',
      'csv',
      () => 'subject,claim,value,observedAt\nsource,access.reviewed,true,2027-01-01T00:00:00Z\n',
      'ASSAY-IMPORT-010',
    ],
    ['a discovery that is none', 'plain', () => JSON.stringify({ plain: { things: [{ kind: 'cat' }] } }), 'ASSAY-BIMPORT-002'],
    ['a key that reaches a prototype', 'plain', () => '{"plain":{"__proto__":{}}}', 'ASSAY-JSON-004'],
    ['a document that is nested too deeply', 'plain', () => `{"plain":${'['.repeat(200)}${']'.repeat(200)}}`, 'ASSAY-JSON-002'],
    ['one that ends too early', 'plain', () => '{"plain":{"things":[', 'ASSAY-JSON-001'],
    ['a format that nobody reads', 'tea-leaves', () => 'x', 'ASSAY-IMPORT-002'],
  ])('%s', async (_, format, content, wanted) => {
    const { code, out, err } = await assay('business', 'import', format, ...(format === 'plain' ? [good()] : []), file('bad', content()), '--json');
    expect([code, JSON.parse(err || out).code]).toEqual([2, wanted]);
    expect(readdirSync(folder)).not.toContain('.assay');
  });

  it('a discovery that is larger than is kept', async () => {
    const aliases = Array.from({ length: 20 }, () => 'x'.repeat(490));
    const things = Array.from({ length: 28_000 }, (_, i) => thing('host', `h${i}`, { aliases }));
    const huge = businessImportOf([
      {
        ...plain,
        read: (text, context) => ({
          ...plain.read(text, context),
          discovered: { ...fixtureDiscovery(things), raw: { digest: context.digest, mediaType: 'x' } },
        }),
      },
    ]);
    let err = '';
    const code = await run(['business', 'import', 'plain', good(), '--service', join(folder, 'service.yaml')], [huge], {
      cwd: folder,
      env: {},
      now: () => Instant.parse('2026-11-10T00:00:00Z'),
      interactive: false,
      out: () => undefined,
      err: (text) => {
        err += text;
      },
    });
    expect([code, err]).toEqual([2, expect.stringContaining('ASSAY-INVENTORY-004')]);
  });

  it('says of another format how to import that', async () => {
    const { err } = await assay('business', 'import', 'csv', report('good.json', [SOURCE]));
    expect(err.replaceAll(/\s+/g, ' ')).toContain(`Import it with: assay business import plain ${join(folder, 'good.json')}`);
    expect(err).not.toContain('--from');
  });

  it('reads UTF-16 with a mark, as Windows tools write it, and UTF-8 with one', async () => {
    writeFileSync(join(folder, 'joins.yaml'), `assay: joins/1\n${DECLARED}\n`);
    const text = JSON.stringify({ plain: { things: [SOURCE] } });
    for (const content of [utf16(text, true), Buffer.from(`\ufeff${text}`)]) expect((await bring(file('marked.json', content), '--dry-run')).code).toBe(0);
  });

  it('names each code of a wrong file of joins with its line', async () => {
    writeFileSync(join(folder, 'joins.yaml'), 'assay: joins/1\njoins:\n  - { name: x, is: nothing }\n');
    const { code, err } = await bring(good());
    expect([code, err]).toEqual([2, expect.stringContaining('ASSAY-INVENTORY-002')]);
    expect(err).toContain('joins.yaml');
    expect(await ledger().catch(() => 'none')).not.toContain('inventory');
  });
});
