import { Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { applicability } from '../applicability/index.ts';
import { deniedOn } from '../denied.ts';
import { type DirectJudgement, directJudgeOf } from '../directly.ts';
import { answersIn } from '../edition.ts';
import type { Applicability, Requirement, Standard, Verdict } from '../model.ts';
import { VERDICTS } from '../model.ts';
import type { Position } from '../position.ts';
import { judgeRequirement } from '../requirement.ts';
import type { RequirementRow, StandardPosition, Tally } from './model.ts';

export function tallyOf(verdicts: readonly (Verdict | string)[]): Tally {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length])) as Record<Verdict, number>;
}

/** What its own standard has retired is listed, and owed by nobody. Where the standard's own rule of applicability says why, that is said. */
function withdrawnOf({ withdrawn }: Requirement, applies: Applicability | undefined): Pick<Applicability, 'applies' | 'because'> | undefined {
  if (withdrawn === undefined) return undefined;
  if (applies?.applies === 'no') return { applies: 'no', because: applies.because };
  return { applies: 'no', because: [{ fact: `The standard has withdrawn it. ${withdrawn.reason}`, value: 'yes', decidedBy: [] }] };
}

// Evidence that speaks of a requirement shows that it is owed, whatever the map states; what the standard retired stays retired.
function directRow(
  { id, title, group, level, levels, withdrawn }: Requirement,
  applies: Pick<Applicability, 'applies' | 'because'> = { applies: 'undecided', because: [] },
  judged: DirectJudgement,
): RequirementRow {
  const owed = withdrawn === undefined && judged.owedBy !== undefined ? ({ applies: 'yes', because: [judged.owedBy] } as const) : applies;
  return {
    id,
    title,
    group,
    ...(level === undefined ? {} : { level }),
    ...(levels === undefined ? {} : { levels }),
    ...owed,
    verdict: owed.applies === 'no' ? 'not-applicable' : judged.verdict,
    partly: false,
    ...(judged.remainder === undefined ? {} : { remainder: judged.remainder }),
    answers: [],
    directly: { at: judged.subjects, urgency: judged.urgency },
  };
}

/** Where the service stands against one standard. */
export function standardPosition(standard: Standard, map: ServiceMap, position: Position): StandardPosition {
  const verdicts = new Map(position.controls.map(({ control, verdict }) => [control.id, verdict]));
  const applies = applicability(standard, map);
  const denied = deniedOn(map);
  const answers = answersIn(standard);
  const directly = directJudgeOf(standard.id)?.({ map, evidence: position.evidence, at: position.at });
  const requirements = standard.requirements.map((requirement, i): RequirementRow => {
    if (directly !== undefined) return directRow(requirement, withdrawnOf(requirement, applies[i]) ?? applies[i], directly(requirement));
    const { applies: owed, because } = withdrawnOf(requirement, applies[i]) ?? applies[i] ?? { applies: 'undecided' as const, because: [] };
    const judged = judgeRequirement(requirement, answers(requirement.id), (control) => verdicts.get(control) ?? 'not-owed', denied);
    return {
      id: requirement.id,
      title: requirement.title,
      group: requirement.group,
      ...(requirement.level === undefined ? {} : { level: requirement.level }),
      ...(requirement.levels === undefined ? {} : { levels: requirement.levels }),
      applies: owed,
      because,
      verdict: owed === 'no' ? 'not-applicable' : judged.verdict,
      partly: judged.partly,
      ...(judged.remainder === undefined ? {} : { remainder: judged.remainder }),
      answers: judged.answers.map(({ control, relation, reason, verdict }) => ({ control, relation, reason, verdict })),
    };
  });
  return {
    id: standard.id,
    title: standard.title,
    edition: standard.edition,
    source: standard.source,
    tally: tallyOf(requirements.map((row) => row.verdict)),
    notApplicable: requirements.filter((row) => row.verdict === 'not-applicable').length,
    later: laterOf(standard, requirements, position.at),
    applicabilityUndecided: requirements.filter((row) => row.applies === 'undecided').length,
    requirements,
    unanswered: requirements
      .filter((row, i) => row.answers.length === 0 && row.directly === undefined && standard.requirements[i]?.withdrawn === undefined)
      .map((row) => row.id),
  };
}

// What does not bind yet is shown all the same: whoever waits for the day has begun too late.
function laterOf(standard: Standard, rows: readonly RequirementRow[], at: Instant): StandardPosition['later'] {
  const counted = new Map<string, number>();
  standard.requirements.forEach(({ appliesFrom }, i) => {
    if (appliesFrom === undefined || rows[i]?.verdict === 'not-applicable' || Instant.parse(appliesFrom) <= at) return;
    counted.set(appliesFrom, (counted.get(appliesFrom) ?? 0) + 1);
  });
  return [...counted].map(([from, requirements]) => ({ from, requirements })).sort((a, b) => (a.from < b.from ? -1 : 1));
}
