import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, Refused } from '../../core/index.ts';
import { csafAdvisories } from './csaf.ts';
import { itemsOf, kindOf } from './document.ts';
import { epssReader } from './epss.ts';
import { readKev } from './kev.ts';
import { readNvd } from './nvd.ts';
import { readOsv } from './osv.ts';
import { rangeOfWords } from './vers.ts';

const OSV = {
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2024-01-01T00:00:00Z',
  aliases: ['CVE-2024-0001'],
  summary: 'A hole',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    { package: { ecosystem: 'npm', name: 'a' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }], versions: ['1.0.0'] },
  ],
} as const;

const NVD = {
  cve: {
    id: 'CVE-2024-0002',
    vulnStatus: 'Analyzed',
    published: '2024-02-01T10:15:08.123',
    lastModified: '2024-03-01T10:15:08.123',
    descriptions: [{ lang: 'en', value: 'An overflow' }],
    metrics: { cvssMetricV31: [{ cvssData: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } }] },
    configurations: [
      {
        operator: 'AND',
        nodes: [
          { operator: 'OR', cpeMatch: [{ vulnerable: true, criteria: 'cpe:2.3:o:acme:camera_firmware:*:*:*:*:*:*:*:*', versionEndExcluding: '2.0' }] },
          { operator: 'OR', cpeMatch: [{ vulnerable: false, criteria: 'cpe:2.3:h:acme:camera:-:*:*:*:*:*:*:*' }] },
        ],
      },
      { nodes: [{ operator: 'OR', cpeMatch: [{ vulnerable: true, criteria: 'cpe:2.3:a:thekelleys:dnsmasq:2.85:*:*:*:*:*:*:*' }] }] },
    ],
  },
} as const;

const CSAF = {
  document: {
    category: 'csaf_security_advisory',
    csaf_version: '2.0',
    title: 'Holes',
    publisher: { category: 'vendor', name: 'ACME', namespace: 'https://acme.example' },
    tracking: { id: 'ACME-1', status: 'final', version: '1', initial_release_date: '2024-01-01T00:00:00+01:00', current_release_date: '2024-01-02T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        category: 'vendor',
        name: 'ACME',
        branches: [
          {
            category: 'product_name',
            name: 'lib',
            branches: [
              {
                category: 'product_version',
                name: '1.0',
                product: {
                  name: 'lib 1.0',
                  product_id: 'P1',
                  product_identification_helper: { purl: 'pkg:npm/lib@1.0', cpe: 'cpe:2.3:a:acme:lib:1.0:*:*:*:*:*:*:*' },
                },
              },
              {
                category: 'product_version_range',
                name: 'vers:npm/>=1.1|<1.4',
                product: { name: 'lib 1.1-1.4', product_id: 'P2', product_identification_helper: { purl: 'pkg:npm/lib' } },
              },
              {
                category: 'product_version',
                name: '1.4',
                product: { name: 'lib 1.4', product_id: 'P3', product_identification_helper: { purl: 'pkg:npm/lib@1.4' } },
              },
              { category: 'product_version', name: '9', product: { name: 'nameless 9', product_id: 'P4' } },
            ],
          },
        ],
      },
    ],
    relationships: [
      {
        category: 'default_component_of',
        product_reference: 'P1',
        relates_to_product_reference: 'P4',
        full_product_name: { name: 'lib in nameless', product_id: 'R1' },
      },
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2024-0003',
      product_status: { known_affected: ['P1', 'P2', 'R1', 'P4', 'missing'], fixed: ['P3'] },
      scores: [{ products: ['P1'], cvss_v3: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' } }],
    },
  ],
} as const;

const KEV = {
  title: 'CISA Catalog of Known Exploited Vulnerabilities',
  catalogVersion: '2025.08.25',
  vulnerabilities: [
    { cveID: 'CVE-2024-0002', vulnerabilityName: 'ACME overflow', dateAdded: '2024-05-01', dueDate: '2024-05-22', knownRansomwareCampaignUse: 'Known' },
    { cveID: 'no number', dateAdded: '2024-05-01' },
  ],
} as const;

function codesOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map(({ code }) => code);
  }
}

describe('a record of OSV', () => {
  it('is read', () => {
    expect(readOsv(OSV, 'f', '')).toMatchObject({
      id: 'GHSA-aaaa-bbbb-cccc',
      source: 'GHSA',
      aliases: ['CVE-2024-0001'],
      unread: [],
      vectors: [OSV.severity[0].score],
    });
    expect(readOsv(OSV, 'f', '').affected).toEqual([
      {
        kind: 'package',
        ecosystem: 'npm',
        name: 'a',
        status: 'affected',
        versions: { ecosystem: 'npm', ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.0' }] }], versions: ['1.0.0'] },
      },
    ]);
  });

  it('names a repository by which C code is known', () => {
    const record = {
      ...OSV,
      affected: [{ ranges: [{ type: 'GIT', repo: 'https://github.com/acme/tls', events: [{ introduced: '0' }] }], versions: ['v1.0'] }],
    };
    expect(readOsv(record, 'f', '').affected).toMatchObject([{ ecosystem: 'GIT', name: 'https://github.com/acme/tls', versions: { versions: ['v1.0'] } }]);
  });

  it('keeps ranges of commits out of what says versions too', () => {
    const git = { type: 'GIT', repo: 'https://github.com/acme/a', events: [{ introduced: '0' }] };
    const said = (ranges: readonly object[], versions: readonly string[]) =>
      readOsv({ ...OSV, affected: [{ package: OSV.affected[0].package, ranges, versions }] } as unknown as Json, 'f', '').affected.map((each) =>
        each.kind === 'package' ? `${each.ecosystem} ${each.versions.ranges.map(({ type }) => type).join()}` : '',
      );
    expect(said([git, OSV.affected[0].ranges[0]], [])).toEqual(['npm SEMVER', 'GIT GIT']);
    expect(said([git], ['1.0'])).toEqual(['npm ', 'GIT GIT']);
    expect(said([git], [])).toEqual(['npm GIT', 'GIT GIT']);
  });

  it.each<[string, Json]>([
    ['a range of a type that nobody knows', { affected: [{ package: OSV.affected[0].package, ranges: [{ type: 'MOON', events: [] }] }] }],
    ['an event that is two', { affected: [{ package: OSV.affected[0].package, ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '1' }] }] }] }],
    ['a range without events', { affected: [{ package: OSV.affected[0].package, ranges: [{ type: 'SEMVER', events: [] }] }] }],
    ['ranges that are no list', { affected: [{ package: OSV.affected[0].package, ranges: {} }] }],
    ['a version that is a number', { affected: [{ package: OSV.affected[0].package, versions: [1] }] }],
  ])('with %s leaves a doubt at its entry', (_, change) => {
    const read = readOsv({ ...OSV, ...(change as object) }, 'f', '');
    expect(read.unread).not.toEqual([]);
    expect(read.affected.every((each) => each.kind === 'package' && each.doubt !== undefined)).toBe(true);
  });

  it('that was withdrawn in words that nobody can read is not withdrawn', () => {
    expect(readOsv({ ...OSV, withdrawn: '2024-02-01T00:00:00Z' }, 'f', '').withdrawn).toBe('2024-02-01T00:00:00Z');
    const read = readOsv({ ...OSV, withdrawn: 'last week' }, 'f', '');
    expect(read.withdrawn).toBeUndefined();
    expect(read.unread).toEqual(['withdrawn is no moment']);
  });

  it('that is about no package counts as not read, unless it was taken back', () => {
    expect(readOsv({ ...OSV, affected: [] }, 'f', '').unread).toEqual(['it names no package and no repository']);
    expect(readOsv({ ...OSV, affected: [], withdrawn: '2024-01-01T00:00:00Z' }, 'f', '').unread).toEqual([]);
  });
  it('without an id is refused', () => expect(codesOf(() => readOsv({}, 'f', ''))).toEqual(['ASSAY-ADVISORY-002']));
});

describe('a CVE of the NVD', () => {
  it('is read with its criteria, and what else has to be there', () => {
    const read = readNvd(NVD, 'f', '');
    expect(read).toMatchObject({ id: 'CVE-2024-0002', published: '2024-02-01T10:15:08Z', summary: 'An overflow', unread: [] });
    expect(read.affected).toMatchObject([
      { range: { endExcluding: '2.0' }, with: ['acme camera -'] },
      { range: {}, cpe: { product: { text: 'dnsmasq' } } },
    ]);
  });

  it('that was rejected is withdrawn', () => expect(readNvd({ cve: { ...NVD.cve, vulnStatus: 'Rejected' } }, 'f', '').withdrawn).toBe('2024-03-01T10:15:08Z'));
  it.each<[string, object, readonly string[]]>([
    ['that is not analysed yet', { vulnStatus: 'Awaiting Analysis', configurations: undefined }, ['it names no product, and is awaiting analysis']],
    ['whose list of configurations is empty', { configurations: [] }, ['it names no product, and is analyzed']],
    [
      'that names only where it runs',
      { configurations: [{ nodes: [{ cpeMatch: [{ vulnerable: false, criteria: 'cpe:2.3:h:acme:camera:-:*:*:*:*:*:*:*' }] }] }] },
      ['it names no product, and is analyzed'],
    ],
    ['that was rejected', { vulnStatus: 'Rejected', configurations: undefined }, []],
  ])('%s counts as not read, unless it was taken back', (_, more, unread) =>
    expect(readNvd({ cve: { ...NVD.cve, ...more } } as Json, 'f', '').unread).toEqual(unread),
  );
  it('with a criterion that is no CPE says so', () =>
    expect(
      readNvd({ cve: { ...NVD.cve, configurations: [{ nodes: [{ cpeMatch: [{ vulnerable: true, criteria: 'dnsmasq' }] }] }] } }, 'f', '').unread,
    ).toHaveLength(1));
  it('without an id is refused', () => expect(codesOf(() => readNvd({ cve: {} }, 'f', ''))).toEqual(['ASSAY-ADVISORY-002']));
});

describe('a CSAF document', () => {
  const [advisory] = csafAdvisories(CSAF, 'f');

  it('gives an advisory for each vulnerability', () =>
    expect(advisory).toMatchObject({ id: 'ACME-1#CVE-2024-0003', source: 'ACME', aliases: ['CVE-2024-0003'], published: '2023-12-31T23:00:00Z' }));

  it('tells what is affected, and what is fixed', () => {
    const said = advisory?.affected.map((each) => [
      each.status,
      each.kind === 'package' ? `${each.ecosystem} ${each.name} ${JSON.stringify(each.versions.versions)} ${each.versions.ranges.length}` : 'cpe',
    ]);
    expect(said).toEqual([
      ['affected', 'npm lib ["1.0"] 0'],
      ['affected', 'cpe'],
      ['affected', 'npm lib [] 1'],
      ['affected', 'npm lib ["1.0"] 0'],
      ['affected', 'cpe'],
      ['cleared', 'npm lib ["1.4"] 0'],
    ]);
  });

  it('says which products it could not place', () =>
    expect(advisory?.unread).toEqual(['nameless 9 has neither purl nor CPE', 'known_affected names missing, which is not in the product tree']));

  it('of an edition that is not read is refused', () =>
    expect(codesOf(() => csafAdvisories({ ...CSAF, document: { ...CSAF.document, csaf_version: '3.0' } }, 'f'))).toEqual(['ASSAY-ADVISORY-002']));

  it('whose branches have no end is bounded', () => {
    let branches: Json = [{ category: 'product_version', name: '1', product: { product_id: 'X', name: 'x' } }];
    for (let i = 0; i < 60; i += 1) branches = [{ category: 'product_family', name: 'f', branches }];
    expect(csafAdvisories({ ...CSAF, product_tree: { branches } }, 'f')[0]?.unread).toContain('branches below more branches than are read');
  });
});

describe('a range in words', () => {
  it.each<[string, unknown]>([
    ['vers:deb/>=1.0|<1.2', [{ introduced: '1.0' }, { fixed: '1.2' }]],
    ['<4.2', [{ introduced: '0' }, { fixed: '4.2' }]],
    ['>= 1.0 < 2.0', [{ introduced: '1.0' }, { fixed: '2.0' }]],
    ['vers:generic/<=1.0|>=2.0|<=2.3', [{ introduced: '0' }, { last_affected: '1.0' }, { introduced: '2.0' }, { last_affected: '2.3' }]],
    ['vers:npm/*', [{ introduced: '0' }]],
    ['vers:npm/1.0', [{ introduced: '1.0' }, { last_affected: '1.0' }]],
    ['vers:npm/1%2B2', [{ introduced: '1+2' }, { last_affected: '1+2' }]],
  ])('%s', (words, events) => expect(rangeOfWords(words)?.events).toEqual(events));

  it.each(['vers:npm/!=1.0', '>1.0', 'all versions before 2', 'vers:npm/', '<1|<2', '>=1|>=2', '%zz', 'vers:npm/%ff'])(
    '%s says nothing that can be used',
    (words) => expect(rangeOfWords(words)).toBeUndefined(),
  );
});

describe('KEV and EPSS', () => {
  it('tell what is exploited', () =>
    expect(readKev(KEV, 'f')).toEqual([
      { kind: 'exploited', exploited: { cve: 'CVE-2024-0002', name: 'ACME overflow', added: '2024-05-01', due: '2024-05-22', ransomware: true } },
      { kind: 'unread', unread: { file: 'f', field: 'vulnerabilities[1]', why: 'no CVE number or no day on which it was added' } },
    ]));
  it('of another shape are refused', () => {
    expect(codesOf(() => readKev({}, 'f'))).toEqual(['ASSAY-ADVISORY-002']);
    expect(codesOf(() => epssReader('f').line('a,b,c'))).toEqual(['ASSAY-ADVISORY-002']);
  });
  it('tell what is likely', () => {
    const reader = epssReader('f');
    const lines = [
      '#model_version:v2025.03.14,score_date:2025-08-25T00:00:00+0000',
      'cve,epss,percentile',
      'CVE-2024-0002,0.97,0.999\r',
      'CVE-2024-0003,1.2,0.5',
      'CVE-2024-0004',
      '',
    ];
    expect(lines.map((line) => reader.line(line))).toEqual([
      undefined,
      undefined,
      { cve: 'CVE-2024-0002', score: 0.97, percentile: 0.999 },
      'a score or percentile above 1',
      'not CVE, score and percentile',
      undefined,
    ]);
  });
});

describe('whatever a document holds', () => {
  const given: readonly Json[] = [OSV, [OSV], NVD, { format: 'NVD_CVE', vulnerabilities: [NVD] }, CSAF, KEV] as unknown as readonly Json[];

  it('is told by its contents', () => {
    expect(given.map(kindOf)).toEqual(['osv', 'osv-list', 'nvd-one', 'nvd', 'csaf', 'kev']);
    expect([null, 1, 'x', [], {}, { '@context': 'https://openvex.dev/ns/v0.2.0' }, { bomFormat: 'CycloneDX' }].map((each) => kindOf(each as Json))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'openvex',
      'cyclonedx',
    ]);
  });

  it('is told as unread where nothing of it is known', () => expect(itemsOf({ id: 1 }, 'f')).toMatchObject([{ kind: 'unread' }]));

  // One value of a real document is replaced by any other: nothing is thrown, since a record that is refused is told.
  it('never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...given), fc.nat(), fc.jsonValue(), (document, at, value) => {
        const places: ((to: Json) => void)[] = [];
        const copy = JSON.parse(JSON.stringify(document)) as Json;
        const walk = (node: Json) => {
          if (typeof node !== 'object' || node === null) return;
          for (const key of Object.keys(node)) {
            places.push((to) => Reflect.set(node, key, to));
            walk(Reflect.get(node, key) as Json);
          }
        };
        walk(copy);
        places[at % places.length]?.(value as Json);
        expect(Array.isArray(itemsOf(copy, 'f'))).toBe(true);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(itemsOf(value as Json, 'f'))).toBe(true);
      }),
    );
  });
});
