// TypeScript's words, strings and marks, without its comments: as much of the lexical grammar (ECMA-262, clause 12) as telling an import
// from a text about imports takes. TypeScript 7 has no compiler API to ask.

export interface Token {
  /** `text` is a string or a template without substitutions; `part` is a piece of a template that has some. */
  readonly kind: 'word' | 'mark' | 'text' | 'part' | 'pattern';
  readonly value: string;
}

const WORD = /[\p{ID_Continue}$]+/uy;
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const QUOTED = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const CHUNK = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
const SPACE = /(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)+/y;
/** Words after which a slash begins a pattern, where after other words it divides. */
const BEFORE_PATTERN = new Set(['return', 'typeof', 'case', 'in', 'of', 'delete', 'void', 'throw', 'new', 'else', 'do', 'yield', 'await', 'instanceof']);

/** The tokens of `text`, or the line (from 1) at which it could not be read. */
export function tokensOf(text: string): readonly Token[] | number {
  const tokens: Token[] = [];
  // For each template that is open, how many braces were open where its substitution began.
  const templates: number[] = [];
  let braces = 0;
  let at = text.startsWith('#!') ? text.indexOf('\n') : 0;

  const take = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const chunk = (first: boolean): boolean => {
    const found = take(CHUNK);
    if (found === undefined) return false;
    const ends = found.endsWith('`');
    tokens.push({ kind: first && ends ? 'text' : 'part', value: found.slice(0, ends ? -1 : -2) });
    if (!ends) templates.push(braces);
    return true;
  };

  while (at < text.length) {
    if (take(SPACE) !== undefined) continue;
    const char = text[at] ?? '';
    if (char === '"' || char === "'") {
      const quoted = take(QUOTED);
      if (quoted === undefined) break;
      tokens.push({ kind: 'text', value: quoted.slice(1, -1) });
    } else if (char === '`' || (char === '}' && templates.at(-1) === braces)) {
      at += 1;
      if (char === '}') templates.pop();
      if (!chunk(char === '`')) break;
    } else if (char === '/' && beginsPattern(tokens.at(-1))) {
      const pattern = take(PATTERN);
      if (pattern === undefined) break;
      tokens.push({ kind: 'pattern', value: pattern });
    } else {
      const word = take(WORD);
      if (word !== undefined) {
        tokens.push({ kind: 'word', value: word });
        continue;
      }
      // A name may be written with escapes, which nobody does who wants to be read.
      if (char === '\\') break;
      if (char === '{') braces += 1;
      if (char === '}') braces -= 1;
      tokens.push({ kind: 'mark', value: char });
      at += 1;
    }
  }
  return at >= text.length && templates.length === 0 && braces === 0 ? tokens : text.slice(0, at).split('\n').length;
}

function beginsPattern(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return BEFORE_PATTERN.has(before.value);
  return before.kind === 'mark' && ![')', ']', '}'].includes(before.value);
}
