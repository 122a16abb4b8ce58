/** Bytes that came and are not yet read, in one piece. Grows to what is waiting and no further than its reader lets it. */
export class ByteQueue {
  bytes = new Uint8Array(64 * 1024);
  /** First byte waiting, and the one behind the last, in `bytes`. */
  start = 0;
  end = 0;
  /** Place of `bytes[0]` in the input. */
  private base = 0;

  get waiting(): number {
    return this.end - this.start;
  }

  /** Place in the input of the byte at `at` of `bytes`. */
  place(at: number): number {
    return this.base + at;
  }

  append(more: Uint8Array) {
    if (this.end + more.length > this.bytes.length) this.room(more.length);
    this.bytes.set(more, this.end);
    this.end += more.length;
  }

  /** Reads past everything up to `at` of `bytes`. */
  pass(at: number) {
    this.start = at;
    if (this.start !== this.end) return;
    this.base += this.end;
    this.start = 0;
    this.end = 0;
  }

  private room(more: number) {
    const waiting = this.waiting;
    let size = this.bytes.length;
    while (size < waiting + more) size *= 2;
    // Moving what waits to the front costs less than it frees only when much is read; else the queue doubles.
    const into = size === this.bytes.length ? this.bytes : new Uint8Array(size);
    if (into === this.bytes && this.start < size / 2 && size < 64 * 1024 * 1024) return this.grow(size * 2);
    into.set(this.bytes.subarray(this.start, this.end));
    this.moved(into, waiting);
  }

  private grow(size: number) {
    const into = new Uint8Array(size);
    const waiting = this.waiting;
    into.set(this.bytes.subarray(this.start, this.end));
    this.moved(into, waiting);
  }

  private moved(into: Uint8Array<ArrayBuffer>, waiting: number) {
    this.bytes = into;
    this.base += this.start;
    this.start = 0;
    this.end = waiting;
  }
}
