import { inNetwork } from '../event/network.ts';
import { numberOf, textOf } from './field.ts';
import type { Condition, Detecting, Item, Rule, Selection, Test, Token } from './model.ts';
import { partOf } from './moment.ts';
import { fold, isDash } from './value.ts';
import type { Slots, View } from './view.ts';

// Rules as closures over an event: what can be decided at load is. Agrees with walk.ts on every event; a property test holds it to that.

export type Predicate = (view: View) => boolean;
/** Asks a text, as it stands and folded. */
type TextTest = (text: string, lower: string) => boolean;

export function predicateOf(rule: Rule, slots: Slots): Predicate {
  const detects = compileDetecting(rule.detecting, slots);
  const filters = rule.filters.map((filter) => compileDetecting(filter, slots));
  return filters.length === 0 ? detects : (view) => detects(view) && !filters.some((filter) => filter(view));
}

function compileDetecting({ selections, condition }: Detecting, slots: Slots): Predicate {
  const compiled = new Map<string, Asked>();
  const selection = (name: string): Asked => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const made = compileSelection(selections.get(name) ?? { kind: 'some', of: [] }, slots);
    compiled.set(name, made);
    return made;
  };
  const compile = (one: Condition): Asked => {
    switch (one.kind) {
      case 'selection':
        return selection(one.name);
      case 'and':
        return allOf(one.of.map(compile));
      case 'or':
        return anyOf(one.of.map(compile));
      case 'not': {
        const { test, cost } = compile(one.of);
        return { test: (view) => !test(view), cost };
      }
    }
  };
  return compile(condition).test;
}

/** A predicate, and about how much asking it takes: the cheap ones are asked first, as they ask nothing of one another. */
interface Asked {
  readonly test: Predicate;
  readonly cost: number;
}

function allOf(of: readonly Asked[]): Asked {
  const sorted = [...of].sort((x, y) => x.cost - y.cost);
  const cost = sorted.reduce((sum, one) => sum + one.cost, 0);
  const [a, b, ...rest] = sorted.map(({ test }) => test);
  if (a === undefined) return { test: () => true, cost };
  if (b === undefined) return { test: a, cost };
  if (rest.length === 0) return { test: (view) => a(view) && b(view), cost };
  return { test: (view) => a(view) && b(view) && rest.every((one) => one(view)), cost };
}

function anyOf(of: readonly Asked[]): Asked {
  const sorted = [...of].sort((x, y) => x.cost - y.cost);
  const cost = sorted.reduce((sum, one) => sum + one.cost, 0);
  const tests = sorted.map(({ test }) => test);
  const [a, b] = tests;
  if (a === undefined) return { test: () => false, cost };
  if (b === undefined) return { test: a, cost };
  return { test: (view) => tests.some((one) => one(view)), cost };
}

function compileSelection(selection: Selection, slots: Slots): Asked {
  return selection.kind === 'some'
    ? anyOf(selection.of.map((one) => compileSelection(one, slots)))
    : allOf(selection.items.map((item) => compileItem(item, slots)));
}

const COST: Readonly<Record<Test['kind'], number>> = { null: 1, exists: 1, compare: 2, cidr: 4, field: 3, pattern: 2, regex: 40 };

function compileItem(item: Item, slots: Slots): Asked {
  const test = item.field === undefined ? compileKeywords(item) : compileField(item, slots.of(item.field), slots);
  const plain = item.tests.some((one) => one.kind === 'pattern' && plainOf(one.tokens) !== undefined);
  const cost = item.tests.reduce((sum, one) => sum + (one.kind === 'pattern' && plainOf(one.tokens) !== undefined ? 0 : COST[one.kind]), plain ? 2 : 0);
  return { test: item.negated ? (view) => !test(view) : test, cost: item.field === undefined ? cost * 20 : cost };
}

function compileKeywords({ tests, all }: Item): Predicate {
  const asked = tests.map((test) => textTest(test) ?? (() => false));
  const somewhere = (test: TextTest, view: View): boolean => {
    const { leaves, lowLeaves } = view;
    for (let i = 0; i < leaves.length; i += 1) if (test(leaves[i] as string, lowLeaves[i] as string)) return true;
    return false;
  };
  return all ? (view) => asked.every((test) => somewhere(test, view)) : (view) => asked.some((test) => somewhere(test, view));
}

function compileField({ tests, all }: Item, slot: number, slots: Slots): Predicate {
  if (!all) return compileTests(tests, slot, slots);
  return allOf(tests.map((test) => ({ test: compileTests([test], slot, slots), cost: COST[test.kind] }))).test;
}

/** Any of the tests: plain values by one look into a set, the other tests of text one after another, and what asks more than the text for itself. */
function compileTests(tests: readonly Test[], slot: number, slots: Slots): Predicate {
  const equal = new Set<string>();
  const texts: TextTest[] = [];
  const others: Predicate[] = [];
  for (const test of tests) {
    const plain = test.kind === 'pattern' && !test.cased ? plainOf(test.tokens) : undefined;
    if (plain !== undefined) equal.add(plain);
    else {
      const made = textTest(test);
      if (made !== undefined) texts.push(made);
      else others.push(valueTest(test, slot, slots));
    }
  }
  if (equal.size === 0 && texts.length === 0) return some(others);
  const one: TextTest =
    texts.length === 0
      ? (_, lower) => equal.has(lower)
      : (text, lower) => {
          if (equal.size > 0 && equal.has(lower)) return true;
          for (const test of texts) if (test(text, lower)) return true;
          return false;
        };
  const asked: Predicate = (view) => {
    const value = view.value(slot);
    if (value === undefined || value === null) return false;
    if (typeof value === 'string') return one(value, view.lower(slot) as string);
    return eachOf(value, (element) => {
      const text = textOf(element);
      return text !== undefined && one(text, fold(text));
    });
  };
  return others.length === 0 ? asked : some([asked, ...others]);
}

function some(tests: readonly Predicate[]): Predicate {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (view) => tests.some((test) => test(view));
}

function eachOf(value: unknown, test: (one: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

/** The text that the tokens are, where they have no wildcard. */
function plainOf(tokens: readonly Token[]): string | undefined {
  const [only] = tokens;
  if (only === undefined) return '';
  return tokens.length === 1 && only.kind === 'text' ? only.text : undefined;
}

/** A test that asks nothing but a text; undefined for the others. */
function textTest(test: Test): TextTest | undefined {
  if (test.kind === 'regex') return (text) => test.expression.found(text);
  if (test.kind === 'cidr') return (text) => inNetwork(test.network, text);
  if (test.kind !== 'pattern') return undefined;
  const pattern = patternTest(test.tokens);
  return test.cased ? (text) => pattern(text) : (_, lower) => pattern(lower);
}

type Pattern = (text: string) => boolean;

function patternTest(tokens: readonly Token[]): Pattern {
  const plain = plainOf(tokens);
  if (plain !== undefined) return (text) => text === plain;
  const before = tokens[0]?.kind === 'any';
  const after = tokens.at(-1)?.kind === 'any';
  const middle = tokens.slice(before ? 1 : 0, after && tokens.length > 1 ? -1 : undefined);
  const [only] = middle;
  if (before && middle.length === 0) return () => true;
  if (only !== undefined && middle.length === 1 && only.kind === 'text') {
    const { text: literal } = only;
    if (before && after) return (text) => text.includes(literal);
    if (before) return (text) => text.endsWith(literal);
    if (after) return (text) => text.startsWith(literal);
  }
  return segmented(tokens);
}

/** A pattern as pieces between stars: the first stands at the start, the last at the end, those between as far left as they go. */
function segmented(tokens: readonly Token[]): Pattern {
  const pieces: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'any') pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  const [first = [], ...rest] = pieces;
  const last = rest.pop();
  const lengths = new Map(pieces.map((piece) => [piece, widthOf(piece)]));
  return (text) => {
    if (!standsAt(first, text, 0)) return false;
    let at = lengths.get(first) as number;
    if (last === undefined) return at === text.length;
    const end = text.length - (lengths.get(last) as number);
    if (end < at || !standsAt(last, text, end)) return false;
    for (const piece of rest) {
      const most = end - (lengths.get(piece) as number);
      const [head] = piece;
      for (;;) {
        // To the next place where its first text stands, where it begins with one.
        if (head?.kind === 'text') {
          const found = text.indexOf(head.text, at);
          if (found === -1) return false;
          at = found;
        }
        if (at > most) return false;
        if (standsAt(piece, text, at)) break;
        at += 1;
      }
      at += lengths.get(piece) as number;
    }
    return true;
  };
}

function widthOf(piece: readonly Token[]): number {
  return piece.reduce((width, token) => width + (token.kind === 'text' ? token.text.length : 1), 0);
}

function standsAt(piece: readonly Token[], text: string, from: number): boolean {
  let at = from;
  for (const token of piece) {
    if (token.kind === 'text') {
      if (!text.startsWith(token.text, at)) return false;
      at += token.text.length;
    } else {
      if (at >= text.length || (token.kind === 'dash' && !isDash(text, at))) return false;
      at += 1;
    }
  }
  return at <= text.length;
}

function valueTest(test: Test, slot: number, slots: Slots): Predicate {
  switch (test.kind) {
    case 'exists':
      return (view) => (view.value(slot) !== undefined) === test.want;
    case 'null':
      return (view) => view.value(slot) === undefined || view.value(slot) === null;
    case 'compare': {
      const { part, value: bound } = test;
      const compare = COMPARE[test.op];
      return (view) =>
        eachOf(view.value(slot), (one) => {
          const number = part === undefined ? numberOf(one) : partOf(one, part);
          return number !== undefined && compare(number, bound);
        });
    }
    case 'field': {
      const other = slots.of(test.field);
      const place = PLACE[test.how];
      const plain = (text: string) => (test.cased ? text : fold(text));
      return (view) =>
        eachOf(view.value(slot), (one) => {
          const text = textOf(one);
          if (text === undefined) return false;
          return eachOf(view.value(other), (two) => {
            const with_ = textOf(two);
            return with_ !== undefined && place(plain(text), plain(with_));
          });
        });
    }
    default:
      return () => false;
  }
}

const COMPARE = {
  eq: (a: number, b: number) => a === b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
} as const;

const PLACE = {
  equals: (a: string, b: string) => a === b,
  startswith: (a: string, b: string) => a.startsWith(b),
  endswith: (a: string, b: string) => a.endsWith(b),
  contains: (a: string, b: string) => a.includes(b),
} as const;
