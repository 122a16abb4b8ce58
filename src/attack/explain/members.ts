import type { AttackState } from '../model.ts';

/** The part that a state is of, whatever class of it. */
export function wholeOf(state: AttackState): string {
  return state.subject.split(/[/#]/)[0] ?? state.subject;
}

/** True where something of a part is held, beyond being able to talk to it. */
export function isHeld(state: AttackState): boolean {
  return !state.id.includes('@') && /:(?:user|admin|code|physical)(?::|$)/.test(state.id);
}

/** Devices or households of which these states hold something: for each part the larger of the whole and the sum of its classes. */
export function countOf(states: readonly AttackState[], of: 'device' | 'household'): number {
  const by = new Map<string, Map<string, number>>();
  for (const state of states) {
    const held = isHeld(state) || (of === 'household' && /^[^@]+:reach/.test(state.id));
    if (state.of !== of || state.members === undefined || !held) continue;
    const known = by.get(wholeOf(state)) ?? new Map<string, number>();
    known.set(state.subject, Math.max(known.get(state.subject) ?? 0, state.members));
    by.set(wholeOf(state), known);
  }
  let total = 0;
  for (const [whole, known] of by) {
    const all = known.get(whole) ?? 0;
    known.delete(whole);
    const classes = [...known.values()].reduce((sum, n) => sum + n, 0);
    total += Math.max(all, classes);
  }
  return total;
}
