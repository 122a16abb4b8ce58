import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../../core/index.ts';
import { viewOf } from '../../device/edge/questions.ts';
import { standingOf } from '../../device/standing.ts';
import type { MemberId } from '../../fleet/model.ts';
import { householdQuestions } from '../../household/edge/tables.ts';
import { refusalOf } from '../guard.ts';
import { belonging, type PersonFacts } from '../membership.ts';
import type { Ending, Peer, Refusal } from '../model.ts';
import type { Passes } from './passes.ts';

/** How a peer stands now. `until`: the first moment at which time alone may change it. */
export type PeerStanding = { readonly ok: true; readonly until: Instant } | { readonly ok: false; readonly code: Refusal; readonly ending: Ending };

/** Asked at each CONNECT, at each fact that touches the peer, and when time may have changed something. */
export function peerStandings(
  db: DatabaseSync,
  {
    now,
    passes,
    services,
    owes,
  }: {
    readonly now: () => Instant;
    readonly passes: Passes;
    readonly services: (name: string) => readonly string[] | undefined;
    /** Whether a device still owes the wipe that it was let in for. */
    readonly owes: (peer: Peer) => boolean;
  },
): { of(peer: Peer): PeerStanding; readonly people: PersonFacts } {
  const view = viewOf(db);
  const households = householdQuestions(db);
  const people: PersonFacts = {
    member: (id) => households.member(id),
    sharedWith: (id) => households.sharedWith(id),
    visitsBy: (id) => households.reachOf(id).flatMap((household) => households.visits(id, household)),
  };
  return {
    people,
    of(peer) {
      if (peer.kind === 'device') {
        const standing = standingOf(view, peer, now());
        // One that was let in for its order alone, and may more by now, comes again for that.
        if (peer.only === 'wipe')
          return standing.may !== 'everything' && owes(peer) ? { ok: true, until: peer.notAfter } : { ok: false, code: 'retired', ending: 'policy' };
        return standing.may === 'everything'
          ? { ok: true, until: peer.notAfter }
          : { ok: false, code: refusalOf(standing), ending: endingOf(refusalOf(standing)) };
      }
      if (now() > peer.notAfter) return { ok: false, code: 'expired', ending: 'expired' };
      if (!passes.isGood(peer.credential)) return { ok: false, code: 'revoked', ending: 'revoked' };
      if (peer.kind === 'service')
        return services(peer.service) !== undefined ? { ok: true, until: peer.notAfter } : { ok: false, code: 'outsider', ending: 'policy' };
      const { ok, until } = belonging(peer.member as MemberId, people, now());
      if (!ok) return { ok: false, code: 'outsider', ending: 'policy' };
      return { ok: true, until: until !== undefined && until < peer.notAfter ? until : peer.notAfter };
    },
  };
}

function endingOf(code: Refusal): Ending {
  switch (code) {
    case 'retired':
    case 'expired':
      return code;
    case 'nobodys':
      return 'policy';
    default:
      return 'revoked';
  }
}
