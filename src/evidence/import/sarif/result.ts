import type { Evidence } from '../../model.ts';
import type { Outcome } from '../statement.ts';
import { worded } from '../wording.ts';
import type { Descriptor, Result } from './log.ts';

/**
 * What a result says. Only `fail` is a finding and only `pass` is good (SARIF 2.1.0, result.kind); a suppressed one is a decision of somebody that Assay has
 * not seen, and neither; one that is `absent` was there before and is not any more.
 */
export function outcomeOf(result: Result): Outcome {
  const kind = result.kind ?? 'fail';
  switch (kind) {
    case 'review':
      return { kind: 'undecided', why: 'a person has yet to review it' };
    case 'open':
      return { kind: 'undecided', why: 'the tool could not decide it' };
    case 'notApplicable':
    case 'informational':
    case 'pass':
    case 'fail':
      break;
    default:
      return kind satisfies never;
  }
  // Section 3.27.10: what is no failure has no level, so one that has is one of the two.
  if (kind !== 'fail' && (result.level === 'error' || result.level === 'warning'))
    return { kind: 'undecided', why: `it is of the kind "${kind}" and has the level of a finding` };
  if (kind === 'notApplicable') return { kind: 'silent', why: 'the rule does not apply there' };
  if (kind === 'informational') return { kind: 'silent', why: 'it informs, and judges nothing' };
  if (result.baselineState === 'absent') return { kind: 'silent', why: 'it was found before and is not found any more' };
  if (isSuppressed(result)) return { kind: 'undecided', why: 'it is suppressed: not counted as a finding, and not as clean' };
  return { kind };
}

/** A suppression counts where it was accepted or has no status; a single one that is under review or rejected leaves the finding standing. */
function isSuppressed({ suppressions = [] }: Result): boolean {
  return suppressions.length > 0 && suppressions.every((each) => each.status === undefined || each.status === 'accepted');
}

const SEVERITY = { error: 'high', warning: 'medium', note: 'low', none: 'none' } as const;

/** The rule, its level, what it says and where. `security-severity`, where the rule has one, is a CVSS score. */
export function findingOf(result: Result, rule: Descriptor | undefined, level: keyof typeof SEVERITY): NonNullable<Evidence['finding']> {
  const id = result.ruleId ?? result.rule?.id ?? rule?.id ?? 'a rule without an id';
  const said = result.message?.text ?? (result.message?.id === undefined ? undefined : rule?.messageStrings?.[result.message.id]?.text);
  const score = Number(String(rule?.properties?.['security-severity'] ?? 'none').slice(0, 20));
  const refs = (result.locations ?? []).map((each) => {
    const line = each.physicalLocation?.region?.startLine;
    const place =
      each.physicalLocation?.artifactLocation?.uri ??
      each.logicalLocations?.[0]?.fullyQualifiedName ??
      each.logicalLocations?.[0]?.name ??
      'a place without a name';
    return worded(`${place}${line === undefined ? '' : `:${line}`} ${id} ${level}`, 500);
  });
  return {
    id: worded(id, 200) || 'a rule without an id',
    title: worded(said ?? rule?.shortDescription?.text ?? id, 500) || 'no message',
    severity: score > 0 ? rated(score) : SEVERITY[level],
    refs: refs.length === 0 ? [worded(`${id} ${level}`, 500)] : refs.slice(0, 100),
  };
}

/** CVSS 3.1, section 5. */
function rated(score: number): 'low' | 'medium' | 'high' | 'critical' {
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}
