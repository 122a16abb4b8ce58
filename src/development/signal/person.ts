import { figure } from '../../core/index.ts';
import type { ObjectId } from '../git/object.ts';
import type { Signal } from './model.ts';

/** One commit, as far as it tells of who works when. */
export interface Worked {
  readonly commit: ObjectId;
  /** One word for each person: an id of the register, else an address. */
  readonly author: string;
  readonly committer: string;
  /** Of the author's date: seconds since 1970, and the author's zone as written. */
  readonly seconds?: number;
  readonly zone: string;
  /** Paths that are run at build. */
  readonly runs: readonly string[];
}

/** What somebody did before the release's range. */
export interface Habits {
  readonly commits: number;
  /** By the hour of the author's own clock, and by the day of the week, Sunday first. */
  readonly hours: readonly number[];
  readonly days: readonly number[];
}

/** Takes the commits before the range one by one, and knows of each person what they did. */
export function habitsOf(): { readonly take: (one: Worked) => void; readonly known: ReadonlyMap<string, Habits> } {
  const known = new Map<string, { commits: number; hours: number[]; days: number[] }>();
  const of = (who: string) => {
    const found = known.get(who) ?? { commits: 0, hours: new Array<number>(24).fill(0), days: new Array<number>(7).fill(0) };
    known.set(who, found);
    return found;
  };
  return {
    known,
    take(one) {
      const author = of(one.author);
      author.commits += 1;
      // Whoever applied is known from then on too, and worked by another's date.
      of(one.committer);
      const moment = localTime(one);
      if (moment === undefined) return;
      author.hours[moment.hour] = (author.hours[moment.hour] ?? 0) + 1;
      author.days[moment.day] = (author.days[moment.day] ?? 0) + 1;
    },
  };
}

/**
 * Somebody whose first commit is in the range, and who changes there what is run at build, or applies the commits of others. One signal for each. `newest`: where
 * `before` knows no more than so many commits. Nothing where nobody was there before: then everybody is new.
 */
export function newInControl(range: readonly Worked[], before: ReadonlyMap<string, Habits>, newest?: number): readonly Signal[] {
  if (before.size === 0) return [];
  const first = (who: string) =>
    newest === undefined ? `the first commit of ${who} is in this release` : `${who} is not in the ${figure(newest)} commits before this release`;
  const found = new Map<string, Signal>();
  for (const { commit, author, committer, runs } of range) {
    const [path] = runs;
    if (!before.has(author) && path !== undefined && !found.has(author))
      found.set(author, control(author, { commit, path }, `${first(author)}, and ${author} changes what is run at build`));
    if (!before.has(committer) && committer !== author)
      found.set(committer, control(committer, { commit }, `${first(committer)}, and ${committer} applies what others wrote`));
  }
  return [...found.values()];
}

function control(who: string, place: Signal['place'], what: string): Signal {
  return { kind: 'identity-new-in-control', weak: false, place, who, what };
}

/** So many commits before there is a pattern to be outside of. */
const LEAST = 50;
const RARE = 0.01;

/** Commits at hours and on days at which their author hardly ever worked. One signal for each person, at the first such commit. Clocks are the author's word: weak. */
export function outsidePattern(range: readonly Worked[], before: ReadonlyMap<string, Habits>): readonly Signal[] {
  const found = new Map<string, { readonly commit: ObjectId; readonly earlier: number; count: number }>();
  for (const one of range) {
    const habits = before.get(one.author);
    const moment = localTime(one);
    if (habits === undefined || moment === undefined || habits.commits < LEAST) continue;
    const near = [-1, 0, 1].reduce((sum, by) => sum + (habits.hours[(moment.hour + by + 24) % 24] ?? 0), 0);
    if (near / habits.commits >= RARE && (habits.days[moment.day] ?? 0) / habits.commits >= RARE) continue;
    const seen = found.get(one.author);
    if (seen === undefined) found.set(one.author, { commit: one.commit, earlier: habits.commits, count: 1 });
    else seen.count += 1;
  }
  return [...found].map(([who, { commit, earlier, count }]) => ({
    kind: 'outside-working-pattern',
    weak: true,
    place: { commit },
    who,
    what: `${who} made ${count === 1 ? '1 commit' : `${count} commits`} at hours or on days of which their ${earlier} earlier ones know next to none`,
  }));
}

function localTime({ seconds, zone }: Pick<Worked, 'seconds' | 'zone'>): { readonly hour: number; readonly day: number } | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  if (seconds === undefined || sign === undefined) return undefined;
  const local = seconds + (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
  return { hour: Math.floor(local / 3600) % 24, day: (Math.floor(local / 86_400) + 4) % 7 };
}
