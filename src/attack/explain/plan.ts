import { figure, type Layer } from '../../core/index.ts';
import type { AttackGraph, AttackState, AttackStep, ControlAt, StepStatus, Technique } from '../model.ts';
import { countOf } from './members.ts';
import { numbered, plural } from './words.ts';

/** One step of an attack, as a manager reads it. */
export interface Hop {
  readonly n: number;
  readonly step: string;
  readonly layer: Layer;
  readonly sentence: string;
  /** What the attacker then holds. */
  readonly gives: string;
  readonly status: StepStatus;
  /** Person-days. */
  readonly effort: number;
  /** Ledger entries that decided the status. */
  readonly evidence: readonly number[];
  /** All of these proven would close the hop. None: the step is how the thing works. */
  readonly closedBy: readonly ControlAt[];
  /** About a share of the members: proven leaves fewer of them, and the hop stays. */
  readonly narrowedBy: readonly ControlAt[];
  readonly techniques: readonly Technique[];
  /** Would see it, or undo its harm; they do not stop it. */
  readonly seenBy: readonly ControlAt[];
  /** How many members the state is about. */
  readonly members?: number;
}

/** A control that stops this way by itself, and the hops it would stop. */
export interface Stop extends ControlAt {
  readonly hops: readonly number[];
}

export interface Explanation {
  readonly summary: string;
  readonly goal: string;
  readonly start: readonly string[];
  readonly hops: readonly Hop[];
  /** Person-days, each hop once. */
  readonly effort: number;
  /** Hops that no fresh evidence has settled. */
  readonly undecided: number;
  readonly stops: readonly Stop[];
  readonly devices?: number;
  readonly households?: number;
  readonly libraryVersion: string;
}

/**
 * What is known of the goal once a control that closes this way is proven: no way is left; the next costs so many person-days; or there may be one, and none
 * is shown to be open where this one was.
 */
export type After = { readonly left: 'none' } | { readonly left: 'next'; readonly days: number } | { readonly left: 'unshown' };

/** How a plan is told. */
export interface Telling {
  /** What a control at a subject is called; by their ids when absent. */
  readonly named?: (at: ControlAt) => string;
  /** Where nothing is known, no more is claimed than that the control closes this way. */
  readonly after?: (stop: ControlAt) => After | undefined;
}

/**
 * A plan in words. `steps` are step ids in an order that replays, as the engine gives them; those that only say what a state implies (an asset
 * read anywhere is read) are left out of the count. Ids the graph does not have are passed over.
 */
export function explainPlan(graph: AttackGraph, steps: readonly string[], telling: Telling = {}): Explanation {
  const byId = new Map(graph.steps.map((step) => [step.id, step]));
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const taken = steps.flatMap((id) => byId.get(id) ?? []);
  const given = new Set(taken.map((step) => step.to));
  const start = [...new Set(taken.flatMap((step) => step.from.filter((id) => !given.has(id))))];
  const hops = taken.filter((step) => step.sentence !== '').map((step, i) => hopOf(step, i + 1, states.get(step.to)));
  const last = taken.at(-1);
  const goal = last === undefined ? 'holds nothing more' : (states.get(last.to)?.title ?? last.to);
  const reached = taken.flatMap((step) => states.get(step.to) ?? []);
  const devices = countOf(reached, 'device');
  const households = countOf(reached, 'household');
  const effort = hops.reduce((sum, hop) => sum + hop.effort, 0);
  const known = {
    goal,
    start: start.map((id) => states.get(id)?.title ?? id),
    hops,
    effort,
    undecided: hops.filter((hop) => hop.status === 'undecided').length,
    stops: stopsOf(hops),
    ...(devices === 0 ? {} : { devices }),
    ...(households === 0 ? {} : { households }),
  };
  return { summary: summaryOf(known, telling), ...known, libraryVersion: graph.libraryVersion };
}

function hopOf(step: AttackStep, n: number, gives: AttackState | undefined): Hop {
  const { layer, sentence, status, effort, evidence, closedBy, techniques } = step;
  const members = gives?.members === undefined ? {} : { members: gives.members };
  return {
    n,
    step: step.id,
    layer,
    sentence,
    gives: gives?.title ?? step.to,
    status,
    effort,
    evidence,
    closedBy,
    narrowedBy: step.narrowedBy ?? [],
    techniques,
    seenBy: step.seenBy ?? [],
    ...members,
  };
}

/** Controls that close a hop alone. A hop that needs several proven is stopped by none of them alone. */
function stopsOf(hops: readonly Hop[]): readonly Stop[] {
  const stops = new Map<string, { control: ControlAt['control']; subject: string; hops: number[] }>();
  for (const hop of hops) {
    const [only] = hop.closedBy;
    if (only === undefined || hop.closedBy.length > 1) continue;
    const key = `${only.control}@${only.subject}`;
    const stop = stops.get(key) ?? { ...only, hops: [] };
    stop.hops.push(hop.n);
    stops.set(key, stop);
  }
  return [...stops.values()];
}

function summaryOf(known: Omit<Explanation, 'summary' | 'libraryVersion'>, telling: Telling): string {
  const { goal, start, hops, effort, undecided, stops, devices, households } = known;
  const who = start.length === 0 ? 'An attacker' : `An attacker who ${start.join(' and ')}`;
  if (hops.length === 0) return `${who} ${goal} without a further step.`;
  const reach = [devices === undefined ? '' : plural(devices, 'device'), households === undefined ? '' : plural(households, 'household')].filter(
    (each) => each !== '',
  );
  const sure =
    undecided === 0
      ? 'every step is shown to be open'
      : undecided === hops.length
        ? 'no step is settled by fresh evidence'
        : `${numbered(undecided)} of them ${undecided === 1 ? 'is' : 'are'} not settled by fresh evidence`;
  const told = `${who} ${goal} in ${plural(hops.length, 'step')}${reach.length === 0 ? '' : `, by way of ${reach.join(' and ')}`}, about ${days(effort)}; ${sure}; ${stopping(stops, effort, telling)}.`;
  // What nobody has settled is not told as a fact, whoever shows the sentence.
  return undecided === 0 ? told : `May be possible, for evidence is missing: ${told.charAt(0).toLowerCase()}${told.slice(1)}`;
}

const named = ({ control, subject }: ControlAt): string => `${control} at ${subject}`;

/** What one control does to this way, and to the goal where that is known: a way that is closed is not a goal that is. */
function stopping(stops: readonly Stop[], effort: number, { named: name = named, after }: Telling): string {
  const [first] = stops;
  if (first === undefined) return 'no single control closes this way';
  const found = stops.map((stop) => ({ stop, after: after?.(stop) }));
  const ending = found.filter((one) => one.after?.left === 'none');
  const [end] = ending;
  if (end !== undefined && ending.length === stops.length) {
    return stops.length === 1 ? `one control would stop it: ${name(first)}` : `any one of ${numbered(stops.length)} controls would stop it`;
  }
  if (end !== undefined) {
    const some = `${numbered(ending.length)} of the ${numbered(stops.length)} controls that close this way would stop it`;
    return ending.length === 1 ? `${some}: ${name(end.stop)}` : some;
  }
  const one = stops.length === 1 ? `one control closes this way: ${name(first)}` : `any one of ${numbered(stops.length)} controls closes this way`;
  return `${one}${remaining(
    found.map((each) => each.after),
    effort,
  )}`;
}

function remaining(after: readonly (After | undefined)[], effort: number): string {
  if (after.every((each) => each?.left === 'unshown')) return '; no other way is shown to be open';
  const next = after.flatMap((each) => (each?.left === 'next' ? [each.days] : []));
  if (next.length < after.length) return '';
  const [least, most] = [Math.min(...next), Math.max(...next)];
  const price = days(least) === days(most) ? days(least) : `${days(least).split(' ')[0]} to ${days(most)}`;
  return least < effort && days(least) !== days(effort) ? `; a cheaper way remains, at about ${days(least)}` : `; the next costs about ${price}`;
}

/** Person-days with as many digits as a coarse scale bears. */
export function days(effort: number): string {
  const rounded = effort >= 10 ? Math.round(effort) : Math.round(effort * 10) / 10;
  return `${figure(rounded)} person-day${rounded === 1 ? '' : 's'}`;
}
