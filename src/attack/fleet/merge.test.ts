import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { buildAttackGraph } from '../build/graph.ts';
import { toProblem } from '../build/problem.ts';
import { resolveTarget } from '../build/target.ts';
import { cheapest } from '../engine/cheapest.ts';
import { reach } from '../engine/closure.ts';
import { compile } from '../engine/compile.ts';
import type { AttackGraph, ControlStates } from '../model.ts';
import { attackGraphOf, groupsOf, mergeFleets } from './index.ts';

interface Home {
  readonly cameras: readonly number[];
  readonly hub: boolean;
  readonly shape: number;
  /** How cameras of one home talk to each other: not at all, each to the next in a ring, or by a link. */
  readonly peers?: number;
}

const VERDICTS = ['proven', 'failing', 'unproven'] as const;

/** A street of homes, each part listed by itself; `shape` picks facts and flows, `cameras` the verdict profile of each. */
function street(homes: readonly Home[]): ServiceMap {
  const parts: unknown[] = [
    { id: 'internet', kind: 'network', name: 'Internet' },
    { id: 'cloud', kind: 'server', name: 'Cloud', interfaces: [{ id: 'api', protocol: 'https', purpose: 'user-api', on: ['internet'] }] },
    { id: 'broker', kind: 'broker', name: 'Broker', interfaces: [{ id: 'mqtt', protocol: 'mqtts', purpose: 'device-api', on: ['internet'] }] },
  ];
  const flows: unknown[] = [];
  const assets: { id: string; at: unknown[] }[] = [{ id: 'video', at: [] }];
  const keys: unknown[] = [];
  const links: unknown[] = [];
  homes.forEach((home, h) => {
    const cohort = `home-${h}`;
    const net = `net-${h}`;
    parts.push({ id: net, kind: 'network', name: 'Home network', cohort, facts: { wireless: true } });
    home.cameras.forEach((profile, c) => {
      const id = `camera-${h}-${c}-p${profile}`;
      const doors = [{ id: 'local', protocol: 'http', purpose: 'local-control', on: [net], authentication: 'none' }];
      const telnet = { id: 'telnet', protocol: 'telnet', purpose: 'remote-shell', on: ['internet', net], authentication: 'default-credential' };
      parts.push({ id, kind: 'device', name: 'Camera', cohort, attached: [net], interfaces: home.shape === 1 ? [...doors, telnet] : doors });
      flows.push({ id: `f-${id}`, from: id, to: home.shape === 2 ? 'broker' : 'cloud', carries: ['video'], over: [net, 'internet'] });
      assets[0]?.at.push({ part: id, state: 'in-use' });
      keys.push({
        id: `key-${id}`,
        name: 'Network key',
        kind: 'credential',
        sharedBy: 'household',
        needs: { confidentiality: 3 },
        at: [{ part: id }],
        opens: [{ part: net, access: 'reach' }],
      });
    });
    home.cameras.forEach((profile, c) => {
      const next = (c + 1) % home.cameras.length;
      const [from, to] = [`camera-${h}-${c}-p${profile}`, `camera-${h}-${next}-p${home.cameras[next]}`];
      if (from === to) return;
      if (home.peers === 1) flows.push({ id: `peer-${h}-${c}-p0`, from, to, carries: ['video'], over: [net], encryption: 'none' });
      if (home.peers === 2) links.push({ id: `link-${h}-${c}-p0`, type: 'administers', from, to });
    });
    if (home.hub) {
      const id = `hub-${h}-p0`;
      parts.push({ id, kind: 'gateway', name: 'Hub', cohort, attached: [net] });
      flows.push({ id: `f-${id}`, from: id, to: 'broker', carries: ['video'], over: [net] });
    }
  });
  const personal = { category: 'sensitive' };
  return serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 'street', name: 'Street' },
    parts,
    flows,
    links,
    assets: [{ ...assets[0], name: 'Video', kind: 'information', needs: { confidentiality: 4, integrity: 3, availability: 3 }, personal }, ...keys],
    actors: [
      { id: 'stranger', name: 'Stranger', kind: 'outsider', starts: [{ part: 'internet', access: 'reach' }] },
      { id: 'neighbour', name: 'Neighbour', kind: 'neighbour', starts: [{ part: homes.length > 0 ? 'net-0' : 'internet', access: 'physical' }] },
    ],
  });
}

/** Verdicts that depend on the profile in a device's name, and on the seed, never on the number of the home. */
function verdictsOf(seed: number): ControlStates {
  return ({ control, subject }) => {
    const profile = /-p(\d)$/.exec(subject)?.[1] ?? (/^f-|^key-/.test(subject) ? 'same' : subject);
    let hash = seed;
    for (const char of `${control} ${profile.replace(/-\d+/g, '')}`) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619) >>> 0;
    return { verdict: VERDICTS[hash % VERDICTS.length] ?? 'unproven', evidence: [] };
  };
}

/** Of each goal about some member, by asset class and effect: verdict, least total in may and in must. A set, since all members must agree. */
function answers(graph: AttackGraph, actor: string, into: Readonly<Record<string, string>>): Map<string, Set<string>> {
  const goals = graph.goals.filter((goal) => !goal.state.endsWith(':every'));
  const compiled = compile(toProblem(graph, { actors: [actor], goals: goals.map((goal) => goal.state) }));
  const verdicts = reach(compiled);
  const [may, must] = (['may', 'must'] as const).map((mode) => cheapest(compiled.graph, { mode }).value);
  const found = new Map<string, Set<string>>();
  goals.forEach((goal, i) => {
    const name = `${into[goal.asset] ?? goal.asset} ${goal.effect}`;
    const node = compiled.goals[i] ?? -1;
    found.set(name, (found.get(name) ?? new Set()).add(`${verdicts[i]} ${may?.[node]?.toFixed(6)} ${must?.[node]?.toFixed(6)}`));
  });
  return found;
}

const home = fc.record({
  cameras: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 3 }),
  hub: fc.boolean(),
  shape: fc.integer({ min: 0, max: 2 }),
  peers: fc.integer({ min: 0, max: 2 }),
});

describe('merging a fleet that the map lists part by part', () => {
  it('answers for some member as the map of all members does', () => {
    fc.assert(
      fc.property(
        fc.array(home, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 0xffffff }),
        (kinds, copies, seed) => {
          const map = street(Array.from({ length: copies }, () => kinds).flat());
          const verdicts = verdictsOf(seed);
          const { map: merged, mergedInto } = mergeFleets(map, verdicts, 2);
          for (const actor of ['stranger', 'neighbour']) {
            const small = answers(buildAttackGraph(merged, verdicts), actor, mergedInto);
            const whole = answers(buildAttackGraph(map, verdicts), actor, mergedInto);
            expect(whole).toEqual(small);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([19, 20, 25, 60])('says of a ring of %i devices that send video in the clear what it says of any other', (count) => {
    const id = (i: number) => `c${i % count}`;
    const each = Array.from({ length: count }, (_, i) => i);
    const map = serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 'ring', name: 'Ring' },
      parts: [{ id: 'lan', kind: 'network', name: 'LAN' }, ...each.map((i) => ({ id: id(i), kind: 'device', name: 'Camera', attached: ['lan'] }))],
      flows: each.map((i) => ({ id: `f${i}`, from: id(i), to: id(i + 1), carries: ['video'], over: ['lan'], encryption: 'none' })),
      assets: [{ id: 'video', name: 'Video', kind: 'information', personal: { category: 'sensitive' }, needs: { confidentiality: 4 }, at: [] }],
      actors: [{ id: 'eve', name: 'Eve', kind: 'outsider', starts: [{ part: 'lan', access: 'reach' }] }],
    });
    const graph = attackGraphOf(map, ({ control }) => ({ verdict: control === 'flow-protected' ? 'failing' : 'proven', evidence: [] }));
    const goals = graph.goals.filter((goal) => !goal.state.endsWith(':every')).map((goal) => goal.state);
    expect(goals.length).toBeGreaterThan(0);
    expect(reach(compile(toProblem(graph, { goals })))).toEqual(goals.map(() => 'proven-reachable'));
  });

  it('makes 5,000 homes a handful of classes, with their numbers', () => {
    const map = street(Array.from({ length: 5_000 }, (_, i) => ({ cameras: [0, i % 10 === 0 ? 1 : 0], hub: true, shape: 1 })));
    const graph = attackGraphOf(map, verdictsOf(7));
    expect(graph.steps.length).toBeLessThan(2_000);
    const cameras = graph.states.filter((state) => state.id.endsWith(':code:every') && state.id.startsWith('camera'));
    // The home where the neighbour starts stays apart, and so its two cameras do.
    expect(cameras.reduce((sum, state) => sum + (state.members ?? 0), 0)).toBe(10_000 - 2);
    expect(Object.keys(graph.mergedInto ?? {}).length).toBeGreaterThan(20_000);
  });

  it('leaves a drawing of a few like parts as it is', () => {
    const map = street([{ cameras: [0, 0, 0], hub: false, shape: 0 }]);
    expect(mergeFleets(map, verdictsOf(1)).map).toBe(map);
  });

  it('keeps the home where an actor starts apart from those where none does', () => {
    const map = street(Array.from({ length: 30 }, () => ({ cameras: [0], hub: false, shape: 0 })));
    const { map: merged } = mergeFleets(map, verdictsOf(1));
    expect(merged.parts.filter((part) => part.kind === 'network').map((part) => [part.id, part.population])).toEqual([
      ['internet', 1],
      ['net-0', 1],
      ['net-1', 29],
    ]);
  });
});

describe('what a person asks of a merged member', () => {
  const graph = attackGraphOf(street(Array.from({ length: 30 }, () => ({ cameras: [0], hub: false, shape: 0 }))), verdictsOf(1));
  const speaker = graph.mergedInto?.['camera-17-0-p0'] ?? '';

  it.each([
    ['camera-17-0-p0:code', `${speaker}:code:some`],
    ['camera-17-0-p0:code:every', `${speaker}:code:some`],
    ['camera-17-0-p0', `${speaker}:code:some`],
  ] as const)('%s is one of its class', (asked, expected) => {
    expect(speaker).not.toBe('');
    expect(resolveTarget(graph, asked)).toEqual([expected]);
  });
});

describe('members that evidence tells apart', () => {
  const map = serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [
      {
        id: 'camera',
        kind: 'device',
        name: 'Camera',
        population: 100,
        variants: [
          { id: 'old', population: 60 },
          { id: 'new', population: 40 },
        ],
      },
      { id: 'hub', kind: 'gateway', name: 'Hub', population: 3 },
    ],
  });
  const bad = new Set(['camera/old#a', 'camera/old#b', 'hub#1', 'hub#2', 'hub#3']);
  const verdicts: ControlStates = ({ subject, control }) => ({
    verdict: bad.has(subject) && control === 'debug-closed' ? 'failing' : 'unproven',
    evidence: [],
  });

  it.each([
    ['none', [], {}],
    ['one like all others', ['camera/old#z'], { 'camera/old': [['camera/old', 60]] }],
    [
      'two alike',
      ['camera/old#b', 'camera/old#a'],
      {
        'camera/old': [
          ['camera/old', 58],
          ['camera/old#a+1', 2],
        ],
      },
    ],
    ['all there are', ['hub#1', 'hub#2', 'hub#3'], { hub: [['hub#1+2', 3]] }],
    ['of a variant that the map does not have', ['camera/older#a'], {}],
    ['of a part that the map does not have', ['kettle#a'], {}],
  ] as const)('%s', (_name, subjects, expected) => {
    const groups = groupsOf(map, verdicts, subjects);
    expect(Object.fromEntries([...groups].map(([whole, list]) => [whole, list.map((each) => [each.id, each.population])]))).toEqual(expected);
  });

  it.each([
    ['without a verdict of the rest, the worst member speaks for all', undefined, 'open', 'proven-reachable'],
    ['the rest proven: its own step is closed', 'proven', 'closed', 'undecided'],
    ['the rest unproven: its own step is undecided', 'unproven', 'undecided', 'undecided'],
  ] as const)('one failing member of three, %s', (_name, own, status, every) => {
    const three = serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 's', name: 'S' },
      parts: [{ id: 'camera', kind: 'device', name: 'Camera', population: 3 }],
      actors: [{ id: 'eve', name: 'Eve', kind: 'outsider', starts: [{ part: 'camera', access: 'physical', every: true }] }],
    });
    const states: ControlStates = ({ subject, control }) => {
      const failing = { verdict: 'failing', evidence: [1] } as const;
      const proven = { verdict: 'proven', evidence: [2] } as const;
      if (control !== 'debug-closed') return { verdict: 'unproven', evidence: [] };
      if (subject === 'camera') return own === undefined ? failing : { ...failing, own: { verdict: own, evidence: [3] } };
      return subject === 'camera#a' ? failing : proven;
    };
    const graph = attackGraphOf(three, states, ['camera#a']);
    const rest = graph.steps.filter((step) => step.template === 'debug-port' && step.id.endsWith(':every'));
    expect(rest.map((step) => step.status)).toEqual([status]);
    const problem = toProblem(graph, { goals: ['camera:code:some', 'camera:code:every'] });
    expect(reach(compile(problem))).toEqual(['proven-reachable', every]);
  });

  it('splits the states of the part, and puts them together again', () => {
    const graph = attackGraphOf(map, verdicts, ['camera/old#a', 'camera/old#b']);
    const code = graph.states.filter((state) => /^camera.*:code:every$/.test(state.id)).map((state) => [state.id, state.members]);
    expect(code).toEqual([
      ['camera/old:code:every', 58],
      ['camera:code:every', 100],
      ['camera/old#a+1:code:every', 2],
      ['camera/new:code:every', 40],
    ]);
    expect(graph.steps.find((step) => step.to === 'camera:code:every' && step.template === 'all-of-them')?.from).toHaveLength(3);
    expect(graph.steps.find((step) => step.id.startsWith('debug-port:camera,camera/old#a+1'))?.status).toBe('open');
  });
});
