import { canonicalJson, Digest, Duration, type Fault, Instant, type Json } from '../../core/index.ts';
import type { DrillDeclared } from './events.ts';
import { drillFaults } from './faults.ts';
import type { Drill } from './model.ts';
import type { DrillView } from './views.ts';

export function declarationOf(drill: Drill): Digest {
  return Digest.of(canonicalJson(drill as unknown as Json));
}

/** The last moment at which it may still be seen in time. */
export function endOf({ begins, within }: Drill): Instant {
  return Instant.of(Instant.parse(begins) + Duration.parse(within));
}

/** The fact that a drill is declared, or why not: after it began, anything that was found could be called a drill. */
export function declared(drill: Drill, { declared: known }: DrillView, now: Instant): { readonly fact: DrillDeclared } | { readonly faults: readonly Fault[] } {
  const { id, part, begins, within, devices } = drill;
  const faults: Fault[] = [];
  if (Instant.parse(begins) <= now) {
    faults.push(
      drillFaults.fault('002', {
        message: `"${id}" is declared when it has begun already`,
        field: 'begins',
        expected: `a moment after ${Instant.format(now)}`,
        found: begins,
        remedy: 'Declare a drill before it begins. What was found without a declaration is no drill, and may be an attack.',
      }),
    );
  }
  if (known.some((one) => one.drill === id)) {
    faults.push(
      drillFaults.fault('005', {
        message: `a drill "${id}" was declared before`,
        field: 'id',
        expected: 'an id that no drill had',
        found: id,
        remedy: 'Give each drill an id of its own, such as one with its date.',
      }),
    );
  }
  return faults.length > 0 ? { faults } : { fact: { drill: id, part, begins, within, devices: devices.length, declaration: declarationOf(drill) } };
}

/** Why a drill may not be judged now: nobody declared it so, it is not over, or it was judged. */
export function notJudged(drill: Drill, { declared: known, judged }: DrillView, now: Instant): readonly Fault[] {
  const { id } = drill;
  const before = known.find((one) => one.drill === id);
  if (before?.declaration !== declarationOf(drill)) {
    return [
      drillFaults.fault('003', {
        message: before === undefined ? `nobody declared a drill "${id}"` : `"${id}" is not what was declared`,
        expected: before === undefined ? 'a drill that stands on the ledger' : `the declaration ${before.declaration}, of entry ${before.seq}`,
        found: declarationOf(drill),
        remedy: 'Judge by the file that was declared: assay operations drill declare FILE',
      }),
    ];
  }
  if (judged.includes(id)) {
    return [
      drillFaults.fault('005', {
        message: `"${id}" was judged before`,
        field: 'id',
        found: id,
        remedy: 'A drill is judged once, or one would read inputs until one fits. Declare another.',
      }),
    ];
  }
  const end = endOf(drill);
  if (now >= end) return [];
  return [
    drillFaults.fault('004', {
      message: `"${id}" may still be seen in time`,
      expected: `a moment from ${Instant.format(end)} on`,
      found: Instant.format(now),
      remedy: 'Judge it when its time has passed.',
    }),
  ];
}
