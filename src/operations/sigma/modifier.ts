import type { Json } from '../../core/index.ts';
import { networkOf } from '../event/network.ts';
import { base64, base64Offsets, byteText, utf8, utf16 } from './encode.ts';
import { expressionOf } from './expression.ts';
import type { Comparison, Item, Test, Token } from './model.ts';
import { PARTS, type Part } from './moment.ts';
import { foldTokens, plainTokens, tokensOf, widened, withDashes } from './value.ts';

const COMPARISONS = ['lt', 'lte', 'gt', 'gte'] as const;
const PLACES = ['contains', 'startswith', 'endswith'] as const;
const WIDE = { utf16le: 'utf16le', wide: 'utf16le', utf16be: 'utf16be', utf16: 'utf16' } as const;
const TEXTUAL = [...PLACES, 'windash', 'base64', 'base64offset', ...(Object.keys(WIDE) as (keyof typeof WIDE)[]), 'expand'] as const;
/** Of these a key has at most one: each says what kind of thing the value is. */
const KINDS = ['re', 'cidr', 'exists', 'fieldref'] as const;
export const MODIFIERS: readonly string[] = ['all', 'cased', 'neq', ...KINDS, 'i', 'm', 's', ...COMPARISONS, ...PARTS, ...TEXTUAL];

const MOST_VALUES = 20_000;
/** What placeholders may make of one value. */
const MOST_EXPANDED = 10_000;

export type Wrong = (number: '004' | '007' | '008' | '009' | '010', message: string, details: { expected?: string; found?: string; remedy: string }) => void;

interface Making {
  readonly key: string;
  readonly modifiers: readonly string[];
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  readonly wrong: Wrong;
}

/**
 * One line of a selection as tests: the key with its modifiers, applied in the order in which they are written (Sigma modifiers appendix 2.1.0), and its values.
 * What is wrong goes to `wrong`; undefined then. `advise` is told what the specification does not allow and what has one meaning all the same.
 */
export function itemOf(
  key: string,
  value: Json,
  placeholders: ReadonlyMap<string, readonly string[]>,
  wrong: Wrong,
  advise: (message: string, remedy: string) => void,
): Item | undefined {
  const [name = '', ...modifiers] = key.split('|');
  const making: Making = { key, modifiers, placeholders, wrong };
  if (!fitting(making)) return undefined;
  const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (values.length === 0 || values.length > MOST_VALUES) {
    wrong('004', `"${key}" has ${values.length} values`, {
      expected: `1 to ${MOST_VALUES} values`,
      remedy: 'Give it at least one value, or leave the line out.',
    });
    return undefined;
  }
  if (modifiers.includes('all') && values.length === 1 && name !== '')
    advise(`"${key}" asks for all of one value`, 'Leave "all" out, or list the values that all have to be there.');
  const tests: Test[] = [];
  for (const one of values) {
    const made = testsOf(one, making);
    if (made === undefined) return undefined;
    tests.push(...made);
  }
  const field = name === '' ? undefined : name;
  if (field === undefined && tests.some(({ kind }) => kind !== 'pattern' && kind !== 'regex')) {
    wrong('008', `"${key}" searches the whole event for what is no text`, {
      expected: 'text or a regular expression',
      remedy: 'Name the field that is meant.',
    });
    return undefined;
  }
  return { field, key, tests, all: modifiers.includes('all'), negated: modifiers.includes('neq') };
}

function fitting({ key, modifiers, wrong }: Making): boolean {
  const unknown = modifiers.filter((one) => !MODIFIERS.includes(one));
  if (unknown.length > 0) {
    wrong('007', `"${key}" uses "${unknown.join('", "')}"`, {
      expected: `one of ${MODIFIERS.join(', ')}`,
      found: unknown.join(', '),
      remedy: 'Check the spelling: modifiers are in lower case.',
    });
    return false;
  }
  const has = (names: readonly string[]) => modifiers.filter((one) => names.includes(one));
  const clash = (said: string): false => {
    wrong('008', `"${key}": ${said}`, { found: modifiers.join(', '), remedy: 'Keep those that belong together, and put the rest on a line of its own.' });
    return false;
  };
  if (new Set(modifiers).size !== modifiers.length) return clash('a modifier stands there twice');
  const kinds = [...has(KINDS), ...(has([...COMPARISONS, ...PARTS]).length > 0 ? ['a comparison'] : [])];
  if (kinds.length > 1) return clash(`a value cannot be ${kinds.join(' and ')} at once`);
  if (has(['i', 'm', 's']).length > 0 && !modifiers.includes('re')) return clash('i, m and s are of regular expressions, and "re" is not there');
  if (has(COMPARISONS).length > 1) return clash('two comparisons; a range is two lines');
  if (has(PARTS).length > 1) return clash('two parts of a moment');
  const textual = has(TEXTUAL);
  if (kinds.length === 1 && kinds[0] !== 'fieldref' && textual.some((one) => one !== 'expand'))
    return clash(`${textual.join(' and ')} changes text, and the value is ${kinds[0]}`);
  if (kinds[0] === 'fieldref' && textual.some((one) => !(PLACES as readonly string[]).includes(one))) return clash('a name of a field is not changed');
  return true;
}

function testsOf(value: Json, making: Making): readonly Test[] | undefined {
  const { key, modifiers, wrong } = making;
  const misfit = (expected: string): undefined => {
    wrong('008', `"${key}" does not take ${said(value)}`, { expected, found: said(value), remedy: 'Change the value or the modifier.' });
    return undefined;
  };
  if (typeof value === 'object' && value !== null) {
    wrong('004', `"${key}" holds ${Array.isArray(value) ? 'a list in a list' : 'a map'}`, {
      expected: 'text, a number, true, false or null',
      remedy: 'Write the values side by side.',
    });
    return undefined;
  }
  if (modifiers.includes('exists')) return typeof value === 'boolean' ? [{ kind: 'exists', want: value }] : misfit('true or false');
  const op = COMPARISONS.find((one) => modifiers.includes(one));
  const part = PARTS.find((one) => modifiers.includes(one));
  if (op !== undefined || part !== undefined) return compared(value, op ?? 'eq', part) ?? misfit('a number');
  if (value === null) return modifiers.every((one) => one === 'neq' || one === 'all' || one === 'cased') ? [{ kind: 'null' }] : misfit('text');
  const text = String(value);
  if (modifiers.includes('re') || modifiers.includes('cidr')) {
    const tests: Test[] = [];
    for (const one of (modifiers.includes('expand') ? expanded(text, making) : [text]) ?? []) {
      const test = typed(one, making);
      if (test === undefined) return undefined;
      tests.push(test);
    }
    return tests.length === 0 ? undefined : tests;
  }
  if (modifiers.includes('fieldref')) {
    if (text === '') return misfit('the name of a field');
    return [{ kind: 'field', field: text, how: PLACES.find((one) => modifiers.includes(one)) ?? 'equals', cased: modifiers.includes('cased') }];
  }
  return patterns(text, making);
}

function compared(value: Json, op: Comparison, part: Part | undefined): readonly Test[] | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? [{ kind: 'compare', op, value: number, part }] : undefined;
}

function typed(text: string, { key, modifiers, wrong }: Making): Test | undefined {
  if (modifiers.includes('cidr')) {
    const network = networkOf(text);
    if (network !== undefined) return { kind: 'cidr', text, network };
    wrong('008', `"${key}": "${text.slice(0, 80)}" is no network`, {
      expected: 'an address and a length, such as 10.0.0.0/8 or fe80::/10',
      found: text.slice(0, 80),
      remedy: 'Write it as CIDR.',
    });
    return undefined;
  }
  const expression = expressionOf(text, new Set(modifiers));
  if (!('refused' in expression)) return { kind: 'regex', expression };
  wrong('009', `"${key}" cannot be run in linear time: ${expression.refused}`, {
    expected: 'an expression without look-around and back-reference',
    found: text.slice(0, 200),
    remedy: 'Write it with alternatives, or as values with wildcards.',
  });
  return undefined;
}

function patterns(text: string, making: Making): readonly Test[] | undefined {
  const { key, modifiers, wrong } = making;
  const cased = modifiers.includes('cased');
  let all: readonly (readonly Token[])[] = [tokensOf(text)];
  let bytes: Uint8Array | undefined;
  const plain = (tokens: readonly Token[], modifier: string): string | undefined => {
    if (tokens.every((token) => token.kind === 'text')) return tokens.map((token) => (token.kind === 'text' ? token.text : '')).join('');
    wrong('008', `"${key}": ${modifier} encodes text, and "${text.slice(0, 80)}" has wildcards`, {
      found: text.slice(0, 80),
      remedy: 'Escape the wildcards, or put contains after the encoding.',
    });
    return undefined;
  };
  for (const modifier of modifiers) {
    switch (modifier) {
      case 'contains':
      case 'startswith':
      case 'endswith':
        all = all.map((tokens) => widened(tokens, modifier !== 'startswith', modifier !== 'endswith'));
        break;
      case 'windash':
        all = all.map(withDashes);
        break;
      case 'utf16le':
      case 'wide':
      case 'utf16be':
      case 'utf16': {
        const content = plain(all[0] ?? [], modifier);
        if (content === undefined) return undefined;
        bytes = utf16(content, WIDE[modifier]);
        all = [plainTokens(byteText(bytes))];
        break;
      }
      case 'base64':
      case 'base64offset': {
        const made: (readonly Token[])[] = [];
        for (const tokens of all) {
          const content = plain(tokens, modifier);
          if (content === undefined) return undefined;
          const encoded = bytes ?? utf8(content);
          made.push(...(modifier === 'base64' ? [base64(encoded)] : base64Offsets(encoded)).map(plainTokens));
        }
        all = made;
        bytes = undefined;
        break;
      }
      case 'expand': {
        const texts = expanded(text, making);
        if (texts === undefined) return undefined;
        all = texts.map(tokensOf);
        break;
      }
      default:
    }
  }
  return all.map((tokens) => ({ kind: 'pattern', tokens: cased ? tokens : foldTokens(tokens), cased }));
}

const PLACEHOLDER = /\\%|%([^%\s]+)%/g;

/** The text once for each way of filling its placeholders; `\%` is a percent sign. */
function expanded(text: string, { key, placeholders, wrong }: Making): readonly string[] | undefined {
  let made: string[] = [''];
  let from = 0;
  for (const found of text.matchAll(PLACEHOLDER)) {
    const before = text.slice(from, found.index);
    from = found.index + found[0].length;
    const name = found[1];
    const values = name === undefined ? ['%'] : placeholders.get(name);
    if (values === undefined || values.length === 0 || made.length * values.length > MOST_EXPANDED) {
      wrong('010', `"${key}" needs values for %${name}%`, {
        expected: `1 to ${MOST_EXPANDED} values`,
        found: values === undefined ? 'none' : `${values.length} values`,
        remedy: 'Give the placeholder values, or leave the rule out: a tool that cannot fill a placeholder must reject the rule.',
      });
      return undefined;
    }
    made = made.flatMap((one) => values.map((value) => one + before + value));
  }
  return made.map((one) => one + text.slice(from));
}

function said(value: Json): string {
  return value === null ? 'null' : typeof value === 'string' ? `"${value.slice(0, 80)}"` : String(value);
}
