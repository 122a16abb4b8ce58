import { programFlaw } from './program.ts';

/** A program within a build script, by which it asks whether the system has something. */
export interface BuildCheck {
  /** What asks, such as `check_c_source_compiles`. */
  readonly by: string;
  readonly program: string;
  /** The line of the file in which the program begins, from 1. */
  readonly line: number;
}

export interface BrokenCheck extends BuildCheck {
  readonly what: string;
}

const MOST_CHECKS = 2000;
const MOST_TEXT = 2 * 1024 * 1024;
const CMAKE = /\b(check_(?:\w{1,20}_)?source_(?:compiles|runs))\s*\(\s*(?:(?:C|CXX|OBJC|OBJCXX)\s+)?(?="|\[=*\[)/gi;
const AUTOCONF = /\b(AC_LANG_PROGRAM|AC_LANG_SOURCE|AC_LANG_CONFTEST|AC_TRY_(?:COMPILE|LINK|RUN|CPP))\s*\(/g;
const MESON = /\.(compiles|links|run|preprocess)\s*\(\s*(?=''')/g;

/** Whether a file of this name may hold such programs. */
export function holdsChecks(path: string): boolean {
  return /(?:^|\/)(?:CMakeLists\.txt|meson\.build|configure\.(?:ac|in)|acinclude\.m4)$|\.(?:cmake|m4)$/i.test(path);
}

/** The programs in a build script of CMake, Autoconf or Meson. The text is a stranger's; what is longer than 2 MiB is not looked into. */
export function checksIn(text: string): readonly BuildCheck[] {
  if (text.length > MOST_TEXT) return [];
  const found: BuildCheck[] = [];
  const add = (by: string, at: number, program: string | undefined) => {
    if (program !== undefined && found.length < MOST_CHECKS) found.push({ by, program, line: text.slice(0, at).split('\n').length });
  };
  for (const match of text.matchAll(CMAKE)) {
    const at = match.index + match[0].length;
    add(match[1] ?? '', at, text[at] === '"' ? quoted(text, at) : bracketed(text, at));
  }
  for (const match of text.matchAll(MESON)) {
    const at = match.index + match[0].length;
    const end = text.indexOf("'''", at + 3);
    add(match[1] ?? '', at, end === -1 ? undefined : text.slice(at + 3, end));
  }
  for (const match of text.matchAll(AUTOCONF)) {
    const at = match.index + match[0].length;
    const parts = macroArguments(text, at);
    // Of a program in two parts, the second stands within a function of its own.
    const two = match[1] === 'AC_LANG_PROGRAM' || /COMPILE|LINK/.test(match[1] ?? '');
    for (const [i, part] of parts.slice(0, two ? 2 : 1).entries()) add(match[1] ?? '', part.at, i === 0 ? part.text : `int main(void) {${part.text}\n}`);
  }
  return found;
}

/** The checks that cannot succeed, wherever they are run: their program compiles nowhere, so what they ask for is always taken to be missing. */
export function brokenChecks(text: string): readonly BrokenCheck[] {
  return checksIn(text).flatMap((check): BrokenCheck[] => {
    const flaw = programFlaw(check.program, !check.by.startsWith('AC_'));
    return flaw === undefined ? [] : [{ ...check, line: check.line + flaw.line, what: flaw.what }];
  });
}

/** What `after` has of checks that cannot succeed and `before` had not. */
export function newlyBroken(before: string, after: string): readonly BrokenCheck[] {
  const had = new Set(brokenChecks(before).map(({ program }) => program));
  return brokenChecks(after).filter(({ program }) => !had.has(program));
}

/** A quoted argument of CMake: a backslash takes the next letter as it is. */
function quoted(text: string, at: number): string | undefined {
  let out = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const letter = text[i] ?? '';
    if (letter === '"') return out;
    if (letter === '\\') {
      i += 1;
      const next = text[i] ?? '';
      // What C is to see with its backslash is written with two.
      out += next === 'n' || next === 't' || next === 'r' ? '\n' : next;
    } else out += letter;
  }
  return undefined;
}

/** A bracket argument of CMake: `[==[ … ]==]`. */
function bracketed(text: string, at: number): string | undefined {
  const [open = ''] = /^\[=*\[/.exec(text.slice(at, at + 50)) ?? [];
  const end = open === '' ? -1 : text.indexOf(open.replaceAll('[', ']'), at + open.length);
  return end === -1 ? undefined : text.slice(at + open.length, end);
}

/** The arguments of an m4 macro that are quoted with brackets, without their quotes. None where the brackets never close. */
function macroArguments(text: string, at: number): readonly { readonly at: number; readonly text: string }[] {
  const parts: { at: number; text: string }[] = [];
  for (let from = at; from < text.length && parts.length < 4; ) {
    while (/\s/.test(text[from] ?? '')) from += 1;
    if (text[from] !== '[') return parts;
    let depth = 0;
    let end = from;
    for (; end < text.length; end += 1) {
      if (text[end] === '[') depth += 1;
      else if (text[end] === ']') depth -= 1;
      if (depth === 0) break;
    }
    if (end >= text.length) return parts;
    let [start, stop] = [from + 1, end];
    if (text[start] === '[' && text[stop - 1] === ']') [start, stop] = [start + 1, stop - 1];
    const part = text.slice(start, stop);
    // A macro within is a program of its own, and read there.
    parts.push({ at: start, text: /\bA[CMS]_[A-Z]+/.test(part) ? '' : part });
    from = end + 1;
    while (/\s/.test(text[from] ?? '')) from += 1;
    if (text[from] !== ',') return parts;
    from += 1;
  }
  return parts;
}
