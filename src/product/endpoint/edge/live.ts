import type { Instant } from '../../../core/index.ts';
import { touchedBy } from '../../authorization/epochs.ts';
import { credentialOf, devicesOf, viewOf } from '../../device/edge/questions.ts';
import type { Standing } from '../../device/model.ts';
import { standingOf } from '../../device/standing.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import type { Ending } from '../model.ts';
import type { LiveSession } from './aedes.ts';

/** A timer is asked for no longer than this at once: setTimeout takes 2^31 ms at most, and a clock that was set is noticed. */
const LOOK_EVERY_MS = 60_000;
const AT_ONCE = 200;

export interface Live {
  began(session: LiveSession): void;
  ended(session: LiveSession): void;
  close(): void;
}

/** What has to be done with sessions that are there. */
export interface Doing {
  readonly session: (device: DeviceId) => LiveSession | undefined;
  readonly sessions: () => Iterable<LiveSession>;
  disconnect(client: string, reason: Ending): void;
  recheck(client: string): void;
  /** A device that has no session may wait over HTTPS. */
  touched(device: DeviceId): void;
}

/** Holds live sessions to what was entered and to time: each applied fact, before the act that entered it is done, and each credential's last moment. */
export function liveSessions(fleet: Pick<Fleet, 'db' | 'now' | 'listen'>, doing: Doing): Live {
  const view = viewOf(fleet.db);
  const timers = new Map<LiveSession, NodeJS.Timeout>();
  let ended = false;

  function judge(session: LiveSession, type?: string): boolean {
    const { peer, client } = session;
    const standing: Standing | undefined = peer.kind === 'device' ? standingOf(view, peer, fleet.now()) : undefined;
    if (standing === undefined ? fleet.now() <= peer.notAfter : standing.may === 'everything') return true;
    doing.disconnect(client, standing === undefined || standing.may === 'everything' ? 'expired' : endingOf(standing, type));
    return false;
  }

  function watch(session: LiveSession, until: Instant): void {
    const left = until - fleet.now();
    // The last moment of a validity belongs to it.
    const timer = setTimeout(
      () => {
        timers.delete(session);
        if (!ended && judge(session)) watch(session, until);
      },
      Math.min(Math.max(left + 1, 0), LOOK_EVERY_MS),
    );
    timers.set(session, timer.unref());
  }

  const all = (sessions: Iterator<LiveSession>): void => {
    if (ended) return;
    for (let i = 0; i < AT_ONCE; i += 1) {
      const { value, done } = sessions.next();
      if (done === true) return;
      if (judge(value)) doing.recheck(value.client);
    }
    setImmediate(all, sessions);
  };

  const stop = fleet.listen((type, body) => {
    const { devices, households, everything } = touchedBy(type, body);
    if (everything) return all([...doing.sessions()].values());
    const touched = new Set(devices as readonly DeviceId[]);
    const serial = typeof body === 'object' && body !== null && 'serial' in body ? body['serial'] : undefined;
    const holder = typeof serial === 'string' ? credentialOf(fleet.db, serial)?.device : undefined;
    if (holder !== undefined) touched.add(holder);
    for (const household of households) for (const { id } of devicesOf(fleet.db, household as HouseholdId)) touched.add(id);
    for (const device of touched) {
      doing.touched(device);
      const session = doing.session(device);
      if (session !== undefined && judge(session, type)) doing.recheck(session.client);
    }
  });

  return {
    began: (session) => watch(session, session.peer.notAfter),
    ended(session) {
      clearTimeout(timers.get(session));
      timers.delete(session);
    },
    close() {
      ended = true;
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

function endingOf(standing: Exclude<Standing, { readonly may: 'everything' }>, type: string | undefined): Ending {
  switch (standing.because) {
    case 'retired':
      return 'retired';
    case 'nobodys':
      return type === 'ownership.ended' ? 'transferred' : 'policy';
    case 'expired':
    case 'expired-in-grace':
      return 'expired';
    case 'revoked':
    case 'superseded':
    case 'unknown':
    case 'not-yet-valid':
      return 'revoked';
  }
}
