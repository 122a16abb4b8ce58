import { DatabaseSync } from 'node:sqlite';
import { Instant } from '../src/core/index.ts';
import { fleetDecisions } from '../src/product/authorization/decisions.ts';
import { USUAL } from '../src/product/authorization/declared.ts';
import { openFleetPolicies } from '../src/product/authorization/edge/cedar.ts';
import type { DeviceFact, Facts } from '../src/product/authorization/facts.ts';
import type { Asked } from '../src/product/authorization/model.ts';
import { householdProjector, householdQuestions } from '../src/product/household/edge/tables.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

const AT = Instant.parse('2026-11-20T12:00:00Z');
const FLEET = 1_000_000;
const ROUNDS = 5;

/** Decisions from app to device: kept, worked out from facts, and by Cedar each time; of a fleet of ten devices and of a million. */
export async function run(): Promise<BenchResult[]> {
  const policies = await openFleetPolicies();
  return [10, FLEET].flatMap((devices) => {
    const { facts, asked, close } = fleetOf(devices);
    const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
    const input = `${devices} devices, each in a household of its own with an owner, ${policies.policies.size} policies`;
    const rate = (figure: string, many: number, work: (one: Asked) => unknown, more: Partial<BenchResult> = {}): BenchResult => {
      const some = asked(many);
      const { ms } = measured(ROUNDS, () => {
        for (const one of some) work(one);
      });
      return { bench: 'product-access', figure, value: (many / ms) * 1000, unit: 'decisions/s', input, runs: ROUNDS, machine: MACHINE, ...more };
    };
    const uncached = rate('Cedar asked each time', 3000, (one) => decisions.uncached(one));
    const kept = rate('kept, asked again', 50_000, (one) => decisions.decide(one), { budget: { ratioAtLeast: 12 } });
    const fresh = rate('worked out from facts, nothing kept of the device', 20_000, (one) => {
      decisions.applied('device.changed', { device: one.on.device });
      return decisions.decide(one);
    });
    const { evaluated } = decisions.figures;
    close();
    return [
      uncached,
      { ...fresh, against: { what: 'Cedar each time', value: uncached.value, ratio: fresh.value / uncached.value } },
      { ...kept, against: { what: 'Cedar each time', value: uncached.value, ratio: kept.value / uncached.value } },
      {
        bench: 'product-access',
        figure: 'times that Cedar was asked for all of it but the first row',
        value: evaluated,
        unit: 'times',
        input,
        runs: 1,
        machine: MACHINE,
        budget: { most: 100 },
      },
    ];
  });
}

/** The tables of households in memory, and devices that are found by their number. */
function fleetOf(devices: number) {
  const db = new DatabaseSync(':memory:');
  db.exec(householdProjector.schema);
  db.exec('BEGIN');
  const put = db.prepare('INSERT INTO household_member VALUES (?, ?, ?, 0, NULL, NULL)');
  const id = (letter: string, n: number) => `${letter}_${String(n).padStart(20, '0')}`;
  for (let n = 0; n < devices; n += 1) put.run(id('u', n), id('h', n), 'owner');
  db.exec('COMMIT');
  const facts: Facts = {
    ...householdQuestions(db),
    device: (device) => ({ product: 'camera', life: 'in-service', household: id('h', Number(device.slice(4))) }) as DeviceFact,
  };
  const asked = (many: number): readonly Asked[] =>
    Array.from({ length: many }, (_, n) => {
      const at = Math.floor((n * devices) / many);
      return {
        subject: { kind: 'member', member: id('u', at) },
        action: 'receive',
        on: { device: `cam-${at}`, name: 'video' },
        at: 'broker',
        purpose: 'operation',
        moment: AT,
      } as unknown as Asked;
    });
  return { facts, asked, close: () => db.close() };
}
