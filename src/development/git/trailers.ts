import { GIT_LIMITS } from './limits.ts';

export interface Trailer {
  /** As it is written, such as `Reviewed-by`. */
  readonly key: string;
  /** Without white space round it; lines that continue it are joined by one space. */
  readonly value: string;
}

// Lines that git writes itself. Beside one of them, a last paragraph may be three quarters prose and is still one of trailers.
const GITS_OWN = ['Signed-off-by: ', '(cherry picked from commit '];

/**
 * The trailers of a message by the rules of `git interpret-trailers`: they stand in the last paragraph, which is not the first; all its lines are trailers, or one is
 * of git's own making and a quarter are trailers. Prose that only looks like a trailer, in the midst of a message, is none: whoever
 * quotes another commit does not review this one. The message is its writer's.
 */
export function trailersOf(message: string): readonly Trailer[] {
  // Most messages have no colon in their last lines; and a reader of a hundred thousand of them is glad of it.
  if (!message.includes(':')) return [];
  const { lines, start } = trailerBlock(message);
  const found: { key: string; value: string }[] = [];
  let open = false;
  for (const line of lines.slice(start)) {
    if (line.startsWith('#')) {
      open = false;
      continue;
    }
    if (/^\s/.test(line)) {
      const last = found.at(-1);
      if (open && last !== undefined) last.value = `${last.value} ${line.trim()}`.trim();
      continue;
    }
    const at = separator(line);
    open = at > 0;
    if (open) found.push({ key: line.slice(0, at).trim(), value: line.slice(at + 1).trim() });
  }
  return found;
}

/** The lines of a message that git looks at, and the index of the first that belongs to its trailers; the number of lines where it has none. */
export function trailerBlock(message: string): { readonly lines: readonly string[]; readonly start: number } {
  const lines = linesOf(message);
  return { lines, start: startOf(lines) };
}

/** The lines of the message up to what git leaves out at its end: comments, empty lines, and the old list of conflicts. A NUL ends the message. */
function linesOf(message: string): readonly string[] {
  const nul = message.indexOf('\0');
  const lines = (nul === -1 ? message : message.slice(0, nul)).split('\n');
  // Behind the last line feed is no line.
  if (lines.at(-1) === '') lines.pop();
  let from = 0;
  let conflicts = false;
  lines.forEach((line, at) => {
    if (line === '' || line.startsWith('#')) from ||= at;
    else if (line === 'Conflicts:') {
      conflicts = true;
      from ||= at;
    } else if (!(conflicts && line.startsWith('\t'))) {
      from = 0;
      conflicts = false;
    }
  });
  return from === 0 ? lines : lines.slice(0, from);
}

/** The index of the first line of the trailers; the number of lines where there are none. */
function startOf(lines: readonly string[]): number {
  let title = 0;
  while (title < lines.length && (lines[title]?.startsWith('#') === true || (lines[title] ?? '').trim() !== '')) title += 1;
  let [trailers, others, continuing] = [0, 0, 0];
  let gits = false;
  let seen = false;
  const least = Math.max(title, lines.length - GIT_LIMITS.trailerLines);
  for (let at = lines.length - 1; at >= least; at -= 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('#')) {
      others += continuing;
      continuing = 0;
    } else if (line.trim() === '') {
      if (!seen) continue;
      others += continuing;
      const enough = (gits && trailers * 3 >= others) || (trailers > 0 && others === 0);
      return enough ? at + 1 : lines.length;
    } else {
      seen = true;
      if (GITS_OWN.some((own) => line.startsWith(own))) {
        gits = true;
        trailers += 1;
        continuing = 0;
      } else if (/^\s/.test(line)) continuing += 1;
      else if (separator(line) > 0) {
        trailers += 1;
        continuing = 0;
      } else {
        others += 1 + continuing;
        continuing = 0;
      }
    }
  }
  return lines.length;
}

/** Where the colon behind a trailer's key is: letters, digits and hyphens, then perhaps blanks. −1 where the line is no trailer. */
function separator(line: string): number {
  const [found] = /^[A-Za-z0-9-]*[ \t]*:/.exec(line) ?? [];
  return found === undefined || /^[ \t]/.test(line) ? -1 : found.length - 1;
}
