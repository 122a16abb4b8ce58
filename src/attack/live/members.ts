import type { ControlId } from '../../evidence/model.ts';
import type { Part } from '../../map/model.ts';
import { controlsAt } from '../fleet/profile.ts';
import { codeOf, type StatesNow } from './states-now.ts';

/** Members of a whole that are alike, and unlike the rest of it. */
export interface Group {
  /** Stands for their verdicts, as long as the whole's rows are what they are. */
  readonly key: number;
  /** The first of them in order: it speaks for all. */
  readonly first: string;
  readonly count: number;
}

/** How a whole falls apart: what is left of it, and the groups that stand apart, by their first members. */
export interface Split {
  readonly population: number;
  readonly rest: number;
  /** More members are named than the map counts: what is left answers for them too. */
  readonly over: boolean;
  readonly groups: readonly Group[];
}

/**
 * The named members of one whole, each with the states of every control that a step can ask of it, as one row of codes. The rule is that of
 * ../fleet/groups.ts, and the test holds the two together.
 */
export class Members {
  readonly whole: string;
  readonly part: Part;
  readonly population: number;
  readonly #controls: readonly ControlId[];
  readonly #index: ReadonlyMap<ControlId, number>;
  /** Of members that evidence names under the part alone, though it has variants: counted with the largest variant. */
  readonly #strays: string | undefined;
  #members: string[] = [];
  readonly #rows = new Map<string, { readonly codes: Uint8Array; key: number }>();
  #inOrder: { readonly codes: Uint8Array; key: number }[] = [];
  readonly #keyOf = new Map<string, number>();

  constructor(part: Part, whole: string, population: number, strays: string | undefined, states: StatesNow) {
    this.part = part;
    this.whole = whole;
    this.population = population;
    this.#strays = strays;
    this.#controls = controlsAt(part.kind);
    this.#index = new Map(this.#controls.map((control, i) => [control, i]));
    this.refresh(states);
  }

  /** Takes in members that were not there before. True where there were any. */
  refresh(states: StatesNow): boolean {
    const named = [...states.membersOf(this.whole), ...(this.#strays === undefined ? [] : states.membersOf(this.#strays))];
    if (named.length === this.#members.length) return false;
    if (this.#strays !== undefined) named.sort();
    this.#members = named;
    this.#inOrder = named.map((member) => {
      const known = this.#rows.get(member);
      if (known !== undefined) return known;
      const codes = Uint8Array.from(this.#controls, (control) => codeOf(states.at(control, member)));
      const made = { codes, key: this.#keyFor(codes) };
      this.#rows.set(member, made);
      return made;
    });
    return true;
  }

  /** The control's states at these members, or at all of them, may have moved. True where one has. */
  moved(control: ControlId, members: readonly string[] | undefined, states: StatesNow): boolean {
    const column = this.#index.get(control);
    if (column === undefined) return false;
    let any = false;
    for (const member of members ?? this.#members) {
      const row = this.#rows.get(member);
      if (row === undefined) continue;
      const code = codeOf(states.at(control, member));
      if (row.codes[column] === code) continue;
      row.codes[column] = code;
      row.key = this.#keyFor(row.codes);
      any = true;
    }
    return any;
  }

  split(states: StatesNow): Split {
    const usual = this.#keyFor(
      Uint8Array.from(this.#controls, (control) => {
        const state = states.at(control, this.whole);
        return codeOf(state.own ?? state);
      }),
    );
    // More members than the map counts cannot be told apart from it: the map's number stands.
    const counted = Math.min(this.#members.length, this.population);
    const groups = new Map<number, { key: number; first: string; count: number }>();
    let apart = 0;
    for (let i = 0; i < counted; i += 1) {
      const { key } = this.#inOrder[i] as { readonly key: number };
      if (key === usual) continue;
      apart += 1;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { key, first: this.#members[i] as string, count: 1 });
      else group.count += 1;
    }
    return { population: this.population, rest: this.population - apart, over: this.#members.length > this.population, groups: [...groups.values()] };
  }

  #keyFor(row: Uint8Array): number {
    const text = String.fromCharCode(...row);
    const known = this.#keyOf.get(text);
    if (known !== undefined) return known;
    this.#keyOf.set(text, this.#keyOf.size);
    return this.#keyOf.size - 1;
  }
}

/** The wholes of a part whose members can stand apart, each with the strays counted with it, as ../fleet/groups.ts counts them. */
export function wholesOfPart(part: Part): readonly { readonly whole: string; readonly population: number; readonly strays?: string }[] {
  if (part.population < 2) return [];
  const variants = part.variants ?? [];
  const largest = [...variants].sort((a, b) => b.population - a.population)[0];
  if (largest === undefined) return [{ whole: part.id, population: part.population }];
  return variants.map((variant) => ({
    whole: `${part.id}/${variant.id}`,
    population: variant.population,
    ...(variant === largest ? { strays: part.id } : {}),
  }));
}
