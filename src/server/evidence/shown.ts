import { Instant } from '../../core/index.ts';
import { claimOf, expiresAt, freshness, type RecordedEvidence } from '../../evidence/index.ts';
import type { Desk } from '../judge/desk.ts';
import type { EvidenceGroup, Statement } from './model.ts';

/** What the filters of a request let through. */
export interface Filter {
  readonly subject?: string | undefined;
  readonly claim?: string | undefined;
  readonly layer?: string | undefined;
  readonly source?: string | undefined;
  readonly method?: string | undefined;
  readonly state?: 'fresh' | 'expired' | undefined;
  readonly text?: string | undefined;
}

/** A statement with what sorting and showing ask of it, read once. */
export interface Aged {
  readonly evidence: RecordedEvidence;
  readonly seenAt: number;
  readonly expires: number;
  readonly fresh: boolean;
}

/** Everything that had been seen by a moment. */
export function agedAt(evidence: readonly RecordedEvidence[], at: Instant): readonly Aged[] {
  return evidence.flatMap((one) => {
    const state = freshness(one, at);
    return state === 'future' ? [] : [{ evidence: one, seenAt: Instant.parse(one.observedAt), expires: expiresAt(one), fresh: state === 'fresh' }];
  });
}

export function passing(all: readonly Aged[], { subject, claim, layer, source, method, state, text }: Filter): readonly Aged[] {
  const words = text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return all.filter(
    ({ evidence, fresh }) =>
      (subject === undefined || isAbout(evidence.subject, subject)) &&
      (claim === undefined || evidence.claim === claim) &&
      (layer === undefined || claimOf(evidence.claim)?.layer === layer) &&
      (source === undefined || evidence.source === source) &&
      (method === undefined || evidence.method === method) &&
      (state === undefined || fresh === (state === 'fresh')) &&
      (words.length === 0 || holdsAll(evidence, words)),
  );
}

/** The subject itself, its variants and its members. */
function isAbout(subject: string, asked: string): boolean {
  return subject === asked || subject.startsWith(`${asked}/`) || subject.startsWith(`${asked}#`);
}

function holdsAll(evidence: RecordedEvidence, words: readonly string[]): boolean {
  const said = JSON.stringify(evidence).toLowerCase();
  return words.every((word) => said.includes(word));
}

const DAY = 86_400_000;
/** How long ago it was seen, in the steps that people count in. */
const AGES: readonly (readonly [most: number, name: string])[] = [
  [DAY, 'today'],
  [7 * DAY, 'this week'],
  [30 * DAY, 'within 30 days'],
  [90 * DAY, 'within 90 days'],
  [365 * DAY, 'within a year'],
  [Number.POSITIVE_INFINITY, 'older than a year'],
];

function keyOf({ evidence, seenAt }: Aged, by: string, at: Instant): string {
  if (by === 'subject') return evidence.subject;
  if (by === 'claim') return evidence.claim;
  if (by === 'source') return evidence.source;
  if (by === 'layer') return claimOf(evidence.claim)?.layer ?? 'unknown';
  return AGES.find(([most]) => at - seenAt < most)?.[1] ?? 'older than a year';
}

/** Groups in a steady order: ages from young to old, all others by name. */
export function grouped(all: readonly Aged[], by: string, at: Instant): readonly EvidenceGroup[] {
  const groups = [...Map.groupBy(all, (one) => keyOf(one, by, at))].map(([key, members]): EvidenceGroup => {
    const fresh = members.filter((one) => one.fresh);
    return {
      key,
      statements: members.length,
      fresh: fresh.length,
      lastSeen: Instant.format(Instant.of(members.reduce((last, one) => Math.max(last, one.seenAt), 0))),
      nextExpiry: fresh.length === 0 ? null : Instant.format(Instant.of(fresh.reduce((next, one) => Math.min(next, one.expires), Number.MAX_SAFE_INTEGER))),
    };
  });
  if (by !== 'age') return groups.sort((a, b) => (a.key < b.key ? -1 : 1));
  const rank = (key: string) => AGES.findIndex(([, name]) => name === key);
  return groups.sort((a, b) => rank(a.key) - rank(b.key));
}

/** A statement as it is shown. Its recorded moment is read from its entry. */
export function shown(ledger: Desk['ledger'], { evidence, seenAt, expires, fresh }: Aged, at: Instant): Statement {
  const [entry] = ledger.read(evidence.seq as never, 1);
  const whole = expires - seenAt;
  return {
    ...evidence,
    recordedAt: Instant.format(entry?.recordedAt ?? Instant.of(0)),
    layer: claimOf(evidence.claim)?.layer ?? null,
    state: fresh ? 'fresh' : 'expired',
    expiresAt: Instant.format(Instant.of(expires)),
    left: whole <= 0 ? 0 : Math.min(1, Math.max(0, (expires - at) / whole)),
  };
}
