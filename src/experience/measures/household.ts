import { type Counted, DAY, type Fact, type MeasureDeclared, type Window } from '../model.ts';
import { momentOf, textOf, within } from './words.ts';

const OWNER = 'Product designer';
/** Who asked why something was refused, and was given more within this time, was not told why: they were given more. */
const WIDENED = 600_000;

/** Shares that began in the window; 1 for all of a device where a channel would have done. */
function wildcards(facts: readonly Fact[], window: Window): readonly Counted[] {
  return facts
    .filter(({ type, at }) => type === 'share.given' && within(window, at))
    .map((fact) => ({ row: '', group: textOf(fact, 'household'), value: textOf(fact, 'channel') === '' ? 1 : 0 }));
}

/** Guests who are in a household at the end of the window; 1 for one without an end who has been there for a quarter. */
function guests(facts: readonly Fact[], { until }: Window): readonly Counted[] {
  const members = new Map<string, { role: string; household: string; since: number; ends?: number }>();
  for (const fact of facts) {
    if (fact.at >= until) break;
    const [member, household] = [textOf(fact, 'member'), textOf(fact, 'household')];
    const ends = momentOf(fact, 'until');
    if (fact.type === 'member.joined' || fact.type === 'member.changed')
      members.set(member, { role: textOf(fact, 'role'), household, since: members.get(member)?.since ?? fact.at, ...(ends === undefined ? {} : { ends }) });
    else if (fact.type === 'member.left') members.delete(member);
    else if (fact.type === 'household.dissolved') for (const [id, one] of members) if (one.household === household) members.delete(id);
  }
  return [...members.values()]
    .filter(({ role, ends }) => role === 'guest' && (ends === undefined || ends > until))
    .map(({ household, since, ends }) => ({ row: '', group: household, value: ends === undefined && until - since > 90 * DAY ? 1 : 0 }));
}

/** Warnings that were shown and answered; 1 for acted on. */
function heeded(facts: readonly Fact[], window: Window): readonly Counted[] {
  return facts
    .filter(({ type, at }) => type === 'notice.answered' && within(window, at))
    .map((fact) => ({ row: textOf(fact, 'notice'), group: textOf(fact, 'household'), value: textOf(fact, 'answer') === 'heeded' ? 1 : 0 }));
}

const asked = (facts: readonly Fact[], window: Window) => facts.filter(({ type, at }) => type === 'denial.explained' && within(window, at));

function widened(facts: readonly Fact[], window: Window): readonly Counted[] {
  const gives = facts.filter(({ type }) => ['share.given', 'member.changed', 'consent.given'].includes(type));
  return asked(facts, window).map((fact) => {
    const household = textOf(fact, 'household');
    const more = gives.some((one) => textOf(one, 'household') === household && one.at >= fact.at && one.at - fact.at < WIDENED);
    return { row: '', group: household, value: more ? 1 : 0 };
  });
}

const base = { owner: OWNER, groups: 'households' } as const;

export const HOUSEHOLD: readonly MeasureDeclared[] = [
  {
    ...base,
    id: 'work-around.wildcard-shares',
    title: 'Shares of all of a device, where one thing of it could be shared',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.2 },
    counted: wildcards,
  },
  {
    ...base,
    id: 'work-around.guests-never-removed',
    title: 'Guests without an end who have been there for 90 days',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.1 },
    counted: guests,
  },
  {
    ...base,
    id: 'warning.heeded',
    title: 'Warnings that people acted on',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.8 },
    rows: 'warning',
    counted: heeded,
  },
  {
    ...base,
    id: 'why.opened',
    title: 'Times that somebody asked why they may not',
    figure: 'sum',
    unit: 'count',
    counted: (facts, window) => asked(facts, window).map((fact) => ({ row: '', group: textOf(fact, 'household'), value: 1 })),
  },
  {
    ...base,
    id: 'why.widened',
    title: 'Of those, times that more was given within ten minutes',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.2 },
    counted: widened,
  },
];
