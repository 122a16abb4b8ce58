import type { Alarm } from './alarm.ts';
import { type DeviceRecord, FIRST, HOUR_OUT, LISTEN_WORDS, LISTENS, OUT_MOST } from './devices.ts';
import { mixed } from './keyed-hash.ts';
import type { Observation } from './observation.ts';
import { LED_BY, THRESHOLDS as T } from './thresholds.ts';

const SHELLS: ReadonlySet<number> = new Set([22, 23, 2323, 5555]);
const BITS = LISTEN_WORDS * 32;

/** A port on which the device answers now and never did in its first day. Of ports by 96 bits: one in some tens is taken for another that was known. Moments in tenths of a second. */
export function newService({ words, base }: DeviceRecord, o: Observation, at: number): Alarm | undefined {
  // Over UDP who began is a guess; of TCP only what was seen from its beginning and answered.
  if (o.outward || !o.conversation || o.transport !== 'tcp' || o.outcome !== 'answered' || !o.begins) return undefined;
  if (o.peerPlace !== 'inside' && o.peerPlace !== 'outside') return undefined;
  const bit = mixed(o.port) % BITS;
  const word = base + LISTENS + (bit >>> 5);
  if (((words[word] ?? 0) & (1 << (bit & 31))) !== 0) return undefined;
  const learnt = at - (words[base + FIRST] ?? at) >= T.learnt;
  words[word] = (words[word] ?? 0) | (1 << (bit & 31));
  if (!learnt) return undefined;
  const shell = SHELLS.has(o.port) || LED_BY.has(o.port);
  return {
    rule: 'behaviour/new-service',
    title: 'Answers on a port on which it never did',
    level: shell || o.peerPlace === 'outside' ? 'high' : 'medium',
    techniques: ['T1205', 'T1133'],
    cause: `new service on ${o.port}/tcp`,
    why: `${o.device} answered ${o.peer} on port ${o.port}/tcp${shell ? ', a port of remote control,' : ''} and was not seen to in all the time that it is known`,
    count: 1,
  };
}

/** An upload beyond all that the device did in an hour before. */
export function upload({ words, floats, base }: DeviceRecord, o: Observation, at: number): Alarm | undefined {
  if (!o.outward || !o.conversation || o.peerPlace !== 'outside' || o.bytesOut === 0) return undefined;
  const out = floats[base + HOUR_OUT] ?? 0;
  const most = floats[base + OUT_MOST] ?? 0;
  if (out < T.uploadBytes || out < T.uploadTimes * most || at - (words[base + FIRST] ?? at) < T.learnt) return undefined;
  // The device sends, and is not sent for: a stream that is asked for has its answer.
  if (o.bytesOut < 4 * o.bytesIn) return undefined;
  return {
    rule: 'behaviour/upload',
    title: 'Sends far more than it ever did',
    level: 'medium',
    techniques: ['T1048', 'T1041'],
    cause: `upload to ${o.peer}`,
    why: `${Math.round(out / 1e6)} MB out in this hour, the last of it to ${o.peer}:${o.port}/${o.transport}; the most of an hour before was ${(most / 1e6).toFixed(1)} MB`,
    count: 1,
  };
}
