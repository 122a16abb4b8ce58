/**
 * Many short texts looked for at once (Aho and Corasick 1975): one step a character however many there are. ASCII only; whoever has texts with other characters asks
 * for them only where a value has such. A full table of moves, as a lookup a character is what it costs.
 */
export class Literals {
  readonly #classes = new Uint8Array(128);
  readonly #width: number;
  readonly #moves: Int32Array;
  /** Per state the nearest one at or behind it that ends a text; 0 where there is none. */
  readonly #ends: Int32Array;
  /** Per state that ends a text, the next such behind it. */
  readonly #behind: Int32Array;
  readonly #found: (Int32Array | undefined)[] = [];

  /** Per text, numbers that are given where it is found. */
  constructor(texts: ReadonlyMap<string, Int32Array>) {
    let width = 1;
    let most = 1;
    for (const text of texts.keys()) {
      most += text.length;
      for (let i = 0; i < text.length; i += 1) {
        const code = text.charCodeAt(i);
        if (this.#classes[code] === 0) {
          this.#classes[code] = width;
          width += 1;
        }
      }
    }
    this.#width = width;
    const moves = new Int32Array(most * width);
    let states = 1;
    for (const [text, numbers] of texts) {
      let state = 0;
      for (let i = 0; i < text.length; i += 1) {
        const at = state * width + (this.#classes[text.charCodeAt(i)] as number);
        if (moves[at] === 0) {
          moves[at] = states;
          states += 1;
        }
        state = moves[at] as number;
      }
      this.#found[state] = numbers;
    }
    this.#moves = moves.slice(0, states * width);
    this.#ends = new Int32Array(states);
    this.#behind = new Int32Array(states);
    this.#link(states);
    // Moves lead to the start of the next state's row, with a bit that says whether a text ends there: no multiplication and no second look a character.
    for (let i = 0; i < this.#moves.length; i += 1) {
      const state = this.#moves[i] as number;
      this.#moves[i] = (state * width * 2) | (this.#ends[state] === 0 ? 0 : 1);
    }
  }

  #link(states: number): void {
    const width = this.#width;
    const moves = this.#moves;
    const fail = new Int32Array(states);
    const queue = new Int32Array(states);
    let tail = 0;
    for (let c = 1; c < width; c += 1) {
      const next = moves[c] as number;
      if (next === 0) continue;
      queue[tail] = next;
      tail += 1;
    }
    for (let head = 0; head < tail; head += 1) {
      const state = queue[head] as number;
      const back = fail[state] as number;
      this.#behind[state] = this.#ends[back] as number;
      this.#ends[state] = this.#found[state] === undefined ? (this.#ends[back] as number) : state;
      for (let c = 1; c < width; c += 1) {
        const at = state * width + c;
        const next = moves[at] as number;
        const other = moves[back * width + c] as number;
        if (next === 0) moves[at] = other;
        else {
          fail[next] = other;
          queue[tail] = next;
          tail += 1;
        }
      }
    }
  }

  /** Gives the numbers of each text that is found, in no order and with repetition. True where the text has characters that are not ASCII. */
  scan(text: string, give: (numbers: Int32Array) => void): boolean {
    const moves = this.#moves;
    const classes = this.#classes;
    const ends = this.#ends;
    const width = this.#width;
    let row = 0;
    let wide = false;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        wide = true;
        row = 0;
        continue;
      }
      const move = moves[row + (classes[code] as number)] as number;
      row = move >> 1;
      if ((move & 1) === 0) continue;
      let end = ends[row / width] as number;
      while (end !== 0) {
        give(this.#found[end] as Int32Array);
        end = this.#behind[end] as number;
      }
    }
    return wide;
  }
}
