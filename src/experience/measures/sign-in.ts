import { type Counted, DAY, type Fact, type MeasureDeclared, type Window } from '../model.ts';
import { momentOf, numberOf, textOf, within } from './words.ts';

const OWNER = 'Product designer';

const opened = (facts: readonly Fact[], window: Window) => facts.filter(({ type, at }) => type === 'session.opened' && within(window, at));

/** Whether it took one try. Tries that led nowhere are nobody's, so they count, and make no group larger. */
function firstTries(facts: readonly Fact[], window: Window): readonly Counted[] {
  const done = opened(facts, window).flatMap((fact): readonly Counted[] => {
    const failed = numberOf(fact, 'failed');
    return failed === undefined ? [] : [{ row: textOf(fact, 'method'), group: textOf(fact, 'person'), value: failed === 0 ? 1 : 0 }];
  });
  const left = facts
    .filter(({ type, at }) => type === 'sign-in.unfinished' && within(window, at))
    .flatMap((fact) => Array.from({ length: Math.min(numberOf(fact, 'count') ?? 0, 10_000) }, () => ({ row: textOf(fact, 'method'), group: '', value: 0 })));
  return [...done, ...left];
}

function times(facts: readonly Fact[], window: Window): readonly Counted[] {
  return opened(facts, window).flatMap((fact) => {
    const took = numberOf(fact, 'took');
    return took === undefined ? [] : [{ row: textOf(fact, 'method'), group: textOf(fact, 'person'), value: took }];
  });
}

/** How often somebody was asked who they are, by day on which they were. */
function daysOf(facts: readonly Fact[], window: Window) {
  const days = new Map<string, { person: string; signedIn: number; again: number }>();
  for (const fact of facts) {
    if (!['session.opened', 'session.stepped-up'].includes(fact.type) || !within(window, fact.at)) continue;
    const person = textOf(fact, 'person');
    const key = `${person} ${Math.floor(fact.at / DAY)}`;
    const day = days.get(key) ?? { person, signedIn: 0, again: 0 };
    if (fact.type === 'session.opened') day.signedIn += 1;
    else day.again += 1;
    days.set(key, day);
  }
  return [...days.values()];
}

/** Lock-outs and how somebody came back from one: from the fact that shut them out, or showed them out, to their next session. */
const SHUT_OUT = ['sign-in.locked', 'recovery-code.used', 'person.sign-in-reset'];

function recoveries(facts: readonly Fact[], window: Window): readonly Counted[] {
  const since = new Map<string, Fact>();
  const found: Counted[] = [];
  for (const fact of facts) {
    const person = textOf(fact, 'person');
    if (SHUT_OUT.includes(fact.type)) {
      if (!since.has(person)) since.set(person, fact);
    } else if (fact.type === 'session.opened') {
      const first = since.get(person);
      if (first !== undefined && within(window, fact.at)) found.push({ row: first.type, group: person, value: fact.at - first.at });
      since.delete(person);
    }
  }
  return found;
}

/** Everybody who signed in or was shut out; 1 for whom it was. */
function locked(type: string) {
  return (facts: readonly Fact[], window: Window): readonly Counted[] => {
    const people = new Map<string, number>();
    for (const fact of facts) {
      if (!within(window, fact.at)) continue;
      const person = textOf(fact, 'person');
      if (fact.type === type) people.set(person, 1);
      else if (fact.type === 'session.opened' && !people.has(person)) people.set(person, 0);
    }
    return [...people].map(([group, value]) => ({ row: '', group, value }));
  };
}

/** Sessions that were open at one moment, per person: more places than one person is in are an account that several use. */
function inPlaces(facts: readonly Fact[], window: Window): readonly Counted[] {
  const open = new Map<string, Map<string, number>>();
  const most = new Map<string, number>();
  for (const fact of facts) {
    const [person, session] = [textOf(fact, 'person'), textOf(fact, 'session')];
    const sessions = open.get(person) ?? new Map<string, number>();
    open.set(person, sessions);
    if (fact.type === 'session.closed') sessions.delete(session);
    if (fact.type !== 'session.opened') continue;
    // A session ends within a day, whether that is entered or not.
    for (const [id, at] of sessions) if (fact.at - at >= DAY) sessions.delete(id);
    sessions.set(session, fact.at);
    if (within(window, fact.at)) most.set(person, Math.max(most.get(person) ?? 0, sessions.size));
  }
  return [...most].map(([group, places]) => ({ row: '', group, value: places > MOST_PLACES ? 1 : 0 }));
}

/** A person may sit at a desk, hold a phone and have a tablet at home. */
const MOST_PLACES = 3;

/** Tokens that are good at the end of the window; 1 for one that is older than a quarter. */
function oldTokens(facts: readonly Fact[], { until }: Window): readonly Counted[] {
  const revoked = new Set(facts.filter(({ type, at }) => type === 'token.revoked' && at < until).map((fact) => textOf(fact, 'token')));
  return facts.flatMap((fact) => {
    if (fact.type !== 'token.issued' || fact.at >= until || revoked.has(textOf(fact, 'token'))) return [];
    if ((momentOf(fact, 'expiresAt') ?? until) <= until) return [];
    return [{ row: '', group: textOf(fact, 'person'), value: until - fact.at > 90 * DAY ? 1 : 0 }];
  });
}

const people = { owner: OWNER, groups: 'people' } as const;

export const SIGN_IN: readonly MeasureDeclared[] = [
  {
    ...people,
    id: 'sign-in.first-try',
    title: 'Sign-ins that succeed at the first try',
    figure: 'share',
    unit: 'share',
    threshold: { atLeast: 0.93 },
    rows: 'method',
    counted: firstTries,
  },
  {
    ...people,
    id: 'sign-in.time-p50',
    title: 'Time to sign in, half of all',
    figure: 'p50',
    unit: 'ms',
    threshold: { atMost: 8500 },
    rows: 'method',
    counted: times,
  },
  {
    ...people,
    id: 'sign-in.prompts',
    title: 'Times that somebody signs in, a day on which they do anything',
    figure: 'mean',
    unit: 'per day',
    threshold: { atMost: 1 },
    counted: (facts, window) => daysOf(facts, window).map(({ person, signedIn }) => ({ row: '', group: person, value: signedIn })),
  },
  {
    ...people,
    id: 'sign-in.step-ups',
    title: 'Times that somebody proves anew that it is them, for a sensitive act, on such a day',
    figure: 'mean',
    unit: 'per day',
    counted: (facts, window) => daysOf(facts, window).map(({ person, again }) => ({ row: '', group: person, value: again })),
  },
  {
    ...people,
    id: 'recovery.locked-out',
    title: 'People who were locked out',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.005 },
    counted: locked('sign-in.locked'),
  },
  {
    ...people,
    id: 'recovery.reset',
    title: 'People whose way in was reset by somebody',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.005 },
    owner: 'Support lead',
    counted: locked('person.sign-in-reset'),
  },
  {
    ...people,
    id: 'recovery.time-p50',
    title: 'Time from being shut out to being back, half of all',
    figure: 'p50',
    unit: 'ms',
    threshold: { atMost: 3_600_000 },
    owner: 'Support lead',
    rows: 'what shut them out',
    counted: recoveries,
  },
  {
    ...people,
    id: 'work-around.account-in-many-places',
    title: 'Accounts open in more than three places at once',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.02 },
    counted: inPlaces,
  },
  {
    ...people,
    id: 'work-around.tokens-never-renewed',
    title: 'Tokens in use that are older than 90 days',
    figure: 'share',
    unit: 'share',
    threshold: { atMost: 0.1 },
    owner: 'Operations lead',
    counted: oldTokens,
  },
];
