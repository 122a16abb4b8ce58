import { type Fault, type Json, place } from '../core/index.ts';
import type { Document } from './document.ts';
import { mapFaults } from './faults.ts';
import { fieldName, type Path } from './spots.ts';

// Embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX #9, 2.1 to 2.5). A name that holds one is shown turned about, and the
// sentence that it stands in with it: an answer could be made to read as its opposite. Letters written from right to left need none of them.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Every character of a document that turns the direction of text, in its text or by an escape (ASSAY-MAP-081). Whoever wrote the file controls both. */
export function turning(text: string, document: Document): readonly Fault[] {
  const plain = [...text.matchAll(TURNING)].map(({ 0: found, index }) => fault(document.file, found, place(text, index)));
  return plain.length > 0 || !text.includes('\\') ? plain : escaped(document);
}

function escaped(document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const look = (text: string, path: Path, which: 'key' | 'value'): void => {
    for (const [found] of text.matchAll(TURNING)) faults.push(fault(document.file, found, document.place(path, which), fieldName(path)));
  };
  const queue: [Json, Path][] = [[document.value, []]];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const [value, path] = next;
    if (typeof value === 'string') look(value, path, 'value');
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      const inside = [...path, Array.isArray(value) ? Number(key) : key];
      look(key, inside, 'key');
      queue.push([member as Json, inside]);
    }
  }
  return faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function fault(file: string, found: string, at: { readonly line: number; readonly column: number }, field?: string): Fault {
  const name = `U+${found.charCodeAt(0).toString(16).toUpperCase()}`;
  return mapFaults.fault('081', {
    message: `${file} holds ${name}, which turns the direction of the text around it`,
    file,
    ...at,
    ...(field === undefined ? {} : { field }),
    expected: 'text that is shown as it is written',
    found: name,
    remedy: 'Remove the character. Letters that are written from right to left need none.',
  });
}
