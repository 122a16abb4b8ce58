import { showable } from './hide.ts';
import { HOUSEHOLD } from './measures/household.ts';
import { INTRODUCTION } from './measures/introduction.ts';
import { LEAVING } from './measures/leaving.ts';
import { PROTECTION } from './measures/protections.ts';
import { RENEWAL } from './measures/renewal.ts';
import { SIGN_IN } from './measures/sign-in.ts';
import type { Counted, Fact, Figure, MeasureDeclared, Measured, Shown, Threshold, Window } from './model.ts';

export const MEASURES: readonly MeasureDeclared[] = [...INTRODUCTION, ...SIGN_IN, ...PROTECTION, ...HOUSEHOLD, ...LEAVING, ...RENEWAL];

/** Every measure of a window. `facts`: oldest first, from the beginning on, since what was switched off has to have been on. Groups smaller than `k` are hidden, by their rows and by what could be worked out from totals. */
export function measured(facts: readonly Fact[], window: Window, k: number): readonly Measured[] {
  return MEASURES.map((declared) => measuredOne(declared, declared.counted(facts, window), k));
}

function measuredOne({ id, title, unit, figure, owner, groups, threshold }: MeasureDeclared, all: readonly Counted[], k: number): Measured {
  const byRow = Map.groupBy(all, ({ row }) => row);
  // Of a share, those for whom it is so and those for whom it is not are two groups: the row that has a small one is small.
  const cells = [...Map.groupBy(all, ({ row, value }) => (figure === 'share' ? `${row} ${value}` : row))];
  const may = showable(
    cells.map(([row, some]) => ({ row, groups: groupsOf(some) })),
    k,
  );
  const whole = all.length === 0 ? undefined : shown(figure, all, k, may !== 'nothing');
  // That there is a row says that somebody is in it.
  const named = [...byRow].filter(([row]) => row !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id,
    title,
    unit,
    figure,
    owner,
    groups,
    ...(threshold === undefined ? {} : { threshold }),
    meets: meets(whole, threshold),
    ...(whole === undefined ? {} : { all: whole }),
    hidden: may === 'total' && named.length > 0,
    rows: may === 'everything' ? named.map(([row, some]) => ({ row, ...shown(figure, some, k, true) })) : [],
  };
}

type Figured = Omit<Shown, 'row'>;

function shown(figure: Figure, some: readonly Counted[], k: number, open: boolean): Figured {
  const groups = groupsOf(some).size;
  if (!open || groups < k) return { of: 'hidden', value: 'hidden' };
  const of = groups - (groups % k);
  if (figure !== 'share') return { of, value: figureOf(figure, some) };
  const sides = [some.filter(({ value }) => value > 0), some.filter(({ value }) => value <= 0)] as const;
  const [yes, no] = sides.map((side) => groupsOf(side).size > 0 && groupsOf(side).size < k);
  // Of so many at least, in steps as well: from the exact number of all, less those who are in another measure, the few could be counted.
  const stepped = Math.max(k, some.length - (some.length % k));
  if (yes === true && no === true) return { of, value: 'hidden' };
  if (no === true) return { of, value: Math.max(0, (stepped - few(sides[1].length, k)) / stepped), bound: 'at least' };
  if (yes === true) return { of, value: Math.min(1, few(sides[0].length, k) / stepped), bound: 'at most' };
  return { of, value: figureOf(figure, some) };
}

/** The most of a step of `k` in which so many are: one and `k` less one are alike. */
const few = (n: number, k: number): number => Math.floor(n / k) * k + k - 1;

const groupsOf = (some: readonly Counted[]): ReadonlySet<string> => new Set(some.flatMap(({ group }) => (group === '' ? [] : [group])));

/** By a bound it may stay open. */
function meets(all: Figured | undefined, threshold: Threshold | undefined): Measured['meets'] {
  if (all === undefined) return 'nothing';
  if (all.value === 'hidden') return 'hidden';
  if (threshold === undefined) return 'unset';
  const least = all.bound === 'at most' ? 0 : all.value;
  const most = all.bound === 'at least' ? 1 : all.value;
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = threshold;
  if (least >= atLeast && most <= atMost) return 'yes';
  return most < atLeast || least > atMost ? 'no' : 'hidden';
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
