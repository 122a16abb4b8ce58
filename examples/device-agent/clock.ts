import { performance } from 'node:perf_hooks';

/**
 * The time, for a device that may have none. It counts by itself from what it was told, and is told only by what somebody signed:
 * a certificate that was made for a key which did not exist before, so that it cannot be an old one. That moment is a lower bound, and from then on the clock only goes forward.
 */
export class Clock {
  /** What a clock of its own says: shown, and never believed. A battery may have been empty for years. */
  readonly rtc: number | undefined;
  #told: { readonly moment: number; readonly at: number } | undefined;

  constructor(rtc?: number) {
    this.rtc = rtc;
  }

  /** Milliseconds since 1970; `undefined` while it was not told. */
  now(): number | undefined {
    return this.#told === undefined ? undefined : this.#told.moment + (performance.now() - this.#told.at);
  }

  /** It is this late at least: somebody who leads to a root of ours has signed it, just now. */
  notBefore(moment: number): void {
    if ((this.now() ?? Number.NEGATIVE_INFINITY) < moment) this.#told = { moment, at: performance.now() };
  }

  /**
   * What a server says by its word alone, on a connection that was verified. Believed as far as the certificate of that server reaches: who holds its key could lie that far and no farther.
   * Never backwards.
   */
  said(moment: number, server: { readonly notBefore: number; readonly notAfter: number }): void {
    if (this.#told === undefined || moment < server.notBefore || moment > server.notAfter) return;
    this.notBefore(moment);
  }
}
