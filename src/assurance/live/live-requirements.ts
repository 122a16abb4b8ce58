import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { ControlId, RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { applicability } from '../applicability/index.ts';
import type { Answers } from '../crosswalk/index.ts';
import { deniedOn } from '../denied.ts';
import { directClaimsOf, directJudgeOf } from '../directly.ts';
import { answersIn } from '../edition.ts';
import type { Applicability, Requirement, Standard, Verdict } from '../model.ts';
import { type ControlVerdict, judgeRequirement } from '../requirement.ts';
import type { RequirementMoved } from './model.ts';

interface Row {
  readonly standard: string;
  readonly requirement: Requirement;
  readonly answers: Answers;
  readonly denied: ReadonlySet<string>;
  /** The map says so, or the standard has withdrawn it. */
  readonly applies: Applicability['applies'];
  verdict: Verdict | 'not-applicable';
}

/** A standard that findings decide, with the statements it is judged by. */
interface Direct {
  readonly standard: Standard;
  readonly rows: readonly Row[];
  readonly evidence: RecordedEvidence[];
}

/** The verdicts of all requirements. One is judged again where a control that answers it has moved. */
export class LiveRequirements {
  readonly #map: ServiceMap;
  readonly #rows: Row[] = [];
  readonly #byControl = new Map<ControlId, Row[]>();
  /** Standards that findings decide, which are judged whole. */
  readonly #direct: readonly Direct[];

  constructor(
    standards: readonly Standard[],
    map: ServiceMap,
    verdictOf: (control: ControlId) => ControlVerdict,
    { evidence, at }: { readonly evidence: readonly RecordedEvidence[]; readonly at: Instant },
  ) {
    this.#map = map;
    const direct: Direct[] = [];
    const denied = deniedOn(map);
    for (const standard of standards) {
      const applies = applicability(standard, map);
      const answers = answersIn(standard);
      const rows = standard.requirements.map(
        (requirement, i): Row => ({
          standard: standard.id,
          requirement,
          answers: answers(requirement.id),
          denied,
          applies: requirement.withdrawn === undefined ? (applies[i]?.applies ?? 'undecided') : 'no',
          verdict: 'not-applicable',
        }),
      );
      this.#rows.push(...rows);
      if (directJudgeOf(standard.id) !== undefined) direct.push({ standard, rows, evidence: evidence.filter((one) => reads(standard.id, one.claim)) });
      else for (const row of rows) this.#wait(row);
    }
    this.#direct = direct;
    for (const row of this.#rows) row.verdict = judged(row, verdictOf);
    for (const one of direct) this.#judge(one, at);
  }

  all(): readonly { readonly standard: string; readonly requirement: string; readonly verdict: Row['verdict'] }[] {
    return this.#rows.map(({ standard, requirement, verdict }) => ({ standard, requirement: requirement.id, verdict }));
  }

  /** Judges again what these controls answer. */
  update(controls: readonly ControlId[], verdictOf: (control: ControlId) => ControlVerdict): RequirementMoved[] {
    const rows = new Set(controls.flatMap((control) => this.#byControl.get(control) ?? []));
    return [...rows].flatMap((row) => move(row, judged(row, verdictOf)));
  }

  /** One more statement, for the standards that findings decide. */
  take(evidence: RecordedEvidence, at: Instant): RequirementMoved[] {
    return this.#direct.flatMap((one) => {
      if (!reads(one.standard.id, evidence.claim)) return [];
      one.evidence.push(evidence);
      return this.#judge(one, at);
    });
  }

  /** Time has passed, for the same. */
  pass(at: Instant): RequirementMoved[] {
    return this.#direct.flatMap((one) => (one.evidence.length === 0 ? [] : this.#judge(one, at)));
  }

  /** When the same may next be judged otherwise though nothing happens. */
  next(at: Instant): number {
    return this.#direct
      .flatMap(({ evidence }) => evidence.flatMap((one) => [Instant.parse(one.observedAt), expiresAt(one)]))
      .reduce((next: number, moment) => (moment > at && moment < next ? moment : next), Number.POSITIVE_INFINITY);
  }

  #judge({ standard, rows, evidence }: Direct, at: Instant): RequirementMoved[] {
    const judge = directJudgeOf(standard.id)?.({ map: this.#map, evidence, at });
    if (judge === undefined) return [];
    return rows.flatMap((row) => {
      const { verdict, owedBy } = judge(row.requirement);
      const owed = row.requirement.withdrawn === undefined && (owedBy !== undefined || row.applies !== 'no');
      return move(row, owed ? verdict : 'not-applicable');
    });
  }

  #wait(row: Row): void {
    for (const control of new Set(row.answers.edges.map((edge) => edge.control))) {
      const rows = this.#byControl.get(control);
      if (rows === undefined) this.#byControl.set(control, [row]);
      else rows.push(row);
    }
  }
}

function judged({ requirement, answers, applies, denied }: Row, verdictOf: (control: ControlId) => ControlVerdict): Row['verdict'] {
  return applies === 'no' ? 'not-applicable' : judgeRequirement(requirement, answers, verdictOf, denied).verdict;
}

function move(row: Row, to: Row['verdict']): RequirementMoved[] {
  const from = row.verdict;
  row.verdict = to;
  return from === to ? [] : [{ standard: row.standard, requirement: row.requirement.id, from, to }];
}

function reads(standard: string, claim: string): boolean {
  return directClaimsOf(standard).includes(claim);
}
