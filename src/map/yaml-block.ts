import { FORBIDDEN_KEYS, type Json, place, Refused } from '../core/index.ts';
import { Anchors } from './anchors.ts';
import { mapFaults } from './faults.ts';
import { note, type Spots } from './spots.ts';
import { flow, scalarText, Unsure, unsure } from './yaml-inline.ts';
import { plainScalar } from './yaml-scalar.ts';

// The part of YAML 1.2 that models are written in: block mappings and sequences, plain and quoted scalars, literal and folded
// blocks, flat flow collections. A full YAML reader took 3.5 s for a model of 14.5 MB, this one 0.19 s for 11.4 MB. What it is not
// sure of it leaves to the full reader (yaml-full.ts): it gives `undefined`, never a guess. The test compares the two.

type Read = { readonly value: Json; readonly spots: Spots | undefined };

const DEPTH = 100;

/**
 * Reads the block subset of YAML, or gives undefined where the text leaves it. `aliases`: anchors, aliases and merge keys are followed,
 * within bounds; else they are left to the full reader to refuse. Throws `Refused` (ASSAY-MAP-003 to -006).
 */
export function readBlockYaml(text: string, file: string, withSpots: boolean, aliases = false): Read | undefined {
  try {
    return read(text, file, withSpots ? new WeakMap() : undefined, aliases ? new Anchors(file) : undefined);
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}

function read(text: string, file: string, spots: Spots | undefined, anchors: Anchors | undefined): Read {
  // The line that is next to be read: its start, its first character that is not a space, its end without the line break.
  let content = 0;
  let indent = 0;
  let end = 0;
  let next = 0; // start of the line after it
  let done = false;

  function rawLine(from: number): void {
    next = text.indexOf('\n', from);
    end = next === -1 ? text.length : next;
    next = next === -1 ? text.length : next + 1;
    if (end > from && text.charCodeAt(end - 1) === 0x0d) end -= 1;
    content = from;
    while (content < end && text.charCodeAt(content) === 0x20) content += 1;
    indent = content - from;
  }

  /** Moves to the next line that holds more than space and comment. */
  function advance(): void {
    for (;;) {
      if (next >= text.length) {
        done = true;
        indent = -1;
        return;
      }
      const from = next;
      rawLine(from);
      if (content === end) continue;
      const first = text.charCodeAt(content);
      if (first === 0x23) continue;
      if (first === 0x09 || first === 0x0d) unsure();
      if (indent === 0 && (first === 0x2d || first === 0x2e) && (text.startsWith('---', content) || text.startsWith('...', content))) unsure();
      return;
    }
  }

  function refused(number: '003' | '004' | '005', message: string, at: number, remedy: string): never {
    throw new Refused(mapFaults.fault(number, { message: `${file} ${message}`, file, ...place(text, at), remedy }));
  }

  /** The end of the value that begins at `from`: before a comment and trailing space. */
  function valueEnd(from: number): number {
    let stop = end;
    // Searching by hand, because indexOf would go on to the end of the file in one without comments.
    for (let i = from; i < end; i += 1) {
      if (text.charCodeAt(i) !== 0x23) continue;
      const before = text.charCodeAt(i - 1);
      if (before === 0x20 || before === 0x09) {
        stop = i;
        break;
      }
    }
    while (stop > from && (text.charCodeAt(stop - 1) === 0x20 || text.charCodeAt(stop - 1) === 0x09)) stop -= 1;
    return stop;
  }

  function quoteEnd(from: number): number {
    const quote = text.charCodeAt(from);
    for (let i = from + 1; i < end; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 0x5c && quote === 0x22) i += 1;
      else if (code === quote) {
        if (quote === 0x27 && text.charCodeAt(i + 1) === 0x27) i += 1;
        else return i;
      }
    }
    return unsure();
  }

  function unquote(from: number, to: number): string {
    const inner = text.slice(from + 1, to);
    if (text.charCodeAt(from) === 0x27) return inner.replaceAll("''", "'");
    if (!inner.includes('\\')) return inner;
    try {
      return JSON.parse(`"${inner}"`) as string;
    } catch {
      return unsure();
    }
  }

  /** The offset of the colon that makes the line from `from` a mapping entry, or -1. */
  function keyColon(from: number): number {
    const first = text.charCodeAt(from);
    if (first === 0x22 || first === 0x27) {
      const close = quoteEnd(from);
      let i = close + 1;
      while (i < end && text.charCodeAt(i) === 0x20) i += 1;
      return text.charCodeAt(i) === 0x3a && i < end ? i : -1;
    }
    if (first === 0x5b || first === 0x7b) return -1;
    let commented = false;
    for (let i = from; i < end; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 0x23 && text.charCodeAt(i - 1) === 0x20 && i > from) commented = true;
      if (code !== 0x3a) continue;
      const after = text.charCodeAt(i + 1);
      if (i + 1 >= end || after === 0x20 || after === 0x09) {
        if (commented) unsure();
        return i;
      }
    }
    return -1;
  }

  function key(from: number, colon: number): string {
    const first = text.charCodeAt(from);
    let name: string;
    if (first === 0x22 || first === 0x27) name = unquote(from, quoteEnd(from));
    else {
      // Only space and tab are white space here (YAML 1.2, section 5.5); trimEnd would take letters such as a no-break space from the key.
      let stop = colon;
      while (stop > from && (text.charCodeAt(stop - 1) === 0x20 || text.charCodeAt(stop - 1) === 0x09)) stop -= 1;
      name = text.slice(from, stop);
      if (name.length > 1000 || !startsPlain(from) || typeof plainScalar(name) !== 'string') unsure();
    }
    if (FORBIDDEN_KEYS.has(name)) refused('004', `has the key "${name}"`, from, 'Rename the key.');
    return name;
  }

  function startsPlain(at: number): boolean {
    const first = text[at] ?? '';
    if ('-?:'.includes(first)) return at + 1 < end && text.charCodeAt(at + 1) > 0x20;
    return !',[]{}#&*!|>\'"%@`'.includes(first);
  }

  function dash(): boolean {
    return text.charCodeAt(content) === 0x2d && (content + 1 === end || text.charCodeAt(content + 1) === 0x20);
  }

  /** The block node that the current line begins. */
  function block(depth: number): Json {
    if (depth > DEPTH) refused('003', `is nested deeper than ${DEPTH} levels`, content, 'Flatten the document.');
    if (dash()) return sequence(depth);
    if (keyColon(content) !== -1) return mapping(depth);
    return inline(content, indent - 1);
  }

  function mapping(depth: number): Json {
    const column = indent;
    const object: { [key: string]: Json } = {};
    let merge: Json | undefined;
    while (!done && indent === column) {
      const from = content;
      if (dash()) unsure();
      const colon = keyColon(from);
      if (colon === -1) unsure();
      const name = key(from, colon);
      if (Object.hasOwn(object, name)) refused('005', `has the key "${name}" twice in one mapping`, from, 'Keep one of the two.');
      let at = colon + 1;
      while (at < end && text.charCodeAt(at) === 0x20) at += 1;
      if (name === '<<' && text.charCodeAt(from) === 0x3c) {
        if (anchors === undefined || merge !== undefined) unsure();
        merge = aliasAt(at, column);
        continue;
      }
      object[name] = valueAfter(at, column, depth, true);
      note(spots, object, name, from, at < text.length ? at : from);
    }
    if (indent > column) unsure();
    if (merge !== undefined && !Anchors.merge(object, merge, spots)) unsure();
    return object;
  }

  function sequence(depth: number): Json {
    const column = indent;
    const items: Json[] = [];
    while (!done && indent === column && dash()) {
      let at = content + 1;
      while (at < end && text.charCodeAt(at) === 0x20) at += 1;
      const start = at;
      const index = items.length;
      if (at < end && text.charCodeAt(at) === 0x09) unsure();
      const nested = at < end && text.charCodeAt(at) !== 0x23;
      const isDash = nested && text.charCodeAt(at) === 0x2d && (at + 1 === end || text.charCodeAt(at + 1) === 0x20);
      if (isDash || (nested && startsKey(at))) {
        indent = column + (at - content);
        content = at;
        items.push(block(depth + 1));
      } else items.push(valueAfter(at, column, depth, false));
      note(spots, items, index, start, start);
    }
    if (indent > column) unsure();
    return items;
  }

  function startsKey(at: number): boolean {
    return keyColon(at) !== -1;
  }

  /** The value of the alias at `at`, which must stand alone on its line. */
  function aliasAt(at: number, parent: number): Json {
    const name = text.slice(at + 1, valueEnd(at));
    if (anchors === undefined || text.charCodeAt(at) !== 0x2a || !/^[\w-]+$/.test(name)) return unsure();
    const value = anchors.follow(name, () => place(text, at));
    step(parent);
    return value === undefined ? unsure() : value;
  }

  /** What stands after a colon or a dash at `at`, or on the lines below it. Leaves the reader at the line after the value. */
  function valueAfter(at: number, parent: number, depth: number, inMapping: boolean): Json {
    if (at < end && text.charCodeAt(at) === 0x09) unsure();
    if (at < end && text.charCodeAt(at) === 0x26 && anchors !== undefined) {
      const name = /^&([\w-]{1,100})(?: +|$)/.exec(text.slice(at, end));
      if (name === null) return unsure();
      const value = valueAfter(at + name[0].length, parent, depth, inMapping);
      anchors.set(name[1] ?? '', value);
      return value;
    }
    if (at >= end || text.charCodeAt(at) === 0x23) {
      advance();
      if (done || indent < parent) return null;
      if (indent === parent) return inMapping && dash() ? block(depth + 1) : null;
      return block(depth + 1);
    }
    return inline(at, parent);
  }

  function inline(at: number, parent: number): Json {
    const first = text.charCodeAt(at);
    if (first === 0x7c || first === 0x3e) return blockScalar(at, parent);
    if (first === 0x2a) return aliasAt(at, parent);
    if (first === 0x22 || first === 0x27) {
      const close = quoteEnd(at);
      const stop = valueEnd(close + 1);
      if (stop !== close + 1) unsure();
      const value = unquote(at, close);
      step(parent);
      return value;
    }
    if (first === 0x5b || first === 0x7b) {
      const value = flow(text.slice(at, valueEnd(at)));
      step(parent);
      return value;
    }
    if (!startsPlain(at)) unsure();
    return plain(at, parent);
  }

  /** Goes on to the next line, which must not be a continuation of what was just read. */
  function step(parent: number): void {
    advance();
    if (!done && indent > parent) unsure();
  }

  function plain(at: number, parent: number): Json {
    let stop = valueEnd(at);
    let words = text.slice(at, stop);
    if (words.includes(': ') || words.endsWith(':') || words.includes(':\t')) unsure();
    let lines = 1;
    while (next < text.length) {
      const commented = text.slice(stop, end).includes('#');
      let blank = 0;
      const resume = next;
      rawLine(next);
      while (content === end && next < text.length) {
        blank += 1;
        rawLine(next);
      }
      if (content === end || indent <= parent || text.charCodeAt(content) === 0x23) {
        next = resume;
        break;
      }
      if (commented || text.charCodeAt(content) === 0x09) unsure();
      stop = valueEnd(content);
      const more = text.slice(content, stop);
      if (more.includes(': ') || more.endsWith(':') || more.includes(':\t') || more.includes('\t')) unsure();
      words += blank === 0 ? ` ${more}` : '\n'.repeat(blank) + more;
      lines += 1;
    }
    step(parent);
    return lines === 1 ? plainScalar(words) : words;
  }

  function blockScalar(at: number, parent: number): Json {
    const header = /^([|>])([-+]?)$/.exec(text.slice(at, valueEnd(at)));
    if (header === null) return unsure();
    const folded = header[1] === '>';
    const lines: string[] = [];
    let column = -1;
    let ended = false;
    while (next < text.length) {
      const from = next;
      rawLine(from);
      if (text.charCodeAt(content) === 0x0d) unsure();
      if (content === end) {
        if (column === -1 ? false : end - from > column) unsure();
        if (column === -1 && end - from > 0) unsure();
        lines.push('');
        if (next === text.length && text.charCodeAt(text.length - 1) !== 0x0a) unsure();
        continue;
      }
      if (column === -1) {
        if (indent <= parent) {
          next = from;
          ended = true;
          break;
        }
        column = indent;
      }
      if (indent < column) {
        if (indent > parent && text.charCodeAt(content) !== 0x23) unsure();
        next = from;
        ended = true;
        break;
      }
      const line = text.slice(from + column, end);
      if (line.includes('\r') || (folded && (line.charCodeAt(0) === 0x20 || line.charCodeAt(0) === 0x09))) unsure();
      if (!folded && line.charCodeAt(0) === 0x09) unsure();
      lines.push(line);
    }
    if (!ended && text.charCodeAt(text.length - 1) !== 0x0a) unsure();
    if (column === -1) unsure();
    step(parent);
    return scalarText(lines, folded, header[2] ?? '');
  }

  // A byte order mark within the text may be content or may not (section 5.2): the full reader knows.
  if (text.includes('\ufeff', 1)) return unsure();
  advanceToStart();
  if (done) return unsure();
  const value = block(1);
  if (!done) unsure();
  return { value, spots };

  function advanceToStart(): void {
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    next = start;
    if (text.startsWith('---\n', start)) next = start + 4;
    else if (text.startsWith('%', start)) unsure();
    advance();
  }
}
