/** Words of 32 bits in the record of one device, and where what stands. */
// A whole number of the lines that a processor's cache has, as devices come in no order and each line that is touched is fetched.
export const RECORD = 224;
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
/** Which peer and port each slot of a peer is for, together: a contact is looked for in one line of the cache. */
export const PEER_KEYS = 16;
export const PEERS = 6;
/** Ports on which the device answered, as 96 bits; in which of the last 32 hours it spoke; when it was last suspected; by which sensor it was heard; what it is called. */
export const LISTENS = PEER_KEYS + PEERS;
export const LISTEN_WORDS = 3;
export const ACTIVE = LISTENS + LISTEN_WORDS;
export const SUSPECTED = ACTIVE + 1;
export const SENSOR = SUSPECTED + 1;
export const NAME = SENSOR + 1;
export const NAME_WORDS = 8;
/** Failing contacts on ports that products do not use: the last eight moments. */
export const PORTS_AT = NAME + NAME_WORDS;
export const PORTS = 3;
export const PORT_WORDS = 28;
export const PEERS_AT = PORTS_AT + PORTS * PORT_WORDS;
export const PEER_WORDS = 17;
/** What is counted of the hour (`hours.ts`): which hour, and its counters; the most bytes out of an hour before it. */
export const HOUR_AT = 8;
export const HOUR_OUT = 9;
export const HOUR_CONNECTS = 10;
export const HOUR_PEERS = 11;
export const HOUR_MESSAGES = 13;
export const HOUR_REFUSED = 14;
export const OUT_MOST = 15;

/** Flags of a device: what its sensor was seen to see, and what was told of it. */
export const SAW_UDP_ANSWER = 1;
export const TOLD_SILENT = 2;

const CHUNK_BITS = 12;
const CHUNK = 1 << CHUNK_BITS;

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
  /** Every record, for questions over all. */
  all(): Iterable<DeviceRecord>;
  /** The arenas as they are, for a snapshot. */
  readonly arenas: readonly Uint32Array[];
}

/** `from`: the arenas and how many records there are in them, as a snapshot has them. */
export function devices(most: number, from?: { readonly arenas: readonly Uint32Array[]; readonly size: number }): Devices {
  const chunks: { readonly words: Uint32Array; readonly floats: Float32Array }[] = [];
  // Pairs: the number of a record, and the first hash of its name, so that neither looking for another nor growing touches records.
  let table = new Int32Array(2048).fill(-1);
  let size = 0;

  const at = (index: number): DeviceRecord => {
    const chunk = chunks[index >>> CHUNK_BITS];
    if (chunk === undefined) throw new TypeError('a record beyond the arenas');
    return { words: chunk.words, floats: chunk.floats, base: (index & (CHUNK - 1)) * RECORD };
  };

  /** Where the name stands in the table, or is to stand. */
  function place(a: number, b: number): number {
    const mask = table.length - 1;
    for (let slot = (a << 1) & mask; ; slot = (slot + 2) & mask) {
      const index = table[slot] as number;
      if (index < 0) return slot;
      if (table[slot + 1] !== (a | 0)) continue;
      const { words } = chunks[index >>> CHUNK_BITS] as { words: Uint32Array };
      if (words[(index & (CHUNK - 1)) * RECORD + KEY_B] === b) return slot;
    }
  }

  function put(index: number, a: number): void {
    const mask = table.length - 1;
    let slot = (a << 1) & mask;
    while ((table[slot] as number) >= 0) slot = (slot + 2) & mask;
    table[slot] = index;
    table[slot + 1] = a;
  }

  function grow(): void {
    const before = table;
    table = new Int32Array(before.length * 2).fill(-1);
    for (let slot = 0; slot < before.length; slot += 2) if ((before[slot] as number) >= 0) put(before[slot] as number, before[slot + 1] as number);
  }

  if (from !== undefined) {
    for (const arena of from.arenas) {
      const words = new Uint32Array(CHUNK * RECORD);
      words.set(arena.subarray(0, words.length));
      chunks.push({ words, floats: new Float32Array(words.buffer) });
    }
    size = Math.min(from.size, chunks.length * CHUNK);
    while (size * 4 > table.length) table = new Int32Array(table.length * 2);
    table.fill(-1);
    for (let index = 0; index < size; index += 1) {
      const { words, base } = at(index);
      put(index, words[base + KEY_A] ?? 0);
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
      if ((size + 1) * 4 > table.length) grow();
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
      put(index, a);
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
    get arenas() {
      return chunks.map(({ words }, i) => words.subarray(0, Math.min(CHUNK, size - i * CHUNK) * RECORD));
    },
  };
}

/** Writes what a device is called into its record; of a name of more than 32 letters the beginning, and what is no ASCII as a question mark. */
export function nameRecord({ words, base }: DeviceRecord, name: string): void {
  for (let i = 0; i < NAME_WORDS * 4; i += 1) {
    const code = i < name.length ? name.charCodeAt(i) : 0;
    const word = base + NAME + (i >> 2);
    words[word] = (words[word] ?? 0) | ((code > 126 ? 63 : code) << (8 * (i & 3)));
  }
}

export function nameOf({ words, base }: DeviceRecord): string {
  let name = '';
  for (let i = 0; i < NAME_WORDS * 4; i += 1) {
    const code = ((words[base + NAME + (i >> 2)] ?? 0) >>> (8 * (i & 3))) & 255;
    if (code === 0) break;
    name += String.fromCharCode(code);
  }
  return name;
}
