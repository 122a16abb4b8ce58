import { Instant, type Json } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { ExclusionGranted } from '../events.ts';
import type { Exclusions } from '../exclusion.ts';

type ExclusionRow = {
  control: string;
  subject: string;
  reason: string;
  approver: string;
  grantedAt: string;
  until: string;
  recordedAt: string;
  withdrawnAt: string | null;
};

/** When each fact came to be known. Of evidence the moments alone: what was seen is in the view of the evidence. */
export type PastView = { seen: [seq: number, recordedAt: string][]; exclusions: ExclusionRow[]; maps: { digest: string; from: string }[] };

type Fields = { readonly [key: string]: Json };
const text = (body: Fields, key: string): string => (typeof body[key] === 'string' ? (body[key] as string) : '');

export const pastView: LedgerProjection<PastView> = {
  name: 'past',
  version: 1,
  initial: () => ({ seen: [], exclusions: [], maps: [] }),
  on: {
    'evidence.recorded': (view, fact) => {
      view.seen.push([fact.seq, fact.recordedAt]);
      return view;
    },
    'exclusion.granted': (view, fact) => {
      const body = fact.event.body as Fields;
      const { control, subject } = { control: text(body, 'control'), subject: text(body, 'subject') };
      // A second grant for the same place takes the place of the first.
      end(view, control, subject, fact.recordedAt);
      view.exclusions.push({
        control,
        subject,
        reason: text(body, 'reason'),
        approver: text(body, 'approver'),
        grantedAt: text(body, 'grantedAt'),
        until: text(body, 'until'),
        recordedAt: fact.recordedAt,
        withdrawnAt: null,
      });
      return view;
    },
    'exclusion.withdrawn': (view, fact) => {
      const body = fact.event.body as Fields;
      end(view, text(body, 'control'), text(body, 'subject'), fact.recordedAt);
      return view;
    },
    'map.used': (view, fact) => {
      const digest = text(fact.event.body as Fields, 'digest');
      if (view.maps.at(-1)?.digest !== digest) view.maps.push({ digest, from: fact.recordedAt });
      return view;
    },
  },
};

function end(view: PastView, control: string, subject: string, at: string): void {
  for (const row of view.exclusions) if (row.control === control && row.subject === subject && row.withdrawnAt === null) row.withdrawnAt = at;
}

interface KnownEvidence {
  readonly evidence: RecordedEvidence;
  readonly knownAt: Instant;
}

interface KnownExclusion {
  readonly granted: ExclusionGranted;
  readonly knownAt: Instant;
  readonly withdrawnAt?: Instant;
}

/** Everything a position at a past moment follows from: what was known when, and which map stood. */
export interface Past {
  readonly evidence: readonly KnownEvidence[];
  readonly exclusions: readonly KnownExclusion[];
  /** Ascending. Before the first of them that one is judged on too. */
  readonly maps: readonly { readonly from: Instant; readonly map: ServiceMap }[];
}

/** As it was then: an entry counts from when it was recorded, and an exclusion until it was withdrawn. */
export function pastOf(view: PastView, evidence: readonly RecordedEvidence[], maps: Past['maps']): Past {
  const recorded = new Map(view.seen);
  return {
    evidence: evidence.map((one) => ({ evidence: one, knownAt: Instant.parse(recorded.get(one.seq) ?? one.observedAt) })),
    exclusions: view.exclusions.map(({ recordedAt, withdrawnAt, ...row }) => ({
      granted: { type: 'exclusion.granted', ...row },
      knownAt: Instant.parse(recordedAt),
      ...(withdrawnAt === null ? {} : { withdrawnAt: Instant.parse(withdrawnAt) }),
    })),
    maps,
  };
}

/** In hindsight: every statement counts from when it was observed, whenever it was recorded, and what was withdrawn never stood. */
export function hindsightOf(evidence: readonly RecordedEvidence[], exclusions: Exclusions, map: ServiceMap): Past {
  return {
    evidence: evidence.map((one) => ({ evidence: one, knownAt: Instant.parse(one.observedAt) })),
    exclusions: [...exclusions.values()].map((granted) => ({ granted, knownAt: Instant.parse(granted.grantedAt) })),
    maps: [{ from: Instant.of(0), map }],
  };
}

/** What was known at a moment, as a position is judged from. */
export function knownAt(
  past: Past,
  at: Instant,
): { readonly evidence: readonly RecordedEvidence[]; readonly exclusions: Exclusions; readonly map: ServiceMap | undefined } {
  return {
    evidence: past.evidence.filter((one) => one.knownAt <= at).map((one) => one.evidence),
    exclusions: exclusionsAt(past.exclusions, at),
    map: (past.maps.findLast((one) => one.from <= at) ?? past.maps[0])?.map,
  };
}

export function exclusionsAt(all: Past['exclusions'], at: Instant): Exclusions {
  return new Map(
    all
      .filter((one) => one.knownAt <= at && (one.withdrawnAt === undefined || at < one.withdrawnAt))
      .map(({ granted }) => [`${granted.control}@${granted.subject}`, granted]),
  );
}

/** When anything was first known: where a history begins. */
export function beginningOf(past: Past): Instant | undefined {
  let first: Instant | undefined;
  for (const { knownAt: at } of past.evidence) if (first === undefined || at < first) first = at;
  return first;
}
