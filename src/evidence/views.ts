import { canonicalJson, Digest, type Json } from '../core/index.ts';
import type { LedgerProjection } from '../ledger/projections.ts';
import { type Evidence, evidenceSchema, type RecordedEvidence } from './model.ts';

/** Everything that was ever seen, in the order it was recorded. `unread`: entries of the type whose shape this version does not know. */
export type EvidenceView = { all: (RecordedEvidence & { [key: string]: Json })[]; unread: number[] };

export const EVIDENCE_RECORDED = 'evidence.recorded' as const;

/** What makes two statements the same statement. */
export function evidenceDigest(evidence: Evidence): Digest {
  return Digest.of(canonicalJson(evidence as Json));
}

export const evidenceView: LedgerProjection<EvidenceView> = {
  name: 'evidence',
  version: 1,
  initial: () => ({ all: [], unread: [] }),
  on: {
    [EVIDENCE_RECORDED]: (view, fact) => {
      const parsed = evidenceSchema.safeParse(fact.event.body);
      // A newer writer's statement that this reader cannot read counts for nothing here, which can only lower a verdict.
      if (parsed.success) view.all.push({ ...parsed.data, seq: fact.seq } as EvidenceView['all'][number]);
      else view.unread.push(fact.seq);
      return view;
    },
  },
};
