import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { readMap, type ServiceMap } from '../../map/index.ts';
import { CONTROLS } from '../controls/index.ts';
import { type Check, VERDICTS, type Verdict } from '../model.ts';
import { type Position, positionOf } from '../position.ts';
import { actualLevel, holdsTarget, normativeFrameworkOf } from './framework.ts';
import type { Level } from './level.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');

function mapWith(facts = ''): ServiceMap {
  return readMap(
    `
assay: service/1
service: { id: homes, name: Homes }
parts:
  - { id: net, kind: network, name: Net }
  - { id: camera, kind: device, name: Camera, population: 10${facts} }
  - { id: api, kind: server, name: Interface }
  - { id: signer, kind: signing-system, name: Signer }
  - { id: desk, kind: business-system, name: Desk }
  - { id: shop, kind: server, name: Somebody else's, inScope: false }
flows:
  - { id: up, from: camera, to: api, carries: [video] }
  - { id: hello, from: camera, to: api }
links:
  - { id: rules, type: updates, from: signer, to: camera }
assets:
  - { id: video, name: Video, kind: information, needs: { privacy: 4 }, at: [{ part: camera }] }
  - { id: figures, name: Figures, kind: information, needs: { integrity: 2 }, at: [{ part: api }] }
  - { id: token, name: Token, kind: credential, needs: { confidentiality: 3 }, at: [{ part: signer }] }
`,
    'homes.yaml',
  );
}

const MAP = mapWith();
const NO_NEEDS = { confidentiality: 0, integrity: 0, availability: 0, privacy: 0, safety: 0 };

/** What meets a check. */
function good({ passes }: Check): RecordedEvidence['value'] {
  if (passes === undefined) return true;
  if ('oneOf' in passes) return passes.oneOf[0] ?? true;
  return 'atLeast' in passes ? passes.atLeast : passes.atMost;
}

type Owed = readonly [control: string, subject: string];

/** A drill that shows each of these controls at each of these subjects. */
function proof(owed: readonly Owed[], from = 0): readonly RecordedEvidence[] {
  return owed
    .flatMap(([id, subject]) => (CONTROLS.find((control) => control.id === id)?.checks ?? []).map((check) => ({ check, subject })))
    .map(({ check, subject }, index) => ({
      seq: from + index,
      subject,
      claim: check.claim,
      value: good(check),
      observedAt: '2026-10-31T00:00:00Z',
      validFor: 'P5D',
      source: 'drill',
      method: 'drill',
      raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
    }));
}

const positionWith = (evidence: readonly RecordedEvidence[], map = MAP): Position => positionOf({ map, evidence, exclusions: new Map(), at: AT });
const frameworks = (evidence: readonly RecordedEvidence[] = [], map = MAP) => normativeFrameworkOf(map, positionWith(evidence, map)).applications;
function of(id: string, evidence: readonly RecordedEvidence[] = [], map = MAP) {
  const found = frameworks(evidence, map).find((one) => one.application === id);
  if (found === undefined) throw new Error(`no application ${id}`);
  return found;
}
const OWED: readonly Owed[] = positionWith([]).controls.flatMap(({ control, subjects }) => subjects.map(({ subject }): Owed => [control.id, subject]));

describe('the applications of a map', () => {
  it('are the service and the parts in scope that run software', () => {
    expect(frameworks().map((one) => one.application)).toEqual(['homes', 'camera', 'api', 'signer', 'desk']);
  });

  it.each<[string, Level, string, object | undefined]>([
    ['camera', 3, 'needs', { need: 'privacy', level: 4, asset: 'video' }],
    // What passes by counts as much as what stays.
    ['api', 3, 'needs', { need: 'privacy', level: 4, asset: 'video' }],
    // Whoever signs what cameras run is trusted with what cameras see.
    ['signer', 3, 'needs', { need: 'privacy', level: 4, asset: 'video', through: 'camera' }],
    ['homes', 3, 'needs', { need: 'privacy', level: 4, asset: 'video' }],
    ['desk', 0, 'nothing', undefined],
  ])('%s aims for %i by %s', (id, level, by, because) => {
    const { target } = of(id);
    expect([target.level, target.by, target.because]).toEqual([level, by, because]);
  });

  it.each<[string, Level]>([
    [', facts: { trust-level-target: 3 }', 3],
    [', variants: [{ id: a, population: 5, facts: { trust-level-target: 2 } }, { id: b, population: 5 }], facts: { trust-level-target: 3 }', 3],
  ])('aim for what the map states:%s', (facts, level) => {
    expect(of('camera', [], mapWith(facts)).target).toMatchObject({ level, by: 'fact', stated: level, fromNeeds: 3 });
  });

  it.each<[string, Level]>([
    [', facts: { trust-level-target: 1 }', 1],
    [', facts: { trust-level-target: 0 }', 0],
    [', variants: [{ id: a, population: 5, facts: { trust-level-target: 2 } }, { id: b, population: 5 }], facts: { trust-level-target: 1 }', 2],
  ])('aim for what the needs ask where the map states less, and the less is told:%s', (facts, stated) => {
    const one = of('camera', [], mapWith(facts));
    expect(one.target).toMatchObject({ level: 3, by: 'needs', stated, fromNeeds: 3 });
    expect(holdsTarget(one)).toBe(false);
    expect(one.missing.length).toBe(one.controls.length);
  });

  it('may aim above what the needs ask', () => {
    const map = mapWith().parts.map((part) => (part.id === 'desk' ? { ...part, facts: { 'trust-level-target': 2 } } : part));
    expect(of('desk', [], { ...MAP, parts: map }).target).toEqual({ level: 2, by: 'fact', stated: 2, fromNeeds: 0, unstated: [] });
  });

  it('are asked about where the only assets there have no need stated, whatever the map aims for', () => {
    const quiet: ServiceMap['assets'][number] = { id: 'list', name: 'List', kind: 'information', needs: NO_NEEDS, at: [{ part: 'desk', state: 'at-rest' }] };
    const aimed = (assets: ServiceMap['assets'], facts?: Record<string, number>) => {
      const parts = MAP.parts.map((part) => (part.id === 'desk' && facts !== undefined ? { ...part, facts } : part));
      return of('desk', [], { ...MAP, parts, assets: [...MAP.assets, ...assets] });
    };
    for (const one of [aimed([quiet]), aimed([quiet], { 'trust-level-target': 0 })]) {
      expect(one.target).toMatchObject({ level: 0, by: 'nothing', unstated: ['list'] });
      expect(holdsTarget(one)).toBe(false);
    }
    // Beside an asset of which it is stated, that one decides, and what is not stated is still told.
    const known = aimed([quiet, { ...quiet, id: 'plan', needs: { ...NO_NEEDS, integrity: 3 } }]);
    expect(known.target).toMatchObject({ level: 2, by: 'needs', unstated: ['list'] });
    // With nothing drawn, a stated 0 says that there is nothing.
    expect(aimed([], { 'trust-level-target': 0 }).target).toMatchObject({ level: 0, by: 'fact', unstated: [] });
  });

  it('count what is personal as private, whether or not that need is stated', () => {
    const names: ServiceMap['assets'][number] = {
      id: 'names',
      name: 'Names',
      kind: 'information',
      needs: NO_NEEDS,
      personal: { category: 'ordinary', basis: 'contract' },
      at: [{ part: 'desk', state: 'at-rest' }],
    };
    const one = of('desk', [], { ...MAP, assets: [...MAP.assets, names] });
    expect(one.target).toMatchObject({ level: 1, by: 'needs', because: { need: 'privacy', level: 2, asset: 'names' } });
  });

  it.each([4, -1, 1.5])('refuse the target %d', (target) => {
    const map = mapWith(`, facts: { trust-level-target: ${target} }`);
    expect(() => frameworks([], map)).toThrowError(/^ASSAY-TRUST-001/);
  });
});

describe('the controls asked of an application', () => {
  const asked = (id: string) => new Set(of(id).controls.map((one) => `${one.control}@${one.subject}`));

  it('are those at itself, its flows, the links that rule it and the assets in it', () => {
    expect(asked('camera')).toContain('no-remote-shell@camera');
    expect(asked('camera')).toContain('flow-protected@up');
    expect(asked('api')).toContain('flow-protected@up');
    expect(asked('signer')).toContain('credential-rotation@token');
    expect(asked('camera')).not.toContain('credential-rotation@token');
    expect(asked('homes')).toContain('risk-analysis-current@homes');
  });

  it('are those of the service where they belong to no application', () => {
    expect(asked('homes')).toContain('network-segmentation@net');
  });

  it('stay asked at a flow of which it is said what it carries, where that has no need or a small one', () => {
    const at = (carries: readonly string[], needs: Partial<typeof NO_NEEDS>) => {
      const assets: ServiceMap['assets'] = [...MAP.assets, { id: 'pulse', name: 'Pulse', kind: 'information', needs: { ...NO_NEEDS, ...needs }, at: [] }];
      const map = { ...MAP, assets, flows: MAP.flows.map((flow) => (flow.id === 'hello' ? { ...flow, carries: [...carries] } : flow)) };
      return of('camera', [], map).controls.filter((one) => one.subject === 'hello');
    };
    expect(at([], {}).map((one) => one.control)).toContain('flow-protected');
    expect(at(['pulse'], {})).toEqual(at([], {}));
    expect(at(['pulse'], { availability: 1 })).toEqual(at([], {}));
  });

  it('are never fewer, and no aim is lower, for an asset or a cargo that the map adds', () => {
    const places = ['camera', 'api', 'signer', 'desk'];
    const level = fc.integer({ min: 0, max: 4 });
    const asset = fc.record({
      needs: fc.record({ confidentiality: level, integrity: level, availability: level, privacy: level, safety: level }),
      at: fc.subarray(places, { maxLength: 2 }),
      personal: fc.boolean(),
    });
    const cargo = fc.record({ flow: fc.constantFrom('up', 'hello'), asset: fc.constantFrom('video', 'figures', 'token', 'x0', 'x1') });
    const target = fc.option(fc.constantFrom(0, 1, 2, 3), { nil: undefined });
    fc.assert(
      fc.property(fc.array(asset, { maxLength: 2 }), fc.array(cargo, { maxLength: 3 }), target, (assets, cargoes, stated) => {
        const parts = MAP.parts.map((part) => (part.id === 'desk' && stated !== undefined ? { ...part, facts: { 'trust-level-target': stated } } : part));
        const before: ServiceMap = { ...MAP, parts };
        const after: ServiceMap = {
          ...before,
          assets: [
            ...before.assets,
            ...assets.map(({ needs, at, personal }, index) => ({
              id: `x${index}`,
              name: 'X',
              kind: 'information' as const,
              needs,
              at: at.map((where) => ({ part: where, state: 'at-rest' as const })),
              ...(personal ? { personal: { category: 'ordinary' as const, basis: 'unknown' as const } } : {}),
            })),
          ],
          flows: before.flows.map((flow) => ({
            ...flow,
            carries: [...flow.carries, ...cargoes.filter((one) => one.flow === flow.id).map((one) => one.asset)],
          })),
        };
        const asked = (all: ReturnType<typeof frameworks>) =>
          all.flatMap((one) => one.controls.map((each) => [`${one.application} ${each.control} ${each.subject}`, each.level] as const));
        const [was, is] = [frameworks([], before), frameworks([], after)];
        for (const [index, one] of was.entries()) expect(is[index]?.target.level ?? -1, one.application).toBeGreaterThanOrEqual(one.target.level);
        const now = new Map(asked(is));
        for (const [key, from] of asked(was)) expect(now.get(key) ?? Number.POSITIVE_INFINITY, key).toBeLessThanOrEqual(from);
        // What falls short is not let through by what is added.
        for (const [index, one] of was.entries()) if (!holdsTarget(one)) expect(is[index] !== undefined && holdsTarget(is[index]), one.application).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('are none where nothing is to be protected', () => {
    expect(of('desk').controls).toEqual([]);
    expect(of('desk').actual).toBe(0);
  });

  it.each<[string, string, Level]>([
    ['camera', 'no-remote-shell', 1],
    ['camera', 'fleet-intrusion-detection', 2],
    ['camera', 'recovery-verified', 3],
  ])('of %s: %s from level %i on', (id, control, level) => {
    expect(of(id).controls.find((one) => one.control === control)?.level).toBe(level);
  });

  it('together are every control that the position owes, but for those that protect nothing there', () => {
    const all = new Set(frameworks().flatMap((one) => one.controls.map(({ control, subject }) => `${control}@${subject}`)));
    const left = OWED.filter(([control, subject]) => !all.has(`${control}@${subject}`)).map(([, subject]) => subject);
    // The desk has no asset, and what travels by hello is as at its ends.
    expect(new Set(left)).toEqual(new Set(['desk']));
  });
});

describe('the actual level', () => {
  const rows = (...given: readonly [Level, Verdict][]) => given.map(([level, verdict]) => ({ level, verdict }));

  it.each<[string, ReturnType<typeof rows>, Level]>([
    ['nothing asked', [], 0],
    ['one unproven at the first level', rows([1, 'proven'], [1, 'unproven']), 0],
    ['the first level proven', rows([1, 'proven'], [2, 'unproven']), 1],
    ['a gap below counts above', rows([1, 'stale'], [2, 'proven'], [3, 'proven']), 0],
    ['two levels proven', rows([1, 'proven'], [2, 'proven'], [3, 'failing']), 2],
    ['an exclusion is no proof', rows([1, 'excluded']), 0],
    ['nothing more is asked above', rows([1, 'proven']), 3],
    ['nothing asked below', rows([3, 'proven']), 3],
    ['nothing asked below, and not proven', rows([3, 'unproven']), 0],
  ])('%s', (_, controls, level) => {
    expect(actualLevel(controls)).toBe(level);
  });

  it('never falls when a verdict turns to proven', () => {
    const control = fc.record({ level: fc.constantFrom<Level>(1, 2, 3), verdict: fc.constantFrom(...VERDICTS) });
    fc.assert(
      fc.property(fc.array(control, { minLength: 1 }), fc.nat(), (controls, pick) => {
        const better = controls.map((one, index) => (index === pick % controls.length ? { ...one, verdict: 'proven' as const } : one));
        expect(actualLevel(better)).toBeGreaterThanOrEqual(actualLevel(controls));
      }),
    );
  });

  it('is 0 without evidence, and 3 where all is proven; and what is missing goes with it', () => {
    expect(frameworks().map((one) => one.actual)).toEqual([0, 0, 0, 0, 0]);
    const proven = frameworks(proof(OWED));
    expect(proven.map((one) => one.actual)).toEqual([3, 3, 3, 3, 0]);
    expect(proven.flatMap((one) => one.missing)).toEqual([]);
    expect(proven.map(holdsTarget)).toEqual([true, true, true, true, false]);
  });

  it('never falls by proof that is added, and is never above what is proven', () => {
    const some = fc.subarray([...OWED]);
    fc.assert(
      fc.property(some, some, (first, more) => {
        const evidence = proof(first);
        const before = frameworks(evidence);
        const after = frameworks([...evidence, ...proof(more, evidence.length)]);
        for (const [index, one] of before.entries()) {
          expect(after[index]?.actual ?? 0).toBeGreaterThanOrEqual(one.actual);
          const held = one.controls.filter((control) => control.level <= one.actual);
          expect(held.every((control) => control.verdict === 'proven')).toBe(true);
          expect(one.actual === 0 || held.length > 0).toBe(true);
          // What is missing is exactly what keeps it from its target.
          expect(one.missing.length === 0).toBe(one.actual >= one.target.level || one.controls.length === 0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('goes when the evidence grows old', () => {
    const evidence = proof(OWED);
    const later = positionOf({ map: MAP, evidence, exclusions: new Map(), at: Instant.parse('2026-11-20T00:00:00Z') });
    expect(normativeFrameworkOf(MAP, later).applications.map((one) => one.actual)).toEqual([0, 0, 0, 0, 0]);
  });
});
