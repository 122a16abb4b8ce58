import type { Instant } from '../../core/index.ts';
import type { Fact, MeasureDeclared, Window } from '../model.ts';
import { momentOf, textOf } from './words.ts';

interface Credential {
  readonly serial: string;
  readonly device: string;
  readonly profile: string;
  readonly issued: Instant;
  readonly ends: Instant;
  used?: Instant;
  /** Revoked, or its device retired. */
  over?: Instant;
}

interface Line {
  /** Of one device and profile, in the order in which they were issued. */
  readonly credentials: Credential[];
}

/** The certificates of devices as of the end of the window: what came later is not known yet. */
function linesOf(facts: readonly Fact[], { until }: Window): readonly Line[] {
  const lines = new Map<string, Line>();
  const bySerial = new Map<string, Credential>();
  const byDevice = new Map<string, Credential[]>();
  for (const fact of facts) {
    if (fact.at >= until) break;
    const device = textOf(fact, 'device');
    switch (fact.type) {
      case 'certificate.issued': {
        const ends = momentOf(fact, 'notAfter');
        // A server's or an authority's own.
        if (device === '' || ends === undefined) break;
        const profile = textOf(fact, 'profile');
        const one: Credential = { serial: textOf(fact, 'serial'), device, profile, issued: fact.at, ends };
        const key = `${device} ${profile}`;
        const line = lines.get(key) ?? { credentials: [] };
        lines.set(key, line);
        line.credentials.push(one);
        bySerial.set(one.serial, one);
        byDevice.set(device, [...(byDevice.get(device) ?? []), one]);
        break;
      }
      case 'credential.used': {
        const one = bySerial.get(textOf(fact, 'serial'));
        if (one !== undefined) one.used ??= fact.at;
        break;
      }
      case 'certificate.revoked': {
        const one = bySerial.get(textOf(fact, 'serial'));
        if (one !== undefined) one.over ??= fact.at;
        break;
      }
      case 'device.retired':
        for (const one of byDevice.get(device) ?? []) one.over ??= fact.at;
    }
  }
  return [...lines.values()];
}

/** Certificates that were in use and would have ended in the window; 1 where the device had the next one before that. One that was revoked, or whose device was retired, before its end was not there to be renewed. */
function inTime(facts: readonly Fact[], window: Window) {
  return linesOf(facts, window).flatMap(({ credentials }) =>
    credentials.flatMap((one, i) => {
      const { device, profile, ends, used, over } = one;
      if (ends < window.from || ends >= window.until || used === undefined || (over !== undefined && over <= ends)) return [];
      // Lost answers are asked for again, so what counts is the one that was used; one that was issued in time and is not used yet has time until its own end.
      const next = credentials.slice(i + 1).some((later) => later.issued <= ends && (later.used !== undefined || later.ends >= window.until));
      return [{ row: profile, group: device, value: next ? 1 : 0 }];
    }),
  );
}

/** Devices that used a certificate and are not retired, by profile, at the end of the window; 1 for one whose newest in use is over: it can do nothing but renew, or not even that. */
function stuck(facts: readonly Fact[], window: Window) {
  return linesOf(facts, window).flatMap(({ credentials }) => {
    const current = credentials.findLast(({ used }) => used !== undefined);
    if (current === undefined || current.over !== undefined) return [];
    return [{ row: current.profile, group: current.device, value: current.ends < window.until ? 1 : 0 }];
  });
}

const base = { figure: 'share', unit: 'share', owner: 'Operations lead', groups: 'devices', rows: 'profile' } as const;

export const RENEWAL: readonly MeasureDeclared[] = [
  { ...base, id: 'renewal.in-time', title: 'Certificates in use that were renewed before their end', threshold: { atLeast: 0.999 }, counted: inTime },
  { ...base, id: 'renewal.stuck', title: 'Devices whose certificate in use is over', threshold: { atMost: 0.001 }, counted: stuck },
];
