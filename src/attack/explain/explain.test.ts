import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlId } from '../../evidence/model.ts';
import { buildAttackGraph } from '../build/graph.ts';
import { toProblem } from '../build/problem.ts';
import { WORLD } from '../build/world.fixture.ts';
import { compile } from '../engine/compile.ts';
import { cheapestPlans } from '../engine/plan.ts';
import type { AttackGraph, AttackStep, ControlStates } from '../model.ts';
import { type After, blast, explainPlan, pathSvg, type Telling } from './index.ts';

const but =
  (...failing: string[]): ControlStates =>
  ({ control, subject }) => ({ verdict: failing.includes(control) || failing.includes(`${control}@${subject}`) ? 'failing' : 'proven', evidence: [3, 1] });

function explained(graph: AttackGraph, goal: string) {
  const compiled = compile(toProblem(graph, { goals: [goal] }));
  return explainPlan(graph, cheapestPlans(compiled, compiled.goals)[0]?.steps ?? []);
}

describe('an attack in words', () => {
  const graph = buildAttackGraph(WORLD, but('unique-device-credentials', 'egress-limited'));
  const told = explained(graph, 'strangers:deny');

  it('opens with one sentence that says who, what, how far, how dear, and what closes it', () => {
    expect(told.summary).toBe(
      'An attacker who is on internet denies other networks in 3 steps, by way of 1,000 devices, about 0.7 person-days; every step is shown to be open; any one of two controls closes this way.',
    );
  });

  it('numbers the hops, each with its status, evidence, closing controls, techniques and watchers', () => {
    expect(told.hops.map((hop) => [hop.n, hop.sentence, hop.status, hop.evidence])).toEqual([
      [1, 'Reaches the tcp interface of every camera from internet.', 'open', []],
      [2, 'Logs in to the tcp interface of every camera with a password that is the same on every unit.', 'open', [1, 3]],
      [3, 'Has every camera flood other networks.', 'open', [1, 3]],
    ]);
    expect(told.hops[1]).toMatchObject({
      closedBy: [{ control: 'unique-device-credentials', subject: 'camera' }],
      members: 1000,
      layer: 'product',
      gives: 'runs code on every camera',
    });
    expect(told.hops[1]?.techniques).toContainEqual({ catalogue: 'attack-ics', id: 'T0812' });
    expect(told.hops[1]?.seenBy).toContainEqual({ control: 'fleet-intrusion-detection', subject: 'camera' });
  });

  it('counts as a stop only a control that closes a hop alone, and never a watcher', () => {
    expect(told.stops).toEqual([
      { control: 'unique-device-credentials', subject: 'camera', hops: [2] },
      { control: 'egress-limited', subject: 'camera', hops: [3] },
    ]);
  });

  const [first, second] = told.stops;
  const one = { ...graph, steps: graph.steps.map((step) => (step.closedBy[0]?.control === second?.control ? { ...step, closedBy: [] } : step)) };
  const sentence = (of: AttackGraph, telling: Telling) =>
    explainPlan(
      of,
      told.hops.map(({ step }) => step),
      telling,
    )
      .summary.split('; ')
      .slice(2)
      .join('; ');
  const next = (days: number): After => ({ left: 'next', days });
  it.each<[string, AttackGraph, Telling['after'], string]>([
    ['one, and nothing is known of the rest', one, undefined, 'one control closes this way: unique-device-credentials at camera.'],
    ['one, and no way is left', one, () => ({ left: 'none' }), 'one control would stop it: unique-device-credentials at camera.'],
    [
      'one, and there is a next',
      one,
      () => next(0.9),
      'one control closes this way: unique-device-credentials at camera; the next costs about 0.9 person-days.',
    ],
    [
      'one, and the next rests on what is not shown',
      one,
      () => ({ left: 'unshown' }),
      'one control closes this way: unique-device-credentials at camera; no other way is shown to be open.',
    ],
    [
      'one, and a cheaper way stays',
      one,
      () => next(0.1),
      'one control closes this way: unique-device-credentials at camera; a cheaper way remains, at about 0.1 person-days.',
    ],
    ['each of two, and no way is left', graph, () => ({ left: 'none' }), 'any one of two controls would stop it.'],
    ['each of two, at one price', graph, () => next(1), 'any one of two controls closes this way; the next costs about 1 person-day.'],
    [
      'each of two, at two prices',
      graph,
      (at) => next(at.control === first?.control ? 3 : 1),
      'any one of two controls closes this way; the next costs about 1 to 3 person-days.',
    ],
    ['each of two, of which one is known', graph, (at) => (at.control === first?.control ? next(3) : undefined), 'any one of two controls closes this way.'],
    [
      'each of two, of which one ends it',
      graph,
      (at) => (at.control === first?.control ? { left: 'none' } : next(3)),
      'one of the two controls that close this way would stop it: unique-device-credentials at camera.',
    ],
  ])('says what one control does: %s', (_, of, after, says) => {
    expect(sentence(of, after === undefined ? {} : { after })).toBe(says);
  });

  it('names controls as it is told to', () => {
    expect(sentence(one, { named: ({ control, subject }) => `<${control}> of ${subject}` })).toBe(
      'one control closes this way: <unique-device-credentials> of camera.',
    );
  });

  it('says when nothing more is needed', () => {
    expect(explainPlan(graph, []).summary).toBe('An attacker holds nothing more without a further step.');
    expect(explainPlan(graph, ['no-such-step']).hops).toEqual([]);
  });

  it('says how much of it nobody has settled', () => {
    const open = buildAttackGraph(WORLD, () => ({ verdict: 'unproven', evidence: [] }));
    expect(explained(open, 'strangers:deny')).toMatchObject({ undecided: 2 });
    expect(explained(open, 'strangers:deny').summary).toMatch(
      /^May be possible, for evidence is missing: an attacker who is on internet denies other networks/,
    );
    expect(explained(open, 'strangers:deny').summary).toContain('two of them are not settled by fresh evidence');
  });
});

describe('the route as a picture', () => {
  const graph = buildAttackGraph(WORLD, but('unique-device-credentials', 'egress-limited'));

  it('has a title, a description that says all of it, the five bands and a mark a hop', () => {
    const svg = pathSvg(explained(graph, 'strangers:deny'));
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="t d">/);
    for (const layer of ['business', 'operations', 'development', 'product', 'experience']) expect(svg).toContain(`>${layer}</text>`);
    expect(svg.match(/<circle /g)).toHaveLength(3);
    expect(svg).toContain('3. Has every camera flood other networks. [shown to be open, 0.5 person-days; closed by egress-limited at camera]');
    expect(svg).not.toMatch(/(?:href|src|url\()/);
  });

  it('escapes whatever a map calls its parts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), (name) => {
        const step: AttackStep = {
          id: 's',
          template: 't',
          layer: 'product',
          sentence: `Breaks <${name}> & "more".`,
          from: [],
          to: 'x',
          effort: 1,
          techniques: [],
          closedBy: [{ control: 'c' as ControlId, subject: name }],
          status: 'undecided',
          evidence: [],
        };
        const svg = pathSvg(explainPlan({ ...graph, states: [{ id: 'x', title: name, subject: 'x', layer: 'product' }], steps: [step] }, ['s']));
        const inner = svg.replace(/<\/?(?:svg|title|desc|style|text|rect|polyline|g|circle)(?: [a-zA-Z:-]+="[^"<]*")*\/?>/g, '');
        expect(inner).not.toContain('<');
        expect(inner.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
      }),
    );
  });
});

describe('what falls with a part', () => {
  it('sums up parts, assets, devices and households', () => {
    const graph = buildAttackGraph(WORLD, () => ({ verdict: 'unproven', evidence: [] }));
    const fallen = blast(graph, ['console:admin']);
    expect(fallen.parts).toContain('camera');
    expect(fallen.devices).toBe(1000 + 900 + 950);
    expect(fallen.households).toBe(900);
    expect(fallen.assets).toContainEqual({ asset: 'video', effects: expect.arrayContaining(['read', 'deny']), every: true });
    expect(fallen.summary).toMatch(
      /^Whoever rules console may come to hold \d+ parts and \d+ assets \(2,850 devices, 900 households\), among them \d+ critical effects\.$/,
    );
  });

  it('counts, of what is shown, only what proven steps reach', () => {
    const graph = buildAttackGraph(WORLD, but('nothing-fails'));
    expect(blast(graph, ['camera:physical:some'], 'must')).toMatchObject({ parts: ['camera'], devices: 1, households: 0 });
  });
});
