import type { Instant } from '../core/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import { parseSubject } from '../evidence/subject.ts';
import type { ServiceMap } from '../map/model.ts';
import { indexEvidence } from './evidence-index.ts';
import type { Exclusions } from './exclusion.ts';
import type { Control } from './model.ts';
import { type SubjectPosition, subjectPosition } from './position.ts';
import { indexMap, type OwedAt, owedAt } from './subjects.ts';
import { type Judgement, judge } from './verdict.ts';

// A verdict at an element follows from the statements of the control's own claims about that element, its variants and members, and from which
// members any statement names: they are judged for themselves. So one verdict can be judged again, at other moments or from less evidence, without
// judging the rest.

/** The statements that can bear on a control at an element. Those about another element, or of another claim and no member, change nothing there. */
export type Bearing<T> = (control: Control, element: string) => readonly T[];

/** `all` in the order in which they became known: of the statements that only name a member, the first is enough. */
export function bearingOf<T>(all: readonly T[], evidenceOf: (one: T) => RecordedEvidence): Bearing<T> {
  const known = new Map<string, T[]>();
  const members = new Map<string, Map<string, T>>();
  for (const one of all) {
    const { subject, claim } = evidenceOf(one);
    const { element, member } = parseSubject(subject);
    const key = `${element} ${claim}`;
    const list = known.get(key);
    if (list === undefined) known.set(key, [one]);
    else list.push(one);
    if (member === undefined) continue;
    const named = members.get(element) ?? new Map<string, T>();
    members.set(element, named);
    if (!named.has(subject)) named.set(subject, one);
  }
  return (control, element) => {
    const own = new Set(control.checks.flatMap((check) => known.get(`${element} ${check.claim}`) ?? []));
    for (const one of members.get(element)?.values() ?? []) own.add(one);
    return [...own].sort((a, b) => evidenceOf(a).seq - evidenceOf(b).seq);
  };
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
