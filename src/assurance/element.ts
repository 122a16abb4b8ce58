import type { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { parseSubject } from '../evidence/subject.ts';
import type { ServiceMap } from '../map/model.ts';
import { indexEvidence } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import type { Control } from './model.ts';
import { type SubjectPosition, subjectPosition } from './position.ts';
import { indexMap, type OwedAt, owedAt } from './subjects.ts';
import { judge } from './verdict.ts';

// A verdict at an element follows from the statements of the control's own claims about that element, its variants and members, and from nothing
// else. So one verdict can be judged again, at other moments or from less evidence, without judging the rest.

/** The statements that can bear on a control at an element. Those about another element, or of another claim, change nothing there. */
export type Bearing = (control: Control, element: string) => readonly RecordedEvidence[];

export function bearingOf(evidence: readonly RecordedEvidence[]): Bearing {
  const known = new Map<string, RecordedEvidence[]>();
  for (const one of evidence) {
    const key = `${parseSubject(one.subject).element} ${one.claim}`;
    const list = known.get(key);
    if (list === undefined) known.set(key, [one]);
    else list.push(one);
  }
  return (control, element) => control.checks.flatMap((check) => known.get(`${element} ${check.claim}`) ?? []).sort((a, b) => a.seq - b.seq);
}

export interface ElementJudge {
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
    elements: (control) => [...owedBy(control).spoken.keys()],
    judge(control, element, evidence, exclusions, at) {
      const { always, spoken } = owedBy(control);
      const place = always.get(element) ?? (evidence.length > 0 ? spoken.get(element) : undefined);
      if (place === undefined) return undefined;
      const indexed = indexEvidence(evidence, index.populationOf);
      return subjectPosition(control, place, indexed, (one, subject, population) => judge(one, subject, population, indexed, exclusions, at));
    },
  };
}
