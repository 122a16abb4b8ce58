import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { vectors } from '../../../test/vectors.ts';
import { vehicleChain } from '../../../test/vehicle-chain.ts';
import { importThreagile } from '../../map/import/threagile/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { readMap } from '../../map/read.ts';
import { reach } from '../engine/closure.ts';
import { type Compiled, compile } from '../engine/compile.ts';
import { landmarks } from '../engine/landmarks.ts';
import { attackGraphOf } from '../fleet/index.ts';
import { toProblem } from './problem.ts';

const folder = vectors('attack');

interface Expected {
  readonly individual_risk_categories: Readonly<
    Record<string, { readonly risks_identified: Readonly<Record<string, { most_relevant_technical_asset: string; data_breach_technical_assets: string[] }>> }>
  >;
}

/** Entry and targets as the other tool has them: parts in scope that face the Internet, parts tagged safety-critical. */
function asked(map: ServiceMap): { compiled: Compiled; targets: readonly string[] } {
  const targets = map.parts.filter((part) => part.tags?.includes('safety-critical') === true).map((part) => part.id);
  const graph = attackGraphOf(map, () => ({ verdict: 'unproven', evidence: [] }));
  return { compiled: compile(toProblem(graph, { goals: targets.map((id) => `${id}:code`) })), targets };
}

/** Parts whose fall no attack on a target can do without, entries and the target itself apart. */
function chokepoints(map: ServiceMap, compiled: Compiled, targets: readonly string[]): readonly (readonly string[])[] {
  const between = map.parts.filter((part) => part.kind !== 'network' && part.facts?.['internet-facing'] !== true).map((part) => part.id);
  return landmarks(compiled.graph, compiled.goals).map((unavoidable, t) => {
    const states = [...unavoidable.nodes].flatMap((node) => compiled.problem.states[node]?.id ?? []);
    return between.filter((part) => part !== targets[t] && states.includes(`${part}:code`));
  });
}

describe.skipIf(folder === undefined)('the jeep example (vectors attack)', () => {
  if (folder === undefined) return;
  const text = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
  const expected = parse(text('jeep-demo.attack-paths.expected.yaml')) as Expected;
  const risks = (category: string) => Object.values(expected.individual_risk_categories[category]?.risks_identified ?? {});
  const imported = importThreagile(text('jeep-demo.threagile.yaml'), 'jeep.yaml').map;

  it('has the same entry and target pairs, and the same chokepoint', () => {
    const map = readMap(JSON.stringify(imported), 'jeep.json');
    const { compiled, targets } = asked(map);
    expect(targets.toSorted()).toEqual(
      risks('Multi-Hop Attack Path To Safety-Critical ECU')
        .map((risk) => risk.most_relevant_technical_asset)
        .toSorted(),
    );
    expect(reach(compiled)).toEqual(targets.map(() => 'undecided'));
    const through = new Set(chokepoints(map, compiled, targets).flat());
    expect([...through]).toEqual(risks('Attack-Path Chokepoint').map((risk) => risk.most_relevant_technical_asset));
  });

  it('keeps every pair in a chain of 37 such vehicles, joined at their bridges', () => {
    const map = vehicleChain(imported, 37, readMap);
    const { compiled, targets } = asked(map);
    expect(map.parts.length).toBe(37 * 7 + 1);
    expect(targets).toHaveLength(37 * 3);
    expect(reach(compiled)).toEqual(targets.map(() => 'undecided'));
    const own = chokepoints(map, compiled, targets).map((parts, t) => parts.includes(`${targets[t]?.split('-')[0]}-can-bridge`));
    expect(own).toEqual(targets.map(() => true));
  });
});
