import { Refused } from '../../core/index.ts';
import { playbookFaults } from './faults.ts';

/**
 * The comparison expressions of STIX 2.1 patterning (9.2 to 9.7) as CACAO uses them: what is compared are variables (`__name__:value`), joined by AND and OR, in parentheses,
 * with or without the brackets of an observation. `==` stands for `=`, as CACAO's own examples write it. A real grammar: nothing is run as code.
 */
export type Operand = { readonly kind: 'variable'; readonly name: string } | { readonly kind: 'literal'; readonly text: string; readonly number: boolean };
export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'IN', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const;
export type Operator = (typeof OPERATORS)[number];
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'exists'; readonly name: string }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: Operator; readonly right: readonly Operand[] };

const LONGEST = 10_000;
const DEEPEST = 50;
const MOST_TOKENS = 2000;

interface Token {
  readonly kind: 'variable' | 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
  readonly at: number;
}

/** Sticky, so that each is tried only at the place where the last one ended. */
const LEXEMES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['variable', /__[a-zA-Z_][a-zA-Z0-9_-]{0,199}?__:value/y],
  ['text', /[thb]?'(?:[^'\\]|\\['\\])*'/y],
  ['text', /"(?:[^"\\]|\\["\\])*"/y],
  ['number', /[+-]?\d+(?:\.\d+)?/y],
  ['word', /[A-Za-z]+/y],
  ['sign', /==|!=|<>|<=|>=|[=<>()[\],]/y],
];

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const found = LEXEMES.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, text: pattern.exec(text)?.[0] };
    }).find((lexeme) => lexeme.text !== undefined);
    if (found?.text === undefined || tokens.length >= MOST_TOKENS) throw unreadable(text, at, 'a variable, a value, an operator, AND, OR, NOT');
    tokens.push({ kind: found.kind, text: found.text, at });
    at += found.text.length;
  }
  return tokens;
}

/** Reads a condition. Throws `Refused` (ASSAY-PLAYBOOK-011). */
export function parseCondition(text: string): Condition {
  if (text.length > LONGEST) throw unreadable(text, LONGEST, `at most ${LONGEST} characters`);
  const tokens = tokensOf(text);
  let next = 0;
  const peek = () => tokens[next];
  const fail = (expected: string): Refused => unreadable(text, peek()?.at ?? text.length, expected);
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toUpperCase() === word;
  const isSign = (sign: string) => peek()?.kind === 'sign' && peek()?.text === sign;
  const took = (is: boolean) => {
    if (is) next += 1;
    return is;
  };

  const joined = (kind: 'and' | 'or', depth: number): Condition => {
    const below = () => (kind === 'or' ? joined('and', depth) : negated(depth));
    const of = [below()];
    while (took(isWord(kind.toUpperCase()))) of.push(below());
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind, of };
  };
  const negated = (depth: number): Condition => {
    if (depth > DEEPEST) throw fail(`at most ${DEEPEST} levels`);
    if (took(isWord('NOT'))) return { kind: 'not', of: negated(depth + 1) };
    if (took(isWord('EXISTS'))) {
      const { text: name = '', kind } = tokens[next++] ?? {};
      if (kind !== 'variable') throw fail('a variable after EXISTS');
      return { kind: 'exists', name: name.slice(0, -':value'.length) };
    }
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
    ] as const) {
      if (!took(isSign(open))) continue;
      const inner = joined('or', depth + 1);
      if (!took(isSign(close))) throw fail(close);
      return inner;
    }
    return comparison();
  };
  const comparison = (): Condition => {
    const left = operand();
    const not = took(isWord('NOT'));
    const operator = operatorOf(peek()?.text);
    if (operator === undefined || peek()?.kind === 'variable' || peek()?.kind === 'text') throw fail(`one of ${OPERATORS.join(', ')}`);
    next += 1;
    const right = operator === 'IN' ? set() : [operand()];
    const compare: Condition = { kind: 'compare', left, operator, right };
    return not ? { kind: 'not', of: compare } : compare;
  };
  const set = (): readonly Operand[] => {
    if (!took(isSign('('))) throw fail('( and values, after IN');
    const of = [operand()];
    while (took(isSign(','))) of.push(operand());
    if (!took(isSign(')'))) throw fail(', or )');
    return of;
  };
  const operand = (): Operand => {
    const token = peek();
    const read = token === undefined ? undefined : operandOf(token);
    if (read === undefined) throw fail("a variable such as __found__:value, or a value such as 'true'");
    next += 1;
    return read;
  };

  if (tokens.length === 0) throw fail('a comparison');
  const read = joined('or', 0);
  if (next < tokens.length) throw fail('AND, OR or the end');
  return read;
}

function operatorOf(text: string | undefined): Operator | undefined {
  if (text === '==') return '=';
  if (text === '<>') return '!=';
  return OPERATORS.find((operator) => operator === text?.toUpperCase());
}

function operandOf({ kind, text }: Token): Operand | undefined {
  switch (kind) {
    case 'variable':
      return { kind: 'variable', name: text.slice(0, -':value'.length) };
    case 'number':
      return { kind: 'literal', text, number: true };
    case 'text':
      // The quotes, and the letter of a moment, of hexadecimal or of base64 before them, come off; escapes are undone.
      return {
        kind: 'literal',
        text: text
          .replace(/^[thb]?['"]/, '')
          .slice(0, -1)
          .replaceAll(/\\(['"\\])/g, '$1'),
        number: false,
      };
    case 'word':
      return /^(?:true|false)$/i.test(text) ? { kind: 'literal', text: text.toLowerCase(), number: false } : undefined;
    case 'sign':
      return undefined;
  }
}

/** The variables that a condition asks. */
export function askedBy(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(askedBy);
    case 'not':
      return askedBy(condition.of);
    case 'exists':
      return [condition.name];
    case 'compare':
      return [condition.left, ...condition.right].flatMap((operand) => (operand.kind === 'variable' ? [operand.name] : []));
  }
}

function unreadable(text: string, at: number, expected: string): Refused {
  return new Refused(
    playbookFaults.fault('011', {
      message: `the condition cannot be read from character ${at + 1} on`,
      expected,
      found: text.slice(at, at + 40).replaceAll(/\p{C}/gu, '·') || 'the end',
      remedy: "Write a comparison of STIX, such as __infected__:value = 'true' AND __count__:value > 3",
    }),
  );
}
