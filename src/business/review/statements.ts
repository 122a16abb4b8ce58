import { canonicalJson, Digest, Instant, isInstantText } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import { strength } from '../../evidence/model.ts';
import { kindOf, type Stated } from './kinds.ts';
import type { Answer, Check, Figures, Review } from './model.ts';

/**
 * What closing states, of an open review that lacks nothing or of a closed one, with what the newest checks in the inventory show of it. Each statement is dated when
 * the oldest of the answers that it rests on was so, has the weakest of their methods, and cites the file of the first. A false one has a finding: an honest
 * failure is recorded like a success. What was to be taken away and was not seen to be gone is nobody's import.
 */
export function statementsOf(review: Review): readonly Evidence[] {
  return (kindOf(review.kind)?.states ?? []).flatMap((stated) => statementsFor(stated, review));
}

/** Those alone that rest on checks in the inventory, and say something by one. */
export function checkedStatementsOf(review: Review): readonly Evidence[] {
  return (kindOf(review.kind)?.states ?? []).flatMap((stated) => (found(stated, review) === undefined ? [] : statementsFor(stated, review)));
}

interface Found {
  readonly check: Check;
  readonly observedAt: Instant;
  readonly holds: boolean;
}

/** What a check decides of a statement: it fails, or is shown; undefined where it decides nothing. */
function found({ followed, shown }: Stated, { checks }: Review): Found | undefined {
  const check = followed === undefined ? undefined : checks.get(followed);
  if (check?.observedAt === undefined) return undefined;
  const { observedAt } = check;
  if (check.present > 0 || check.unlisted > 0) return { check, observedAt, holds: false };
  return shown?.(check) === true ? { check, observedAt, holds: true } : undefined;
}

function statementsFor(stated: Stated, review: Review): readonly Evidence[] {
  const answers = stated.tasks.flatMap((task) => review.answers.get(task) ?? []);
  const [first] = answers;
  const claim = claimOf(stated.claim);
  if (answers.length < stated.tasks.length || first === undefined || claim === undefined) return [];
  const figures = (task: string): Figures => review.answers.get(task)?.figures ?? {};
  const seen = found(stated, review);
  const told = answers.map(({ method }) => (stated.followed !== undefined && method === 'import' ? 'attestation' : method));
  const weakest = told.reduce((weak, one) => (strength(one) < strength(weak) ? one : weak), told[0] ?? first.method);
  const method = seen === undefined ? weakest : 'import';
  const observedAt = Instant.format(seen?.observedAt ?? Instant.of(Math.min(...answers.map(soAt))));
  const population = stated.population?.(figures);
  const of = stated.of === 'links' ? review.links : review.subjects;
  // `rawSchema` has checked that it is a digest.
  const brought = (seen?.check.raw ?? first.raw) as Evidence['raw'] | undefined;
  const raw = brought ?? { digest: answersDigest(answers), mediaType: 'application/json' };
  return stated.values(figures, review).flatMap((said) => {
    const value = seen !== undefined && !seen.holds ? false : said;
    return of.map(
      (subject): Evidence => ({
        subject,
        claim: claim.id,
        value,
        observedAt,
        validFor: claim.validFor,
        source: `review ${review.id}`,
        method,
        ...(value === false && stated.finding !== undefined
          ? {
              finding: {
                id: `${review.id}:${claim.id}`,
                title: `In the review ${review.id}, ${typeof stated.finding === 'string' ? stated.finding : stated.finding(figures)}`,
              },
            }
          : {}),
        ...(population === undefined ? {} : { population }),
        raw,
      }),
    );
  });
}

/** A drill that ended last month was so last month, whenever somebody typed it in. */
function soAt({ observedAt, figures: { ended } }: Answer): number {
  return typeof ended === 'string' && isInstantText(ended) ? Math.min(observedAt, Instant.parse(ended)) : observedAt;
}

function answersDigest(answers: readonly Answer[]): Digest {
  return Digest.of(canonicalJson(answers.map(({ task, figures }) => ({ task, figures: { ...figures } as Record<string, never> }))));
}
