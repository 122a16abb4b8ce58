import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeZip } from '../../../test/made-zip.ts';
import { vectors } from '../../../test/vectors.ts';
import { type Digest, Instant, Refused } from '../../core/index.ts';
import { type OpenIndex, openAdvisories } from '../advisory/edge/open.ts';
import { declaredScope } from '../advisory/scope.ts';
import { parseCpe } from '../component/cpe.ts';
import { bomSchemas } from '../component/edge/schemas.ts';
import type { Component } from '../component/model.ts';
import { readBom } from '../component/read.ts';
import { exposureOf } from './expose.ts';
import { bomOf, part, told } from './exposure.fixture.ts';
import { componentsLink } from './link.ts';
import type { ComponentExposure } from './model.ts';
import { rankedOf } from './rank.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-advisories-'));
const given = join(folder, 'given');
const schemas = bomSchemas();
let index: OpenIndex;

const osv = (id: string, ecosystem: string, name: string, events: readonly object[], more: object = {}) => ({
  id,
  modified: '2024-01-01T00:00:00Z',
  affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
  ...more,
});
const nvd = (id: string, matches: readonly object[], more: object = {}) => ({
  cve: { id, vulnStatus: 'Analyzed', descriptions: [{ lang: 'en', value: id }], configurations: [{ nodes: [{ operator: 'OR', cpeMatch: matches }] }], ...more },
});
const match = (cpe: string, bounds: object = {}) => ({ vulnerable: true, criteria: `cpe:2.3:${cpe}`, ...bounds });

const RECORDS = [
  osv('GHSA-lode-1', 'npm', 'lodash', [{ introduced: '0' }, { fixed: '4.17.21' }], {
    aliases: ['CVE-2021-0001'],
    affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }] }],
  }),
  osv('GHSA-gone-1', 'npm', 'lodash', [{ introduced: '0' }], { withdrawn: '2024-01-01T00:00:00Z' }),
  osv('DEBIAN-CVE-2024-0002', 'Debian:12', 'openssl', [{ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }], { upstream: ['CVE-2024-0002'] }),
  osv('MOON-1', 'Moon', 'rock', [{ introduced: '0' }, { fixed: '2' }]),
  {
    id: 'CVE-2024-0009',
    modified: '2024-01-01T00:00:00Z',
    affected: [{ ranges: [{ type: 'GIT', repo: 'https://github.com/acme/tinytls', events: [{ introduced: '0' }] }], versions: ['1.0', '1.1'] }],
  },
];

const NVD = {
  format: 'NVD_CVE',
  vulnerabilities: [
    nvd('CVE-2024-0002', [match('a:openssl:openssl:*:*:*:*:*:*:*:*', { versionStartIncluding: '3.0.0', versionEndExcluding: '3.0.12' })]),
    nvd('CVE-2024-0003', [match('a:thekelleys:dnsmasq:*:*:*:*:*:*:*:*', { versionEndExcluding: '2.90' })]),
    nvd('CVE-2024-0004', [match('a:busybox:busybox:1.36.1:*:*:*:*:*:*:*')], {
      metrics: { cvssMetricV31: [{ cvssData: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } }] },
    }),
    nvd('CVE-2024-0005', [match('a:zlib:zlib:*:*:*:*:*:*:*:*', { versionEndExcluding: '1.2.12' })]),
    nvd('CVE-2024-0006', [match('a:zlib:zlib:*:*:*:*:*:windows:*:*', { versionEndExcluding: '9' })]),
    nvd('CVE-2024-0007', [match('o:linux:linux_kernel:*:*:*:*:*:*:*:*', { versionStartIncluding: '5.10', versionEndExcluding: '5.10.200' })]),
    nvd('CVE-2024-0008', [match('a:ntp:ntp:4.2.8:p15:*:*:*:*:*:*')]),
  ],
};

const WHOLE = ['npm', 'Debian', 'NVD'].map((text) => declaredScope(text, 'this test'));
const exposed = (component: Component, ...others: readonly Component[]): ComponentExposure =>
  exposureOf(bomOf(component, ...others), index, WHOLE).components[0] as ComponentExposure;

beforeAll(async () => {
  mkdirSync(join(given, 'below'), { recursive: true });
  writeFileSync(join(given, 'osv.ndjson.gz'), gzipSync(RECORDS.map((each) => JSON.stringify(each)).join('\n')));
  writeFileSync(join(given, 'below', 'nvd.json'), JSON.stringify(NVD));
  writeFileSync(
    join(given, 'kev.json'),
    JSON.stringify({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2024-0004', vulnerabilityName: 'BusyBox', dateAdded: '2024-02-02' }] }),
  );
  writeFileSync(join(given, 'epss.csv.gz'), gzipSync('#model_version:v2025\ncve,epss,percentile\nCVE-2024-0004,0.9,0.99\n'));
  writeFileSync(join(given, 'damaged.json'), '{');
  writeFileSync(join(given, 'README'), 'not read');
  index = await openAdvisories(given, join(folder, 'index.db'));
});
afterAll(() => {
  index.close();
  rmSync(folder, { recursive: true });
});

describe('components of C and of firmware', () => {
  it.each<[string, Component, readonly string[]]>([
    [
      'yocto by CPE',
      part('busybox', { purl: 'pkg:yocto/core/busybox@1.36.1', cpe: 'cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*' }),
      ['affected', 'CVE-2024-0004 affected'],
    ],
    ['yocto by its name alone', part('busybox', { purl: 'pkg:yocto/core/busybox@1.36.1-r0' }), ['perhaps', 'CVE-2024-0004 perhaps']],
    [
      'openwrt by CPE',
      part('dnsmasq', { purl: 'pkg:generic/openwrt/dnsmasq@2.86-1', cpe: 'cpe:2.3:a:thekelleys:dnsmasq:2.86:*:*:*:*:*:*:*' }),
      ['affected', 'CVE-2024-0003 affected'],
    ],
    [
      'openwrt with the wrong vendor in its CPE',
      part('dnsmasq', { purl: 'pkg:generic/dnsmasq@2.86', cpe: 'cpe:2.3:a:dnsmasq:dnsmasq:2.86:*:*:*:*:*:*:*' }),
      ['perhaps', 'CVE-2024-0003 perhaps'],
    ],
    [
      'openwrt of its new package manager',
      part('dnsmasq', { purl: 'pkg:apk/openwrt/dnsmasq@2.86-r2', cpe: `cpe:2.3:a:thekelleys:dnsmasq${':*'.repeat(8)}` }),
      ['affected', 'CVE-2024-0003 affected'],
    ],
    ['openwrt that is new enough', part('dnsmasq', { purl: 'pkg:apk/openwrt/dnsmasq@2.90-r2', cpe: 'cpe:/a:thekelleys:dnsmasq' }), ['not-affected']],
    ['a kernel of yocto', part('linux-yocto', { purl: 'pkg:yocto/core/linux-yocto@5.10.100%2BgitAUTOINC-r0' }), ['perhaps', 'CVE-2024-0007 perhaps']],
    ['buildroot by name', part('zlib', { purl: 'pkg:generic/zlib@1.2.11' }), ['perhaps', 'CVE-2024-0005 perhaps', 'CVE-2024-0006 perhaps']],
    ['a version with its update in it', part('ntp', { cpe: 'cpe:2.3:a:ntp:ntp:4.2.8p15:*:*:*:*:*:*:*' }), ['affected', 'CVE-2024-0008 affected']],
    ['a repository', part('tinytls', { purl: 'pkg:github/acme/tinytls@1.1' }), ['affected', 'CVE-2024-0009 affected']],
    [
      'a fork, by what it was made from',
      part('our-tls', {
        version: '7',
        upstreams: [{ name: 'openssl', version: '3.0.2', cpes: [parseCpe('cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*')], from: 'ancestor' }],
      }),
      ['affected', 'CVE-2024-0002 affected'],
    ],
  ])('%s', (_, component, answer) => expect(told(exposed(component))).toEqual(answer));
});

describe('a package of a distribution', () => {
  const debian = (version: string, more = 'distro=debian-12') =>
    part('libssl3', {
      purl: `pkg:deb/debian/libssl3@${version}?${more}`,
      cpe: 'cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*',
      upstreams: [{ name: 'openssl', cpes: [], from: 'source-package' }],
    });

  it('is affected by its own distribution’s word', () => expect(told(exposed(debian('3.0.11-1~deb12u1')))).toEqual(['affected', 'CVE-2024-0002 affected']));
  it('is not, where its distribution mended it, and the page shows who disagrees', () => {
    const answer = exposed(debian('3.0.11-1~deb12u2'));
    expect(told(answer)).toEqual(['not-affected', 'CVE-2024-0002 not-affected']);
    expect(answer.findings[0]).toMatchObject({
      disagree: true,
      said: [
        { source: 'DEBIAN', state: 'not-affected' },
        { source: 'NVD', state: 'perhaps' },
      ],
    });
  });
  it('of a release that no advisory is about is not matchable by its package, and perhaps affected by its CPE', () => {
    const answer = exposed(debian('3.0.11-1', 'distro=debian-11'));
    expect(told(answer)).toEqual(['perhaps', 'CVE-2024-0002 perhaps']);
    expect(answer.unmatched.map(({ code }) => code)).toContain('release-not-covered');
  });
  it('whose release is not told is perhaps affected', () =>
    expect(
      told(exposed(part('openssl', { purl: 'pkg:deb/debian/openssl@3.0.1-1', upstreams: [{ name: 'openssl', cpes: [], from: 'source-package' }] }))),
    ).toEqual(['perhaps', 'CVE-2024-0002 perhaps']));
  it('without a source package in a list that tells none is not matchable', () =>
    expect(told(exposed(part('libz', { purl: 'pkg:deb/debian/libfoo1@1?distro=debian-12' })))).toEqual(['not-matchable', 'source-unknown']));
});

describe('what cannot be matched', () => {
  it.each<[string, Component, readonly string[]]>([
    ['no name at all but one that nobody knows', part('our-application', { version: '1' }), ['not-matchable', 'name-unknown']],
    ['an ecosystem without advisories', part('requests', { purl: 'pkg:pypi/requests@2' }), ['not-matchable', 'ecosystem-not-covered']],
    ['no version', part('lodash', { purl: 'pkg:npm/lodash' }), ['not-matchable', 'no-version']],
    ['a CPE that no advisory knows', part('x', { cpe: 'cpe:2.3:a:nobody:nothing:1:*:*:*:*:*:*:*' }), ['not-matchable', 'name-unknown']],
    ['a CPE without a product', part('lodash-es', { cpe: 'cpe:2.3:a:nobody:*:1:*:*:*:*:*:*:*' }), ['not-matchable', 'no-name', 'name-unknown']],
  ])('%s', (_, component, answer) => expect([...new Set(told(exposed(component)))]).toEqual(answer));

  it('is told as unknown by the link, and never as proven', () => {
    const exposure = exposureOf(bomOf(part('our-application', { version: '1' })), index);
    const fact = componentsLink(
      { exposure, ranked: rankedOf(exposure, undefined), skipped: 0, inputs: [{ name: 'advisories', digest: index.digest as Digest }] },
      { release: 'v1' },
      Instant.parse('2026-01-01T00:00:00Z'),
    );
    expect(fact).toMatchObject({ link: 'components', state: 'unknown', counts: { components: 1, 'not-matchable': 1 } });
    expect(fact.reasons[0]?.code).toBe('not-matchable-name-unknown');
    const matched = exposureOf(bomOf(part('lodash', { purl: 'pkg:npm/lodash@4.17.21' })), index, WHOLE);
    const of = (unread: number) =>
      componentsLink(
        { exposure: { ...matched, coverage: { ...matched.coverage, unread } }, ranked: [], skipped: 0, inputs: [] },
        { release: 'v1' },
        Instant.parse('2026-01-01T00:00:00Z'),
      );
    expect([of(0), of(1)].map(({ state, reasons }) => [state, reasons.map(({ code }) => code)])).toEqual([
      ['proven', []],
      ['unknown', ['advisories-not-read']],
    ]);
    const none = exposureOf(bomOf(), index);
    expect(componentsLink({ exposure: none, ranked: [], skipped: 0, inputs: [] }, { release: 'v1' }, Instant.parse('2026-01-01T00:00:00Z'))).toMatchObject({
      state: 'unknown',
    });
  });
});

describe('a package of a language', () => {
  it('is affected, and withdrawn records affect nothing', () =>
    expect(told(exposed(part('lodash', { purl: 'pkg:npm/lodash@4.17.20' })))).toEqual(['affected', 'CVE-2021-0001 affected']));
  it('is not affected in a later version', () => expect(told(exposed(part('lodash', { purl: 'pkg:npm/lodash@4.17.21' })))).toEqual(['not-affected']));
  it('that no record names is not affected where its ecosystem is covered', () =>
    expect(told(exposed(part('leftpad', { purl: 'pkg:npm/leftpad@1' })))).toEqual(['not-affected']));
});

describe('what is known of a vulnerability', () => {
  it('is joined by its CVE number', () => {
    const [finding] = exposed(part('busybox', { purl: 'pkg:yocto/core/busybox@1.36.1', cpe: 'cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*' })).findings;
    expect(finding).toMatchObject({ exploited: { added: '2024-02-02' }, likely: { score: 0.9 }, cvss: { score: 9.8 } });
  });
  it('breaks the link, the exploited first', () => {
    const exposure = exposureOf(
      bomOf(part('lodash', { purl: 'pkg:npm/lodash@4.17.20' }), part('busybox', { cpe: 'cpe:2.3:a:busybox:busybox:1.36.1:*:*:*:*:*:*:*' })),
      index,
    );
    const fact = componentsLink(
      { exposure, ranked: rankedOf(exposure, undefined), skipped: 0, inputs: [] },
      { release: 'v1' },
      Instant.parse('2026-01-01T00:00:00Z'),
    );
    expect(fact).toMatchObject({ state: 'broken', counts: { affected: 2, exploited: 1 } });
    expect(fact.reasons.map(({ code }) => code)).toEqual(['advisory-in-kev', 'component-affected', 'advisories-not-read']);
  });
});

describe('the index', () => {
  it('counts what it covers, and what could not be read', () => {
    expect(index.coverage).toMatchObject({ advisories: 12, withdrawn: 1, exploited: 1, likely: 1, unread: 1, products: 7 });
    expect(index.coverage.told).toMatchObject([{ file: 'damaged.json' }]);
    expect(index.coverage.ecosystems.get('Debian')).toEqual(new Map([['12', 1]]));
  });

  it('is used again as long as nothing changes', async () => {
    const file = join(folder, 'again.db');
    const opened = await openAdvisories(given, file);
    opened.close();
    const again = await openAdvisories(given, file);
    again.close();
    writeFileSync(join(given, 'kev.json'), JSON.stringify({ catalogVersion: '2', vulnerabilities: [] }));
    const anew = await openAdvisories(given, file);
    anew.close();
    expect([opened.made, again.made, anew.made, opened.digest === again.digest, opened.digest === anew.digest]).toEqual([true, false, true, true, false]);
  });

  it.each<[string, string, string, string | undefined]>([
    ['nothing there', 'ASSAY-ADVISORY-004', 'missing.json', undefined],
    ['nothing of advisories', 'ASSAY-ADVISORY-004', '', undefined],
    ['nothing that can be read', 'ASSAY-ADVISORY-001', 'x.json', '{}'],
    ['a zip that is none', 'ASSAY-ADVISORY-001', 'x.zip', 'PK'],
    ['a gz that is none', 'ASSAY-ADVISORY-001', 'x.json.gz', 'x'],
  ])('is not made of %s', async (name, code, file, bytes) => {
    const at = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(at, { recursive: true });
    if (bytes !== undefined) writeFileSync(join(at, file), bytes);
    const error = await openAdvisories(join(at, file), join(at, 'index.db')).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error instanceof Refused ? error.faults.map((fault) => fault.code) : error).toEqual([code]);
    expect(existsSync(join(at, 'index.db'))).toBe(false);
  });

  it('tells of what is too large, and of what cannot be opened, by its code', async () => {
    const at = join(folder, 'told');
    mkdirSync(at);
    writeFileSync(join(at, 'a.json'), JSON.stringify(RECORDS[0]));
    writeFileSync(join(at, 'b.ndjson'), `{"id":"${'x'.repeat(17 * 1024 * 1024)}"}`);
    writeFileSync(join(at, 'c.zip'), 'PK');
    writeFileSync(join(at, 'd.yaml'), 'a: &a [1]\nb: [*a, *a]\n');
    writeFileSync(join(at, 'e.yaml'), 'id: PYSEC-1\nmodified: 2024-01-01T00:00:00Z\naffected:\n- package: {ecosystem: PyPI, name: a}\n  versions: ["1.0"]\n');
    const opened = await openAdvisories(at, join(folder, 'told.db'));
    opened.close();
    expect(opened.coverage.told.map(({ file, code }) => [file, code])).toEqual([
      ['b.ndjson', 'ASSAY-ADVISORY-003'],
      ['c.zip', 'ASSAY-ADVISORY-006'],
      ['d.yaml', 'ASSAY-ADVISORY-006'],
    ]);
    expect(opened.coverage.ecosystems.get('PyPI')).toEqual(new Map([['', 1]]));
  });

  it('reads each record of the zip of an ecosystem', async () => {
    const file = join(folder, 'npm.zip');
    writeFileSync(file, madeZip(RECORDS.slice(0, 2).map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) }))));
    const opened = await openAdvisories(file, join(folder, 'npm.db'));
    opened.close();
    expect(opened.coverage).toMatchObject({ advisories: 2, withdrawn: 1, unread: 0 });
  });

  it('is never another kind of file', async () => {
    const file = join(folder, 'other.db');
    writeFileSync(file, 'not a database, and longer than a hundred bytes so that it is looked into'.repeat(20));
    const error = await openAdvisories(given, file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error instanceof Refused ? error.faults.map((fault) => fault.code) : error).toEqual(['ASSAY-ADVISORY-005']);
  });
});

const real = vectors('development/osv/go-vulndb.ndjson.gz');
const kev = vectors('development/kev/known_exploited_vulnerabilities.json');

describe.runIf(real !== undefined && kev !== undefined)('a real database', () => {
  it('is read whole, and matches', async () => {
    const at = join(folder, 'real');
    mkdirSync(at);
    copyFileSync(real ?? '', join(at, 'go.ndjson.gz'));
    copyFileSync(kev ?? '', join(at, 'kev.json'));
    const opened = await openAdvisories(at, join(folder, 'real.db'));
    try {
      expect(opened.coverage).toMatchObject({ advisories: 4291, withdrawn: 17, exploited: 1404, unread: 0 });
      const [answer] = exposureOf(bomOf(part('gin', { purl: 'pkg:golang/github.com/gin-gonic/gin@v1.5.0' })), opened).components;
      expect(answer?.findings.map(({ vulnerability, state, fixed }) => [vulnerability, state, fixed])).toContainEqual(['CVE-2020-36567', 'affected', '1.6.0']);
    } finally {
      opened.close();
    }
  });
});

const boms = vectors('development/cyclonedx/tools/src/test/resources/1.6');

describe.runIf(boms !== undefined)('every valid bill of materials of the specification', () => {
  it('ends each component in one of four, and none in silence', () => {
    const files = readdirSync(boms ?? '').filter((name) => name.startsWith('valid-') && /\.(?:json|xml)$/.test(name));
    const counts = { components: 0, matched: 0 };
    for (const name of files) {
      const bom = readBom(readFileSync(join(boms ?? '', name)), name, schemas, { lenient: true });
      const { components } = exposureOf(bom, index);
      expect(components.length).toBeGreaterThanOrEqual(new Set(bom.components.map(({ ref }) => ref)).size);
      for (const each of components) expect(each.state === 'not-matchable' ? each.unmatched.length > 0 : each.by.length > 0).toBe(true);
      counts.components += components.length;
      counts.matched += components.filter(({ state }) => state !== 'not-matchable').length;
    }
    expect(files.length).toBeGreaterThan(50);
    expect(counts.components).toBeGreaterThan(50);
    // The advisories of this test are about few ecosystems, and most of what the specification names is in none of them.
    expect(counts.matched).toBeLessThan(counts.components);
  });
});
