import { canonicalJson, Digest, Instant, isInstantText } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import { strength } from '../../evidence/model.ts';
import { kindOf, type Stated } from './kinds.ts';
import type { Answer, Figures, Review } from './model.ts';

/**
 * What closing states, of an open review that lacks nothing or of a closed one. Each statement is dated when the oldest of the answers that it rests on was so, has the
 * weakest of their methods, and cites the file of the first. A false one has a finding: an honest failure is recorded like a success.
 */
export function statementsOf(review: Review): readonly Evidence[] {
  return (kindOf(review.kind)?.states ?? []).flatMap((stated) => statementsFor(stated, review));
}

function statementsFor(stated: Stated, review: Review): readonly Evidence[] {
  const answers = stated.tasks.flatMap((task) => review.answers.get(task) ?? []);
  const [first] = answers;
  const claim = claimOf(stated.claim);
  if (answers.length < stated.tasks.length || first === undefined || claim === undefined) return [];
  const figures = (task: string): Figures => review.answers.get(task)?.figures ?? {};
  const method = answers.reduce((weakest, one) => (strength(one.method) < strength(weakest) ? one.method : weakest), first.method);
  const observedAt = Instant.format(Instant.of(Math.min(...answers.map(soAt))));
  const population = stated.population?.(figures);
  const of = stated.of === 'links' ? review.links : review.subjects;
  return stated.values(figures).flatMap((value) =>
    of.map((subject): Evidence => {
      // `rawSchema` has checked that it is a digest.
      const raw = (first.raw as Evidence['raw'] | undefined) ?? { digest: answersDigest(answers), mediaType: 'application/json' };
      return {
        subject,
        claim: claim.id,
        value,
        observedAt,
        validFor: claim.validFor,
        source: `review ${review.id}`,
        method,
        ...(value === false && stated.finding !== undefined
          ? { finding: { id: `${review.id}:${claim.id}`, title: `In the review ${review.id}, ${stated.finding}` } }
          : {}),
        ...(population === undefined ? {} : { population }),
        raw,
      };
    }),
  );
}

/** A drill that ended last month was so last month, whenever somebody typed it in. */
function soAt({ observedAt, figures: { ended } }: Answer): number {
  return typeof ended === 'string' && isInstantText(ended) ? Math.min(observedAt, Instant.parse(ended)) : observedAt;
}

function answersDigest(answers: readonly Answer[]): Digest {
  return Digest.of(canonicalJson(answers.map(({ task, figures }) => ({ task, figures: { ...figures } as Record<string, never> }))));
}
