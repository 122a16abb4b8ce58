import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, Refused } from '../../core/index.ts';
import type { Imported } from './index.ts';
import { readMapping } from './mapping.ts';
import { accounted, codesOf, goodOf, importNamed, importText } from './reading.fixture.ts';

// One input of each format that says good and bad of several claims; what is done to them below is what networks, disks and people do.
const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'scan',
          rules: [{ id: 'cert-str34-c' }, { id: 'cert-err33-c' }],
          notifications: [{ id: 'N', defaultConfiguration: { level: 'note' } }],
        },
      },
      invocations: [
        { executionSuccessful: true, endTimeUtc: '2026-10-01T00:00:00Z', toolExecutionNotifications: [{ descriptor: { id: 'N' }, message: { text: 'x' } }] },
      ],
      versionControlProvenance: [{ repositoryUri: 'https://git.example/repo.git' }],
      results: [
        { ruleId: 'cert-str34-c', kind: 'pass', message: { text: 'ok' } },
        { ruleId: 'cert-err33-c', baselineState: 'unchanged', level: 'note', message: { text: 'old' } },
      ],
    },
    {
      tool: { driver: { name: 'other', rules: [{ id: 'R' }] } },
      invocations: [{ executionSuccessful: true }],
      automationDetails: { id: 'camera/night' },
      results: [],
    },
  ],
} as const;
const BOM = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { timestamp: '2026-10-01T00:00:00Z', component: { type: 'firmware', name: 'camera', 'bom-ref': 'root' } },
  components: [{ type: 'library', name: 'a', 'bom-ref': 'a' }],
  compositions: [{ aggregate: 'complete', assemblies: ['root'] }],
  vulnerabilities: [{ id: 'CVE-1', analysis: { state: 'not_affected' }, affects: [{ ref: 'a' }] }],
} as const;
const JUNIT = `<testsuites><testsuite name="drills" tests="2" failures="0" timestamp="2026-10-01T00:00:00Z"><properties><property name="p" value="1"/></properties>
<testcase classname="t" name="a"/><testcase name="b"><system-out>text</system-out></testcase></testsuite></testsuites>`;
const CSV = 'Host,State,Seen\r\ncamera,on,2026-10-01\r\n"repo","on",2026-10-02\r\n';
const MAPPING = readMapping(
  `mapping: evidence/1
rules:
  - { when: { suite: drills }, claim: broker.topics-authorized, value: { is: true }, subject: { is: broker } }
  - { when: { Host: "*" }, claim: endpoint.disk-encrypted, value: { from: State, as: { on: true } }, subject: { from: Host }, observedAt: { from: Seen } }
`,
  'm.yaml',
);

const INPUTS: readonly (readonly [string, string])[] = [
  ['sarif', JSON.stringify(SARIF)],
  ['cyclonedx', JSON.stringify(BOM)],
  ['junit', JUNIT],
  ['csv', CSV],
];

/** Reads, or is refused with codes; anything else is thrown on. Whatever is read is accounted for to the item. */
function readOrRefused(text: string, format: string, read: (text: string) => Imported = (each) => importText(each, format, MAPPING)): Imported | undefined {
  try {
    const imported = read(text);
    expect(accounted(imported)).toBe(true);
    return imported;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const { code, remedy } of error.faults)
      expect([code, remedy]).toEqual([expect.stringMatching(/^ASSAY-(?:IMPORT|JSON|XML)-\d{3}$/), expect.stringMatching(/./)]);
    return undefined;
  }
}

describe.each(INPUTS)('%s', (format, text) => {
  const whole = importText(text, format, MAPPING);

  it('says something good where nothing is wrong with it', () => expect(goodOf(whole)).not.toEqual([]));

  it('cut at any place is refused, or read and accounted for', () => {
    for (let at = 0; at <= text.length; at += 1) readOrRefused(text.slice(0, at), format);
  });

  it('with any character changed is refused, or read and accounted for', () => {
    const odd = fc.constantFrom('\0', '"', '<', '>', '&', ',', '\n', '\ufeff', '\ud800', '{', '[', '0', 'é', '‮', '');
    fc.assert(
      fc.property(fc.nat(text.length - 1), odd, fc.nat(3), (at, with_, over) => {
        readOrRefused(text.slice(0, at) + with_ + text.slice(at + over), format);
      }),
      { numRuns: 500 },
    );
  });

  it('is never taken for another format', () => {
    for (const [other] of INPUTS) if (other !== format && format !== 'csv') expect(codesOf(() => importText(text, other))).toEqual(['ASSAY-IMPORT-001']);
    expect(importText(text, undefined, MAPPING).format).toBe(format);
  });

  it('made of anything at all is refused, or read and accounted for', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })), (any) => {
        readOrRefused(any, format);
      }),
      { numRuns: 300 },
    ));
});

type Path = readonly (string | number)[];

function pathsOf(value: Json, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    ...(at.length === 0 ? [] : [at]),
    ...Object.entries(value).flatMap(([key, member]) => pathsOf(member as Json, [...at, Array.isArray(value) ? Number(key) : key])),
  ];
}

function changed(value: Json, [first, ...rest]: Path, change: (member: Json) => Json | undefined): Json {
  if (first === undefined || typeof value !== 'object' || value === null) return value;
  const next = (member: Json) => (rest.length === 0 ? change(member) : changed(member, rest, change));
  if (Array.isArray(value)) return value.flatMap((member: Json, i) => (i === first ? [next(member)].filter((each) => each !== undefined) : [member]));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      key === first ? [next(member)].flatMap((each) => (each === undefined ? [] : [[key, each]])) : [[key, member]],
    ),
  );
}

describe('JSON sources', () => {
  const documents: readonly (readonly [string, Json])[] = [
    ['sarif', SARIF],
    ['cyclonedx', BOM],
  ];

  it.each(documents)('%s with any value of any other kind is refused, or read and accounted for', (format, document) => {
    const odd: readonly Json[] = [null, true, -1, 1.5, '', 'x', [], {}, [null], [[]], { a: [] }, { 'constructor ': 1 }];
    for (const path of pathsOf(document)) for (const value of odd) readOrRefused(JSON.stringify(changed(document, path, () => value)), format);
  });

  // What is a finding, a fault or a doubt is left alone: a report without it is another report, and nobody could tell. An old finding's mark is
  // not: without it the finding is new.
  it.each(documents)('%s with anything taken out says nothing good that it did not say before', (format, document) => {
    const before = new Set(goodOf(importNamed(JSON.stringify(document))));
    expect(before.size).toBeGreaterThan(1);
    for (const path of pathsOf(document)) {
      if (path.at(-2) === 'results' || path.at(-2) === 'runs' || path.at(-2) === 'vulnerabilities') continue;
      const imported = readOrRefused(JSON.stringify(changed(document, path, () => undefined)), format, importNamed);
      for (const good of imported === undefined ? [] : goodOf(imported)) expect([path.join('.'), before.has(good)]).toEqual([path.join('.'), true]);
    }
  });

  it('with faults taken out one after the other say good only when the last is gone', () => {
    const faulty = { ...SARIF.runs[1], invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] }] };
    const good = (run: object) => goodOf(importText(JSON.stringify({ version: '2.1.0', runs: [run] }), 'sarif'));
    expect(good(faulty)).toEqual([]);
    expect(good({ ...faulty, invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'error' }] }] })).toEqual([]);
    expect(good({ ...faulty, invocations: [{ executionSuccessful: true }] })).toEqual(['repo code.static-analysis-clean']);
  });
});

describe('the registry', () => {
  it.each<[string, string | undefined, string]>([
    ['a format that there is not', 'sarf', 'ASSAY-IMPORT-002'],
    ['a text that looks like nothing', undefined, 'ASSAY-IMPORT-002'],
  ])('refuses %s', (_, format, code) => expect(codesOf(() => importText('hello', format))).toEqual([code]));

  it('says what a file looks like that is not what it was said to be', () => {
    try {
      importText(JSON.stringify(BOM), 'sarif');
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults).toMatchObject([{ code: 'ASSAY-IMPORT-001', expected: 'sarif', found: expect.stringContaining('cyclonedx') }]);
    }
  });
});
