import { Refused } from '../../core/index.ts';
import { gitFaults } from './faults.ts';
import { tooLong } from './headers.ts';
import { GIT_LIMITS } from './limits.ts';
import { framedName, ID_LENGTH, isObjectId, type ObjectFormat, type ObjectId, type ObjectKind } from './object.ts';
import { ascii } from './text.ts';

/** One answer of `git cat-file --batch`: an object whose bytes hash to the name, or that there is none. */
export type BatchAnswer =
  | { readonly id: ObjectId; readonly kind: ObjectKind; readonly bytes: Uint8Array }
  | { readonly id: ObjectId; readonly kind: 'missing' }
  /** The bytes that came do not hash to the name that was asked. */
  | { readonly id: ObjectId; readonly kind: 'damaged' };

const EMPTY = new Uint8Array(0);
/** A place larger than this was made for one long object, and is not kept. */
const LARGE = 8 * 1024 * 1024;
const LF = 0x0a;
const HEAD = /^ (?:(commit|tag|tree|blob) (\d{1,12})|missing)$/;
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
      // The name is a text of its own: cut out of the line, it would keep the line for as long as somebody keeps the name.
      const id = ascii(bytes, at, Math.min(end, at + ID_LENGTH[this.#format]));
      const [head, kind, length = '0'] = HEAD.exec(ascii(bytes, Math.min(end, at + id.length), end)) ?? [];
      if (head === undefined || !isObjectId(id)) throw new Refused(notBatch());
      if (kind === undefined) {
        answers.push({ id, kind: 'missing' });
        at = end + 1;
        continue;
      }
      const size = Number(length);
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
      const whole = framedName(this.#format, bytes.subarray(at + id.length + 1, stop)) === id;
      answers.push(whole ? { id, kind: kind as ObjectKind, bytes: bytes.subarray(end + 1, stop) } : { id, kind: 'damaged' });
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

export function notBatch() {
  return gitFaults.fault('007', {
    message: 'git wrote something else than objects',
    expected: 'what git cat-file --batch writes',
    remedy: 'Look at the repository with: git fsck. If it is well, please report this with the version of git.',
  });
}
