/** A piece that came before what it follows. */
interface Early {
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array | undefined;
}

const MOST_EARLY = 32;
const MOST_EARLY_BYTES = 256 * 1024;
/** Sequence numbers further off than any window (RFC 7323: 2^30) are not this stream's. */
const FURTHEST = 2 ** 30;

/**
 * One direction of a TCP connection put in order: what was sent twice counts once, what comes early waits, what never comes is counted as missing. Bounded: beyond so many early pieces the missing is given up.
 * Sequence numbers wrap (RFC 9293 section 3.4); they are kept as distances from the first.
 */
export class Stream {
  private first = -1;
  /** Bytes delivered or given up, from the first. */
  private next = 0;
  private early: Early[] = [];
  /** Bytes seen, each once, and bytes known to be missing. */
  seen = 0;
  missed = 0;
  /** Whether of some that were seen the capture kept only the beginning. */
  cut = false;

  get begun(): boolean {
    return this.first !== -1;
  }

  /** The sequence number of the first byte. */
  begin(sequence: number) {
    this.first = sequence;
  }

  /**
   * A segment: `length` bytes from `sequence`, of which `bytes` were captured. Calls `deliver` for what is in order and `gap` where bytes are missing for good.
   * `keep`: whether early pieces are to be kept with their bytes.
   */
  segment(sequence: number, length: number, bytes: Uint8Array, keep: boolean, deliver: (bytes: Uint8Array) => void, gap: () => void) {
    if (length === 0) return;
    if (this.first === -1) this.first = sequence;
    const distance = ((sequence - this.first - (this.next % 2 ** 32)) | 0) + this.next;
    if (distance + length <= this.next || Math.abs(distance - this.next) > FURTHEST) return;
    if (distance > this.next) {
      this.hold(distance, length, keep ? bytes.slice() : undefined);
      if (this.early.length > MOST_EARLY || this.held() > MOST_EARLY_BYTES) {
        this.giveUp(gap);
        this.flush(deliver, gap);
      }
      return;
    }
    this.take(distance, length, bytes, deliver, gap);
    this.flush(deliver, gap);
  }

  /** The connection is over: what waits will not be followed. */
  finish(deliver: (bytes: Uint8Array) => void, gap: () => void) {
    while (this.early.length > 0) {
      this.giveUp(gap);
      this.flush(deliver, gap);
    }
  }

  private take(at: number, length: number, bytes: Uint8Array, deliver: (bytes: Uint8Array) => void, gap: () => void) {
    const known = this.next - at;
    this.seen += length - known;
    this.next = at + length;
    if (bytes.length > known) deliver(known === 0 ? bytes : bytes.subarray(known));
    // What was sent and not captured.
    if (bytes.length < length) {
      this.cut = true;
      gap();
    }
  }

  private held(): number {
    let sum = 0;
    for (const { bytes } of this.early) sum += bytes?.length ?? 0;
    return sum;
  }

  private hold(at: number, length: number, bytes: Uint8Array | undefined) {
    let i = this.early.length;
    while (i > 0 && (this.early[i - 1]?.at ?? 0) > at) i -= 1;
    const before = this.early[i - 1];
    if (before !== undefined && before.at === at && before.length >= length) return;
    this.early.splice(i, 0, { at, length, bytes });
  }

  private giveUp(gap: () => void) {
    const first = this.early[0];
    if (first === undefined || first.at <= this.next) return;
    this.missed += first.at - this.next;
    this.next = first.at;
    gap();
  }

  private flush(deliver: (bytes: Uint8Array) => void, gap: () => void) {
    for (let piece = this.early[0]; piece !== undefined && piece.at <= this.next; piece = this.early[0]) {
      this.early.shift();
      if (piece.at + piece.length <= this.next) continue;
      if (piece.bytes === undefined) {
        this.seen += piece.at + piece.length - this.next;
        this.next = piece.at + piece.length;
        gap();
      } else this.take(piece.at, piece.length, piece.bytes, deliver, gap);
    }
  }
}
