import { expect } from 'vitest';
import { CONTROLS } from '../../src/assurance/controls/index.ts';
import { elementJudge } from '../../src/assurance/element.ts';
import { LivePosition } from '../../src/assurance/live/index.ts';
import { STANDARDS } from '../../src/assurance/standards/index.ts';
import { Instant } from '../../src/core/index.ts';
import type { RecordedEvidence } from '../../src/evidence/model.ts';
import { parseSubject } from '../../src/evidence/subject.ts';
import type { ServiceMap } from '../../src/map/model.ts';
import { seeded } from '../random-problem.ts';
import { Happenings } from './happenings.ts';
import { asLive, fromScratch, subjectLine } from './scratch.ts';

export const AT = Instant.parse('2026-11-01T00:00:00Z');

/** One that is judged by controls, with conditions, one that is not, and one with dates: enough to see whether requirements follow. */
const SOME = STANDARDS.filter(({ id }) => ['en-303-645', 'cert-c', 'cra'].includes(id));

export interface Case {
  readonly map: ServiceMap;
  readonly steps: number;
  readonly seed: number;
  readonly passing: number;
  readonly named: number;
  readonly members: number;
  readonly begun: boolean;
}

/** Lets things happen, and holds every answer against one made from scratch, after each of them. */
export function follow({ map, steps, seed, begun, ...likely }: Case): { readonly goals: number; readonly rebuilt: number } {
  const happenings = new Happenings(map, seeded(seed), likely, AT);
  if (begun) happenings.begin();
  const standards = SOME;
  const live = new LivePosition({ map, evidence: [...happenings.evidence], exclusions: happenings.exclusions, at: happenings.at, standards });
  const seen = { goals: 0, rebuilt: 0 };
  let before = asLive(live);
  for (let i = 0; i < steps; i += 1) {
    const happening = happenings.next(live.next());
    const change =
      happening.kind === 'evidence' ? live.take(happening.evidence) : happening.kind === 'time' ? live.advance(happening.at) : live.exclude(happening.event);
    const { evidence, exclusions, at } = happenings;
    const after = asLive(live);
    expect(after.join('\n')).toBe(fromScratch({ map, evidence, exclusions, at, standards }).join('\n'));
    // What was said to have moved has moved, and nothing else.
    const told = [
      ...change.controls.map(({ control, to }) => `control ${control} ${to}`),
      ...change.requirements.map(({ standard, requirement, to }) => `requirement ${standard} ${requirement} ${to}`),
      ...change.goals.flatMap(({ state, to }) => (to === undefined ? [] : [`goal ${state} ${to}`])),
    ];
    const known = new Set(before);
    expect(told.sort()).toEqual(after.filter((line) => !known.has(line) && !line.startsWith('subject ')).sort());
    before = after;
    seen.goals += change.goals.length;
    seen.rebuilt += change.rebuilt ? 1 : 0;
  }
  return seen;
}

/**
 * Flips evidence, `steps` times. After each flip what it can bear on is made anew and compared: every control at that element from the statements alone, all
 * and, where a goal moved, everything. Each `whole` flips everything is. Gives how often each
 * was done. Throws at the first difference.
 */
export function flips({ map, steps, seed, begun, ...likely }: Case, whole: number, at: Instant): Flipped {
  const happenings = new Happenings(map, seeded(seed), likely, at);
  if (begun) happenings.begin();
  const input = () => ({ map, evidence: happenings.evidence, exclusions: happenings.exclusions, at });
  const live = new LivePosition({ ...input(), evidence: [...happenings.evidence] });
  const judge = elementJudge(map);
  const about = new Map<string, RecordedEvidence[]>();
  const keep = (one: RecordedEvidence) => {
    const { element } = parseSubject(one.subject);
    const list = about.get(element);
    if (list === undefined) about.set(element, [one]);
    else list.push(one);
  };
  happenings.evidence.forEach(keep);
  const done = { flips: 0, moved: 0, goals: 0, rebuilt: 0, graphs: 0, whole: 0 };
  for (let i = 0; i < steps; i += 1) {
    const evidence = happenings.flip();
    keep(evidence);
    const change = live.take(evidence);
    const { element } = parseSubject(evidence.subject);
    for (const control of CONTROLS) {
      if (!control.checks.some((check) => check.claim === evidence.claim)) continue;
      // All that is said of the element: a member that another claim names is one fewer of the rest here too.
      const fresh = judge.judge(control, element, about.get(element) ?? [], happenings.exclusions, at);
      const now = live.verdictAt(control.id, element);
      const [found, wanted] = [
        now === undefined ? 'not owed' : subjectLine(now),
        fresh === undefined ? 'not owed' : subjectLine({ ...fresh, control: control.id }),
      ];
      if (found !== wanted) throw new Error(`flip ${i}: ${found}, from scratch ${wanted}`);
    }
    done.flips += 1;
    done.goals += change.goals.length;
    done.rebuilt += change.rebuilt ? 1 : 0;
    done.moved += change.subjects.length > 0 ? 1 : 0;
    const all = i % whole === whole - 1;
    if (!all && change.goals.length === 0) continue;
    if (all) done.whole += 1;
    else done.graphs += 1;
    const [found, wanted] = [asLive(live), fromScratch(input())];
    const differs = wanted.findIndex((line, l) => line !== found[l]);
    if (differs !== -1 || found.length !== wanted.length)
      throw new Error(`flip ${i}: ${found[differs] ?? 'nothing'}, from scratch ${wanted[differs] ?? 'nothing'}`);
  }
  return done;
}

export interface Flipped {
  readonly flips: number;
  /** Flips after which some control's verdict at an element was another. */
  readonly moved: number;
  /** Goals that became reachable, or no longer are. */
  readonly goals: number;
  readonly rebuilt: number;
  /** Times that everything was compared because a goal had moved, and because it was due. */
  readonly graphs: number;
  readonly whole: number;
}
