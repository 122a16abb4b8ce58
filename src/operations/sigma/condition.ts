import type { Condition } from './model.ts';

/** Deeper brackets are nobody's rule, and the reader recurses. */
const DEEPEST = 200;
const LONGEST = 100_000;

/** Why a condition cannot be read: a fault of its grammar (005), or a name that no selection has (006). */
export interface Unread {
  readonly number: '005' | '006';
  readonly message: string;
}

/**
 * Reads a condition. From least to most binding: `or`, `and`, `not`, `x of`, brackets (Sigma rules specification, "Condition"). `names` are the selections there
 * are. `them`, and a pattern that does not itself begin with `_`, leave out those that do.
 */
export function conditionOf(text: string, names: readonly string[]): Condition | Unread {
  if (text.length > LONGEST) return { number: '005', message: `the condition is ${text.length} characters long, more than ${LONGEST}` };
  return new Reading(text, names).whole();
}

export function isUnread(read: Condition | Unread): read is Unread {
  return 'number' in read;
}

class Reading {
  readonly #words: readonly string[];
  readonly #names: readonly string[];
  readonly #known: ReadonlySet<string>;
  #at = 0;
  #depth = 0;

  constructor(text: string, names: readonly string[]) {
    this.#words = [...text.matchAll(/[()|]|[^\s()|]+/g)].map((found) => found[0]);
    this.#names = names;
    this.#known = new Set(names);
  }

  whole(): Condition | Unread {
    const read = this.#joined('or');
    if (isUnread(read)) return read;
    const left = this.#words[this.#at];
    if (left === undefined) return read;
    if (left === '|') return broken('"|" begins an aggregation of Sigma 1; write it as a correlation');
    return broken(left === ')' ? 'a bracket is closed that none opened' : `"${shown(left)}" stands where "and" or "or" is expected`);
  }

  /** An operator may be written in capitals, unless a selection has that name. */
  #is(at: number, want: string): boolean {
    const word = this.#words[at];
    return word !== undefined && (word === want || (word.toLowerCase() === want && !this.#known.has(word)));
  }

  #joined(kind: 'or' | 'and'): Condition | Unread {
    const of: Condition[] = [];
    for (;;) {
      const read = kind === 'or' ? this.#joined('and') : this.#negated();
      if (isUnread(read)) return read;
      of.push(read);
      if (!this.#is(this.#at, kind)) break;
      this.#at += 1;
    }
    return of.length === 1 ? (of[0] as Condition) : { kind, of };
  }

  #negated(): Condition | Unread {
    let turns = 0;
    while (this.#is(this.#at, 'not')) {
      turns += 1;
      this.#at += 1;
    }
    const read = this.#one();
    if (isUnread(read) || turns === 0) return read;
    return turns % 2 === 1 ? { kind: 'not', of: read } : read;
  }

  #one(): Condition | Unread {
    const word = this.#words[this.#at];
    if (word === undefined) return broken('the condition ends where a selection is expected');
    if (word === '(') return this.#bracketed();
    if (this.#is(this.#at + 1, 'of') && (word === '1' || this.#is(this.#at, 'any') || this.#is(this.#at, 'all'))) return this.#some();
    this.#at += 1;
    if (this.#known.has(word)) return { kind: 'selection', name: word };
    if (word === ')' || word === '|' || ['and', 'or', 'of'].includes(word.toLowerCase())) return broken(`"${word}" stands where a selection is expected`);
    return { number: '006', message: `the condition names "${shown(word)}", and there is no such selection` };
  }

  #bracketed(): Condition | Unread {
    this.#depth += 1;
    if (this.#depth > DEEPEST) return broken(`brackets are nested deeper than ${DEEPEST}`);
    this.#at += 1;
    const read = this.#joined('or');
    if (isUnread(read)) return read;
    if (this.#words[this.#at] !== ')') return broken('a bracket is not closed');
    this.#at += 1;
    this.#depth -= 1;
    return read;
  }

  #some(): Condition | Unread {
    const kind = this.#is(this.#at, 'all') ? 'and' : 'or';
    const pattern = this.#words[this.#at + 2];
    if (pattern === undefined || pattern === '(' || pattern === ')') return broken(`"${this.#words[this.#at]} of" is followed by no name`);
    this.#at += 3;
    const them = pattern.toLowerCase() === 'them' && !this.#known.has(pattern);
    const names = this.#names.filter((name) => (them ? !name.startsWith('_') : (pattern.startsWith('_') || !name.startsWith('_')) && named(pattern, name)));
    if (names.length === 0) return { number: '006', message: `the condition asks for "${shown(pattern)}", and no selection is called so` };
    const of = names.map((name): Condition => ({ kind: 'selection', name }));
    return of.length === 1 ? (of[0] as Condition) : { kind, of };
  }
}

/** Whether the pattern, where `*` is anything, is the name. */
function named(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return name === pattern;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function broken(message: string): Unread {
  return { number: '005', message };
}

function shown(word: string): string {
  return word.slice(0, 80);
}
