import { describe, expect, it } from 'vitest';
import { figure, Refused } from '../../core/index.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import { reach } from '../engine/closure.ts';
import { compile } from '../engine/compile.ts';
import { cheapestPlans } from '../engine/plan.ts';
import { replay } from '../engine/replay.ts';
import type { AttackGraph, ControlAt, ControlStates, Reach } from '../model.ts';
import { buildAttackGraph } from './graph.ts';
import { toProblem } from './problem.ts';
import { resolveTarget } from './target.ts';
import { WORLD } from './world.fixture.ts';

const none: ControlStates = () => ({ verdict: 'unproven', evidence: [] });
const all =
  (verdict: 'proven' | 'failing' | 'stale' | 'excluded'): ControlStates =>
  () => ({ verdict, evidence: [] });
/** Everything proven but these, which are failing or as said. */
const but =
  (found: Readonly<Record<string, 'failing' | 'unproven' | 'stale'>>): ControlStates =>
  ({ control, subject }: ControlAt) => ({ verdict: found[`${control}@${subject}`] ?? found[control] ?? 'proven', evidence: [] });

function verdictOf(graph: AttackGraph, goal: string, actors?: readonly string[]): Reach | undefined {
  return reach(compile(toProblem(graph, { goals: [goal], ...(actors === undefined ? {} : { actors }) })))[0];
}

function planTo(graph: AttackGraph, goal: string, actors?: readonly string[]) {
  const problem = toProblem(graph, { goals: [goal], ...(actors === undefined ? {} : { actors }) });
  const compiled = compile(problem);
  const plan = cheapestPlans(compiled, compiled.goals)[0];
  if (plan !== undefined) expect(replay(problem, plan)).toEqual({ ok: true });
  const by = new Map(graph.steps.map((step) => [step.id, step]));
  return { plan, templates: (plan?.steps ?? []).map((id) => by.get(id)?.template).filter((id) => LEFT_OUT.has(id ?? '') === false) };
}
const LEFT_OUT = new Set(['every-is-some', 'any-place', 'one-of-them', 'all-of-them', 'by-interface', 'any-code']);

describe('the attack graph of a map', () => {
  it('is the same, to the byte, each time', () => {
    expect(JSON.stringify(buildAttackGraph(WORLD, none))).toBe(JSON.stringify(buildAttackGraph(structuredClone(WORLD), none)));
  });

  it('declares each state and step once, and names no other', () => {
    const graph = buildAttackGraph(WORLD, none);
    const ids = new Set(graph.states.map((state) => state.id));
    expect(ids.size).toBe(graph.states.length);
    expect(new Set(graph.steps.map((step) => step.id)).size).toBe(graph.steps.length);
    expect(graph.steps.flatMap((step) => [...step.from, step.to]).filter((id) => !ids.has(id))).toEqual([]);
    expect(graph.goals.map((goal) => goal.state).filter((id) => !ids.has(id))).toEqual([]);
    expect(graph.steps.filter((step) => new Set(step.from).size !== step.from.length || step.from.includes(step.to))).toEqual([]);
  });

  it.each(['stale', 'excluded'] as const)('takes %s for undecided', (verdict) => {
    const graph = buildAttackGraph(WORLD, all(verdict));
    expect(new Set(graph.steps.filter((step) => step.closedBy.length > 0).map((step) => step.status))).toEqual(new Set(['undecided']));
  });

  it('closes no step without evidence, and calls no goal proven closed that a stranger may reach', () => {
    const graph = buildAttackGraph(WORLD, none);
    expect(graph.steps.filter((step) => step.status === 'closed')).toEqual([]);
    const compiled = compile(toProblem(graph));
    expect(reach(compiled).filter((verdict) => verdict !== 'undecided')).toEqual([]);
  });

  it('closes every goal to a stranger where all controls are proven, but for what a share of members leaves', () => {
    const whole = buildAttackGraph(WORLD, all('proven'));
    expect(whole.goals.filter((goal) => verdictOf(whole, goal.state, ['stranger']) === 'proven-reachable')).toEqual([]);
    expect(verdictOf(whole, 'video:read:some', ['stranger'])).toBe('undecided');
    const graph = { ...whole, steps: whole.steps.filter((step) => step.narrowedBy === undefined) };
    const open = graph.goals.filter((goal) => verdictOf(graph, goal.state, ['stranger']) !== 'proven-closed').map((goal) => goal.state);
    expect(open).toEqual([]);
  });

  it('does not let what the map declares close anything', () => {
    const safe = structuredClone(WORLD);
    for (const flow of safe.flows) Object.assign(flow, { authentication: 'mutual-tls', encryption: 'end-to-end' });
    for (const part of safe.parts) part.facts = { ...part.facts, 'secure-boot': true, 'debug-interfaces': false, 'rollback-allowed': false };
    for (const asset of safe.assets) {
      for (const placed of asset.at) placed.sealed = true;
      Object.assign(asset, { sharedBy: 'member' });
    }
    const ids = (map: ServiceMap) => buildAttackGraph(map, none).steps.map((step) => `${step.id} ${step.status}`);
    expect(ids(safe)).toEqual(ids(WORLD));
  });

  it.each(['class', 'household', 'member'] as const)('closes no step because a secret is said to be shared by %s', (sharedBy) => {
    const map = serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 's', name: 'S' },
      parts: [
        { id: 'internet', kind: 'network', name: 'Internet' },
        { id: 'camera', kind: 'device', name: 'Camera', population: 1000 },
        { id: 'app', kind: 'app', name: 'App', population: 1000 },
        { id: 'broker', kind: 'broker', name: 'Broker', interfaces: [{ id: 'mqtt', protocol: 'mqtts', purpose: 'device-api', on: ['internet'] }] },
      ],
      assets: [{ id: 'key', name: 'Key', kind: 'credential', sharedBy, needs: { confidentiality: 4 }, at: [{ part: 'camera' }, { part: 'app' }] }],
    });
    const by = (verdicts: ControlStates) =>
      buildAttackGraph(map, verdicts)
        .steps.filter((step) => ['bought-and-opened', 'secret-in-image', 'secret-in-app'].includes(step.template) && step.id.endsWith(':some'))
        .map((step) => `${step.template} ${step.status}`);
    expect(by(none)).toEqual(['secret-in-image undecided', 'bought-and-opened undecided', 'secret-in-app undecided']);
    expect(by(all('proven'))).toEqual(['secret-in-image closed', 'bought-and-opened closed', 'secret-in-app closed']);
    expect(verdictOf(buildAttackGraph(map, none), 'key:read:some')).toBe('undecided');
  });

  it('names parts that no step is about', () => {
    const map = serviceMapSchema.parse({ assay: 'service/1', service: { id: 's', name: 'S' }, parts: [{ id: 'pier', kind: 'place', name: 'Pier' }] });
    expect(buildAttackGraph(map, none).notAnalysed).toEqual(['pier']);
  });
});

describe('who starts', () => {
  const office = (parts: readonly object[], actors: readonly object[]): ServiceMap =>
    serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 's', name: 'S' },
      parts: [{ id: 'clerk', kind: 'role', name: 'Clerk' }, { id: 'web', kind: 'server', name: 'Web' }, ...parts],
      assets: [{ id: 'files', name: 'Files', kind: 'information', needs: { confidentiality: 4 }, at: [{ part: 'web' }] }],
      actors,
    });
  const clerk = { id: 'mole', name: 'Mole', kind: 'insider', starts: [{ part: 'clerk', access: 'user' }] };
  const net = { id: 'internet', kind: 'network', name: 'Internet' };
  const outsider = { id: 'eve', name: 'Eve', kind: 'outsider', starts: [{ part: 'internet', access: 'reach' }] };

  it.each([
    ['nobody is drawn', [], [], ['anyone']],
    ['an insider alone, and no public network', [], [clerk], ['mole']],
    ['an insider alone, and a public network', [net], [clerk], ['mole', 'anyone']],
    ['an insider of that name', [net], [{ ...clerk, id: 'anyone' }], ['anyone', 'anyone-outside']],
    ['an outsider who starts there', [net], [clerk, outsider], ['mole', 'eve']],
  ] as const)('%s', (_name, parts, actors, expected) => {
    expect(Object.keys(buildAttackGraph(office(parts, actors), none).starts)).toEqual(expected);
  });

  it('calls nothing closed where the only actor is linked to nothing', () => {
    const graph = buildAttackGraph(office([], [clerk]), all('proven'));
    expect(graph.goals.map((goal) => verdictOf(graph, goal.state))).toEqual(['no-way-known']);
  });
});

describe('what a class does to itself', () => {
  const peers = (population: number, variants?: readonly object[]): ServiceMap =>
    serviceMapSchema.parse({
      assay: 'service/1',
      service: { id: 's', name: 'S' },
      parts: [
        { id: 'mesh', kind: 'network', name: 'Mesh', population, attached: ['mesh'] },
        { id: 'camera', kind: 'device', name: 'Camera', population, attached: ['mesh'], ...(variants === undefined ? {} : { variants }) },
        { id: 'store', kind: 'update-server', name: 'Store', population },
      ],
      flows: [{ id: 'peer', from: 'camera', to: 'camera', carries: ['video'], over: ['mesh'] }],
      links: [
        { id: 'rules', type: 'administers', from: 'camera', to: 'camera' },
        { id: 'mirrors', type: 'updates', from: 'store', to: 'store' },
      ],
      assets: [{ id: 'video', name: 'Video', kind: 'information', needs: { confidentiality: 4 }, at: [] }],
    });
  const over = (map: ServiceMap, template: string) => buildAttackGraph(map, none).steps.filter((step) => step.template === template);

  it.each(['onward-by-flow', 'flow-listened-to', 'flow-changed'])('%s has steps among peers, and none for one of a kind', (template) => {
    expect(over(peers(25), template).length).toBeGreaterThan(0);
    expect(over(peers(1), template)).toEqual([]);
  });

  it('goes from one variant to the other', () => {
    const map = peers(25, [
      { id: 'a', population: 10 },
      { id: 'b', population: 15 },
    ]);
    const found = over(map, 'onward-by-flow').map((step) => `${step.from.join('+')} > ${step.to}`);
    expect(found).toContain('camera:code:some > camera/a:reach:some');
    expect(found).toContain('camera:code:some > camera/b:reach:some');
  });
});

describe('some and every', () => {
  it.each([
    ['a debug port in hand gives one', { 'debug-closed': 'failing' }, 'camera:physical', 'camera:code:some', 'camera:code:every', 'undecided'],
    ['a guessed password gives one', { 'guessing-limited': 'failing' }, 'internet:reach', 'camera:user:some', 'camera:user:every', 'proven-reachable'],
    ['a phished owner gives one', { 'user-sign-in-resistant': 'failing' }, 'internet:reach', 'app:user:some', 'app:user:every', 'proven-reachable'],
  ] as const)('%s, and the rest are a matter of days', (_name, found, start, one, every, rest) => {
    const [part = '', access = 'reach'] = start.split(':') as [string, 'reach' | 'physical'];
    const map: ServiceMap = { ...WORLD, actors: [{ id: 'x', name: 'X', kind: 'outsider', capability: 'skilled', starts: [{ part, access }] }] };
    const graph = buildAttackGraph(map, but(found));
    expect([verdictOf(graph, one), verdictOf(graph, every)]).toEqual(['proven-reachable', rest]);
  });

  it.each([
    ['guess-owner-password', 950, 'undecided', 'open'],
    ['in-the-home', 1000, 'open', 'open'],
    ['guest-stays', 950, 'undecided', 'undecided'],
  ] as const)('%s is repeated for every member: %d times, %s without evidence, %s when failing', (template, members, unproven, failing) => {
    const twin = (verdicts: ControlStates) => buildAttackGraph(WORLD, verdicts).steps.find((step) => step.template === template && step.id.endsWith(':every'));
    const once = buildAttackGraph(WORLD, none).steps.find((step) => step.template === template && step.id.endsWith(':some'));
    expect(twin(none)?.sentence).toContain(`, one after the other, ${figure(members)} times.`);
    expect(twin(none)).toMatchObject({ status: unproven, closedBy: once?.closedBy });
    expect(twin(none)?.effort).toBeCloseTo((once?.effort ?? 0) * members, 1);
    expect(twin(all('failing'))?.status).toBe(failing);
  });

  it.each([
    ['nothing is proven', none],
    ['all is proven', all('proven')],
    ['sign-in fails', but({ 'user-sign-in-resistant': 'failing' })],
    ['the debug port is open', but({ 'debug-closed': 'failing' })],
  ] as const)('never calls everybody safe where somebody may not be: %s', (_name, verdicts) => {
    const graph = buildAttackGraph(WORLD, verdicts);
    const every = graph.states.filter((state) => state.scope === 'every').map((state) => state.id);
    const some = every.map((id) => id.replace(/:every$/, ':some'));
    const verdictsOf = (goals: readonly string[]) => reach(compile(toProblem(graph, { goals, actors: ['stranger'] })));
    const [all, one] = [verdictsOf(every), verdictsOf(some)];
    expect(every.filter((_, i) => all[i] === 'proven-closed' && one[i] !== 'proven-closed')).toEqual([]);
  });

  it('lets a staged roll-out no further than the first', () => {
    const steps = buildAttackGraph(WORLD, none).steps.filter((step) => step.template === 'shipped-to-the-first');
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter((step) => step.to.endsWith(':every'))).toEqual([]);
  });

  it('never says one more than once', () => {
    const sentences = buildAttackGraph(WORLD, none).steps.map((step) => step.sentence);
    expect(sentences.filter((sentence) => /\bone one\b/i.test(sentence))).toEqual([]);
    expect(sentences.some((sentence) => /Buys one camera/.test(sentence))).toBe(true);
  });

  it.each([
    ['a shared password on the Internet', { 'unique-device-credentials': 'failing' }, 'camera:code:every'],
    ['a known hole on the Internet', { 'known-vulnerabilities-closed@camera': 'failing' }, 'camera:code:every'],
    ['the console', { 'admin-console-shielded': 'failing', 'web-injection-tested@console': 'failing' }, 'camera:admin:every'],
    ['a supplier’s component', { 'supplier-assured': 'failing', 'image-searched': 'failing' }, 'camera:code:every'],
    ['a shared key in a bought unit', { 'keys-protected-on-device': 'failing', 'broker-authorization': 'failing' }, 'hub:user:every'],
  ] as const)('%s gives every', (_name, found, every) => {
    expect(verdictOf(buildAttackGraph(WORLD, but(found)), every)).toBe('proven-reachable');
  });

  it('needs every variant for every camera, and any for some', () => {
    const map = structuredClone(WORLD);
    const camera = map.parts.find((part) => part.id === 'camera');
    if (camera !== undefined)
      camera.variants = [
        { id: 'old', population: 600 },
        { id: 'new', population: 400 },
      ];
    const graph = buildAttackGraph(map, but({ 'unique-device-credentials@camera/old': 'failing' }));
    const verdicts = ['camera/old:code:every', 'camera/new:code:every', 'camera:code:some', 'camera:code:every'].map((goal) => verdictOf(graph, goal));
    expect(verdicts).toEqual(['proven-reachable', 'undecided', 'proven-reachable', 'undecided']);
    expect(graph.states.find((state) => state.id === 'camera/old:code:every')?.members).toBe(600);
  });
});

/** A road from two developers to a fleet, with nothing else on it. */
function road(extra: object = {}): ServiceMap {
  return serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [
      { id: 'internet', kind: 'network', name: 'Internet' },
      { id: 'idp', kind: 'identity-provider', name: 'Sign-in' },
      { id: 'mail', kind: 'mail', name: 'Mail', interfaces: [{ id: 'smtp', protocol: 'smtp', purpose: 'other', on: ['internet'] }] },
      { id: 'source', kind: 'repository', name: 'Source', interfaces: [{ id: 'git', protocol: 'https', purpose: 'user-api', on: ['internet'] }] },
      { id: 'build', kind: 'build-system', name: 'Build' },
      { id: 'store', kind: 'artifact-registry', name: 'Store' },
      { id: 'sign', kind: 'signing-system', name: 'Signing' },
      { id: 'update', kind: 'update-server', name: 'Updates' },
      { id: 'camera', kind: 'device', name: 'Camera', population: 1000 },
      { id: 'developer', kind: 'role', name: 'Developer', population: 5 },
    ],
    flows: [{ id: 'take', from: 'source', to: 'build', carries: ['code'] }],
    links: [
      { id: 'sso', type: 'authenticates', from: 'idp', to: 'source' },
      { id: 'reads', type: 'uses', from: 'developer', to: 'mail' },
      { id: 'writes', type: 'writes', from: 'developer', to: 'source' },
      { id: 'builds', type: 'builds', from: 'build', to: 'store', carries: ['firmware'] },
      { id: 'signs', type: 'signs', from: 'sign', to: 'store', carries: ['firmware'] },
      { id: 'ships', type: 'updates', from: 'update', to: 'camera', carries: ['firmware'] },
    ],
    gates: [{ id: 'review', name: 'Two review', act: 'change', on: 'source', need: 2, of: ['developer'] }],
    assets: [
      { id: 'code', name: 'source code', kind: 'code', at: [{ part: 'source' }] },
      { id: 'firmware', name: 'firmware', kind: 'code', at: [{ part: 'store' }, { part: 'update' }] },
      {
        id: 'video',
        name: 'video',
        kind: 'information',
        personal: { category: 'sensitive' },
        needs: { privacy: 4 },
        at: [{ part: 'camera', state: 'in-use' }],
      },
    ],
    actors: [
      { id: 'stranger', name: 'Stranger', kind: 'outsider', starts: [{ part: 'internet', access: 'reach' }] },
      {
        id: 'insider',
        name: 'Insider',
        kind: 'insider',
        starts: [
          { part: 'developer', access: 'user' },
          { part: 'internet', access: 'reach' },
        ],
      },
    ],
    ...extra,
  });
}

const PHISHED = {
  'mail-filtering': 'failing',
  'phishing-resistant-sign-in': 'failing',
  'step-up-for-critical-systems': 'failing',
} as const;

describe('from a phished developer to every household’s video', () => {
  it('is the chain of the semantics, step by step', () => {
    const found = {
      ...PHISHED,
      'two-person-review': 'failing',
      'branch-protection': 'failing',
      'artifact-matches-source': 'failing',
      'release-gate': 'failing',
      'staged-rollout': 'failing',
    } as const;
    const { plan, templates } = planTo(buildAttackGraph(road(), but(found)), 'video:read:every', ['stranger']);
    expect(templates).toEqual([
      'interface-in-reach',
      'interface-in-reach',
      'lure-by-mail',
      'phish-sign-in',
      'ride-sign-on-critical',
      'push-alone',
      'source-taken-in',
      'unreviewed-built',
      'signed-as-it-stands',
      'released-as-it-stands',
      'shipped-to-all',
      'device-senses',
    ]);
    expect(plan?.undecided).toEqual([]);
  });

  const broken = [...Object.keys(PHISHED), 'two-person-review', 'branch-protection', 'artifact-matches-source', 'release-gate', 'staged-rollout'];
  // What two phished developers approve is, to every later check, what was reviewed: those checks raise the price to two accounts.
  it.each([
    ['phishing-resistant-sign-in', 'proven-closed', 0],
    ['step-up-for-critical-systems', 'proven-closed', 0],
    ['mail-filtering', 'proven-reachable', 0],
    ['staged-rollout', 'proven-closed', 0],
    ['two-person-review', 'proven-reachable', 1],
    ['artifact-matches-source', 'proven-reachable', 2],
    ['release-gate', 'proven-reachable', 2],
  ] as const)('with %s proven it is %s, with %i phished', (control, expected, phished) => {
    const found = Object.fromEntries(broken.filter((each) => each !== control).map((each) => [each, 'failing' as const]));
    const graph = buildAttackGraph(road(), but(found));
    expect(verdictOf(graph, 'video:read:every', ['stranger'])).toBe(expected);
    expect(planTo(graph, 'video:read:every', ['stranger']).templates.filter((id) => id === 'phish-sign-in')).toHaveLength(phished);
  });

  it('reaches the first devices where a staged roll-out is proven', () => {
    const found = {
      ...PHISHED,
      'two-person-review': 'failing',
      'branch-protection': 'failing',
      'artifact-matches-source': 'failing',
      'release-gate': 'failing',
    } as const;
    expect(verdictOf(buildAttackGraph(road(), but(found)), 'video:read:some', ['stranger'])).toBe('proven-reachable');
  });
});

describe('k of n', () => {
  const gated = { 'artifact-matches-source': 'failing', 'release-gate': 'failing', 'staged-rollout': 'failing' } as const;
  it.each([
    ['review proven: the insider alone changes nothing', {}, 'insider', 'proven-closed'],
    ['review failing: the insider is enough', { 'two-person-review': 'failing' }, 'insider', 'proven-reachable'],
    ['branch rules failing: the insider is enough', { 'branch-protection': 'failing' }, 'insider', 'proven-reachable'],
    ['review unproven: undecided that one is enough', { 'two-person-review': 'unproven' }, 'insider', 'undecided'],
    ['review stale: undecided again', { 'two-person-review': 'stale' }, 'insider', 'undecided'],
    ['review proven, sign-in phishable: the insider phishes a second', PHISHED, 'insider', 'proven-reachable'],
  ] as const)('%s', (_name, found, actor, expected) => {
    expect(verdictOf(buildAttackGraph(road(), but({ ...gated, ...found })), 'code:change', [actor])).toBe(expected);
  });

  it('costs a second phished account where review is proven', () => {
    const costs = [{ ...PHISHED, 'two-person-review': 'failing' } as const, PHISHED].map((found) => {
      const { templates } = planTo(buildAttackGraph(road(), but(found)), 'code:change', ['stranger']);
      return [templates.filter((id) => id === 'phish-sign-in').length, templates.at(-1)];
    });
    expect(costs).toEqual([
      [1, 'push-alone'],
      [2, 'push-together'],
    ]);
  });

  it('supposes a gate of two where the map draws none, so that a proven review leaves the two', () => {
    const graph = buildAttackGraph(road({ gates: [] }), but(PHISHED));
    expect(planTo(graph, 'code:change', ['stranger']).templates.at(-1)).toBe('push-together');
    expect(graph.steps.find((step) => step.template === 'push-together')?.need ?? 2).toBe(2);
  });

  it('has no step for a gate that too few people could pass', () => {
    const map = road();
    for (const part of map.parts) if (part.id === 'developer') part.population = 1;
    expect(buildAttackGraph(map, none).steps.filter((step) => step.template === 'push-together')).toEqual([]);
  });
});

describe('the three cases', () => {
  it('cameras flood strangers: default password, reachable, scripted', () => {
    const graph = buildAttackGraph(WORLD, but({ 'unique-device-credentials': 'failing', 'egress-limited': 'failing' }));
    const { templates, plan } = planTo(graph, 'strangers:deny', ['stranger']);
    expect(templates).toEqual(['interface-in-reach', 'shell-answers', 'flood-strangers']);
    expect(plan?.total).toBeLessThan(1);
  });

  it('one camera in hand floods nobody for certain', () => {
    const graph = buildAttackGraph(WORLD, but({ 'debug-closed': 'failing', 'egress-limited': 'failing', 'site-access-controlled': 'failing' }));
    expect(verdictOf(graph, 'strangers:deny', ['stranger'])).toBe('undecided');
  });

  it.each([
    ['tenant confusion', { 'tenant-isolation': 'failing' }, 'tenant-confusion'],
    ['asked for by its number', { 'stream-access-enforced': 'failing' }, 'stream-open-to-all'],
    ['a hidden account', { 'image-searched@camera': 'failing' }, 'hidden-account'],
    ['a claim without possession', { 'introduction-possession@camera': 'failing' }, 'claimed-by-number'],
  ] as const)('strangers watch babies by %s', (_name, found, template) => {
    const { templates } = planTo(buildAttackGraph(WORLD, but(found)), 'video:read:every', ['stranger']);
    expect(templates).toContain(template);
  });

  it('the kettle gives up the network’s key, and the rest of the home follows', () => {
    const passer = { id: 'passer-by', name: 'Passer-by', kind: 'neighbour', capability: 'skilled', starts: [{ part: 'street', access: 'reach' }] } as const;
    const map: ServiceMap = { ...structuredClone(WORLD), actors: [{ ...passer, starts: [{ part: 'street', access: 'reach' }] }] };
    const graph = buildAttackGraph(
      map,
      but({ 'access-point-verified': 'failing', 'local-interface-authentication': 'failing', 'network-key-protected@camera': 'failing' }),
    );
    const { templates } = planTo(graph, 'home:reach:some', ['passer-by']);
    expect(templates.at(-1)).toMatch(/^(?:network-key-given-up|introduction-overheard)$/);
    expect(verdictOf(graph, 'hub:reach:some', ['passer-by'])).toBe('proven-reachable');
    const { plan } = planTo(graph, 'home:reach:some', ['passer-by']);
    const everyHome = planTo(graph, 'home:reach:every', ['passer-by']).plan;
    expect((everyHome?.total ?? 0) / (plan?.total ?? 1)).toBeGreaterThan(50);
  });
});

describe('what a person types', () => {
  const graph = buildAttackGraph(WORLD, none);
  it.each([
    ['camera:code:every', ['camera:code:every']],
    ['video:read', ['video:read:every', 'video:read:some']],
    ['strangers', ['strangers:deny']],
    ['console', ['console:code']],
    [' mail:reach ', ['mail:reach']],
  ] as const)('%s', (text, expected) => {
    expect(resolveTarget(graph, text)).toEqual(expected);
  });

  it('suggests what is near to a state it does not know', () => {
    const faults = catching(() => resolveTarget(graph, 'camra:code:every'));
    expect(faults).toMatchObject([{ code: 'ASSAY-ATTACK-001', found: 'camra:code:every', remedy: 'Did you mean "camera:code:every"?' }]);
  });

  it('refuses actors and goals that are not there, all at once', () => {
    const faults = catching(() => toProblem(graph, { actors: ['strange'], goals: ['nothing:read'] }));
    expect(faults.map((fault) => fault.code)).toEqual(['ASSAY-ATTACK-002', 'ASSAY-ATTACK-001']);
  });
});

function catching(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.faults;
  }
  return [];
}
