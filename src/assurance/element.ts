import type { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { parseSubject } from '../evidence/subject.ts';
import type { ServiceMap } from '../map/model.ts';
import { indexEvidence } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import type { Control } from './model.ts';
import { type SubjectPosition, subjectPosition } from './position.ts';
import type { Place } from './scale.ts';
import { indexMap, type OwedAt, owedAt } from './subjects.ts';
import { type Judgement, judge } from './verdict.ts';

// A verdict at an element follows from the statements of the control's own claims about that element, its variants and members, and from which
// members any statement names: they are judged for themselves. So one verdict can be judged again, at other moments or from less evidence, without
// judging the rest.

/** The statements that can bear on a control at an element. Those about another element, or of another claim and no member, change nothing there. */
export type Bearing<T> = (control: Control, element: string) => readonly T[];

/** What is said of one element. `naming`: of the statements that name a member, the first. */
interface Heard<T> {
  readonly byClaim: Map<string, T[]>;
  readonly naming: T[];
}

/** `all` in the order in which they became known: of the statements that only name a member, the first is enough. */
export function bearingOf<T>(all: readonly T[], evidenceOf: (one: T) => RecordedEvidence): Bearing<T> {
  const elements = new Map<string, Heard<T>>();
  const subjects = new Map<string, Heard<T>>();
  for (const one of all) {
    const { subject, claim } = evidenceOf(one);
    let heard = subjects.get(subject);
    if (heard === undefined) {
      const { element, member } = parseSubject(subject);
      heard = elements.get(element) ?? { byClaim: new Map(), naming: [] };
      elements.set(element, heard);
      subjects.set(subject, heard);
      if (member !== undefined) heard.naming.push(one);
    }
    const list = heard.byClaim.get(claim);
    if (list === undefined) heard.byClaim.set(claim, [one]);
    else list.push(one);
  }
  return (control, element) => {
    const heard = elements.get(element);
    if (heard === undefined) return [];
    const own = new Set<T>();
    for (const claim of new Set(control.checks.map((check) => check.claim))) for (const one of heard.byClaim.get(claim) ?? []) own.add(one);
    for (const one of heard.naming) own.add(one);
    return [...own].sort((a, b) => evidenceOf(a).seq - evidenceOf(b).seq);
  };
}

export interface ElementJudge {
  /** What a scale for the control at the element needs of the map. */
  place(control: Control, element: string): Place;
  /** Where a control is owed, or would be once evidence speaks of it. */
  elements(control: Control): readonly string[];
  /** The control at the element by these statements, which are all that bear on it; `undefined` where it is not owed. As `positionOf` judges it. */
  judge(control: Control, element: string, evidence: readonly RecordedEvidence[], exclusions: Exclusions, at: Instant): SubjectPosition | undefined;
}

export function elementJudge(map: ServiceMap): ElementJudge {
  const index = indexMap(map);
  const owed = new Map<Control, { readonly always: ReadonlyMap<string, OwedAt>; readonly spoken: ReadonlyMap<string, OwedAt> }>();
  const owedBy = (control: Control) => {
    const known = owed.get(control);
    if (known !== undefined) return known;
    const bySubject = (list: readonly OwedAt[]) => new Map(list.map((one) => [one.subject, one]));
    const made = { always: bySubject(owedAt(control, index)), spoken: bySubject(owedAt(control, index, () => true)) };
    owed.set(control, made);
    return made;
  };
  return {
    place(control, element) {
      const { always, spoken } = owedBy(control);
      return { element, always: always.get(element), spoken: spoken.get(element), populationOf: index.populationOf };
    },
    elements: (control) => [...owedBy(control).spoken.keys()],
    judge(control, element, evidence, exclusions, at) {
      const { always, spoken } = owedBy(control);
      const place =
        always.get(element) ?? (evidence.some((one) => control.checks.some((check) => check.claim === one.claim)) ? spoken.get(element) : undefined);
      if (place === undefined) return undefined;
      const indexed = indexEvidence(evidence, index.populationOf);
      const judged = new Map<string, Judgement>();
      return subjectPosition(control, place, indexed, exclusions, (one, subject, population) => {
        const known = judged.get(subject);
        if (known !== undefined) return known;
        const made = judge(one, subject, population, indexed, exclusions, at);
        judged.set(subject, made);
        return made;
      });
    },
  };
}
