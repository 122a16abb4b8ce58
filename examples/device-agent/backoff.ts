/** What went wrong, and whether it is of any use to come back. */
export class Refusal extends Error {
  /** The server's code, such as `ASSAY-EST-007`, where it gave one. */
  readonly code: string;
  /** The server's hint, in seconds. */
  readonly retryAfter: number | undefined;
  /** Nothing that the device can do changes it: a person has to. */
  readonly final: boolean;

  constructor(
    message: string,
    { code = '', retryAfter, final = false }: { readonly code?: string; readonly retryAfter?: number | undefined; readonly final?: boolean } = {},
  ) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
    this.final = final;
  }
}

const FIRST_MS = 1000;
const LONGEST_MS = 300_000;

/**
 * How long to wait before the next try: a number drawn between nought and a bound that doubles with each failure, so that those who failed together do not come back together.
 * Where the server said when to come back, no sooner; it spreads its hints itself.
 */
export class Backoff {
  #failures = 0;
  readonly #chance: () => number;

  constructor(chance: () => number) {
    this.#chance = chance;
  }

  next(retryAfter?: number): number {
    const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    const drawn = this.#chance() * bound;
    return retryAfter === undefined ? Math.max(FIRST_MS / 4, drawn) : retryAfter * 1000 + this.#chance() * 1000;
  }

  /** It went well: the next failure is a first one. */
  reset(): void {
    this.#failures = 0;
  }
}
