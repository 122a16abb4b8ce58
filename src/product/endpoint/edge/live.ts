import type { Instant, Json } from '../../../core/index.ts';
import { touchedBy } from '../../authorization/epochs.ts';
import { topicOf } from '../../authorization/topic.ts';
import { credentialOf, devicesOf } from '../../device/edge/questions.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId, MemberId } from '../../fleet/model.ts';
import type { Ending } from '../model.ts';
import type { LiveSession } from './aedes.ts';
import type { PeerStanding } from './standing.ts';

/** A timer is asked for no longer than this at once: setTimeout takes 2^31 ms at most, and a clock that was set is noticed. */
const LOOK_EVERY_MS = 60_000;
const AT_ONCE = 200;

export interface Live {
  began(session: LiveSession): void;
  ended(session: LiveSession): void;
  /** Everybody is asked about again: policies or declarations have changed. Resolves once all were. */
  everybody(): Promise<void>;
  /** How many sessions this person has. */
  count(member: MemberId): number;
  /** Those of a pass that was withdrawn. */
  withdrawn(credentials: readonly string[]): void;
  close(): void;
}

/** What has to be done with sessions that are there. */
export interface Doing {
  readonly standing: (peer: LiveSession['peer']) => PeerStanding;
  readonly session: (device: DeviceId) => LiveSession | undefined;
  readonly sessions: () => Iterable<LiveSession>;
  /** Sessions that hear something of a device, by its topic. */
  readonly hearers: (prefix: string) => readonly LiveSession[];
  readonly membersOf: (household: HouseholdId) => readonly MemberId[];
  /** Nothing where another session has taken its place. */
  disconnect(session: LiveSession, reason: Ending): void;
  recheck(client: string): void;
  /** A device may wait over HTTPS, and messages may wait for those who are not there. */
  touched(device: DeviceId, prefix: string): void;
  /** Sessions without a connection whose owner may be out. */
  people(members: ReadonlySet<MemberId>): void;
}

/** `d/cam-17`. */
export const prefixOf = (device: DeviceId): string => topicOf({ kind: 'channel', device, channel: '' }).replace(/\/$/, '');

/** Holds live sessions to what was entered and to time: each applied fact, before the act that entered it is done, and the moments at which time ends something. */
export function liveSessions(fleet: Pick<Fleet, 'db' | 'now' | 'listen'>, doing: Doing): Live {
  const timers = new Map<LiveSession, NodeJS.Timeout>();
  const people = new Map<MemberId, Set<LiveSession>>();
  const credentials = new Map<string, Set<LiveSession>>();
  let ended = false;

  function judge(session: LiveSession, type?: string): PeerStanding {
    const standing = doing.standing(session.peer);
    if (!standing.ok) doing.disconnect(session, standing.code === 'nobodys' && type === 'ownership.ended' ? 'transferred' : standing.ending);
    return standing;
  }

  function watch(session: LiveSession, until: Instant): void {
    const left = until - fleet.now();
    clearTimeout(timers.get(session));
    // The last moment of a validity belongs to it.
    const timer = setTimeout(() => look(session), Math.min(Math.max(left + 1, 0), LOOK_EVERY_MS));
    timers.set(session, timer.unref());
  }

  function look(session: LiveSession, type?: string): void {
    if (ended || !timers.has(session)) return;
    const standing = judge(session, type);
    if (!standing.ok) return;
    // Of a device time ends its certificate; of a person it may end what one of several subscriptions rests on.
    if (type !== undefined || session.peer.kind !== 'device') doing.recheck(session.client);
    watch(session, standing.until);
  }

  function everybody(): Promise<void> {
    const sessions = [...doing.sessions()].values();
    return new Promise((resolve) => {
      const some = (): void => {
        for (let i = 0; i < AT_ONCE && !ended; i += 1) {
          const { value, done } = sessions.next();
          if (done === true) {
            resolve();
            return;
          }
          look(value, 'policy.changed');
        }
        if (ended) resolve();
        else setImmediate(some);
      };
      some();
    });
  }

  function heed(type: string, body: Json): void {
    const { devices, households, members, everything } = touchedBy(type, body);
    if (everything) {
      void everybody();
      return;
    }
    const touched = new Set(devices as readonly DeviceId[]);
    const serial = typeof body === 'object' && body !== null && 'serial' in body ? body['serial'] : undefined;
    const holder = typeof serial === 'string' ? credentialOf(fleet.db, serial)?.device : undefined;
    if (holder !== undefined) touched.add(holder);
    const persons = new Set(members as readonly MemberId[]);
    for (const household of households as readonly HouseholdId[]) {
      for (const { id } of devicesOf(fleet.db, household)) touched.add(id);
      for (const member of doing.membersOf(household)) persons.add(member);
    }
    const sessions = new Set<LiveSession>();
    for (const member of persons) for (const session of people.get(member) ?? []) sessions.add(session);
    for (const device of touched) {
      const prefix = prefixOf(device);
      const own = doing.session(device);
      if (own !== undefined) sessions.add(own);
      for (const session of doing.hearers(prefix)) sessions.add(session);
      doing.touched(device, prefix);
    }
    for (const session of sessions) look(session, type);
    if (persons.size > 0) doing.people(persons);
  }

  const stop = fleet.listen(heed);

  return {
    everybody,
    began(session) {
      const { peer } = session;
      if (peer.kind !== 'device') put(credentials, peer.credential, session);
      if (peer.kind === 'member') put(people, peer.member, session);
      const standing = doing.standing(peer);
      watch(session, standing.ok ? standing.until : fleet.now());
    },
    ended(session) {
      const { peer } = session;
      clearTimeout(timers.get(session));
      timers.delete(session);
      if (peer.kind !== 'device') remove(credentials, peer.credential, session);
      if (peer.kind === 'member') remove(people, peer.member, session);
    },
    count: (member) => people.get(member)?.size ?? 0,
    withdrawn(ids) {
      for (const id of ids) for (const session of [...(credentials.get(id) ?? [])]) look(session);
    },
    close() {
      ended = true;
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function put<K>(map: Map<K, Set<LiveSession>>, key: K, session: LiveSession): void {
  map.set(key, (map.get(key) ?? new Set()).add(session));
}

function remove<K>(map: Map<K, Set<LiveSession>>, key: K, session: LiveSession): void {
  const set = map.get(key);
  set?.delete(session);
  if (set?.size === 0) map.delete(key);
}
