import { type CertLevel, isRule, level, priority } from '../../assurance/cert-c/rating.ts';
import { CERT_C, ratingOf } from '../../assurance/standards/cert-c.ts';
import type { JudgedFindings } from './judge.ts';

export type CertState = 'violated' | 'checked' | 'not-looked-for';

export interface CertRow {
  readonly id: string;
  readonly title: string;
  readonly kind: 'rule' | 'recommendation';
  /** L1 the most urgent; absent where the standard gives no rating. */
  readonly level?: CertLevel;
  readonly priority?: number;
  readonly state: CertState;
  /** How many findings break it, suppressed ones left out. */
  readonly findings: number;
}

/**
 * Each guideline of CERT C in force: violated, checked and not violated, or not looked for. It counts as checked where a run that came to its end had a rule for it switched on, and
 * none of its results was suppressed or left undecided. The most urgent first.
 */
export function certPosition({ reports, findings }: JudgedFindings): readonly CertRow[] {
  const checked = new Set(reports.flatMap(({ runs }) => runs.flatMap(({ certChecked }) => certChecked)));
  const violations = new Map<string, number>();
  const clouded = new Set<string>();
  for (const { finding } of findings) {
    for (const id of finding.cert) {
      if (finding.state === 'open') violations.set(id, (violations.get(id) ?? 0) + 1);
      else clouded.add(id);
    }
  }
  return CERT_C.requirements
    .filter(({ withdrawn }) => withdrawn === undefined)
    .map(({ id, title }): CertRow => {
      const rating = ratingOf(id);
      const broken = violations.get(id) ?? 0;
      return {
        id,
        title,
        kind: isRule(id) ? 'rule' : 'recommendation',
        ...(rating === undefined ? {} : { level: level(rating), priority: priority(rating) }),
        state: broken > 0 ? 'violated' : checked.has(id) && !clouded.has(id) ? 'checked' : 'not-looked-for',
        findings: broken,
      };
    })
    .toSorted((a, b) => Number(a.kind !== 'rule') - Number(b.kind !== 'rule') || (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : 1));
}
