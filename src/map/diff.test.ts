import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../test/any-map.ts';
import { describeDiff, diffMaps } from './diff.ts';
import { readMap } from './read.ts';

const map = (parts: string, more = ''): ReturnType<typeof readMap> =>
  readMap(`assay: service/1\nservice: { id: s, name: S }\nparts:\n${parts}${more}`, 'a.yaml');
const CLOUD = '  - { id: cloud, kind: server, name: Cloud }\n';
const NET = '  - { id: net, kind: network, name: Net }\n';

describe('comparing maps', () => {
  it('finds nothing between a map and itself, whatever the order of its lists', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const one = readMap(JSON.stringify(input), 'a.json');
        const other = { ...one, parts: one.parts.toReversed(), flows: one.flows.toReversed().map((flow) => ({ ...flow, carries: flow.carries.toReversed() })) };
        expect(diffMaps(one, other)).toEqual({ added: [], removed: [], changed: [] });
      }),
      { numRuns: 100 },
    );
  });

  it('says in sentences what was added, removed and changed', () => {
    const before = map(CLOUD + NET);
    const after = map(`${NET.replace('name: Net', 'name: Home, attached: [net]')}  - { id: app, kind: app, name: App }\n`);
    const diff = diffMaps(before, after);
    expect(describeDiff(diff)).toMatchInlineSnapshot(`
      [
        "The part "App" (app) is new.",
        "The part "Cloud" (cloud) is gone.",
        "The part "Home" (net) now has attached = [net].",
        "The part "Home" (net) changed name from "Net" to "Home".",
      ]
    `);
    expect(describeDiff(diffMaps(before, before))).toEqual(['Nothing differs.']);
  });

  it('knows a target by its host and part', () => {
    const targets = (more: string) => map(CLOUD, `targets:\n  - { host: a.example, part: cloud, probes: [web${more}] }\n`);
    expect(describeDiff(diffMaps(targets(''), targets(', tls')))).toEqual(['The target "a.example cloud" changed probes from [web] to [tls, web].']);
    expect(describeDiff(diffMaps(map(CLOUD), targets('')))).toEqual(['The target "a.example cloud" is new.']);
  });

  it('mirrors: what is added one way is removed the other', () => {
    const a = map(CLOUD + NET);
    const b = map(NET);
    expect(diffMaps(a, b).removed).toEqual(diffMaps(b, a).added);
  });

  it('names interfaces by id, so that moving one is no change', () => {
    const faces = (order: string[]): string =>
      `  - id: cloud\n    kind: server\n    name: Cloud\n    interfaces:\n${order.map((id) => `      - { id: ${id}, protocol: ${id}, purpose: other }\n`).join('')}`;
    expect(diffMaps(map(faces(['a', 'b'])), map(faces(['b', 'a']))).changed).toEqual([]);
    expect(diffMaps(map(faces(['a'])), map(faces(['a']).replace('protocol: a', 'protocol: z'))).changed[0]?.fields).toEqual([
      { field: 'interfaces[a].protocol', before: 'a', after: 'z' },
    ]);
  });
});
