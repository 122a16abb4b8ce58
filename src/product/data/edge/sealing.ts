import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { DataRecord } from '../model.ts';

/*
 * A value at rest: salt (16 bytes), counter (4), tag (16), then AES-256-GCM of the value.
 * The key is HMAC-SHA256 of the data key over the salt, which is random and made whenever a data key is opened for writing; the nonce is the counter, which begins at 0 with each salt. So no nonce
 * is used twice under one key, also after a database was set back to a back-up: the salt is another one then.
 */
const SALT = 16;
const COUNTER = 4;
const TAG = 16;
const HEAD = SALT + COUNTER + TAG;
const MOST = 2 ** 32;

function subkey(key: Uint8Array, salt: Uint8Array): Buffer {
  return createHmac('sha256', key).update('assay data record v1').update(salt).digest();
}

function nonceOf(counter: Uint8Array): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.set(counter, 12 - COUNTER);
  return nonce;
}

/** What a value is bound to. */
export type Bound = Omit<DataRecord, 'value'>;

/** None of it can be exchanged, nor the row be prolonged or written twice, without the value's ceasing to open. No part can hold a line's end. Format 1 had neither number nor end: it is read for the upgrade alone. */
function boundTo({ id, holder, device, channel, dataClass, purpose, at, until }: Bound, format: 1 | 2): Buffer {
  return Buffer.from(`assay-data/${format}\n${holder}\n${device}\n${channel}\n${dataClass}\n${purpose}\n${at}${format === 1 ? '' : `\n${until}\n${id}`}`);
}

/** Seals under one data key for as long as it stays open. */
export interface Sealer {
  seal(value: Uint8Array, bound: Bound): Uint8Array;
  /** Forgets the key. */
  end(): void;
}

export function sealerOf(key: Uint8Array, random: (bytes: number) => Uint8Array): Sealer {
  let salt = random(SALT);
  let own = subkey(key, salt);
  let next = 0;
  return {
    seal(value, bound) {
      if (next === MOST) {
        salt = random(SALT);
        own = subkey(key, salt);
        next = 0;
      }
      const counter = Buffer.alloc(COUNTER);
      counter.writeUInt32BE(next);
      next += 1;
      const cipher = createCipheriv('aes-256-gcm', own, nonceOf(counter)).setAAD(boundTo(bound, 2));
      const body = cipher.update(value);
      cipher.final();
      return Buffer.concat([salt, counter, cipher.getAuthTag(), body]);
    },
    end() {
      own.fill(0);
      key.fill(0);
    },
  };
}

/** `undefined` for what this key did not seal for this row: another household's, or changed. */
export function unsealed(key: Uint8Array, sealed: Uint8Array, bound: Bound, format: 1 | 2 = 2): Uint8Array | undefined {
  if (sealed.length < HEAD) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', subkey(key, sealed.subarray(0, SALT)), nonceOf(sealed.subarray(SALT, SALT + COUNTER)), {
      authTagLength: TAG,
    })
      .setAAD(boundTo(bound, format))
      .setAuthTag(sealed.subarray(SALT + COUNTER, HEAD));
    return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(HEAD)), decipher.final()]));
  } catch {
    return undefined;
  }
}
