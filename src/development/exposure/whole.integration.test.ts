import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeZip } from '../../../test/made-zip.ts';
import { Instant } from '../../core/index.ts';
import { type OpenIndex, openAdvisories } from '../advisory/edge/open.ts';
import { declaredScope } from '../advisory/scope.ts';
import { parseCpe } from '../component/cpe.ts';
import type { Component } from '../component/model.ts';
import { exposureOf } from './expose.ts';
import { bomOf, part, told } from './exposure.fixture.ts';
import { componentsLink } from './link.ts';
import type { ComponentExposure } from './model.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-whole-'));
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

const LODASH = osv('GHSA-lode-1', 'npm', 'lodash', [{ introduced: '0' }, { fixed: '4.17.21' }], { aliases: ['CVE-2021-0001'] });

beforeAll(async () => {
  const given = join(folder, 'given');
  mkdirSync(given);
  const debian = osv('DEBIAN-CVE-2024-0002', 'Debian:12', 'openssl', [{ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }], { upstream: ['CVE-2024-0002'] });
  writeFileSync(join(given, 'osv.ndjson'), [LODASH, debian].map((each) => JSON.stringify(each)).join('\n'));
  const dnsmasq = nvd('CVE-2024-0003', [match('a:thekelleys:dnsmasq:*:*:*:*:*:*:*:*', { versionEndExcluding: '2.90' })]);
  writeFileSync(join(given, 'nvd.json'), JSON.stringify({ format: 'NVD_CVE', vulnerabilities: [dnsmasq] }));
  index = await openAdvisories(given, join(folder, 'index.db'));
});
afterAll(() => {
  index.close();
  rmSync(folder, { recursive: true });
});

const WHOLE = ['npm', 'Debian', 'NVD', 'Go'].map((text) => declaredScope(text, 'this test'));
const exposed = (component: Component, ...others: readonly Component[]): ComponentExposure =>
  exposureOf(bomOf(component, ...others), index, WHOLE).components[0] as ComponentExposure;

describe('a database that nothing says is whole', () => {
  const debianOf = (purl: string) => part('a', { purl, upstreams: [{ name: 'a', cpes: [], from: 'source-package' }] });
  const bare = (component: Component, ...scopes: readonly string[]) =>
    exposureOf(
      bomOf(component),
      index,
      scopes.map((text) => declaredScope(text, 'this test')),
    ).components[0] as ComponentExposure;

  it.each<[string, Component, string]>([
    ['of packages that no record names', part('leftpad', { purl: 'pkg:npm/leftpad@1' }), 'npm'],
    ['of packages whose records name other versions', part('lodash', { purl: 'pkg:npm/lodash@4.17.21' }), 'npm'],
    ['of products', part('dnsmasq', { cpe: 'cpe:2.3:a:thekelleys:dnsmasq:2.90:*:*:*:*:*:*:*' }), 'NVD'],
    ['of products, by a bare name', part('dnsmasq', { purl: 'pkg:generic/dnsmasq@2.90' }), 'NVD'],
    ['of a distribution', debianOf('pkg:deb/debian/a@1?distro=debian-12'), 'Debian'],
    ['of a distribution, of that release', debianOf('pkg:deb/debian/a@1?distro=debian-12'), 'Debian:12'],
  ])('%s clears nothing, until it is said to be whole', (_, component, scope) => {
    expect(told(bare(component))).toEqual(['not-matchable', 'scope-not-whole']);
    expect(told(bare(component, ...['npm', 'Debian:11', 'NVD', 'GIT', 'Go'].filter((each) => each !== scope)))).toEqual(['not-matchable', 'scope-not-whole']);
    expect(bare(component, scope).state).toBe('not-affected');
  });

  it('leaves the link unknown, and says what would help', () => {
    const exposure = exposureOf(bomOf(part('leftpad', { purl: 'pkg:npm/leftpad@1' })), index);
    const fact = componentsLink({ exposure, ranked: [], skipped: 0, inputs: [] }, { release: 'v1' }, Instant.parse('2026-01-01T00:00:00Z'));
    expect(fact).toMatchObject({ state: 'unknown', reasons: [{ code: 'not-matchable-scope-not-whole', remedy: expect.stringContaining('--covers npm') }] });
  });

  it('still says what is affected', () =>
    expect(told(bare(part('lodash', { purl: 'pkg:npm/lodash@4.17.20' })))).toEqual(['affected', 'CVE-2021-0001 affected']));

  it('says nothing of a release that it may not hold', () =>
    expect(told(bare(debianOf('pkg:deb/debian/a@1'), 'Debian:12'))).toEqual(['not-matchable', 'scope-not-whole']));

  it('of an ecosystem without a single record is none, whatever is said', () =>
    expect(told(bare(part('requests', { purl: 'pkg:pypi/requests@2' }), 'PyPI'))).toEqual(['not-matchable', 'ecosystem-not-covered']));

  it.each(['nmp', 'Debian:', 'Debian:sidd', ''])('is not "%s", which is no ecosystem', (text) =>
    expect(() => declaredScope(text, 'this test')).toThrow('ASSAY-ADVISORY-007'),
  );
});

describe('the dump of an ecosystem', () => {
  const dump = async (folderName: string, ...entries: readonly (readonly [string, string])[]) => {
    const at = join(folder, `dump-${entries.length}-${folderName}`, folderName);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'all.zip'), madeZip(entries.map(([name, content]) => ({ name, content }))));
    // Beside the dump, so that an index can be made of one that says nothing at all.
    writeFileSync(join(at, 'beside.json'), JSON.stringify(LODASH));
    const opened = await openAdvisories(at, join(folder, `dump-${entries.length}-${folderName}.db`));
    opened.close();
    return opened.coverage.whole;
  };
  const record = ['GHSA-lode-1.json', JSON.stringify(LODASH)] as const;

  it('is whole by the name of its folder', async () => {
    expect(await dump('npm', record)).toEqual([{ ecosystem: 'npm', by: 'all.zip' }]);
    const debian = JSON.stringify(osv('DEBIAN-CVE-2024-0002', 'Debian:12', 'openssl', [{ introduced: '0' }]));
    expect(await dump('Debian:12', ['a.json', debian])).toEqual([{ ecosystem: 'Debian', release: '12', by: 'all.zip' }]);
    expect(await dump('Debian', ['a.json', debian])).toEqual([{ ecosystem: 'Debian', by: 'all.zip' }]);
  });
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    ['it is empty', 'npm', []],
    ['it holds nothing that is a record', 'npm', [['README.md', 'later']]],
    ['its records are of another ecosystem', 'PyPI', [record]],
    [
      'its records are of another release',
      'Debian:11',
      [['a.json', JSON.stringify(osv('DEBIAN-CVE-2024-0002', 'Debian:12', 'openssl', [{ introduced: '0' }]))]],
    ],
  ])('is not where %s, whatever its folder is called', async (_, name, entries) => expect(await dump(name, ...entries)).toEqual([]));
  it('is not where the folder is called by another word', async () => expect(await dump('advisories', record)).toEqual([]));
  it('is not where something of it could not be read', async () => expect(await dump('npm', record, ['GHSA-x.json', '{'])).toEqual([]));
});

describe('a component that is said to have two versions', () => {
  it.each<[string, Component, readonly string[], ComponentExposure['conflict']]>([
    [
      'of a language',
      part('lodash', { purl: 'pkg:npm/lodash@4.17.20', version: '4.17.21' }),
      ['affected', 'CVE-2021-0001 affected'],
      [
        { field: 'purl', version: '4.17.20' },
        { field: 'version', version: '4.17.21' },
      ],
    ],
    [
      'the other way round',
      part('lodash', { purl: 'pkg:npm/lodash@4.17.21', version: '4.17.20' }),
      ['affected', 'CVE-2021-0001 affected'],
      [
        { field: 'purl', version: '4.17.21' },
        { field: 'version', version: '4.17.20' },
      ],
    ],
    [
      'of a distribution',
      part('openssl', { purl: 'pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12&upstream=openssl', version: '3.0.11-1~deb12u1' }),
      ['affected', 'CVE-2024-0002 affected'],
      [
        { field: 'purl', version: '3.0.11-1~deb12u2' },
        { field: 'version', version: '3.0.11-1~deb12u1' },
      ],
    ],
    [
      'in its CPE',
      part('dnsmasq', { version: '2.86', cpe: 'cpe:2.3:a:thekelleys:dnsmasq:2.90:*:*:*:*:*:*:*' }),
      ['affected', 'CVE-2024-0003 affected'],
      [
        { field: 'version', version: '2.86' },
        { field: 'cpe', version: '2.90' },
      ],
    ],
  ])('%s is asked at both, and the worse counts', (_, component, answer, conflict) => {
    const said = exposed(component);
    expect([told(said), said.conflict]).toEqual([answer, conflict]);
  });

  it.each<[string, Component]>([
    ['with the sign of Go', part('gin', { purl: 'pkg:golang/github.com/gin-gonic/gin@v1.6.0', version: '1.6.0' })],
    ['with what a distribution adds', part('openssl', { purl: 'pkg:deb/debian/openssl@1:3.0.11-1~deb12u2?distro=debian-12', version: '3.0.11' })],
    ['as Python writes it', part('requests', { purl: 'pkg:pypi/requests@2.0', version: '2.0.0' })],
    ['with an update', part('ntp', { version: '4.2.8-p15', cpe: 'cpe:2.3:a:ntp:ntp:4.2.8:p15:*:*:*:*:*:*' })],
    ['with how it was packed', part('dnsmasq', { purl: 'pkg:generic/openwrt/dnsmasq@2.86-1', cpe: 'cpe:2.3:a:thekelleys:dnsmasq:2.86:*:*:*:*:*:*:*' })],
  ])('is none that differs by spelling alone: %s', (_, component) => expect(exposed(component).conflict).toBeUndefined());

  it('and a pre-release is another version', () =>
    expect(exposed(part('lodash', { purl: 'pkg:npm/lodash@4.17.21', version: '4.17.21-rc1' })).state).toBe('affected'));

  it('says so where there are more than are asked', () => {
    const cpes = Array.from({ length: 9 }, (_, i) => parseCpe(`cpe:2.3:a:thekelleys:dnsmasq:3.${i}:*:*:*:*:*:*:*`));
    expect(told(exposed({ ...part('dnsmasq'), cpes }))).toEqual(['not-matchable', 'versions-many']);
  });
});
