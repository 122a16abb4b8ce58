import { RE2JS } from 're2js';
import type { Expression } from './model.ts';

/** Longer expressions are no rule's, and what a compiled one takes grows with it. */
const LONGEST = 8192;

/**
 * A regular expression in the engine that takes time in proportion to the text, or why it cannot be. It matches anywhere in the text, and by case unless `i` is
 * among the flags. What that engine has no word for is rewritten where the answer stays the same for every text: `\Z`, `\h`, and a look ahead at the very
 * end or behind at the very start, which for "is it found" ask what a plain group asks. Any other look ahead is refused.
 */
export function expressionOf(source: string, flags: ReadonlySet<string>): Expression | { readonly refused: string } {
  if (source.length > LONGEST) return { refused: `it is ${source.length} characters long, more than ${LONGEST}` };
  const bits = (flags.has('i') ? RE2JS.CASE_INSENSITIVE : 0) | (flags.has('m') ? RE2JS.MULTILINE : 0) | (flags.has('s') ? RE2JS.DOTALL : 0);
  let why = '';
  const ways: readonly (readonly [string, number])[] = [
    [source, bits],
    [rewritten(source), bits],
    // Looking behind can be done in linear time, and is slower, so only where it is needed.
    [rewritten(source), bits | RE2JS.LOOKBEHINDS],
  ];
  for (const [written, asked] of ways) {
    try {
      const compiled = RE2JS.compile(written, asked);
      return { source, found: (text) => compiled.test(text) };
    } catch (error) {
      why = (error as Error).message.split('\n')[0] ?? '';
    }
  }
  return { refused: why };
}

function rewritten(source: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i += 1) {
    const char = source[i];
    if (char === '\\') {
      const next = source[i + 1] ?? '';
      out += next === 'h' ? (inClass ? ' \\t' : '[ \\t]') : next === 'Z' && !inClass ? '\\z' : char + next;
      i += 1;
      continue;
    }
    if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    out += char;
  }
  return plainEnds(out);
}

/** The look-arounds at both ends as plain groups, where no alternative of the whole expression stands beside them. */
function plainEnds(source: string): string {
  const { groups, alternatives } = topLevel(source);
  if (alternatives) return source;
  let out = source;
  const last = groups.at(-1);
  if (last !== undefined && last.end === source.length && source.startsWith('(?=', last.start))
    out = `${out.slice(0, last.start)}(?:${out.slice(last.start + 3)}`;
  if (groups[0]?.start === 0 && out.startsWith('(?<=')) out = `(?:${out.slice(4)}`;
  return out;
}

function topLevel(source: string): { readonly groups: readonly { readonly start: number; readonly end: number }[]; readonly alternatives: boolean } {
  const groups: { start: number; end: number }[] = [];
  let alternatives = false;
  let inClass = false;
  let depth = 0;
  let start = 0;
  for (let i = 0; i < source.length; i += 1) {
    const char = source[i];
    if (char === '\\') i += 1;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === ')') {
      depth -= 1;
      if (depth === 0) groups.push({ start, end: i + 1 });
    } else if (char === '|' && depth === 0) alternatives = true;
  }
  return { groups, alternatives };
}

/**
 * A text that every match of the expression holds, where one is easily seen: the longest run of letters, digits and spaces, and of escaped marks, outside every group,
 * class and choice. To be compared without case. `s` and `k` break a run, as without case other letters than ASCII's are taken for them too. Undefined where none is seen.
 */
export function requiredText(source: string): string | undefined {
  const { alternatives } = topLevel(source);
  if (alternatives || /\(\?[a-zA-Z]*x/.test(source) || source.includes('\\Q')) return undefined;
  let best = '';
  let run = '';
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < source.length; i += 1) {
    const char = source[i] as string;
    if (char === '\\') {
      const next = source[i + 1] ?? '';
      i += 1;
      // An escaped mark is itself; an escaped letter or digit is a class, an anchor or a code, of which what follows may be part.
      if (/[^a-zA-Z0-9]/.test(next)) {
        if (depth === 0 && !inClass) run = optional(source, i + 1) ? broken(end) : run + next;
      } else {
        end();
        if (/[xupPcQE0-9]/.test(next)) return best.length > 1 ? best : undefined;
      }
      continue;
    }
    if (inClass) inClass = char !== ']' || source[i - 1] === '[';
    else if (char === '[') {
      end();
      inClass = true;
    } else if (char === '(') {
      end();
      depth += 1;
    } else if (char === ')') {
      end();
      depth -= 1;
    } else if (depth === 0 && /[a-jl-rt-zA-JL-RT-Z0-9 "'%&,/:;<=>@_`~!#-]/.test(char)) {
      if (optional(source, i + 1)) end();
      else run += char;
      // What is repeated ends the run: the next repetition stands between.
      if (/[+{]/.test(source[i + 1] ?? '')) end();
    } else {
      end();
      // The bounds of a repetition are no text.
      if (char === '{') i = Math.max(i, source.indexOf('}', i));
    }
  }
  end();
  return best.length > 1 ? best : undefined;
}

function broken(end: () => void): string {
  end();
  return '';
}

function optional(source: string, at: number): boolean {
  return /^(?:[?*]|\{0|\{,)/.test(source.slice(at, at + 2));
}
