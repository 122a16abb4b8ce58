import { Refused } from '../../core/index.ts';
import { gitFaults } from './faults.ts';
import { tooLong } from './headers.ts';
import { GIT_LIMITS } from './limits.ts';
import { framedName, ID_LENGTH, isObjectId, type ObjectFormat, type ObjectId, type ObjectKind } from './object.ts';
import { ascii, saysAt } from './text.ts';

/** One answer of `git cat-file --batch`: an object whose bytes hash to the name, or that there is none. */
export type BatchAnswer =
  | { readonly id: ObjectId; readonly kind: ObjectKind; readonly bytes: Uint8Array }
  | { readonly id: ObjectId; readonly kind: 'missing' }
  /** The bytes that came do not hash to the name that was asked. */
  | { readonly id: ObjectId; readonly kind: 'damaged' };

const EMPTY = new Uint8Array(0);
/** A place larger than this was made for one long object, and is not kept. */
const LARGE = 8 * 1024 * 1024;
const [LF, SPACE] = [0x0a, 0x20];
const KINDS: readonly ObjectKind[] = ['commit', 'tag', 'tree', 'blob'];
const DIGITS = 12;
const LONGEST_HEAD = 64 + 1 + 6 + 1 + 12;

/**
 * Reads what `git cat-file --batch` writes, in pieces of any length. What is kept between two pieces is at most one object, and an object over its bound is refused at
 * its head, before its bytes come. `take` gives the answers that are whole; their bytes are valid until the next call.
 */
export class BatchReader {
  readonly #format: ObjectFormat;
  #rest: Uint8Array = EMPTY;
  #place: Uint8Array = EMPTY;
  #need = 1;
  #waiting: Uint8Array[] = [];
  #held = 0;

  constructor(format: ObjectFormat) {
    this.#format = format;
  }

  /** Throws `Refused` (ASSAY-GIT-002, -007) where an object is too long or this is not what git writes. */
  take(piece: Uint8Array): readonly BatchAnswer[] {
    this.#held += piece.length;
    this.#waiting.push(piece);
    // Pieces of a long object are joined once, when it is whole, and not with each piece.
    if (this.#held < this.#need) return [];
    const bytes = this.#joined();
    const answers: BatchAnswer[] = [];
    let at = 0;
    this.#need = 1;
    while (at < bytes.length) {
      const end = bytes.indexOf(LF, at);
      if (end === -1 || end - at > LONGEST_HEAD) {
        if (bytes.length - at > LONGEST_HEAD) throw new Refused(notBatch());
        this.#need = bytes.length - at + 1;
        break;
      }
      const name = at + ID_LENGTH[this.#format];
      const { kind, size } = headOf(bytes, name, end);
      if (kind === 'missing') {
        answers.push({ id: this.#idAt(bytes, at, end), kind });
        at = end + 1;
        continue;
      }
      const most = kind === 'tree' ? GIT_LIMITS.tree : GIT_LIMITS.object;
      if (size > most) throw new Refused(tooLong('bytes', most));
      const stop = end + 1 + size;
      if (stop >= bytes.length) {
        this.#need = stop + 1 - at;
        break;
      }
      if (bytes[stop] !== LF) throw new Refused(notBatch());
      // `<kind> <size>\0<bytes>` is what is hashed, and stands here but for one byte: no copy is made.
      bytes[end] = 0;
      const id = framedName(this.#format, bytes.subarray(name + 1, stop));
      // The name that was computed is the one that is kept: what was asked by is made a text only where it is another.
      answers.push(saysAt(bytes, at, id) ? { id, kind, bytes: bytes.subarray(end + 1, stop) } : { id: this.#idAt(bytes, at, end), kind: 'damaged' });
      at = stop + 1;
    }
    this.#rest = bytes.subarray(at);
    this.#held = this.#rest.length;
    return answers;
  }

  /** Whether all that came was whole. */
  get done(): boolean {
    return this.#held === 0;
  }

  #idAt(bytes: Uint8Array, at: number, end: number): ObjectId {
    const id = ascii(bytes, at, Math.min(end, at + ID_LENGTH[this.#format]));
    if (!isObjectId(id)) throw new Refused(notBatch());
    return id;
  }

  /** What waits, in one piece: in a place that is used again and again, since a new one for each piece is most of what there would be to clean up. */
  #joined(): Uint8Array {
    const pieces = [this.#rest, ...this.#waiting];
    // What is left over lies in the same place, further on: it moves to the front before anything is written over it.
    const place = this.#place.length >= this.#held ? this.#place : new Uint8Array(Math.max(this.#held, 2 * this.#place.length, 131_072));
    let at = 0;
    for (const piece of pieces) {
      place.set(piece, at);
      at += piece.length;
    }
    this.#waiting = [];
    this.#rest = EMPTY;
    this.#place = place.length > LARGE ? EMPTY : place;
    return place.subarray(0, at);
  }
}

/** What stands behind a name: ` commit 123`, ` missing`. Read by its bytes, since a text made of each costs more than to hash the object. Throws `Refused` (ASSAY-GIT-007). */
function headOf(bytes: Uint8Array, from: number, end: number): { readonly kind: ObjectKind | 'missing'; readonly size: number } {
  if (end - from === 8 && saysAt(bytes, from, ' missing')) return { kind: 'missing', size: 0 };
  const kind = bytes[from] === SPACE ? KINDS.find((one) => saysAt(bytes, from + 1, one) && bytes[from + 1 + one.length] === SPACE) : undefined;
  if (kind === undefined) throw new Refused(notBatch());
  const digits = from + kind.length + 2;
  if (end <= digits || end - digits > DIGITS) throw new Refused(notBatch());
  let size = 0;
  for (let at = digits; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) throw new Refused(notBatch());
    size = size * 10 + digit;
  }
  return { kind, size };
}

export function notBatch() {
  return gitFaults.fault('007', {
    message: 'git wrote something else than objects',
    expected: 'what git cat-file --batch writes',
    remedy: 'Look at the repository with: git fsck. If it is well, please report this with the version of git.',
  });
}
