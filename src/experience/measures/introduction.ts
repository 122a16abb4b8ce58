import { type Counted, DAY, type Fact, type MeasureDeclared, type Window } from '../model.ts';
import { numberOf, textOf, within } from './words.ts';

const OWNER = 'Product designer';
/** Codes of one device within a week are one attempt to introduce it, however many it took. */
const ATTEMPT = 7 * DAY;

interface Attempt {
  readonly device: string;
  readonly last: Fact;
  readonly codes: number;
}

/** Attempts whose end, or last code's end, is in the window. What is still open is no attempt yet. */
function attempts(facts: readonly Fact[], window: Window): readonly Attempt[] {
  const open = new Map<string, { codes: number; begun: number; last?: Fact }>();
  const ended: Attempt[] = [];
  const end = (device: string) => {
    const one = open.get(device);
    open.delete(device);
    if (one?.last !== undefined && within(window, one.last.at)) ended.push({ device, last: one.last, codes: one.codes });
  };
  for (const fact of facts) {
    const device = textOf(fact, 'device');
    const known = open.get(device);
    if (fact.type === 'introduction.begun') {
      if (known !== undefined && fact.at - known.begun >= ATTEMPT) end(device);
      const one = open.get(device);
      open.set(device, one === undefined ? { codes: 1, begun: fact.at } : { ...one, codes: one.codes + 1 });
    } else if (fact.type === 'introduction.completed') {
      if (known !== undefined) open.set(device, { ...known, last: fact });
      end(device);
    } else if (fact.type === 'introduction.abandoned' && known !== undefined) open.set(device, { ...known, last: fact });
  }
  for (const device of [...open.keys()]) end(device);
  return ended;
}

const completed = ({ last }: Attempt) => last.type === 'introduction.completed';

function share(good: (attempt: Attempt) => boolean) {
  return (facts: readonly Fact[], window: Window): readonly Counted[] =>
    attempts(facts, window).map((one) => ({ row: '', group: one.device, value: good(one) ? 1 : 0 }));
}

function times(facts: readonly Fact[], window: Window): readonly Counted[] {
  return facts.flatMap((fact) => {
    const after = fact.type === 'introduction.completed' && within(window, fact.at) ? numberOf(fact, 'after') : undefined;
    return after === undefined ? [] : [{ row: '', group: textOf(fact, 'device'), value: after }];
  });
}

export const INTRODUCTION: readonly MeasureDeclared[] = [
  {
    id: 'introduction.completed',
    title: 'Introductions that are completed',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.9 },
    owner: OWNER,
    groups: 'devices',
    counted: share(completed),
  },
  {
    id: 'introduction.first-try',
    title: 'Introductions completed with the first code',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.95 },
    owner: OWNER,
    groups: 'devices',
    counted: share((one) => completed(one) && one.codes === 1),
  },
  {
    id: 'introduction.time-p50',
    title: 'Time from code to ownership, half of all',
    figure: 'p50',
    unit: 'ms',
    threshold: { atMost: 60_000 },
    owner: OWNER,
    groups: 'devices',
    counted: times,
  },
  {
    id: 'introduction.time-p90',
    title: 'Time from code to ownership, nine in ten',
    figure: 'p90',
    unit: 'ms',
    threshold: { atMost: 300_000 },
    owner: OWNER,
    groups: 'devices',
    counted: times,
  },
  {
    id: 'introduction.abandoned',
    title: 'Introductions given up, by what was still to come',
    figure: 'sum',
    unit: 'count',
    owner: OWNER,
    groups: 'devices',
    rows: 'step',
    counted: (facts, window) =>
      attempts(facts, window)
        .filter((one) => !completed(one))
        .map(({ device, last }) => ({ row: textOf(last, 'because') === 'contested' ? 'contested' : textOf(last, 'step'), group: device, value: 1 })),
  },
];
