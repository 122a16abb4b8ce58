import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toProblem } from '../../attack/build/problem.ts';
import { compile } from '../../attack/engine/compile.ts';
import { cheapestPlans } from '../../attack/engine/plan.ts';
import { explainPlan } from '../../attack/explain/index.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { Instant } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import { readMap } from '../../map/read.ts';
import { positionOf } from '../position.ts';
import { Aftermath } from './aftermath.ts';
import { Supposing } from './supposing.ts';

const EXAMPLE = 'examples/camera-service';
const AT = Instant.parse('2026-11-01T00:00:00Z');

describe('what one control would leave, on the example', () => {
  const map = readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml');
  const evidence = readdirSync(`${EXAMPLE}/evidence`)
    .sort()
    .flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/evidence/${file}`, 'utf8'), file, { now: AT }))
    .map((one, seq) => ({ ...one, seq }));
  const position = positionOf({ map, evidence: evidence as never, exclusions: new Map(), at: AT });
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map(({ subject }) => subject)));
  const compiled = compile(toProblem(graph));
  const attacked = { at: AT, head: { size: 0, root: '', origin: '' }, map, position, graph };

  it('is what supposing exactly that control gives, for every goal and every control that closes its cheapest way', () => {
    const aftermath = new Aftermath(attacked, compiled);
    const supposing = new Supposing(compiled);
    const seen = new Set<string>();
    for (const plan of cheapestPlans(compiled, compiled.goals).flatMap((one) => one ?? [])) {
      for (const stop of explainPlan(graph, plan.steps).stops) {
        const { standing, dearer } = supposing.ask(attacked, { prove: [`${stop.control}@${stop.subject}`], fail: [], fall: [] });
        const reach = standing[compiled.goals.indexOf(compiled.stateNode.get(plan.goal) ?? -1)];
        const after = aftermath.of(plan)(stop);
        seen.add(after.left);
        expect(after.left === 'none', `${plan.goal} without ${stop.control}@${stop.subject}`).toBe(reach === 'proven-closed' || reach === 'no-way-known');
        if (after.left === 'unshown') expect(reach).toBe('undecided');
        const price = dearer.find(({ goal }) => goal === plan.goal)?.after;
        if (after.left === 'next' && price !== undefined) expect(after.days).toBe(price);
      }
    }
    expect(seen).toContain('next');
  });
});
