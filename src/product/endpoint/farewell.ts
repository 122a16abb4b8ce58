import type { Ending, Refusal } from './model.ts';

/** MQTT 5 section 3.2.2.2. */
const REASON: Readonly<Record<Refusal, number>> = {
  unknown: 0x87,
  expired: 0x87,
  revoked: 0x87,
  nobodys: 0x87,
  retired: 0x8a,
  busy: 0x89,
  'wrong-client': 0x85,
  outsider: 0x87,
};

/** MQTT 3.1.1 table 3.1. */
const RETURN: Readonly<Record<Refusal, number>> = { unknown: 5, expired: 5, revoked: 5, nobodys: 5, retired: 5, busy: 3, 'wrong-client': 2, outsider: 5 };

const SAID: Readonly<Record<Refusal, string>> = {
  unknown: 'neither a certificate nor a pass that is known here',
  expired: 'this certificate or pass has ended: renew it',
  revoked: 'this certificate or pass counts no more',
  nobodys: 'this device belongs to nobody yet: introduce it',
  retired: 'this device is retired',
  busy: 'too many at once',
  'wrong-client': 'the client id has to be the id of the device',
  outsider: 'nothing here is yours or shared with you',
};

/** A CONNACK that refuses, in the version of the client, as bytes. Of MQTT 5 with the reason in words, and where it is to come back, after how many seconds: in the words and as the user property `retry-after`. */
export function refusingConnack(version: number, code: Refusal, retryAfterSeconds?: number): Uint8Array {
  if (version !== 5) return Uint8Array.of(0x20, 2, 0, RETURN[code]);
  const words = retryAfterSeconds === undefined ? SAID[code] : `${SAID[code]}: come back in ${retryAfterSeconds} s`;
  const properties = [0x1f, ...text(words), ...(retryAfterSeconds === undefined ? [] : [0x26, ...text('retry-after'), ...text(String(retryAfterSeconds))])];
  // All of it stays below 128 bytes, so that each length is one.
  return Uint8Array.of(0x20, properties.length + 3, 0, REASON[code], properties.length, ...properties);
}

/** A DISCONNECT of MQTT 5 with its reason in words, as bytes. */
export function disconnecting(code: number, words: string): Uint8Array {
  const properties = [0x1f, ...text(words)];
  return Uint8Array.of(0xe0, properties.length + 2, code, properties.length, ...properties);
}

/** The words are ours, and ASCII. */
function text(words: string): readonly number[] {
  return [0, words.length, ...[...words].map((letter) => letter.charCodeAt(0))];
}

/** With which code of MQTT 5 a session ends, and in which words. */
export const ENDING: Readonly<Record<Ending, { readonly code: number; readonly says: string }>> = {
  retired: { code: 0x98, says: 'this device was retired' },
  revoked: { code: 0x98, says: 'this certificate or pass counts no more' },
  expired: { code: 0x98, says: 'this certificate or pass has ended: renew it' },
  transferred: { code: 0x98, says: 'this device was passed on' },
  policy: { code: 0x87, says: 'this is not allowed any more' },
  'taken-over': { code: 0x8e, says: 'another connection took over' },
  'shutting-down': { code: 0x8b, says: 'the endpoint is being closed: come back in a while' },
};
