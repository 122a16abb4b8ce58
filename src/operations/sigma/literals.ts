/**
 * Many short texts looked for at once (Aho and Corasick 1975): one step a character however many there are. ASCII only; whoever has texts with other characters asks
 * for them only where a value has such. A full table of moves, as a lookup a character is what it costs.
 */
export class Literals {
  readonly #classes = new Uint8Array(128);
  readonly #width: number;
  readonly #moves: Int32Array | Uint16Array;
  /** Per state the nearest one at or behind it that ends a text; 0 where there is none. */
  #ends: Int32Array;
  /** Per state that ends a text, the next such behind it. */
  #behind: Int32Array;
  #found: (Int32Array | undefined)[] = [];

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
    this.#ends = new Int32Array(states);
    this.#behind = new Int32Array(states);
    const order = this.#link(states, moves);
    // States in the order of their depth: nearly every step is among the first few, which then lie side by side where the processor keeps them near. A bit beside each
    // move says whether a text ends there, so that no second look is needed; where they fit, half the bytes.
    const placed = new Int32Array(states);
    for (let i = 0; i < states; i += 1) placed[order[i] as number] = i;
    const packed = states < 32_768 ? new Uint16Array(states * width) : new Int32Array(states * width);
    for (let i = 0; i < states; i += 1) {
      const from = (order[i] as number) * width;
      for (let c = 0; c < width; c += 1) {
        const state = moves[from + c] as number;
        packed[i * width + c] = ((placed[state] as number) << 1) | (this.#ends[state] === 0 ? 0 : 1);
      }
    }
    this.#moves = packed;
    this.#ends = order.map((state) => placed[this.#ends[state] as number] as number);
    this.#behind = order.map((state) => placed[this.#behind[state] as number] as number);
    this.#found = Array.from(order, (state) => this.#found[state]);
  }

  /** Where each state goes on where it does not fit, breadth first; gives the states in that order. */
  #link(states: number, moves: Int32Array): Int32Array {
    const width = this.#width;
    const fail = new Int32Array(states);
    const queue = new Int32Array(states);
    let tail = 1;
    for (let c = 1; c < width; c += 1) {
      const next = moves[c] as number;
      if (next === 0) continue;
      queue[tail] = next;
      tail += 1;
    }
    for (let head = 1; head < tail; head += 1) {
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
    return queue;
  }

  /** Gives the numbers of each text that is found, in no order and with repetition. True where the text has characters that are not ASCII. */
  scan(text: string, give: (numbers: Int32Array) => void): boolean {
    const moves = this.#moves;
    const classes = this.#classes;
    const ends = this.#ends;
    const width = this.#width;
    let state = 0;
    let wide = false;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        wide = true;
        state = 0;
        continue;
      }
      const move = moves[state * width + (classes[code] as number)] as number;
      state = move >> 1;
      if ((move & 1) === 0) continue;
      let end = ends[state] as number;
      while (end !== 0) {
        give(this.#found[end] as Int32Array);
        end = this.#behind[end] as number;
      }
    }
    return wide;
  }
}
