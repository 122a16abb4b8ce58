import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { atomsOf } from './atoms.ts';
import { anyVerdict, HOUSE, judged } from './attacked.fixture.ts';
import type { MapCut } from './model.ts';
import { without } from './remade.ts';
import { type ReachView, reachView } from './view.ts';
import { reachFrom } from './ways.ts';

const NETWORKS = ['internet', 'lan', 'plant'];
const PARTS = [
  { id: 'idp', kind: 'identity-provider' },
  { id: 'wiki', kind: 'wiki' },
  { id: 'forge', kind: 'build-system' },
  { id: 'data', kind: 'datastore' },
] as const;
const LINKS = [
  ['authenticates', 'idp', 'wiki'],
  ['authenticates', 'idp', 'forge'],
  ['uses', 'dev', 'wiki'],
  ['administers', 'dev', 'forge'],
  ['administers', 'forge', 'data'],
] as const;

/** Small maps of a few systems, on networks, behind doors, with links and keys lying about. */
const anyMap: fc.Arbitrary<ServiceMap> = fc
  .record({
    attached: fc.tuple(...PARTS.map(() => fc.subarray(['lan', 'plant'], { maxLength: 1 }))),
    doors: fc.tuple(...PARTS.map(() => fc.subarray(NETWORKS, { maxLength: 2 }))),
    links: fc.subarray([...LINKS], { minLength: 1 }),
    keyAt: fc.subarray(['wiki', 'idp', 'forge'], { maxLength: 2 }),
  })
  .map(({ attached, doors, links, keyAt }) =>
    serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 'small', name: 'Small' },
      parts: [
        { id: 'internet', kind: 'network', name: 'Internet', inScope: false },
        { id: 'lan', kind: 'network', name: 'Office network', layer: 'business' },
        { id: 'plant', kind: 'network', name: 'Plant network', layer: 'operations' },
        { id: 'dev', kind: 'role', name: 'Developer', layer: 'development' },
        ...PARTS.map((part, i) => ({
          ...part,
          name: part.id,
          ...(attached[i]?.length === 0 ? {} : { attached: attached[i] }),
          ...(doors[i]?.length === 0 ? {} : { interfaces: [{ id: 'web', protocol: 'https', purpose: 'user-api', on: doors[i] }] }),
        })),
      ],
      links: links.map(([type, from, to]) => ({ id: `${from}-${type}-${to}`, type, from, to })),
      gates: [],
      assets: [
        { id: 'records', name: 'Records', kind: 'information', needs: { confidentiality: 4 }, at: [{ part: 'data' }] },
        ...(keyAt.length === 0
          ? []
          : [{ id: 'key', name: 'Key', kind: 'credential', at: keyAt.map((part) => ({ part })), opens: [{ part: 'data', access: 'admin' }] }]),
      ],
      actors: [{ id: 'stranger', name: 'Stranger', kind: 'outsider', starts: [{ part: 'internet', access: 'reach' }] }],
    }),
  );

/** What a question without any of the engine's searches says of the goals on the map without the elements. */
function reachedWithout(view: ReachView, start: readonly string[], gone: readonly string[], goals: readonly string[]): readonly string[] {
  const graph = attackGraphOf(without(view.attacked.map, new Set(gone)), view.attacked.position.stateOf);
  const known = new Set(graph.states.map(({ id }) => id));
  const asked = goals.filter((goal) => known.has(goal));
  const said = reach(compile({ ...toProblem(graph, { goals: asked }), start: start.filter((id) => known.has(id)) }));
  return asked.filter((_, g) => said[g] === 'proven-reachable' || said[g] === 'undecided');
}

const CHECKS = ['authenticates', 'signs', 'reviews'];
function mayGo({ attacked: { map } }: ReachView, targets: readonly string[]): readonly string[] {
  return [...atomsOf(map, (id) => id).values()]
    .filter(({ kind, type, asset }) =>
      kind === 'gate' || CHECKS.includes(type ?? '')
        ? false
        : kind !== 'placement' || (map.assets.some((one) => one.id === asset && one.kind === 'credential') && !targets.includes(asset ?? '')),
    )
    .map(({ id }) => id);
}

function* subsets<T>(all: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) yield [];
  else for (let i = from; i <= all.length - size; i += 1) for (const rest of subsets(all, size - 1, i + 1)) yield [all[i] as T, ...rest];
}

function bearsOut(view: ReachView, from: readonly string[], targets: readonly string[], cut: MapCut): void {
  const ids = cut.elements.map((one) => one.id);
  expect(reachedWithout(view, from, ids, cut.cuts)).toEqual([]);
  expect(cut.without.filter((one) => one.reach === 'proven-reachable' || one.reach === 'undecided')).toEqual([]);
  const all = mayGo(view, targets);
  if (cut.undecided.length > 0) expect(cut.bound).toBe('upper');
  for (let size = 0; size < Math.min(cut.bound === 'exact' ? ids.length : cut.lower, 4); size += 1)
    for (const fewer of subsets(all, size)) expect(reachedWithout(view, from, fewer, cut.cuts), fewer.join()).not.toEqual([]);
  if (cut.bound === 'exact' && cut.cuts.length === 0)
    for (let size = 0; size <= 2; size += 1)
      for (const some of subsets(all, size)) expect(reachedWithout(view, from, some, cut.beyond), some.join()).toEqual(cut.beyond);
}

describe('the smallest cut on the map', () => {
  it('cuts, and no smaller one does, on small maps of any shape', () => {
    fc.assert(
      fc.property(
        anyMap,
        fc.nat(),
        fc.constantFrom('internet', 'lan', 'plant', 'wiki', 'dev', 'idp', 'forge'),
        fc.constantFrom('records:read', 'data:admin', 'forge:code', 'wiki:user', 'data:reach'),
        (map, seed, from, to) => {
          const view = reachView(judged(map, anyVerdict(seed)));
          const known = new Set(view.attacked.graph.states.map(({ id }) => id));
          fc.pre(known.has(to) && [...known].some((id) => id.startsWith(`${from}:`)) && from !== to.split(':')[0]);
          const found = reachFrom(view, { from: [from], to: [to], ways: 1 });
          bearsOut(view, found.from, [to.split(':')[0] ?? ''], found.map);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is one where taking the last door away lets neighbours in', () => {
    const view = reachView(judged(HOUSE, () => 'unproven'));
    for (const to of ['forge:code', 'records:read', 'data:admin', 'forge:reach']) {
      const found = reachFrom(view, { from: ['lan'], to: [to], ways: 1 });
      bearsOut(view, found.from, [to.split(':')[0] ?? ''], found.map);
    }
  });
});
