/** What is wrong with a C program so that no compiler takes it, and in which of its lines, counted from 0. */
export interface ProgramFlaw {
  readonly line: number;
  readonly what: string;
}

const OPENS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Looks at a small C or C++ program for what cannot be in one: a full stop where no expression stands before it, brackets that do not match, a character that C has no use for. No parser
 * of C, and `square` brackets are left out where they quote: a program that passes may be wrong in a hundred ways, one that is named here compiles nowhere. The text is a stranger's; one pass.
 */
export function programFlaw(source: string, square = true): ProgramFlaw | undefined {
  const code = bared(source);
  if (code.open !== undefined) return code.open;
  const branches = /^[ \t]*#[ \t]*el/m.test(source);
  const open: { readonly bracket: string; readonly line: number }[] = [];
  let before = '';
  let line = 0;
  for (let at = 0; at < code.text.length; at += 1) {
    const letter = code.text[at] ?? '';
    if (letter === '\n') line += 1;
    if (/\s/.test(letter)) continue;
    if (
      letter === '.' &&
      !/[\d.]/.test(code.text[at + 1] ?? '') &&
      before !== '.' &&
      (before === '' || before === ';' || (before === '}' && open.length === 0))
    )
      return { line, what: 'a full stop stands where nothing can' };
    if (letter === '`' || letter === '@' || letter.charCodeAt(0) > 0x7e)
      return { line, what: `the character ${JSON.stringify(letter)} stands where C has no use for it` };
    if (!square && (letter === '[' || letter === ']')) continue;
    if ('([{'.includes(letter)) open.push({ bracket: letter, line });
    // Branches of the preprocessor may each close what was opened once.
    else if (OPENS[letter] !== undefined && !branches) {
      if (open.pop()?.bracket !== OPENS[letter]) return { line, what: `a "${letter}" closes nothing` };
    } else if (OPENS[letter] !== undefined) open.pop();
    before = letter;
  }
  const left = open.at(-1);
  return left === undefined || branches ? undefined : { line: left.line, what: `a "${left.bracket}" is never closed` };
}

/** The program with blanks for comments, for what is quoted, and for lines of the preprocessor. Lines stay where they are. */
function bared(source: string): { readonly text: string; readonly open?: ProgramFlaw } {
  // Places that a build system fills in are names.
  const filled = source.replace(/\$\{[\w.]{1,100}\}|@[A-Za-z_]\w{0,100}@|\$\d/g, 'x');
  let text = '';
  let line = 0;
  let fresh = true;
  for (let at = 0; at < filled.length; ) {
    const rest = filled[at] ?? '';
    const two = filled.slice(at, at + 2);
    let end = at + 1;
    let open: string | undefined;
    let shown = rest;
    if (two === '/*') {
      end = filled.indexOf('*/', at + 2) + 2;
      if (end === 1) open = 'a comment is never closed';
      shown = ' ';
    } else if (two === '//') {
      end = endOfLine(filled, at);
      shown = ' ';
    } else if (rest === '#' && fresh) {
      end = endOfLine(filled, at);
      while (filled[end - 1] === '\\' && end < filled.length) end = endOfLine(filled, end + 1);
      shown = ' ';
    } else if (rest === '"' || (rest === "'" && !/\w/.test(filled[at - 1] ?? ''))) {
      end = at + 1;
      while (end < filled.length && filled[end] !== rest && filled[end] !== '\n') end += filled[end] === '\\' ? 2 : 1;
      if (filled[end] !== rest) open = 'a quotation is never closed';
      end += 1;
      shown = 'x';
    } else if (rest === '\\') shown = ' ';
    if (open !== undefined) return { text, open: { line, what: open } };
    const lines = filled.slice(at, end).split('\n').length - 1;
    text += rest === '\n' ? '\n' : shown + '\n'.repeat(lines);
    line += lines;
    fresh = rest === '\n' || (fresh && /\s/.test(shown));
    at = end;
  }
  return { text };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
