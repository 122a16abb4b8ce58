import { isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml';
import { type Fault, FORBIDDEN_KEYS, type Json, place, Refused } from '../core/index.ts';
import { Anchors } from './anchors.ts';
import { mapFaults, refuse } from './faults.ts';
import { note, type Spots } from './spots.ts';
import { plainScalar } from './yaml-scalar.ts';

const DEPTH = 100;
/** The full reader takes about a second for 4 MiB, so a file that needs it may be no larger. */
const LARGEST = 4 * 1024 * 1024;

/**
 * Reads any YAML 1.2 document that is a plain tree; with `aliases`, also one whose anchors and merge keys make it a tree within bounds.
 * Throws `Refused` (ASSAY-MAP-001 to -006) with every fault of syntax found.
 */
export function readFullYaml(text: string, file: string, aliases = false): { readonly value: Json; readonly spots: Spots } {
  if (text.length > LARGEST) {
    throw new Refused(
      mapFaults.fault('001', {
        message: `${file} is too large to be read with this much YAML syntax`,
        file,
        expected: `at most ${LARGEST} characters, or plain block style throughout`,
        found: `${text.length} characters`,
        remedy: 'Write it as JSON, or in block style without nested flow collections.',
      }),
    );
  }
  boundDepth(text, file);
  const lines = new LineCounter();
  let doc: ReturnType<typeof parseDocument>;
  try {
    doc = parseDocument(text, { version: '1.2', schema: 'failsafe', merge: false, uniqueKeys: false, strict: true, logLevel: 'silent', lineCounter: lines });
  } catch (error) {
    // The reader recurses; a stack that is used up is depth that the count above did not see. Anything else is a fault in it that the file found.
    throw new Refused(error instanceof RangeError ? tooDeep(text, file, 0) : syntax(file, (error as Error).message));
  }
  // After the first few errors of syntax the reader is out of step, and the rest tell nothing.
  const faults: Fault[] = doc.errors.slice(0, 10).map((error) => syntax(file, firstLine(error.message), place(text, error.pos[0])));
  if (faults.length > 0) refuse(faults, file);
  const spots: Spots = new WeakMap();
  const value = convert(doc.contents, text, file, spots, aliases ? new Anchors(file) : undefined);
  return { value, spots };
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/ at line \d+, column \d+:?$/, '');
}

function syntax(file: string, said: string, at?: { line: number; column: number }): Fault {
  return mapFaults.fault('002', { message: `${file} is not YAML: ${said}`, file, ...at, expected: 'YAML 1.2', remedy: 'Check the file at this place.' });
}

function tooDeep(text: string, file: string, at: number): Fault {
  return mapFaults.fault('003', {
    message: `${file} is nested deeper than ${DEPTH} levels`,
    file,
    ...place(text, at),
    expected: `at most ${DEPTH} levels`,
    remedy: 'Flatten the document.',
  });
}

// The composer recurses and slows down with depth, so depth is counted on its lexemes first: open brackets, indicators that open a
// block on one line, and columns of indentation that are all still open.
function boundDepth(text: string, file: string): void {
  let flow = 0;
  let opened = 0;
  let offset = 0;
  const columns: number[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    const first = lexeme[0];
    if (first === '[' || first === '{') flow += 1;
    else if (first === ']' || first === '}') flow -= 1;
    else if (flow === 0 && (lexeme === '-' || lexeme === '?' || lexeme === ':')) opened += 1;
    else if (first === '\n' || first === '\r') opened = 0;
    else if (first === ' ' && (offset === 0 || text[offset - 1] === '\n')) {
      while ((columns.at(-1) ?? -1) >= lexeme.length) columns.pop();
      columns.push(lexeme.length);
    }
    if (flow > DEPTH || opened > DEPTH || columns.length > DEPTH) throw new Refused(tooDeep(text, file, offset));
    // Lexemes that stand for document and stream marks are control characters that are not in the text.
    if (first !== '\u0002' && first !== '\u0018' && first !== '\u001f') offset += lexeme.length;
  }
}

function convert(root: unknown, text: string, file: string, spots: Spots, anchors: Anchors | undefined): Json {
  const faults: Fault[] = [];
  const fault = (number: '002' | '003' | '004' | '005' | '006', message: string, at: number, remedy: string): null => {
    if (faults.length < 300) faults.push(mapFaults.fault(number, { message: `${file} ${message}`, file, ...place(text, at), remedy }));
    return null;
  };
  const refusedAlias = (name: string, at: number): null =>
    fault('006', `uses the alias *${name.slice(0, 60)}`, at, 'Write the value out: a map is read by people and by other tools.');
  const node = (value: unknown, depth: number): Json => {
    const made = untied(value, depth);
    const anchor = (value as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) anchors?.set(anchor, made);
    return made;
  };
  const untied = (value: unknown, depth: number): Json => {
    if (value === null || value === undefined) return null;
    const at = (value as { range?: readonly number[] }).range?.[0] ?? 0;
    if (depth > DEPTH) return fault('003', `is nested deeper than ${DEPTH} levels`, at, 'Flatten the document.');
    if (isAlias(value)) {
      const meant = anchors?.follow(value.source, () => place(text, at));
      if (meant !== undefined) return meant;
      if (anchors !== undefined)
        return fault('006', `uses the alias *${value.source.slice(0, 60)}, which is not set before it`, at, 'Set the anchor before it is used.');
      return refusedAlias(value.source, at);
    }
    const tagged = value as { tag?: string; anchor?: string };
    if (tagged.anchor !== undefined && anchors === undefined)
      fault('006', `sets the anchor &${tagged.anchor.slice(0, 60)}`, at, 'Remove the anchor and write values out where they are needed.');
    if (isScalar(value)) return scalar(value, at);
    if (tagged.tag !== undefined && !/^tag:yaml\.org,2002:(?:map|seq)$/.test(tagged.tag))
      fault('006', `uses the tag ${tagged.tag.slice(0, 60)}`, at, 'Remove the tag.');
    if (isSeq(value)) {
      const items: Json[] = [];
      for (const [i, item] of value.items.entries()) {
        items.push(node(isPair(item) ? null : item, depth + 1));
        const start = (item as { range?: readonly number[] } | null)?.range?.[0] ?? at;
        note(spots, items, i, start, start);
      }
      return items;
    }
    if (!isMap(value)) return null;
    const object: { [key: string]: Json } = {};
    const merged: [Json, number][] = [];
    for (const pair of value.items) {
      const start = (pair.key as { range?: readonly number[] } | null)?.range?.[0] ?? at;
      if (pair.key !== null && !isScalar(pair.key)) {
        fault('002', 'has a key that is not plain text', start, 'Use a name as the key.');
        continue;
      }
      const name = pair.key === null ? '' : String(pair.key.value ?? '');
      const merges = name === '<<' && pair.key?.type === 'PLAIN';
      if (FORBIDDEN_KEYS.has(name)) fault('004', `has the key "${name}"`, start, 'Rename the key.');
      else if (merges && anchors !== undefined) merged.push([node(pair.value, depth + 1), start]);
      else if (merges) fault('006', 'uses the merge key <<', start, 'Write the merged fields out.');
      else if (Object.hasOwn(object, name)) fault('005', `has the key "${name.slice(0, 80)}" twice in one mapping`, start, 'Keep one of the two.');
      else {
        object[name] = node(pair.value, depth + 1);
        note(spots, object, name, start, (pair.value as { range?: readonly number[] } | null)?.range?.[0] ?? start);
      }
    }
    for (const [from, start] of merged) {
      if (!Anchors.merge(object, from, spots)) fault('006', 'merges something that is not a mapping', start, 'Write the merged fields out.');
    }
    return object;
  };
  const scalar = (value: { value: unknown; tag?: string; type?: string }, at: number): Json => {
    const content = String(value.value ?? '');
    const tag = value.tag;
    if (tag !== undefined && tag !== 'tag:yaml.org,2002:str' && tag !== '!') return fault('006', `uses the tag ${tag.slice(0, 60)}`, at, 'Remove the tag.');
    return tag === undefined && (value.type === 'PLAIN' || value.type === undefined) && !content.includes('\n') ? plainScalar(content) : content;
  };
  const value = node(root, 1);
  if (faults.length > 0) refuse(faults, file);
  return value;
}
