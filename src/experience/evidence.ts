import { type Digest, figure, Instant } from '../core/index.ts';
import { claimOf } from '../evidence/claims/index.ts';
import type { Evidence } from '../evidence/model.ts';
import type { Measured, Window } from './model.ts';

const SOURCE = 'assay experience: counts of the product’s own facts';

/** The claim that a measure is evidence for, and whom it is about. `devices`: the credential of the map that devices hold. A claim of yes or no is yes where what was set is met. `people` are those who sign in here: whether they are the users of a part is the operator's to say. */
const CLAIMED: readonly { readonly measure: string; readonly claim: string; readonly about: 'owners' | 'people' | 'devices' }[] = [
  { measure: 'introduction.completed', claim: 'experience.introduction-completed', about: 'owners' },
  { measure: 'introduction.time-p50', claim: 'experience.introduction-time', about: 'owners' },
  { measure: 'deletion.completed', claim: 'experience.deletion-completed', about: 'owners' },
  { measure: 'warning.heeded', claim: 'experience.warnings-heeded', about: 'owners' },
  { measure: 'sign-in.first-try', claim: 'experience.sign-in-completed', about: 'people' },
  { measure: 'protection.kept', claim: 'experience.protections-kept', about: 'people' },
  { measure: 'renewal.in-time', claim: 'credential.rotated', about: 'devices' },
];

/** Which parts of the map the figures speak of; absent, nothing is stated of those people, or of devices. */
export interface Parts {
  readonly owners?: string;
  readonly people?: string;
  /** An asset that is a credential. */
  readonly devices?: string;
}

/** What was measured, as evidence. What is hidden, and what was not seen at all, is not stated. `raw`: of the checkpoints of the ledgers that were read. */
export function experienceEvidence(all: readonly Measured[], parts: Parts, { from, until }: Window, at: Instant, raw: Digest): readonly Evidence[] {
  return CLAIMED.flatMap(({ measure, claim, about }): readonly Evidence[] => {
    const found = all.find(({ id }) => id === measure);
    const subject = parts[about];
    const declared = claimOf(claim);
    const shown = found?.all;
    if (found === undefined || subject === undefined || declared === undefined || shown === undefined) return [];
    const { of, value, bound } = shown;
    // A bound that is good enough is stated as what is sure; of any other it is not known whether it is.
    if (of === 'hidden' || value === 'hidden' || (bound !== undefined && found.meets !== 'yes')) return [];
    // Declared as a plain yes or no: only what is sure is said.
    const plain = about === 'devices';
    if (plain && found.meets !== 'yes' && found.meets !== 'no') return [];
    const days = `${Instant.format(from).slice(0, 10)} to ${Instant.format(until).slice(0, 10)}`;
    return [
      {
        subject,
        claim,
        value: plain ? found.meets === 'yes' : found.unit === 'ms' ? `PT${Math.max(1, Math.round(value / 1000))}S` : Math.round(value * 10_000) / 10_000,
        // What was counted is of the window: stated later, it is no younger.
        observedAt: Instant.format(until < at ? until : at),
        validFor: declared.validFor,
        source: SOURCE,
        method: 'runtime',
        population: { total: of, seen: of, query: `${found.title}${bound === undefined ? '' : ', at least'}: ${figure(of)} ${found.groups} or more, ${days}` },
        raw: { digest: raw, mediaType: 'text/plain' },
      },
    ];
  });
}
