import { describe, expect, it } from 'vitest';
import type { Lookup, PackageRow } from '../advisory/lookup.ts';
import { parseCpe } from '../component/cpe.ts';
import type { Bom } from '../component/model.ts';
import { parsePurl } from '../component/purl.ts';
import { exposureOf } from './expose.ts';

const CPE = parseCpe(`cpe:2.3:a:openssl:openssl${':*'.repeat(8)}`);

const row = (advisory: number, status: PackageRow['status'], versions: readonly string[], more: Partial<PackageRow> = {}): PackageRow => ({
  advisory,
  status,
  versions: { ecosystem: 'Red Hat:9', ranges: [], versions },
  release: '9',
  ...more,
});

function asked(version: string, rows: readonly PackageRow[], upstream = false) {
  const lookup: Lookup = {
    packages: (ecosystem, name) => (ecosystem === 'Red Hat' && name === 'openssl' ? rows : []),
    products: () => (upstream ? [{ advisory: 1, vendor: 'openssl', cpe: CPE, status: 'affected', range: {} }] : []),
    head: (advisory) => ({ id: `A-${advisory}`, format: 'csaf', source: 'Red Hat', aliases: [], summary: '', vectors: [], vulnerabilities: ['CVE-2024-0001'] }),
    exploited: () => undefined,
    likely: () => undefined,
    coverage: {
      ecosystems: new Map([['Red Hat', new Map([['9', 1]])]]),
      whole: [{ ecosystem: 'Red Hat', by: 'Red Hat/all.zip' }],
      products: 0,
      advisories: 1,
      withdrawn: 0,
      exploited: 0,
      likely: 0,
      unread: 0,
      told: [],
      refusedJoins: 0,
    },
  };
  const bom: Bom = {
    format: 'cyclonedx-json',
    specVersion: '1.6',
    tools: [],
    dependencies: [],
    skipped: [],
    faults: [],
    components: [
      {
        ref: 'openssl',
        type: 'library',
        name: 'openssl',
        purl: parsePurl(`pkg:rpm/redhat/openssl@${version}?distro=rhel-9`),
        cpes: upstream ? [CPE] : [],
        upstreams: [],
        hashes: [],
        licences: [],
        scope: 'required',
        place: { field: 'openssl' },
      },
    ],
  };
  return exposureOf(bom, lookup).components[0]?.state;
}

describe('a record that names versions that are fixed', () => {
  const fixed = [row(0, 'cleared', ['3.0.7-27.el9']), row(0, 'cleared', ['3.0.1-47.el9'])];
  it.each([
    ['the very version', '3.0.7-27.el9', 'not-affected'],
    ['another of them', '3.0.1-47.el9', 'not-affected'],
    ['a later version', '3.2.0-1.el9', 'not-affected'],
    ['a version before it, of which nobody says that it is not affected', '3.0.7-16.el9', 'perhaps'],
  ])('and %s', (_, version, state) => expect(asked(version, fixed)).toBe(state));

  // Ranges of upstream versions say "perhaps" of a package of a distribution, until the distribution says otherwise.
  it.each([
    ['that names other versions alone', fixed, 'perhaps'],
    ['whose own range cannot be read', [row(0, 'cleared', [], { doubt: 'the range "from 4" cannot be read' })], 'perhaps'],
    ['that names this very version', [row(0, 'cleared', ['3.2.0-1.el9'])], 'not-affected'],
  ])('and %s, beside what is said of the code upstream', (_, rows, state) => expect(asked('3.2.0-1.el9', rows, true)).toBe(state));
});
