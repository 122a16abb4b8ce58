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
      const statement = statementOf(fact.event.body, fact.seq);
      // A newer writer's statement that this reader cannot read counts for nothing here, which can only lower a verdict.
      if (statement !== undefined) view.all.push(statement);
      else view.unread.push(fact.seq);
      return view;
    },
  },
};

type Statement = EvidenceView['all'][number];

// Where views of several heads are folded in one pass, each is given an entry before the next is read: it is read once, and the views share it.
let last: { readonly body: Json; readonly seq: number; readonly statement: Statement | undefined } | undefined;

function statementOf(body: Json, seq: number): Statement | undefined {
  if (last !== undefined && last.body === body && last.seq === seq) return last.statement;
  const parsed = evidenceSchema.safeParse(body);
  const statement = parsed.success ? ({ ...parsed.data, seq } as Statement) : undefined;
  last = { body, seq, statement };
  return statement;
}
