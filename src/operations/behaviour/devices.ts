/** Words of 32 bits in the record of one device, and where what stands. */
export const RECORD = 214;
export const KEY_A = 0;
export const KEY_B = 1;
export const FIRST = 2;
export const LAST = 3;
export const FLAGS = 4;
/** Failed log-ins of the last minutes at this device or by it: how many, since when, and when a success was last told. */
export const LOGIN_FAILS = 5;
export const LOGIN_SINCE = 6;
/** When the device last asked for a name, 0 if never seen to. */
export const NAME_ASKED = 7;
/** Failing contacts on ports that products do not use: the last eight moments. */
export const PORTS_AT = 16;
export const PORTS = 3;
export const PORT_WORDS = 28;
export const PEERS_AT = PORTS_AT + PORTS * PORT_WORDS;
export const PEERS = 6;
export const PEER_WORDS = 19;

/** Flags of a device: what its sensor was seen to see. */
export const SAW_UDP_ANSWER = 1;

const CHUNK = 4096;

/** One device's record, within an arena that it shares: word `i` is `words[base + i]`. */
export interface DeviceRecord {
  readonly words: Uint32Array;
  readonly floats: Float32Array;
  readonly base: number;
}

/**
 * Records by the two hashes of a device's name, grown by chunks so that nothing is copied. `most` devices are kept; one more is refused (`undefined`), which the caller counts: no device is forgotten for the sake of another.
 */
export interface Devices {
  /** The record, where there is one. */
  known(a: number, b: number): DeviceRecord | undefined;
  of(a: number, b: number, at: number): DeviceRecord | undefined;
  readonly size: number;
  /** In bytes. */
  readonly memory: number;
  /** Every record, for a snapshot and for questions over all. */
  all(): Iterable<DeviceRecord>;
}

export function devices(most: number): Devices {
  const chunks: { readonly words: Uint32Array; readonly floats: Float32Array }[] = [];
  let table = new Int32Array(1024).fill(-1);
  let size = 0;

  const at = (index: number): DeviceRecord => {
    const chunk = chunks[Math.floor(index / CHUNK)];
    if (chunk === undefined) throw new TypeError('a record beyond the arenas');
    return { words: chunk.words, floats: chunk.floats, base: (index % CHUNK) * RECORD };
  };

  function place(a: number, b: number): number {
    const mask = table.length - 1;
    for (let slot = (a ^ Math.imul(b, 0x9e3779b1)) & mask; ; slot = (slot + 1) & mask) {
      const index = table[slot] ?? -1;
      if (index < 0) return slot;
      const words = (chunks[Math.floor(index / CHUNK)] as { words: Uint32Array }).words;
      const base = (index % CHUNK) * RECORD;
      if (words[base + KEY_A] === a && words[base + KEY_B] === b) return slot;
    }
  }

  function grow(): void {
    table = new Int32Array(table.length * 2).fill(-1);
    for (let index = 0; index < size; index += 1) {
      const { words, base } = at(index);
      table[place(words[base + KEY_A] ?? 0, words[base + KEY_B] ?? 0)] = index;
    }
  }

  return {
    known(a, b) {
      const found = table[place(a, b)] ?? -1;
      return found >= 0 ? at(found) : undefined;
    },
    of(a, b, moment) {
      const found = table[place(a, b)] ?? -1;
      if (found >= 0) return at(found);
      if (size >= most) return undefined;
      if ((size + 1) * 2 > table.length) grow();
      if (size === chunks.length * CHUNK) {
        const buffer = new ArrayBuffer(CHUNK * RECORD * 4);
        chunks.push({ words: new Uint32Array(buffer), floats: new Float32Array(buffer) });
      }
      const index = size;
      size += 1;
      const record = at(index);
      record.words[record.base + KEY_A] = a;
      record.words[record.base + KEY_B] = b;
      record.words[record.base + FIRST] = moment;
      table[place(a, b)] = index;
      return record;
    },
    get size() {
      return size;
    },
    get memory() {
      return chunks.length * CHUNK * RECORD * 4 + table.byteLength;
    },
    *all() {
      for (let index = 0; index < size; index += 1) yield at(index);
    },
  };
}
