import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Attacked } from '../../assurance/attacks/attacked.ts';
import { layersIn } from '../../assurance/attacks/layers.ts';
import { positionOf } from '../../assurance/position.ts';
import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import { replay } from '../../attack/engine/replay.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { ControlState } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import { readMap } from '../../map/read.ts';
import { fallOf, fallsOf, foundationsOf, interfaceMatrix, linksBetweenLayers, pathsThrough, reachFrom, reachView } from './index.ts';
import { without } from './remade.ts';
import { type ReachView, startingFrom, strongestStates } from './view.ts';

const startsOf = (view: ReachView, part: string): number => strongestStates(view.attacked, part).length;

const EXAMPLE = 'examples/camera-service';
const AT = Instant.parse('2026-11-01T00:00:00Z');

const map = readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml');
const evidence = readdirSync(`${EXAMPLE}/evidence`)
  .sort()
  .flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/evidence/${file}`, 'utf8'), file, { now: AT }))
  .map((one, seq) => ({ ...one, seq }));
const judged = positionOf({ map, evidence: evidence as never, exclusions: new Map(), at: AT });

/** The example, with some controls proven besides. */
function camera(proven: ReadonlySet<string> = new Set()): Attacked {
  const stateOf: Attacked['position']['stateOf'] = (at): ControlState =>
    proven.has(`${at.control}@${at.subject}`) ? { verdict: 'proven', evidence: [], complete: true } : judged.stateOf(at);
  const position = { ...judged, stateOf };
  return {
    at: AT,
    head: { size: 0, root: '', origin: '' },
    map,
    position,
    graph: attackGraphOf(map, stateOf, new Set(evidence.map(({ subject }) => subject))),
  };
}

describe('the office of the camera service', () => {
  const view = reachView(camera());

  it.each([
    ['wiki', 'firmware'],
    ['mail', 'video:read'],
    ['identity-provider', 'camera:code:every'],
    ['staff-laptop', 'api:code'],
    ['office-network', 'firmware'],
    ['developer', 'firmware-code:change'],
  ])('reaches from %s to %s by ways that replay, until the cut is proven', (from, to) => {
    const found = reachFrom(view, { from: [from], to: [to] });
    const compiled = startingFrom(view, found.from);
    expect(found.answers.flatMap((answer) => answer.ways).length).toBeGreaterThan(0);
    for (const { goal, ways } of found.answers) {
      for (const way of ways) expect(replay(compiled.problem, { goal, mode: 'may', steps: way.steps, total: way.story.days })).toEqual({ ok: true });
    }
    expect(found.controls.bound).toBe('exact');
    // With the evidence that the cut asks for, the graph made anew says closed, of all that controls can close.
    const after = reachFrom(reachView(camera(new Set(found.controls.controls.map((one) => `${one.control}@${one.subject}`)))), { from: [from], to: [to] });
    for (const { goal, reach } of after.answers) expect(['proven-closed', 'no-way-known'].includes(reach), goal).toBe(found.controls.cuts.includes(goal));
  });

  it('never says of the map that something cuts what stays reachable without it, from anywhere to anything', () => {
    const parts = map.parts.filter((part) => ['business', 'development'].includes(layersIn(map).get(part.id) ?? '')).map(({ id }) => id);
    const pairs = parts.flatMap((from) => view.attacked.graph.goals.map(({ state }) => [from, state] as const)).filter(([from]) => startsOf(view, from) > 0);
    expect(pairs.length).toBeGreaterThan(600);
    const sample = [['office-network', 'video:read:every'] as const, ...pairs.filter((_, i) => i % 41 === 7)];
    for (const [from, to] of sample) {
      const { from: start, map: cut } = reachFrom(view, { from: [from], to: [to], ways: 1 });
      const graph = attackGraphOf(without(map, new Set(cut.elements.map(({ id }) => id))), judged.stateOf, new Set(evidence.map(({ subject }) => subject)));
      const known = new Set(graph.states.map(({ id }) => id));
      const asked = cut.cuts.filter((goal) => known.has(goal));
      const said = reach(compile({ ...toProblem(graph, { goals: asked }), start: start.filter((id) => known.has(id)) }));
      expect(
        said.filter((one) => one === 'proven-reachable' || one === 'undecided'),
        `${from} to ${to}`,
      ).toEqual([]);
      expect([...cut.cuts, ...cut.beyond, ...cut.undecided]).toEqual([to]);
    }
  }, 120_000);

  it('is closed from the office network to the signing key, and says by what', () => {
    const [answer] = reachFrom(view, { from: ['office-network'], to: ['signing-key:read'] }).answers;
    expect(answer?.reach).toBe('proven-closed');
    expect(answer?.shut?.flatMap((one) => one.closedBy.map((at) => at.control))).toContain('signing-key-protected');
  });

  it('says of every system of business and development what falls with it', () => {
    const falls = fallsOf(view);
    expect(falls.map((fall) => fall.part)).toEqual(
      expect.arrayContaining(['wiki', 'mail', 'identity-provider', 'staff-laptop', 'firmware-source', 'build-server', 'developer']),
    );
    for (const fall of falls.filter((one) => one.states.length > 0)) expect(fall.weight.proven + fall.weight.perhaps).toBeLessThanOrEqual(fall.weight.of);
    const wiki = fallOf(view, 'wiki');
    expect(wiki.goals.map((goal) => goal.goal)).toEqual(expect.arrayContaining(['deploy-token:read', 'video:read:every', 'firmware:change:every']));
    expect(wiki.goals.find((goal) => goal.goal === 'deploy-token:read')?.way.direct).toBe(true);
    expect(wiki.goals.find((goal) => goal.goal === 'firmware:change:every')?.way.direct).toBe(false);
  });

  it('ranks the links between layers, names what controls rest on, and opens its matrix', () => {
    const links = linksBetweenLayers(view);

    expect(links.map((one) => one.id)).toContain('office-network');
    expect(foundationsOf(view).map((one) => one.id)).toContain('identity-provider');
    const cell = interfaceMatrix(view)[0]?.cells.find((one) => one.row === 'identity-provider' && one.column === 'firmware-source');
    expect(cell?.joins.map((one) => one.id)).toContain('idp-firmware-source');
    const { by, paths } = pathsThrough(view, { row: 'identity-provider', column: 'firmware-source' });
    expect(by).toBe('actors');
    expect(paths.map((path) => path.goal)).toContain('firmware-code:change');
  });

  it('gives plain values: what goes through JSON comes back the same', () => {
    const answers = [fallOf(view, 'mail'), reachFrom(view, { from: ['wiki'], to: ['api:code'] }), linksBetweenLayers(view), interfaceMatrix(view)];
    expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
  });
});
