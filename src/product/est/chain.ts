import { sameBytes } from '../../core/der/hex.ts';
import type { Certificate } from '../ca/certificate-read.ts';
import { USAGE } from '../ca/extension.ts';

/** Authorities between a leaf and the anchor that it leads to. */
const DEEPEST = 4;
/** Certificates that were sent beside the leaf and are looked at, in the order that they came in. */
export const MOST_SENT = 5;
/** Signatures that are verified for one question. A stranger chooses what is sent, so that many of one name would otherwise be tried by every way that leads through them. */
export const MOST_VERIFIED = 6;

export interface Climb {
  /** Whether a certificate may stand in a path at all: its time, and nothing critical in it that is not understood. */
  readonly sound: (certificate: Certificate) => boolean;
  /** Whether an anchor may be used now. */
  readonly usable: (anchor: Certificate) => boolean;
  /** Whether `of` is signed by the key of `by`: what costs. */
  readonly signedBy: (of: Certificate, by: Certificate) => boolean;
}

/**
 * Whether a leaf leads to one of `anchors` by certificates that were sent (RFC 5280 section 6, without policies). Each of them is climbed from once, by the shortest way to it, which no longer way is better than;
 * at most `MOST_VERIFIED` signatures are verified, those that key identifiers speak for first.
 */
export function leadsUp(leaf: Certificate, sent: readonly Certificate[], anchors: readonly Certificate[], { sound, usable, signedBy }: Climb): boolean {
  const left = new Set(sent.slice(0, MOST_SENT));
  let verified = 0;
  let from: readonly Certificate[] = [leaf];
  for (let below = 0; below <= DEEPEST && from.length > 0; below += 1) {
    const next: Certificate[] = [];
    for (const one of from) {
      if (!sound(one)) continue;
      const named = (all: Iterable<Certificate>) => likelyFirst(one, all).filter((candidate) => mayIssue(candidate, one, below));
      for (const [candidate, anchor] of [
        ...named(anchors.filter(usable)).map((each) => [each, true] as const),
        ...named(left).map((each) => [each, false] as const),
      ]) {
        if (verified >= MOST_VERIFIED) return false;
        verified += 1;
        if (!signedBy(one, candidate)) continue;
        if (anchor) return true;
        left.delete(candidate);
        next.push(candidate);
      }
    }
    from = next;
  }
  return false;
}

/** `below`: authorities between this one and the leaf. */
function mayIssue(candidate: Certificate, of: Certificate, below: number): boolean {
  if (!candidate.authority || !sameBytes(candidate.subject.der, of.issuer.der)) return false;
  if (candidate.pathLength !== undefined && candidate.pathLength < below) return false;
  return candidate.keyUsage === undefined || candidate.keyUsage.includes(USAGE.keyCertSign);
}

/** Key identifiers are a hint alone (RFC 5280 section 4.2.1.1): what has none, or another, comes after. */
function likelyFirst(of: Certificate, all: Iterable<Certificate>): readonly Certificate[] {
  const speaks = ({ subjectKeyId }: Certificate) =>
    subjectKeyId !== undefined && of.authorityKeyId !== undefined && sameBytes(subjectKeyId, of.authorityKeyId) ? 0 : 1;
  return [...all].sort((a, b) => speaks(a) - speaks(b));
}
