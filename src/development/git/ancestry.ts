import { parentPlace } from './commit.ts';
import { ID_LENGTH, type ObjectFormat, type ObjectId } from './object.ts';
import { ascii } from './text.ts';

const NOT_READ = -1;

/**
 * Which parents each commit names, by numbers: a commit's number is the place at which its name was first met. Names stand as bytes one behind the other, and so do the parents' numbers: a map of
 * texts takes ten times the room, and what it leaves to clean up more.
 */
export class Ancestry {
  readonly #format: ObjectFormat;
  readonly #words: number;
  #names: Int32Array;
  #table: Int32Array;
  #first: Int32Array;
  #count: Uint16Array;
  #edges: Int32Array;
  /** The name that is asked for, as words. */
  readonly #sought: Int32Array;
  readonly #digits: Uint8Array;
  #size = 0;
  #used = 0;

  constructor(format: ObjectFormat) {
    this.#format = format;
    this.#words = ID_LENGTH[format] / 8;
    this.#sought = new Int32Array(this.#words);
    this.#digits = new Uint8Array(ID_LENGTH[format]);
    this.#names = new Int32Array(1024 * this.#words);
    this.#first = new Int32Array(1024).fill(NOT_READ);
    this.#count = new Uint16Array(1024);
    this.#edges = new Int32Array(1024);
    this.#table = new Int32Array(4096);
  }

  /** Names that were met, of commits that were read and of their parents. */
  get size(): number {
    return this.#size;
  }

  /** Takes what a commit names as its parents; said twice, the first stands: its bytes were those of its name. */
  add(id: ObjectId, parents: readonly ObjectId[]): void {
    const number = this.numberOf(id, true);
    if (!this.#begin(number, parents.length)) return;
    for (const parent of parents) this.#link(number, this.numberOf(parent, true));
  }

  /** The same of `count` parents that stand in the commit as git writes them (`plainParents`): no text is made of any. */
  addPlain(id: ObjectId, bytes: Uint8Array, count: number): void {
    const number = this.numberOf(id, true);
    if (!this.#begin(number, count)) return;
    for (let which = 0; which < count; which += 1) {
      const place = parentPlace(this.#format, which);
      for (let word = 0; word < this.#words; word += 1) {
        let value = 0;
        for (let at = place + 8 * word; at < place + 8 * word + 8; at += 1) value = (value << 4) | digitOf(bytes[at] as number);
        this.#sought[word] = value;
      }
      this.#link(number, this.#numberOfSought(true));
    }
  }

  /** The number of a name, made where it was not met and `make` says so; else −1. */
  numberOf(id: ObjectId, make = false): number {
    for (let word = 0; word < this.#words; word += 1) {
      let value = 0;
      for (let at = 8 * word; at < 8 * word + 8; at += 1) value = (value << 4) | digitOf(id.charCodeAt(at));
      this.#sought[word] = value;
    }
    return this.#numberOfSought(make);
  }

  idOf(number: number): ObjectId {
    // One flat text: one that is put together from words costs several times as much.
    const digits = this.#digits;
    for (let at = 0; at < digits.length; at += 1) {
      const digit = ((this.#names[number * this.#words + (at >> 3)] as number) >>> (28 - 4 * (at & 7))) & 15;
      digits[at] = digit < 10 ? digit + 0x30 : digit + 0x57;
    }
    return ascii(digits, 0, digits.length) as ObjectId;
  }

  isRead(number: number): boolean {
    return number >= 0 && this.#first[number] !== NOT_READ;
  }

  /** Parents of a commit that was read; none of another. */
  parentsOf(number: number): Int32Array {
    const from = this.#first[number] ?? NOT_READ;
    return from === NOT_READ ? this.#edges.subarray(0, 0) : this.#edges.subarray(from, from + (this.#count[number] as number));
  }

  #numberOfSought(make: boolean): number {
    const at = this.#placeOf(this.#sought, 0, this.#size);
    const number = (this.#table[at] as number) - 1;
    if (number !== -1 || !make) return number;
    this.#table[at] = this.#size + 1;
    return this.#met();
  }

  /** Makes room for the parents of a commit; false where it was read already. */
  #begin(number: number, parents: number): boolean {
    if (this.#first[number] !== NOT_READ) return false;
    if (this.#used + parents > this.#edges.length) this.#edges = grown(this.#edges, Math.max(2 * this.#edges.length, this.#used + parents));
    this.#first[number] = this.#used;
    return true;
  }

  #link(number: number, parent: number): void {
    this.#edges[this.#used] = parent;
    this.#used += 1;
    (this.#count[number] as number) += 1;
  }

  /** Where in the table the name stands that begins there in `names`, or the empty place where it would: of the numbers below `below`. */
  #placeOf(names: Int32Array, from: number, below: number): number {
    // Two numbers from all of the name: what was made to meet in one place of the table parts at the next.
    let [place, step] = [0, 0];
    for (let word = 0; word < this.#words; word += 1) {
      const value = names[from + word] as number;
      place = Math.imul(place ^ value, 0x9e3779b1);
      place ^= place >>> 15;
      step = Math.imul(step + value, 0x85ebca6b);
      step ^= step >>> 13;
    }
    const mask = this.#table.length - 1;
    for (let at = place & mask; ; at = (at + (step | 1)) & mask) {
      const number = (this.#table[at] as number) - 1;
      if (number === -1 || (number < below && this.#is(number, names, from))) return at;
    }
  }

  #is(number: number, names: Int32Array, from: number): boolean {
    for (let word = 0; word < this.#words; word += 1) if (this.#names[number * this.#words + word] !== names[from + word]) return false;
    return true;
  }

  /** Keeps the name that is sought under the next number. */
  #met(): number {
    const number = this.#size;
    this.#size += 1;
    if (this.#size > this.#first.length) {
      const from = this.#first.length;
      this.#names = grown(this.#names, 2 * this.#names.length);
      this.#first = grown(this.#first, 2 * from).fill(NOT_READ, from);
      const count = new Uint16Array(2 * from);
      count.set(this.#count);
      this.#count = count;
    }
    this.#names.set(this.#sought, number * this.#words);
    if (2 * this.#size > this.#table.length) {
      // A table of twice the size; every name is placed anew.
      this.#table = new Int32Array(2 * this.#table.length);
      for (let one = 0; one < this.#size; one += 1) this.#table[this.#placeOf(this.#names, one * this.#words, 0)] = one + 1;
    }
    return number;
  }
}

function digitOf(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(length);
  more.set(array);
  return more;
}
