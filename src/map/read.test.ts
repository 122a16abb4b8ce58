import { describe, expect, it } from 'vitest';
import { type Fault, Refused } from '../core/index.ts';
import { readMap, readMapAndWarnings } from './read.ts';

const SMALL = `assay: service/1
service:
  id: home
  name: Home cameras
parts:
  - id: internet
    kind: network
    name: Internet
  - id: cloud
    kind: server
    name: Cloud
    interfaces:
      - id: api
        protocol: https
        purpose: user-api
        on: [internet]
  - id: camera
    kind: device
    name: Camera
    variants:
      - { id: v1, population: 3 }
      - { id: v2, population: 4 }
    facts:
      wireless: true
  - id: admin
    kind: role
    name: Administrator
    population: 2
flows:
  - id: video-up
    from: camera
    to: cloud
    interface: api
    over: [internet]
    carries: [video]
links:
  - id: admin-runs-cloud
    type: administers
    from: admin
    to: cloud
assets:
  - id: video
    name: Video
    kind: information
    needs: { confidentiality: 4 }
    at:
      - part: cloud
gates:
  - id: two-eyes
    name: Two administrators
    act: administer
    on: cloud
    need: 2
    of: [admin]
actors:
  - id: stranger
    name: Stranger
    kind: outsider
    starts:
      - { part: internet, access: reach }
`;

function faults(text: string): readonly Fault[] {
  try {
    readMap(text, 'service.yaml');
  } catch (error) {
    if (error instanceof Refused) return error.faults;
    throw error;
  }
  return [];
}

describe('reading a map', () => {
  it('reads YAML and JSON alike, with defaults filled in', () => {
    const map = readMap(SMALL, 'service.yaml');
    expect(map.parts.map((part) => part.id)).toEqual(['internet', 'cloud', 'camera', 'admin']);
    expect(map.parts[2]?.population).toBe(7);
    expect(map.flows[0]?.encryption).toBe('unknown');
    expect(readMap(JSON.stringify(map), 'service.json')).toEqual(map);
    expect(readMapAndWarnings(SMALL, 'service.yaml').warnings).toEqual([]);
  });

  it('reports every fault at once, in the order of the file', () => {
    const bad = SMALL.replace('kind: server', 'kind: servr')
      .replace('to: cloud\n    interface', 'to: clowd\n    interface')
      .replace('wireless', 'wirelss')
      .replace('need: 2', 'need: 3')
      .replace('id: video-up', 'Id: video-up');
    const found = faults(bad);
    expect(found.map(({ code, line, field }) => `${code} ${line} ${field}`)).toMatchInlineSnapshot(`
      [
        "ASSAY-MAP-013 10 parts[1].kind",
        "ASSAY-MAP-011 24 parts[2].facts.wirelss",
        "ASSAY-MAP-010 30 flows[0].id",
        "ASSAY-MAP-011 30 flows[0].Id",
        "ASSAY-MAP-025 53 gates[0].need",
      ]
    `);
    expect(found.map((fault) => fault.remedy)).toMatchInlineSnapshot(`
      [
        "Did you mean "server"?",
        "Did you mean "wireless"?",
        "Add it: "id: ..."",
        "Did you mean "id"?",
        "Lower the need, add a role, or correct the population of a role.",
      ]
    `);
  });

  const cases: readonly (readonly [string, string, string, string, RegExp | undefined])[] = [
    ['an empty file', '', '', 'ASSAY-MAP-008', undefined],
    ['a list', '', '- assay: service/1\n', 'ASSAY-MAP-016', undefined],
    ['another edition', 'service/1', 'service/2', 'ASSAY-MAP-016', undefined],
    ['an alias', 'name: Home cameras', 'name: *x', 'ASSAY-MAP-006', undefined],
    ['an anchor', 'name: Home cameras', 'name: &x Home', 'ASSAY-MAP-006', undefined],
    ['a tag', 'name: Home cameras', 'name: !!binary aGk=', 'ASSAY-MAP-006', undefined],
    ['a merge key', 'name: Home cameras', 'name: x\n  <<: { name: y }', 'ASSAY-MAP-006', undefined],
    ['a key twice', 'name: Home cameras', 'name: x\n  name: y', 'ASSAY-MAP-005', undefined],
    ['a prototype key', 'name: Home cameras', 'name: x\n  __proto__: y', 'ASSAY-MAP-004', undefined],
    ['a NUL', 'Home cameras', 'Home \0 cameras', 'ASSAY-MAP-007', undefined],
    ['an escaped NUL', 'Home cameras', '"Home \\0 cameras"', 'ASSAY-MAP-007', undefined],
    ['half a surrogate', 'Home cameras', '"Home \\ud800 cameras"', 'ASSAY-MAP-007', undefined],
    ['bad YAML', 'name: Home cameras', 'name: [a', 'ASSAY-MAP-002', undefined],
    ['a missing field', '    kind: device\n', '', 'ASSAY-MAP-010', undefined],
    ['an unknown field', 'facts:', 'fact:', 'ASSAY-MAP-011', /"facts"/],
    ['an unknown fact', 'wireless', 'wirless', 'ASSAY-MAP-011', /"wireless"/],
    ['a number for text', 'name: Cloud', 'name: 5', 'ASSAY-MAP-012', /"5"/],
    ['an empty value', 'name: Cloud', 'name:', 'ASSAY-MAP-012', /remove the line/],
    ['text for a list', 'carries: [video]', 'carries: video', 'ASSAY-MAP-012', /list/],
    ['a misspelt kind', 'kind: device', 'kind: devise', 'ASSAY-MAP-013', /"device"/],
    ['a bad id', 'id: camera\n', 'id: My Camera\n', 'ASSAY-MAP-014', /"my-camera"/],
    ['a level out of range', 'confidentiality: 4', 'confidentiality: 9', 'ASSAY-MAP-015', undefined],
    ['the same id twice', 'id: camera\n', 'id: cloud\n', 'ASSAY-MAP-020', /"cloud-part"/],
    ['the same interface twice', '      - id: api\n', '      - { id: api, protocol: x, purpose: other }\n      - id: api\n', 'ASSAY-MAP-020', undefined],
    ['a dangling end', 'from: camera', 'from: camra', 'ASSAY-MAP-021', /"camera"/],
    ['an asset as a network', 'over: [internet]', 'over: [video]', 'ASSAY-MAP-022', undefined],
    ['a host in itself', 'type: administers\n    from: admin', 'type: hosts\n    from: cloud', 'ASSAY-MAP-023', undefined],
    ['a population that is no sum', '    variants:', '    population: 9\n    variants:', 'ASSAY-MAP-024', undefined],
    ['a gate too high', 'need: 2', 'need: 5', 'ASSAY-MAP-025', undefined],
    ['an interface elsewhere', 'interface: api', 'interface: apy', 'ASSAY-MAP-026', /"api"/],
    ['a fact of another type', 'wireless: true', 'wireless: 3', 'ASSAY-MAP-027', undefined],
  ];
  it.each(cases)('refuses %s', (_, from, to, code, remedy) => {
    const text = from === '' ? to : SMALL.replace(from, to);
    expect(text).not.toBe(SMALL);
    const found = faults(text);
    expect(found.map((fault) => fault.code)).toContain(code);
    const fault = found.find((each) => each.code === code);
    expect(fault?.file).toBe('service.yaml');
    if (!text.includes('\\')) expect(fault?.line).toBeGreaterThan(0);
    if (remedy !== undefined) expect(fault?.remedy).toMatch(remedy);
  });

  it('says of another tool’s model how to import it', () => {
    expect(faults('threagile_version: 1.0.0\n')[0]?.remedy).toContain('--from threagile');
  });

  it('shows at most 200 faults and says how many more there are', () => {
    const parts = Array.from({ length: 500 }, (_, i) => `  - { id: p${i}, kind: servr, name: P }`).join('\n');
    const found = faults(`assay: service/1\nservice: { id: a, name: A }\nparts:\n${parts}\n`);
    expect(found).toHaveLength(201);
    expect(found.at(-1)?.code).toBe('ASSAY-MAP-030');
    expect(found.at(-1)?.message).toContain('300');
  });

  it('warns of loose ends without refusing', () => {
    const text = SMALL.replace(
      'gates:',
      '  - { id: key, name: Key, kind: credential, needs: { integrity: 1 } }\npolicies:\n  - { id: p, title: P, rule: r }\ngates:',
    ).replace('parts:\n', 'parts:\n  - { id: lonely, kind: wiki, name: Wiki }\n');
    expect(readMapAndWarnings(text, 'service.yaml').warnings.map((fault) => `${fault.code} ${fault.line}`)).toMatchInlineSnapshot(`
      [
        "ASSAY-MAP-040 6",
        "ASSAY-MAP-041 49",
        "ASSAY-MAP-042 49",
        "ASSAY-MAP-043 51",
      ]
    `);
  });
});
