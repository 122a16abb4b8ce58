import type { LogSource, SecurityEvent } from '../event/model.ts';
import { Candidates } from './candidates.ts';
import type { Rule } from './model.ts';
import { type Predicate, predicateOf } from './predicate.ts';
import { concerns, sourcesOf } from './taxonomy.ts';
import { Slots, View } from './view.ts';
import { type Witnesses, witnessesOf } from './witness.ts';

export interface Engine {
  readonly rules: readonly Rule[];
  /** The rules that match, in the order in which they were given. */
  match(event: SecurityEvent): readonly Rule[];
  /** How many rules were tried on the last event: those of which it had a witness. */
  readonly tried: number;
}

export interface EngineOptions {
  /** Tries every rule on every event, whatever its log source. For files of which nobody knows where they are from. */
  readonly anySource?: boolean;
}

/** Log sources that are kept ready. Each has an index of its own rules; a reader makes a handful of log sources, and this bounds what a mistaken one can make. */
const MOST_ROUTES = 256;
const NONE: readonly Rule[] = [];

/** Compiles rules into predicates, and per log source into an index of what has to be there for a rule to match. The indexes are made when a log source is first seen. */
export function compile(rules: readonly Rule[], { anySource = false }: EngineOptions = {}): Engine {
  const slots = new Slots();
  const predicates: readonly Predicate[] = rules.map((rule) => predicateOf(rule, slots));
  return new Compiled(rules, predicates, witnessesOf(rules), slots, anySource);
}

class Compiled implements Engine {
  readonly rules: readonly Rule[];
  tried = 0;
  readonly #predicates: readonly Predicate[];
  readonly #witnesses: readonly Witnesses[];
  readonly #slots: Slots;
  readonly #view: View;
  readonly #anySource: boolean;
  // By the object first: readers share one among their events.
  #last: LogSource | undefined;
  #lastClass: string | undefined;
  #lastRoute: Candidates | undefined;
  readonly #routes = new Map<string, Candidates>();
  readonly #bySignature = new Map<string, Candidates>();
  readonly #named: ReadonlySet<string>;

  constructor(rules: readonly Rule[], predicates: readonly Predicate[], witnesses: readonly Witnesses[], slots: Slots, anySource: boolean) {
    this.rules = rules;
    this.#predicates = predicates;
    this.#witnesses = witnesses;
    this.#slots = slots;
    this.#view = new View(slots);
    this.#anySource = anySource;
    this.#named = new Set(rules.flatMap(({ logSource }) => Object.entries(logSource).map(([key, value]) => `${key} ${value}`)));
  }

  match(event: SecurityEvent): readonly Rule[] {
    const route = this.#routeOf(event);
    const view = this.#view;
    view.see(event);
    const count = route.find(view);
    this.tried = count;
    let found: number[] | undefined;
    for (let i = 0; i < count; i += 1) {
      const rule = route.at(i);
      if ((this.#predicates[rule] as Predicate)(view)) {
        if (found === undefined) found = [rule];
        else found.push(rule);
      }
    }
    if (found === undefined) return NONE;
    return found.sort((a, b) => a - b).map((rule) => this.rules[rule] as Rule);
  }

  #routeOf(event: SecurityEvent): Candidates {
    if (this.#lastRoute !== undefined && event.logSource === this.#last && event.class === this.#lastClass) return this.#lastRoute;
    const route = this.#lookUp(event);
    this.#last = event.logSource;
    this.#lastClass = event.class;
    this.#lastRoute = route;
    return route;
  }

  #lookUp(event: SecurityEvent): Candidates {
    // What no rule names makes no difference, and whoever writes the log may have chosen it.
    const { product, service } = event.logSource;
    const sources = sourcesOf(event);
    const known = (key: string, value: string | undefined) =>
      value !== undefined && this.#named.has(`${key} ${value.toLowerCase()}`) ? value.toLowerCase() : '';
    const key = this.#anySource
      ? ''
      : `${event.class}\n${known('product', product)}\n${known('service', service)}\n${sources.map(({ category }) => known('category', category)).join('\n')}`;
    const kept = this.#routes.get(key);
    if (kept !== undefined) return kept;
    const members = this.rules.flatMap(({ logSource }, rule) => (this.#anySource || concerns(logSource, sources) ? [rule] : []));
    const signature = members.join();
    const made = this.#bySignature.get(signature) ?? new Candidates(members, this.#witnesses, this.#slots, this.rules.length);
    if (this.#routes.size >= MOST_ROUTES) {
      this.#routes.clear();
      this.#bySignature.clear();
    }
    this.#routes.set(key, made);
    this.#bySignature.set(signature, made);
    return made;
  }
}
