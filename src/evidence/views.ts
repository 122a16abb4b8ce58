import { canonicalJson, Digest, type Json, type Projection } from '../core/index.ts';
import type { EvidenceRecorded } from './events.ts';
import type { Evidence, RecordedEvidence } from './model.ts';

/** Everything that was ever seen, in the order it was recorded. */
export interface EvidenceView {
  readonly all: RecordedEvidence[];
  /** Sequence number by digest of the statement: the same statement is kept once. */
  readonly seqByDigest: Map<string, number>;
}

export function evidenceDigest(evidence: Evidence): Digest {
  return Digest.of(canonicalJson(evidence as unknown as Json));
}

export const evidenceView: Projection<EvidenceView, EvidenceRecorded> = {
  name: 'evidence',
  version: 1,
  initial: () => ({ all: [], seqByDigest: new Map() }),
  on: {
    'evidence.recorded': (view, fact) => {
      view.all.push({ ...fact.event.evidence, seq: fact.seq });
      view.seqByDigest.set(evidenceDigest(fact.event.evidence), fact.seq);
      return view;
    },
  },
};
