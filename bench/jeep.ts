import { readFileSync } from 'node:fs';
import { toProblem } from '../src/attack/build/problem.ts';
import { reach } from '../src/attack/engine/closure.ts';
import { compile } from '../src/attack/engine/compile.ts';
import { landmarks } from '../src/attack/engine/landmarks.ts';
import { attackGraphOf } from '../src/attack/fleet/index.ts';
import { importThreagile } from '../src/map/import/threagile/index.ts';
import { readMap } from '../src/map/read.ts';
import { vectors } from '../test/vectors.ts';
import { vehicleChain } from '../test/vehicle-chain.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

const VEHICLES = 42;
const RUNS = 11;
/** CPU milliseconds that the vehicle tool needed for a chain of 296 assets; measured once on a 2-core machine, see docs/design/attack-steps.md. */
const PEER_MS = 102_000;

/** A chain of vehicles: which safety-critical units are reached, and what no attack on each can do without. */
export async function run(): Promise<BenchResult[]> {
  const folder = vectors('attack');
  if (folder === undefined) return [];
  const map = vehicleChain(importThreagile(readFileSync(`${folder}/jeep-demo.threagile.yaml`, 'utf8'), 'jeep.yaml').map, VEHICLES, readMap);
  const targets = map.parts.filter((part) => part.tags?.includes('safety-critical') === true).map((part) => `${part.id}:code`);
  const answer = () => {
    const compiled = compile(
      toProblem(
        attackGraphOf(map, () => ({ verdict: 'unproven', evidence: [] })),
        { goals: targets },
      ),
    );
    return { reached: reach(compiled).filter((verdict) => verdict !== 'proven-closed').length, unavoidable: landmarks(compiled.graph, compiled.goals) };
  };
  const { reached } = measured(3, answer).result;
  if (reached !== targets.length) throw new Error(`reached ${reached} of ${targets.length}`);
  const { ms } = measured(RUNS, answer);
  const input = `${map.parts.length} parts, ${targets.length} targets`;
  return [
    {
      bench: 'jeep',
      figure: 'attack graph, reach and choke points of every target',
      value: ms,
      unit: 'ms',
      against: { what: 'the vehicle tool, as measured once', value: PEER_MS, ratio: PEER_MS / ms },
      budget: { ratioAtLeast: 1000 },
      input,
      runs: RUNS,
      machine: MACHINE,
    },
  ];
}
