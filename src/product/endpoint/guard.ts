import type { Instant } from '../../core/index.ts';
import type { Decisions, Subject } from '../authorization/model.ts';
import { askedOf, channelOf, filterOf, isChannelName, speakerOf, type Where, type Wire } from '../authorization/topic.ts';
import type { Presented, Standing } from '../device/model.ts';
import type { DeviceId } from '../fleet/model.ts';
import type { Admission, Guard, Peer, Refusal } from './model.ts';

export interface GuardOptions {
  readonly decisions: Decisions;
  /** Of a device's credential, now. */
  readonly standing: (presented: Presented) => Standing;
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
export function endpointGuard({ decisions, standing, channels, now, purpose = 'operation' }: GuardOptions): Guard {
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
    const verdict = decisions.decide({ subject: speakerOf(subject, where), ...ask, at: 'broker', purpose, moment });
    return { allowed: verdict.allowed, device, epoch: verdict.epoch, until: verdict.until ?? Number.POSITIVE_INFINITY };
  }

  function answer(peer: Peer, wire: 'publish' | 'deliver', topic: string): boolean {
    const moment = now();
    if (moment > peer.notAfter) return false;
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

  return {
    connect(peer, client): Admission {
      if (now() > peer.notAfter) return { ok: false, code: 'expired' };
      if (peer.kind !== 'device') return { ok: true, client: client === '' ? idOf(peer) : client };
      const stands = standing({ serial: peer.serial, fingerprint: peer.fingerprint });
      if (stands.may !== 'everything') return { ok: false, code: refusalOf(stands) };
      return client === '' || client === peer.device ? { ok: true, client: peer.device } : { ok: false, code: 'wrong-client' };
    },
    publish: (peer, topic) => answer(peer, 'publish', topic),
    deliver: (peer, topic) => answer(peer, 'deliver', topic),
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

/** Under which client id a peer's session is kept, where the client leaves that to us. */
export function idOf(peer: Peer): string {
  return peer.kind === 'device' ? peer.device : `${peer.kind}:${peer.kind === 'member' ? peer.member : peer.service}:${peer.credential}`;
}

/** Why a credential that may not do everything is refused a session. */
export function refusalOf(standing: Exclude<Standing, { readonly may: 'everything' }>): Refusal {
  switch (standing.because) {
    case 'expired-in-grace':
    case 'expired':
      return 'expired';
    case 'nobodys':
      return 'nobodys';
    case 'retired':
      return 'retired';
    case 'revoked':
    case 'superseded':
      return 'revoked';
    case 'unknown':
    case 'not-yet-valid':
      return 'unknown';
  }
}
