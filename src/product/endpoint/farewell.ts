import type { Refusal } from './model.ts';

/** MQTT 5 section 3.2.2.2. */
const REASON: Readonly<Record<Refusal, number>> = {
  unknown: 0x87,
  expired: 0x87,
  revoked: 0x87,
  nobodys: 0x87,
  retired: 0x8a,
  busy: 0x89,
  'wrong-client': 0x85,
};

/** MQTT 3.1.1 table 3.1. */
const RETURN: Readonly<Record<Refusal, number>> = { unknown: 5, expired: 5, revoked: 5, nobodys: 5, retired: 5, busy: 3, 'wrong-client': 2 };

const SAID: Readonly<Record<Refusal, string>> = {
  unknown: 'this certificate is not known here',
  expired: 'this certificate has ended: renew it',
  revoked: 'this certificate counts no more',
  nobodys: 'this device belongs to nobody yet: introduce it',
  retired: 'this device is retired',
  busy: 'too many at once',
  'wrong-client': 'the client id has to be the id of the device',
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
