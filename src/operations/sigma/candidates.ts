import { textOf } from './field.ts';
import { Literals } from './literals.ts';
import { fold } from './value.ts';
import type { Slots, View } from './view.ts';
import type { Witnesses } from './witness.ts';

interface FieldIndex {
  readonly slot: number;
  readonly exact: ReadonlyMap<string, Int32Array> | undefined;
  /** The length of the longest of them: what is longer need not be looked up. */
  readonly longest: number;
  readonly tail: ReadonlyMap<string, Int32Array> | undefined;
  readonly literals: Literals | undefined;
  /** Texts that are not ASCII: looked for one by one, and only where a value has such characters. */
  readonly wide: readonly (readonly [string, Int32Array])[];
  readonly present: Int32Array | undefined;
  /** So few texts that looking for each by itself is faster. */
  readonly few: readonly (readonly [string, Int32Array])[];
}

const FEW = 12;

const BEYOND = /[\u0080-\uffff]/;

/** Which of many rules an event could match: those of whose witnesses it has one. */
export class Candidates {
  readonly #fields: readonly FieldIndex[];
  readonly #anywhere: FieldIndex | undefined;
  readonly #always: Int32Array;
  readonly #seen: Int32Array;
  readonly #list: Int32Array;
  readonly #give: (numbers: Int32Array) => void;
  #turn = 0;
  #count = 0;

  /** `members`: numbers of rules; `witnesses` has those of all rules, by number. */
  constructor(members: readonly number[], witnesses: readonly Witnesses[], slots: Slots, total: number) {
    const building = new Map<string | undefined, Building>();
    const always: number[] = [];
    for (const rule of members) {
      const needed = witnesses[rule];
      if (needed === undefined) always.push(rule);
      for (const { field, kind, literal } of needed ?? []) {
        const one = building.get(field) ?? emptyBuilding();
        building.set(field, one);
        if (kind === 'present') one.present.push(rule);
        else put(kind === 'part' && BEYOND.test(literal) ? one.wide : one[kind], literal, rule);
      }
    }
    this.#fields = [...building].flatMap(([field, one]) => (field === undefined ? [] : [indexOf(one, slots.of(field))]));
    const anywhere = building.get(undefined);
    this.#anywhere = anywhere === undefined ? undefined : indexOf(anywhere, -1);
    this.#always = Int32Array.from(always);
    this.#seen = new Int32Array(total);
    this.#list = new Int32Array(members.length);
    this.#give = (numbers) => {
      const seen = this.#seen;
      for (let i = 0; i < numbers.length; i += 1) {
        const rule = numbers[i] as number;
        if (seen[rule] === this.#turn) continue;
        seen[rule] = this.#turn;
        this.#list[this.#count] = rule;
        this.#count += 1;
      }
    };
  }

  /** How many; `at` gives them. Good until the next question. */
  find(view: View): number {
    this.#turn += 1;
    this.#count = 0;
    this.#give(this.#always);
    for (const field of this.#fields) {
      const value = view.value(field.slot);
      if (value === undefined) continue;
      if (field.present !== undefined) this.#give(field.present);
      if (Array.isArray(value)) {
        for (const one of value) {
          const text = textOf(one);
          if (text !== undefined) this.#ask(field, fold(text));
        }
      } else {
        const lower = view.lower(field.slot);
        if (lower !== undefined) this.#ask(field, lower);
      }
    }
    if (this.#anywhere !== undefined) this.#ask(this.#anywhere, view.haystack);
    return this.#count;
  }

  at(i: number): number {
    return this.#list[i] as number;
  }

  #ask({ exact, longest, tail, literals, wide, few }: FieldIndex, lower: string): void {
    for (const [text, numbers] of few) if (lower.includes(text)) this.#give(numbers);
    const equal = lower.length > longest ? undefined : exact?.get(lower);
    if (equal !== undefined) this.#give(equal);
    if (tail !== undefined) {
      const ending = tail.get(lower.slice(Math.max(lower.lastIndexOf('\\'), lower.lastIndexOf('/')) + 1));
      if (ending !== undefined) this.#give(ending);
    }
    const beyond = literals === undefined ? wide.length > 0 && BEYOND.test(lower) : literals.scan(lower, this.#give);
    if (beyond) for (const [text, numbers] of wide) if (lower.includes(text)) this.#give(numbers);
  }
}

interface Building {
  readonly exact: Map<string, number[]>;
  readonly tail: Map<string, number[]>;
  readonly part: Map<string, number[]>;
  readonly wide: Map<string, number[]>;
  readonly present: number[];
}

function emptyBuilding(): Building {
  return { exact: new Map(), tail: new Map(), part: new Map(), wide: new Map(), present: [] };
}

function put(map: Map<string, number[]>, literal: string, rule: number): void {
  const known = map.get(literal);
  if (known === undefined) map.set(literal, [rule]);
  else known.push(rule);
}

function indexOf({ exact, tail, part, wide, present }: Building, slot: number): FieldIndex {
  const packed = (map: Map<string, number[]>) => new Map([...map].map(([text, rules]) => [text, Int32Array.from(rules)] as const));
  return {
    slot,
    exact: exact.size === 0 ? undefined : packed(exact),
    longest: Math.max(-1, ...[...exact.keys()].map(({ length }) => length)),
    tail: tail.size === 0 ? undefined : packed(tail),
    literals: part.size <= FEW ? undefined : new Literals(packed(part)),
    few: part.size <= FEW ? [...packed(part)] : [],
    wide: [...packed(wide)],
    present: present.length === 0 ? undefined : Int32Array.from(present),
  };
}
