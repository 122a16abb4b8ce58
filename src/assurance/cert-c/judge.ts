import { Instant } from '../../core/index.ts';
import { expiresAt, freshness } from '../../evidence/freshness.ts';
import { type RecordedEvidence, strength } from '../../evidence/model.ts';
import { coveredBy, parseSubject } from '../../evidence/subject.ts';
import type { Part, ServiceMap } from '../../map/model.ts';
import type { DirectAt, DirectInput, DirectJudgement } from '../directly.ts';
import type { Requirement } from '../model.ts';
import { ratingOf } from '../standards/cert-c.ts';
import { worst } from '../verdict.ts';
import { isRule, MOST_PRIORITY, priority } from './rating.ts';
import { repositoriesOwing } from './repositories.ts';

// A guideline of CERT C is judged at each repository by what tools said that they checked. It fails while a violation stands that a later run
// of the same tool, at least as strong, has not found gone: another tool may never have been able to see it, and age heals nothing. It is
// proven only where every repository that owes it has a fresh statement, imported or stronger, that checked it and found none. Most guidelines the
// standard itself does not rate as ones whose violations a tool finds: those a clean run leaves unproven, whoever's run it is.

export const CERT_C_CLAIM = 'source.cert-c-checked';

const NOT_BY_TOOL = 'The standard rates this as one that no tool finds without a person.';

/** What a clean run leaves of a guideline; `undefined` where the standard rates it detectable. One without a rating is not rated so either. */
export function leftToPerson(id: string): string | undefined {
  const byTool = ratingOf(id)?.[2];
  return byTool === 'detectable' || byTool === 'both' ? undefined : NOT_BY_TOOL;
}

interface Run {
  readonly evidence: RecordedEvidence;
  readonly seenAt: number;
  readonly tool: string;
  readonly checked: ReadonlySet<string>;
  readonly violated: ReadonlySet<string>;
  /** Speaks for the whole of its subject. */
  readonly whole: boolean;
}

/** Judges guidelines of CERT C on a map by its evidence, at a moment. Pure. */
export function judgeCertC({ map, evidence, at }: DirectInput): (requirement: Requirement) => DirectJudgement {
  const runs = runsByRepository(map, evidence, at);
  const repositories = map.parts.filter((part) => part.kind === 'repository' && (part.inScope || runs.has(part.id)));
  return ({ id }) => {
    const spoken = repositories.filter((part) => runs.get(part.id)?.some((run) => run.checked.has(id) || run.violated.has(id)) === true);
    const owing = new Set([...repositoriesOwing(map, id), ...spoken]);
    const left = leftToPerson(id);
    const subjects = repositories
      .filter((part) => owing.has(part))
      .map((part) => judgeAt(part, id, runs.get(part.id) ?? [], at))
      .map((one) => (left === undefined ? one : withheld(one)));
    const rating = ratingOf(id);
    return {
      verdict: (worst(subjects.map((subject) => subject.verdict)) ?? 'unproven') as DirectAt['verdict'],
      subjects,
      ...(left === undefined ? {} : { remainder: left }),
      // Code conforms by its rules, so they come before recommendations; among each, by priority.
      urgency: rating === undefined ? 0 : (isRule(id) ? MOST_PRIORITY : 0) + priority(rating),
      ...(spoken.length === 0 ? {} : { owedBy: { fact: 'A tool has checked it in the source', value: 'yes', decidedBy: spoken.map((part) => part.id) } }),
    };
  };
}

// What holds by a tool's word alone, now or once, has not been shown. What a tool did find is found.
function withheld(one: DirectAt): DirectAt {
  return one.verdict === 'proven' || one.verdict === 'stale'
    ? { ...one, verdict: 'unproven', because: `${one.because}; a tool’s word is not enough for this guideline, which the standard does not rate detectable` }
    : one;
}

function runsByRepository(map: ServiceMap, evidence: readonly RecordedEvidence[], at: Instant): ReadonlyMap<string, readonly Run[]> {
  const populations = new Map(map.parts.map((part) => [part.id, part.population]));
  const runs = new Map<string, Run[]>();
  for (const one of evidence) {
    if (one.claim !== CERT_C_CLAIM || freshness(one, at) === 'future') continue;
    const run = runOf(one, populations.get(parseSubject(one.subject).element) ?? 1);
    const { element } = parseSubject(one.subject);
    const known = runs.get(element);
    if (known === undefined) runs.set(element, [run]);
    else known.push(run);
  }
  return runs;
}

function runOf(evidence: RecordedEvidence, population: number): Run {
  const value = evidence.value as { readonly tool?: unknown; readonly checked?: unknown; readonly violated?: unknown } | null;
  const list = (given: unknown) => new Set(Array.isArray(given) ? given.filter((id): id is string => typeof id === 'string') : []);
  return {
    evidence,
    seenAt: Instant.parse(evidence.observedAt),
    tool: toolName(typeof value?.tool === 'string' ? value.tool : evidence.source),
    checked: list(value?.checked),
    violated: list(value?.violated),
    whole: evidence.population === undefined || evidence.population.seen >= Math.max(evidence.population.total, population),
  };
}

/** A tool by its name, whatever its version: `cppcheck` of `Cppcheck 2.13.0`. A newer version may find gone what an older one found. */
export function toolName(text: string): string {
  return text
    .replace(/[\s@:/-]+v?\d.*$/s, '')
    .trim()
    .toLowerCase();
}

function judgeAt(part: Part, rule: string, runs: readonly Run[], at: Instant): DirectAt {
  const broken = runs.filter((run) => run.violated.has(rule));
  const clean = runs.filter((run) => run.checked.has(rule) && !run.violated.has(rule));
  const standing = broken.filter((run) => !clean.some((later) => contradicts(later, run)));
  const last = standing.toSorted((a, b) => a.seenAt - b.seenAt || a.evidence.seq - b.evidence.seq).at(-1);
  const common = { subject: part.id, claim: CERT_C_CLAIM };
  if (last !== undefined) {
    const { method, observedAt, source, finding } = last.evidence;
    // A statement cites one finding, and it may be of another guideline that the same run found broken.
    const cited = finding !== undefined && (last.violated.size === 1 || finding.id.toUpperCase().includes(rule.slice(0, 5))) ? `: ${finding.title}` : '';
    const because = `found broken by ${method} on ${observedAt} (${source})${cited}`;
    return { ...common, verdict: 'failing', because, evidence: standing.map((run) => run.evidence.seq).sort((a, b) => a - b) };
  }
  const variants = part.variants ?? [];
  const pieces = (variants.length === 0 ? [part.id] : variants.map((variant) => `${part.id}/${variant.id}`)).map((piece) =>
    judgePiece(piece, broken, clean, at),
  );
  const verdict = worst(pieces.map((piece) => piece.verdict));
  const deciding = pieces.find((piece) => piece.verdict === verdict);
  const evidence = pieces.filter((piece) => piece.verdict === verdict).flatMap((piece) => piece.evidence);
  return { ...common, verdict: deciding?.verdict ?? 'unproven', because: deciding?.because ?? '', evidence: [...new Set(evidence)].sort((a, b) => a - b) };
}

/** A later look by the same tool, no weaker, over all of where it was found. */
function contradicts(later: Run, found: Run): boolean {
  return (
    later.whole &&
    later.seenAt > found.seenAt &&
    later.tool === found.tool &&
    strength(later.evidence.method) >= strength(found.evidence.method) &&
    coveredBy(found.evidence.subject).includes(later.evidence.subject)
  );
}

function judgePiece(piece: string, broken: readonly Run[], clean: readonly Run[], at: Instant): Pick<DirectAt, 'verdict' | 'because' | 'evidence'> {
  const covering = coveredBy(piece);
  // A look from before a violation does not come back into its own when the violation is gone.
  const since = Math.max(Number.NEGATIVE_INFINITY, ...broken.map((run) => run.seenAt));
  const all = clean.filter((run) => run.whole && run.seenAt > since && covering.includes(run.evidence.subject));
  const good = all.filter((run) => strength(run.evidence.method) >= strength('import')).toSorted((a, b) => expiresAt(b.evidence) - expiresAt(a.evidence));
  const [best] = good;
  if (best === undefined) {
    const [weak] = all;
    const because =
      weak === undefined ? `no tool has said that it checked the rule at ${piece}` : `checked only by ${weak.evidence.method} on ${weak.evidence.observedAt}`;
    return { verdict: 'unproven', because, evidence: weak === undefined ? [] : [weak.evidence.seq] };
  }
  const { method, observedAt, source, seq } = best.evidence;
  const until = Instant.format(expiresAt(best.evidence));
  return freshness(best.evidence, at) === 'fresh'
    ? { verdict: 'proven', because: `checked by ${method} on ${observedAt} (${source}) and not broken, good until ${until}`, evidence: [seq] }
    : { verdict: 'stale', because: `was checked by ${method} on ${observedAt} (${source}) and not broken, good only until ${until}`, evidence: [seq] };
}
