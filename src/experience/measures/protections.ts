import type { Instant } from '../../core/index.ts';
import { type Counted, DAY, type Fact, type MeasureDeclared, type Window } from '../model.ts';
import { textOf, within } from './words.ts';

/** A protection that somebody can switch off, what switches it on, and how it is called. */
const PROTECTIONS: readonly { readonly on: string; readonly off: string; readonly called: string }[] = [
  { on: 'passkey.added', off: 'passkey.removed', called: 'passkey' },
  { on: 'totp.set', off: 'totp.removed', called: 'second step' },
];
/** What is back on within this time was exchanged, and not given up. */
const BACK = 7 * DAY;
/** What may have driven somebody to it: what happened to them within the day before. */
const CAUSES = ['sign-in.locked', 'person.sign-in-reset', 'recovery-code.used', 'session.stepped-up'];

interface Off {
  readonly person: string;
  readonly called: string;
  readonly at: Instant;
  readonly after: string;
  readonly role: string;
  readonly back: boolean;
}

/** Everybody who has a protection, and each time that one of them was left without it. Of several passkeys, only the last one gone leaves somebody without. */
function followed(facts: readonly Fact[], window: Window) {
  const has = new Map<string, number>();
  const roles = new Map<string, string>();
  const last = new Map<string, Fact>();
  const off: (Omit<Off, 'back'> & { back?: boolean })[] = [];
  const protectedAt = new Set<string>();
  for (const fact of facts) {
    if (fact.at >= window.until + BACK) break;
    const person = textOf(fact, 'person');
    if (CAUSES.includes(fact.type)) last.set(person, fact);
    if (fact.type === 'person.enrolled' || fact.type === 'person.roles-changed') {
      const named = fact.body[fact.type === 'person.enrolled' ? 'roles' : 'to'];
      roles.set(person, Array.isArray(named) && named.length > 0 ? named.map(String).join(' and ') : 'no role');
    }
    for (const { on, off: gone, called } of PROTECTIONS) {
      const key = `${person} ${called}`;
      if (fact.type === on) {
        has.set(key, (has.get(key) ?? 0) + 1);
        for (const one of off) if (one.person === person && one.called === called && fact.at - one.at < BACK) one.back = true;
      }
      if (fact.type !== gone) continue;
      const left = Math.max(0, (has.get(key) ?? 1) - 1);
      has.set(key, left);
      if (left > 0 || !within(window, fact.at)) continue;
      protectedAt.add(key);
      const cause = last.get(person);
      const after = cause !== undefined && fact.at - cause.at < DAY ? cause.type : 'nothing';
      off.push({ person, called, at: fact.at, after, role: roles.get(person) ?? 'no role' });
    }
    if (fact.at < window.until) for (const { called } of PROTECTIONS) if ((has.get(`${person} ${called}`) ?? 0) > 0) protectedAt.add(`${person} ${called}`);
  }
  return { off: off.map((one): Off => ({ ...one, back: one.back === true })), protectedAt };
}

function kept(facts: readonly Fact[], window: Window): readonly Counted[] {
  const { off, protectedAt } = followed(facts, window);
  const gone = new Set(off.filter(({ back }) => !back).map(({ person, called }) => `${person} ${called}`));
  return [...protectedAt].map((key) => ({ row: key.slice(key.indexOf(' ') + 1), group: key.slice(0, key.indexOf(' ')), value: gone.has(key) ? 0 : 1 }));
}

function offBy(row: (one: Off) => string) {
  return (facts: readonly Fact[], window: Window): readonly Counted[] =>
    followed(facts, window).off.map((one) => ({ row: row(one), group: one.person, value: 1 }));
}

const base = { owner: 'Product designer', groups: 'people' } as const;

export const PROTECTION: readonly MeasureDeclared[] = [
  {
    ...base,
    id: 'protection.kept',
    title: 'Protections that stay switched on',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.98 },
    rows: 'protection',
    counted: kept,
  },
  {
    ...base,
    id: 'protection.off-by-role',
    title: 'Protections switched off, by role',
    figure: 'sum',
    unit: 'count',
    rows: 'role',
    counted: offBy(({ role }) => role),
  },
  {
    ...base,
    id: 'protection.off-after',
    title: 'Protections switched off, by what came within the day before',
    figure: 'sum',
    unit: 'count',
    rows: 'after',
    counted: offBy(({ after }) => after),
  },
  {
    ...base,
    id: 'protection.back-on',
    title: 'Protections switched off that were on again within 7 days',
    figure: 'share',
    unit: 'share',
    counted: (facts, window) => followed(facts, window).off.map(({ person, back }) => ({ row: '', group: person, value: back ? 1 : 0 })),
  },
];
