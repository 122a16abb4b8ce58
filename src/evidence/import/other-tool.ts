import { Instant } from '../../core/index.ts';
import { type Evidence, strength } from '../model.ts';
import { coveredBy } from '../subject.ts';
import type { LeaningOf } from './leaning.ts';
import type { Withheld } from './model.ts';

/**
 * Claims whose statements speak for one tool each: analysers look for different things, so that one finds nothing says nothing of what another found. Under
 * the rules of verdicts a later look, as strong, takes a failure back; so a clean report of another tool must not be recorded beside a finding that stands.
 */
export const BY_TOOL: ReadonlySet<string> = new Set(['code.static-analysis-clean']);

export interface HeldBack {
  readonly kept: readonly Evidence[];
  /** Clean reports of tools that did not find what stands. */
  readonly held: readonly (Withheld & { readonly source: string })[];
}

/** Tools of a source, without their versions and the mapping: `CodeQL 2.16, Semgrep 1.60` is of CodeQL and of Semgrep. */
export function toolsOf(source: string): readonly string[] {
  const [named = ''] = source.split('; ', 1);
  return named.split(', ').map((one) =>
    one
      .replace(/ v?\d[\w.+-]*$/i, '')
      .trim()
      .toLowerCase(),
  );
}

/**
 * What of `fresh` may be recorded, given what stands on the ledger. A good statement of such a claim is held back where it would take back what another tool
 * found and has not itself seen mended. A strictly stronger look (a drill) may still show it.
 */
export function heldByOtherTools(fresh: readonly Evidence[], recorded: readonly Evidence[], leaningOf: LeaningOf): HeldBack {
  const told = [...recorded, ...fresh].filter(({ claim }) => BY_TOOL.has(claim));
  const failures = told.filter((one) => leaningOf(one).bad.length > 0);
  if (failures.length === 0) return { kept: fresh, held: [] };
  const passes = told.filter((one) => leaningOf(one).bad.length === 0 && leaningOf(one).good.length > 0);
  const standing = failures.filter((bad) => !passes.some((good) => takesBack(good, bad) && (sameTool(good, bad) || isStronger(good, bad))));
  const held: (Withheld & { source: string })[] = [];
  const kept = fresh.filter((one) => {
    if (!BY_TOOL.has(one.claim) || !passes.includes(one)) return true;
    const other = standing.find((bad) => bad.claim === one.claim && takesBack(one, bad));
    if (other === undefined) return true;
    held.push({
      subject: one.subject,
      claim: one.claim,
      source: one.source,
      why: `${other.source} found something on ${other.observedAt}, and only ${toolsOf(other.source).join(', ')} or a stronger look can show that it is mended`,
    });
    return false;
  });
  return { kept, held };
}

/** Later, as strong, and about at least the same: what takes a failure back under the rules of verdicts. */
function takesBack(good: Evidence, bad: Evidence): boolean {
  return (
    good.claim === bad.claim &&
    coveredBy(bad.subject).includes(good.subject) &&
    strength(good.method) >= strength(bad.method) &&
    Instant.parse(good.observedAt) > Instant.parse(bad.observedAt)
  );
}

const isStronger = (good: Evidence, bad: Evidence): boolean => strength(good.method) > strength(bad.method);

/** Every tool that found something must be among those that found nothing later. */
function sameTool(good: Evidence, bad: Evidence): boolean {
  const looked = new Set(toolsOf(good.source));
  return toolsOf(bad.source).every((tool) => looked.has(tool));
}
