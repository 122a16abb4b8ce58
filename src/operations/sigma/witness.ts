import { requiredText } from './expression.ts';
import type { Condition, Detecting, Item, Rule, Selection, Test, Token } from './model.ts';

/**
 * Something that has to be in an event for a rule to match: `exact`, the whole value; `tail`, what follows the last slash; `part`, a text inside the value; `present`,
 * the field itself. `field` undefined: in any of the event's texts.
 */
export interface Witness {
  readonly field: string | undefined;
  readonly kind: 'exact' | 'tail' | 'part' | 'present';
  readonly literal: string;
}

/** Any one of these has to be there. Undefined: the rule can match without anything that an index could look up. */
export type Witnesses = readonly Witness[] | undefined;

/** One letter is in every other event; one character beyond ASCII is in hardly any. */
const SHORTEST = 2;
/** The index takes this much of a text, from its end: paths begin alike. More makes the index larger and hardly choosier. */
const LONGEST = 12;
/** What is in every other event of an ordinary machine, by what its operating system calls things. A text inside one of these finds nothing out. */
const ORDINARY = [
  'c:\\windows\\system32\\',
  'c:\\windows\\syswow64\\',
  'c:\\users\\',
  'c:\\program files (x86)\\',
  '.exe',
  '.dll"',
  'https://',
  'http://',
  'microsoft',
  '/usr/bin/',
  '/usr/sbin/',
  '/bin/sh',
  '/home/',
];

/**
 * For each rule the witnesses that fewest events are likely to have, judged by how many rules name the same text: what many rules name is what an ordinary machine does.
 */
export function witnessesOf(rules: readonly Rule[]): readonly Witnesses[] {
  const often = new Map<string, number>();
  for (const { detecting } of rules) {
    const seen = new Set<string>();
    for (const selection of detecting.selections.values()) for (const key of namedIn(selection)) seen.add(key);
    for (const key of seen) often.set(key, (often.get(key) ?? 0) + 1);
  }
  const cost = (witnesses: Witnesses): number =>
    witnesses === undefined ? Number.POSITIVE_INFINITY : witnesses.reduce((sum, one) => sum + costOf(one, often), 0);
  return rules.map(({ detecting }) => ofCondition(detecting.condition, detecting, cost));
}

function costOf(witness: Witness, often: ReadonlyMap<string, number>): number {
  const count = often.get(keyOf(witness)) ?? 1;
  switch (witness.kind) {
    case 'exact':
      return 0.5 * count + (witness.literal.startsWith('microsoft') ? 100 : 0);
    case 'tail':
      return 0.4 * count;
    case 'part':
      return ((count * 60) / witness.literal.length ** 2.2) * (ORDINARY.some((one) => one.includes(witness.literal)) ? 100 : 1);
    case 'present':
      return 300;
  }
}

function keyOf({ field, kind, literal }: Witness): string {
  return `${kind} ${field ?? ''} ${literal}`;
}

function* namedIn(selection: Selection): Generator<string> {
  if (selection.kind === 'some') for (const one of selection.of) yield* namedIn(one);
  else for (const item of selection.items) for (const test of item.tests) for (const witness of ofTest(test, item.field) ?? []) yield keyOf(witness);
}

type Cost = (witnesses: Witnesses) => number;

function ofCondition(condition: Condition, { selections }: Detecting, cost: Cost): Witnesses {
  const of = (one: Condition): Witnesses => {
    switch (one.kind) {
      case 'selection': {
        const selection = selections.get(one.name);
        return selection === undefined ? undefined : ofSelection(selection, cost);
      }
      case 'and':
        return cheapest(one.of.map(of), cost);
      case 'or':
        return together(one.of.map(of));
      case 'not':
        return undefined;
    }
  };
  return of(condition);
}

function ofSelection(selection: Selection, cost: Cost): Witnesses {
  return selection.kind === 'some'
    ? together(selection.of.map((one) => ofSelection(one, cost)))
    : cheapest(
        selection.items.map((item) => ofItem(item, cost)),
        cost,
      );
}

function ofItem(item: Item, cost: Cost): Witnesses {
  if (item.negated) return undefined;
  const each = item.tests.map((test) => ofTest(test, item.field));
  return item.all ? cheapest(each, cost) : together(each);
}

function cheapest(all: readonly Witnesses[], cost: Cost): Witnesses {
  let best: Witnesses;
  for (const one of all) if (one !== undefined && cost(one) < cost(best)) best = one;
  return best;
}

function together(all: readonly Witnesses[]): Witnesses {
  const out = new Map<string, Witness>();
  for (const one of all) {
    if (one === undefined) return undefined;
    for (const witness of one) out.set(keyOf(witness), witness);
  }
  return [...out.values()];
}

const BEYOND = /[\u0080-\uffff]/;

function ofTest(test: Test, field: string | undefined): Witnesses {
  const present: Witnesses = field === undefined ? undefined : [{ field, kind: 'present', literal: '' }];
  if (test.kind === 'null' || test.kind === 'exists') return test.kind === 'exists' && test.want ? present : undefined;
  if (test.kind === 'regex') {
    const literal = requiredText(test.expression.source);
    return literal === undefined ? present : [{ field, kind: 'part', literal: literal.toLowerCase().slice(-LONGEST) }];
  }
  if (test.kind !== 'pattern') return present;
  const found = ofTokens(test.tokens, field !== undefined);
  // Folding is done letter by letter save for one letter of Greek, so a text that is compared by case is looked up folded where it is plain.
  if (found === undefined || (test.cased && BEYOND.test(found.literal))) return present;
  return [{ field, kind: found.kind, literal: test.cased ? found.literal.toLowerCase() : found.literal }];
}

function ofTokens(tokens: readonly Token[], whole: boolean): Omit<Witness, 'field'> | undefined {
  const [first, second] = tokens;
  if (whole && first === undefined) return { kind: 'exact', literal: '' };
  if (whole && tokens.length === 1 && first?.kind === 'text') return { kind: 'exact', literal: first.text };
  if (whole && tokens.length === 2 && first?.kind === 'any' && second?.kind === 'text' && /^[\\/][^\\/]+$/.test(second.text))
    return { kind: 'tail', literal: second.text.slice(1) };
  let longest = '';
  for (const token of tokens) if (token.kind === 'text' && token.text.length > longest.length) longest = token.text;
  return longest.length < SHORTEST && !BEYOND.test(longest) ? undefined : { kind: 'part', literal: longest.slice(-LONGEST) };
}
