import { canonicalJson, Digest, Instant, type Json } from '../../core/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import type { Calendar } from '../duty/term.ts';
import { communicationShown } from './communication.ts';
import { exerciseShown } from './exercised.ts';
import { investigationShown } from './investigation.ts';
import { reportingShown } from './reporting.ts';
import type { Shown, ShownBy } from './shown.ts';
import { triageShown } from './triage.ts';

const SOURCE = 'Assay, incidents on the ledger';

/** Everything that the incidents of a ledger show, for or against; of what they say nothing about, nothing. */
export function shownBy(given: ShownBy, calendar: Calendar): readonly Shown[] {
  return [triageShown(given), investigationShown(given), reportingShown(given, calendar), exerciseShown(given), communicationShown(given)].filter(
    (one): one is Shown => one !== undefined,
  );
}

/** A statement, with the bytes that are kept of what it rests on: ids and words of this module alone. `planDigest`: of the plan by which it was judged. */
export function incidentEvidence(shown: Shown, service: string, planDigest: string): { readonly evidence: Evidence; readonly raw: string } {
  const { claim, value, observedAt, validFor, method, lacks, incidents } = shown;
  const raw = canonicalJson({ claim, plan: planDigest, incidents, lacks } as unknown as Json);
  return {
    raw,
    evidence: {
      subject: service,
      claim,
      value,
      observedAt: Instant.format(observedAt),
      validFor,
      source: SOURCE,
      method,
      ...(value
        ? {}
        : {
            finding: {
              id: `csirt:${claim.slice('csirt.'.length)}`,
              title: lacks
                .map(({ incident, lack }) => `${incident}: ${lack}`)
                .join('; ')
                .slice(0, 500),
              severity: 'medium' as const,
            },
          }),
      raw: { digest: Digest.of(raw), mediaType: 'application/json' },
    },
  };
}
