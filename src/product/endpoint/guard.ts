import type { Instant } from '../../core/index.ts';
import type { Decisions, Subject } from '../authorization/model.ts';
import { askedOf, channelOf, filterOf, isChannelName, speakerOf, type Where, type Wire } from '../authorization/topic.ts';
import type { Standing } from '../device/model.ts';
import type { DeviceId } from '../fleet/model.ts';
import type { Admission, Guard, Peer, Refusal } from './model.ts';

export interface GuardOptions {
  readonly decisions: Decisions;
  /** Why a peer may have no session now. */
  readonly turnedAway: (peer: Peer) => Refusal | undefined;
  readonly now: () => Instant;
  /** Channels that a device's product declares: what a wildcard in a channel's place stands for. */
  readonly channels: (device: DeviceId) => readonly string[];
  /** What sessions are for: consent is given to a purpose. */
  readonly purpose?: string;
}

interface Kept {
  readonly allowed: boolean;
  readonly device: DeviceId;
  readonly epoch: number;
  readonly until: number;
}

/** Answers that one peer's session keeps. A device has a handful of topics; a service may hear of many devices. */
const MOST_KEPT = { device: 256, member: 1024, service: 20_000 } as const;

/**
 * The guard of the endpoint. An answer is kept with the peer until a fact touches its device or household, or time runs out: a message then costs one look into a map, and never asks Cedar.
 * A peer whose credential has ended hears and says nothing, whatever was kept and however late a timer is.
 */
export function endpointGuard({ decisions, turnedAway, channels, now, purpose = 'operation' }: GuardOptions): Guard {
  const kept = new WeakMap<Peer, Readonly<Record<'publish' | 'deliver', Map<string, Kept>>>>();

  function keptOf(peer: Peer): Readonly<Record<'publish' | 'deliver', Map<string, Kept>>> {
    const known = kept.get(peer);
    if (known !== undefined) return known;
    const made = { publish: new Map<string, Kept>(), deliver: new Map<string, Kept>() };
    kept.set(peer, made);
    return made;
  }

  function asked(peer: Peer, wire: Wire, where: Where, moment: Instant): Kept {
    const subject = subjectOf(peer);
    // A device hears on behalf of its child what it may hear as that child's gateway.
    const ask = askedOf(subject, wire, where);
    const { device } = where;
    if (ask === undefined) return { allowed: false, device, epoch: decisions.epoch(device), until: Number.POSITIVE_INFINITY };
    const forWhat = peer.kind === 'device' ? purpose : (peer.purpose ?? purpose);
    const verdict = decisions.decide({ subject: speakerOf(subject, where), ...ask, at: 'broker', purpose: forWhat, moment });
    return { allowed: verdict.allowed, device, epoch: verdict.epoch, until: verdict.until ?? Number.POSITIVE_INFINITY };
  }

  function answer(peer: Peer, wire: 'publish' | 'deliver', topic: string, moment: Instant): boolean {
    const mine = keptOf(peer)[wire];
    const known = mine.get(topic);
    if (known !== undefined && moment < known.until && decisions.epoch(known.device) === known.epoch) return known.allowed;
    const where = channelOf(topic);
    // What is no topic of ours is not kept: there is no end to such.
    if (where === undefined) return false;
    const found = asked(peer, wire, where, moment);
    if (mine.size >= MOST_KEPT[peer.kind]) mine.clear();
    mine.set(topic, found);
    return found.allowed;
  }

  const isGood = (peer: Peer): boolean => now() <= peer.notAfter;

  return {
    connect(peer, client): Admission {
      if (now() > peer.notAfter) return { ok: false, code: 'expired' };
      const code = turnedAway(peer);
      if (code !== undefined) return { ok: false, code };
      const own = clientOf(peer, client);
      return own === undefined ? { ok: false, code: 'wrong-client' } : { ok: true, client: own };
    },
    // What is to be done is said once: a retained order would be carried out at each subscription, and on behalf of somebody who is out by then.
    publish: (peer, topic, retain = false) => isGood(peer) && !(retain && channelOf(topic)?.kind !== 'channel') && answer(peer, 'publish', topic, now()),
    deliver: (peer, topic) => isGood(peer) && answer(peer, 'deliver', topic, now()),
    wait: (peer, topic) => answer(peer, 'deliver', topic, now()),
    stands: (peer, topic) => answer(peer, 'publish', topic, now()),
    subscribe(peer, filter) {
      const moment = now();
      if (moment > peer.notAfter) return false;
      const wanted = filterOf(filter);
      if (wanted === undefined) return false;
      // Of any device: of services alone, and each delivery is asked about by itself.
      const { device } = wanted;
      if (device === undefined) return peer.kind === 'service';
      const may = (where: Where): boolean => asked(peer, 'subscribe', where, moment).allowed;
      // A wildcard is allowed where everything that it stands for is; of a device without channels nothing is.
      const all = (of: DeviceId): readonly string[] => {
        const names = channels(of).filter(isChannelName);
        return names.length === 0 ? ['none'] : names;
      };
      const mayAll = (kind: Where['kind']): boolean => {
        switch (kind) {
          case 'command':
            return may({ kind, device, verb: wanted.verb ?? 'any' });
          case 'reply':
            return wanted.member !== undefined && wanted.channel !== undefined && may({ kind, device, channel: wanted.channel, member: wanted.member });
          case 'channel':
          case 'request':
            return (wanted.channel === undefined ? all(device) : [wanted.channel]).every((channel) => may({ kind, device, channel }));
        }
      };
      return wanted.of.every(mayAll);
    },
  };
}

export function subjectOf(peer: Peer): Subject {
  switch (peer.kind) {
    case 'device':
      return { kind: 'device', device: peer.device };
    case 'member':
      return { kind: 'member', member: peer.member };
    case 'service':
      return { kind: 'service', service: peer.service };
  }
}

const CLIENT = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,62}[A-Za-z0-9])?$/;

/**
 * Under which id a peer's session is kept: a device's own; of others their own name before the one that the client chose, so that nobody can be in a device's place or in another person's. `undefined` for a name that is none.
 */
function clientOf(peer: Peer, client: string): string | undefined {
  if (peer.kind === 'device') return client === '' || client === peer.device ? peer.device : undefined;
  const chosen = client === '' ? peer.credential : client;
  return CLIENT.test(chosen) ? `${ownerName(peer)}/${chosen}` : undefined;
}

/** `user@u_…` or `service@server`: no device's id has an `@`. */
export function ownerName(peer: Exclude<Peer, { readonly kind: 'device' }>): string {
  return peer.kind === 'member' ? `user@${peer.member}` : `service@${peer.service}`;
}

/** Why a credential that may not do everything is refused a session. */
export function refusalOf(standing: Exclude<Standing, { readonly may: 'everything' }>): Refusal {
  switch (standing.because) {
    case 'expired-in-grace':
    case 'expired':
    // In the words that let a device renew.
    case 'rotation-asked':
      return 'expired';
    case 'nobodys':
      return 'nobodys';
    case 'retired':
      return 'retired';
    case 'revoked':
    case 'superseded':
    case 'quarantined':
      return 'revoked';
    case 'unknown':
    case 'not-yet-valid':
      return 'unknown';
  }
}
