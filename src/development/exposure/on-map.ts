import { toProblem } from '../../attack/build/problem.ts';
import { reach } from '../../attack/engine/closure.ts';
import { compile } from '../../attack/engine/compile.ts';
import { cheapestTotals } from '../../attack/engine/plan.ts';
import { type AttackGraph, type AttackStep, EFFORT_DAYS, type Problem, type ProblemStep, type Reach } from '../../attack/model.ts';
import { Refused } from '../../core/index.ts';
import type { Cvss } from '../advisory/cvss.ts';
import { exposureFaults } from './faults.ts';

/** The control that waits for evidence about known holes: steps that it closes are those that a vulnerability opens. */
const CONTROL = 'known-vulnerabilities-closed';

/** What somebody needs, and gets, of a vulnerability: all of it that the map has words for. */
export interface Profile {
  /** What the attacker has to hold at the part before. */
  readonly needs: 'reach' | 'user' | 'admin' | 'physical';
  /** Runs own code there, or only stops it. */
  readonly gives: 'code' | 'deny';
  /** Used by attackers already: the tool exists. */
  readonly exploited: boolean;
}

/** Where no vector says it, the cautious reading: whoever can talk to the part runs code there. */
export function profileOf(cvss: Cvss | undefined, exploited: boolean): Profile {
  if (cvss === undefined) return { needs: 'reach', gives: 'code', exploited };
  const { from, privileges, loses } = cvss;
  const needs = from === 'physical' ? 'physical' : privileges === 'high' ? 'admin' : privileges === 'low' || from === 'local' ? 'user' : 'reach';
  return { needs, gives: loses.confidentiality || loses.integrity ? 'code' : 'deny', exploited };
}

/** A critical asset that an attack reaches otherwise with the vulnerability than without it. */
export interface Added {
  readonly goal: string;
  readonly title: string;
  readonly weight: number;
  readonly before: Reach;
  readonly after: Reach;
  /** Person-days of the cheapest attack; undefined where none is known. */
  readonly daysBefore?: number;
  readonly daysAfter?: number;
}

export interface OnMap {
  readonly profile: Profile;
  /** Ids of the steps that it opens. Empty: nobody on the map gets where it can be used from, or the map has no such state. */
  readonly steps: readonly string[];
  /** States of the attack graph from which it is used. */
  readonly from: readonly string[];
  /** The most that is known of those: whether somebody gets there at all, without this vulnerability. */
  readonly reachable: Reach;
  readonly added: readonly Added[];
  /** Weights of the assets that are reached only with it, or are proven reachable only with it. */
  readonly opens: number;
  /** Days that an attacker saves, over all critical assets. */
  readonly saves: number;
}

/** Answers what a vulnerability adds at one part of the map. Keeps what the part's questions share. Throws `Refused` (ASSAY-EXPOSURE-001, ASSAY-ATTACK-002). */
export class PartOnMap {
  readonly #graph: AttackGraph;
  readonly #holes: readonly AttackStep[];
  readonly #base: Problem;
  readonly #before: { readonly verdicts: readonly Reach[]; readonly days: readonly (number | undefined)[] };
  readonly #known = new Map<string, OnMap>();

  constructor(graph: AttackGraph, part: string, actors: readonly string[] = Object.keys(graph.starts)) {
    this.#graph = graph;
    this.#holes = graph.steps.filter(({ closedBy }) =>
      closedBy.some((at) => at.control === CONTROL && (at.subject === part || at.subject.startsWith(`${part}/`))),
    );
    if (this.#holes.length === 0) throw noPart(graph, part);
    const holes = new Set(this.#holes.map(({ id }) => id));
    const problem = toProblem(graph, { actors });
    // Without: as if every known hole of this part were closed. What else is open stays open.
    this.#base = { ...problem, steps: problem.steps.map((step) => (holes.has(step.id) ? { ...step, status: 'closed' } : step)) };
    this.#before = answered(this.#base);
  }

  adds(profile: Profile): OnMap {
    const key = JSON.stringify(profile);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = this.#adds(profile);
    this.#known.set(key, made);
    return made;
  }

  #adds(profile: Profile): OnMap {
    const steps = this.#holes.flatMap((hole) => this.#opened(hole, profile));
    const from = [...new Set(steps.flatMap((step) => step.from))];
    const reachable = best(answered({ ...this.#base, goals: from }).verdicts);
    const after = steps.length === 0 ? this.#before : answered({ ...this.#base, steps: [...this.#base.steps, ...steps] });
    const titles = new Map(this.#graph.states.map(({ id, title }) => [id, title]));
    const added = this.#graph.goals.flatMap(({ state, weight }): readonly Added[] => {
      const g = this.#base.goals.indexOf(state);
      const [verdictBefore, verdictAfter] = [this.#before.verdicts[g] ?? 'no-way-known', after.verdicts[g] ?? 'no-way-known'];
      const [daysBefore, daysAfter] = [this.#before.days[g], after.days[g]];
      if (verdictBefore === verdictAfter && daysBefore === daysAfter) return [];
      return [
        {
          goal: state,
          title: titles.get(state) ?? state,
          weight,
          before: verdictBefore,
          after: verdictAfter,
          ...(daysBefore === undefined ? {} : { daysBefore }),
          ...(daysAfter === undefined ? {} : { daysAfter }),
        },
      ];
    });
    const opens = added.filter((each) => each.before !== each.after).reduce((sum, { weight }) => sum + weight, 0);
    const saves = added.reduce((sum, each) => sum + (each.daysBefore === undefined || each.daysAfter === undefined ? 0 : each.daysBefore - each.daysAfter), 0);
    return { profile, steps: steps.map(({ id }) => id), from, reachable, added, opens, saves: Math.round(saves * 10) / 10 };
  }

  /** The step that the vulnerability opens where the library has one for holes in general; other states where its vector says that they are needed or given. */
  #opened(hole: AttackStep, { needs, gives, exploited }: Profile): readonly ProblemStep[] {
    const states = new Set(this.#graph.states.map(({ id }) => id));
    const from = hole.from.map((id) => id.replace(/:reach(?=$|:)/, `:${needs}`));
    if (from.some((id) => !states.has(id))) return [];
    const place = hole.to.slice(0, hole.to.search(/:code(?:$|:)/));
    const scope = hole.to.slice(place.length + ':code'.length);
    const to = gives === 'code' ? [hole.to] : [...states].filter((id) => id.endsWith(`@${place}:deny${scope}`));
    // A tool that is in use takes hours where finding one's own way takes days.
    const effort = exploited ? Math.min(hole.effort, EFFORT_DAYS.hours) : hole.effort;
    return to.map((each) => ({ id: `${hole.id} ${needs} ${each}`, title: hole.sentence, from, to: each, effort, status: 'open' }));
  }
}

function answered(problem: Problem) {
  const compiled = compile(problem);
  return { verdicts: reach(compiled), days: cheapestTotals(compiled.graph, compiled.goals) };
}

const WORST: readonly Reach[] = ['proven-reachable', 'undecided', 'no-way-known', 'proven-closed'];

function best(verdicts: readonly Reach[]): Reach {
  return WORST.find((verdict) => verdicts.includes(verdict)) ?? 'no-way-known';
}

function noPart(graph: AttackGraph, part: string): Refused {
  const parts = [...new Set(graph.steps.flatMap(({ closedBy }) => closedBy.filter(({ control }) => control === CONTROL).map(({ subject }) => subject)))];
  return new Refused(
    exposureFaults.fault('001', {
      message: `the map has no part "${part}" that known vulnerabilities open`,
      field: 'part',
      expected: parts.slice(0, 20).join(', ') || 'a device, an app or a server on the map',
      found: part,
      remedy: 'Name the part of the map that this bill of materials is of: --part camera, or one variant of it: --part camera/fw-2.3',
    }),
  );
}
