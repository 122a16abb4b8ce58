import { showable } from './hide.ts';
import { HOUSEHOLD } from './measures/household.ts';
import { INTRODUCTION } from './measures/introduction.ts';
import { LEAVING } from './measures/leaving.ts';
import { PROTECTION } from './measures/protections.ts';
import { SIGN_IN } from './measures/sign-in.ts';
import type { Counted, Fact, Figure, MeasureDeclared, Measured, Shown, Threshold, Window } from './model.ts';

export const MEASURES: readonly MeasureDeclared[] = [...INTRODUCTION, ...SIGN_IN, ...PROTECTION, ...HOUSEHOLD, ...LEAVING];

/** Every measure of a window. `facts`: oldest first, from the beginning on, since what was switched off has to have been on. Groups smaller than `k` are hidden, by their rows and by what could be worked out from totals. */
export function measured(facts: readonly Fact[], window: Window, k: number): readonly Measured[] {
  return MEASURES.map((declared) => measuredOne(declared, declared.counted(facts, window), k));
}

function measuredOne({ id, title, unit, figure, owner, groups, threshold }: MeasureDeclared, all: readonly Counted[], k: number): Measured {
  const byRow = Map.groupBy(all, ({ row }) => row);
  const sets = [...byRow].map(([row, some]) => ({ row, groups: groupsOf(some) }));
  const may = showable(sets, k);
  const shown = (some: readonly Counted[], open: boolean): Omit<Shown, 'row'> =>
    open ? { of: groupsOf(some).size, value: figureOf(figure, some) } : { of: 'hidden', value: 'hidden' };
  const whole = all.length === 0 ? undefined : shown(all, may !== 'nothing');
  // That there is a row says that somebody is in it.
  const named = [...byRow].filter(([row]) => row !== '' && may === 'everything').sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id,
    title,
    unit,
    figure,
    owner,
    groups,
    ...(threshold === undefined ? {} : { threshold }),
    meets: meets(whole?.value, threshold),
    ...(whole === undefined ? {} : { all: whole }),
    hidden: may === 'total',
    rows: named.map(([row, some]) => ({ row, ...shown(some, true) })),
  };
}

const groupsOf = (some: readonly Counted[]): ReadonlySet<string> => new Set(some.flatMap(({ group }) => (group === '' ? [] : [group])));

function meets(value: number | 'hidden' | undefined, threshold: Threshold | undefined): Measured['meets'] {
  if (value === undefined) return 'nothing';
  if (value === 'hidden') return 'hidden';
  if (threshold === undefined) return 'unset';
  return value >= (threshold.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (threshold.atMost ?? Number.POSITIVE_INFINITY) ? 'yes' : 'no';
}

/** Of quantiles the nearest rank: a value that was seen. */
export function figureOf(figure: Figure, some: readonly Pick<Counted, 'value'>[]): number {
  const values = some.map(({ value }) => value).sort((a, b) => a - b);
  const sum = values.reduce((total, value) => total + value, 0);
  const rank = (q: number) => values[Math.max(0, Math.ceil(q * values.length) - 1)] ?? 0;
  switch (figure) {
    case 'sum':
      return sum;
    case 'share':
    case 'mean':
      return values.length === 0 ? 0 : sum / values.length;
    case 'p50':
      return rank(0.5);
    case 'p90':
      return rank(0.9);
  }
}
