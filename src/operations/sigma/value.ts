import type { Token } from './model.ts';

/** How case is left out of account, in rules and in events alike. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/**
 * Reads a value with its wildcards. A backslash escapes `*`, `?` and itself, and is plain before anything else (Sigma rules specification, "Escaping"), so that
 * `\\*` is a backslash and then anything, and three or four backslashes are two.
 */
export function tokensOf(value: string): readonly Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') tokens.push({ kind: 'text', text });
    text = '';
  };
  for (let i = 0; i < value.length; i += 1) {
    const char = value[i] as string;
    const next = value[i + 1];
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      text += next;
      i += 1;
    } else if (char === '*' || char === '?') {
      flush();
      // Two stars are one: the second asks nothing more.
      if (char === '?' || tokens.at(-1)?.kind !== 'any') tokens.push({ kind: char === '*' ? 'any' : 'one' });
    } else text += char;
  }
  flush();
  return tokens;
}

/** Text that is matched as it stands. */
export function plainTokens(text: string): readonly Token[] {
  return text === '' ? [] : [{ kind: 'text', text }];
}

/** The tokens with `*` put at the ends that are asked for, once. */
export function widened(tokens: readonly Token[], before: boolean, after: boolean): readonly Token[] {
  const out = [...tokens];
  if (before && out[0]?.kind !== 'any') out.unshift({ kind: 'any' });
  if (after && out.at(-1)?.kind !== 'any') out.push({ kind: 'any' });
  return out;
}

export function foldTokens(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token) => (token.kind === 'text' ? { kind: 'text', text: fold(token.text) } : token));
}

/** As it would be written in a rule. */
export function writtenTokens(tokens: readonly Token[]): string {
  const marks = { any: '*', one: '?', dash: '-' } as const;
  return tokens.map((token) => (token.kind === 'text' ? token.text.replace(/[*?]|\\(?=[\\*?]|$)/g, (mark) => `\\${mark}`) : marks[token.kind])).join('');
}

const DASHES = '-/\u2013\u2014\u2015';

export function isDash(text: string, at: number): boolean {
  return at < text.length && DASHES.includes(text.charAt(at));
}

const WORD = /\w/;

/**
 * Each dash or slash that begins a word becomes any dash (`windash`). Where it stands inside a word (`a-b`) it is no flag, and stays.
 */
export function withDashes(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token): Token[] => {
    if (token.kind !== 'text') return [token];
    const out: Token[] = [];
    let text = '';
    for (let i = 0; i < token.text.length; i += 1) {
      const before = token.text[i - 1];
      const after = token.text[i + 1];
      const flag = isDash(token.text, i) && (before === undefined || !WORD.test(before)) && after !== undefined && WORD.test(after);
      if (!flag) text += token.text[i];
      else {
        if (text !== '') out.push({ kind: 'text', text });
        text = '';
        out.push({ kind: 'dash' });
      }
    }
    if (text !== '') out.push({ kind: 'text', text });
    return out;
  });
}

/**
 * Whether the tokens cover the text, walked one character at a time: the reference. Goes back only to the last star, so the work is at most their product.
 */
export function covers(tokens: readonly Token[], text: string): boolean {
  const units = tokens.flatMap((token): (string | Token)[] => (token.kind === 'text' ? token.text.split('') : [token]));
  let unit = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    const want = units[unit];
    if (want !== undefined && typeof want !== 'string' && want.kind === 'any') {
      star = unit;
      resume = at;
      unit += 1;
    } else if (want !== undefined && one(want, text, at)) {
      unit += 1;
      at += 1;
    } else if (star >= 0) {
      unit = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (unit < units.length) {
    const rest = units[unit];
    if (rest === undefined || typeof rest === 'string' || rest.kind !== 'any') return false;
    unit += 1;
  }
  return true;
}

function one(want: string | Token, text: string, at: number): boolean {
  if (typeof want === 'string') return text[at] === want;
  return want.kind === 'one' || (want.kind === 'dash' && isDash(text, at));
}
