import { type Bytes, equal } from './bytes.ts';
import { readEntry } from './canonical.ts';
import type { TreeHead } from './note.ts';
import { growing, leafHash } from './tree.ts';

export interface Progress {
  readonly entries: number;
  readonly bytes: number;
}

export type Whole =
  | { readonly kind: 'holds'; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'broken'; readonly at: number; readonly why: string };

/** Entries whose hashes are worked out side by side: a power of two, so that they fill a subtree. */
const BLOCK = 1024;
const LONGEST = 65_536;
const NEWLINE = 0x0a;

/**
 * Recomputes a log from all its entries, as they come: each must be canonical, stand at its place, and not go back in time; the root over all must be the
 * one that was signed. Memory stays that of a block, however long the log is. The bytes are the server's, who may send anything.
 */
export async function verifyWhole(pieces: AsyncIterable<Uint8Array>, head: TreeHead, told: (progress: Progress) => void): Promise<Whole> {
  const tree = growing();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let block: Uint8Array[] = [];
  let seq = 0;
  let bytes = 0;
  let before = '';

  const close = async (): Promise<Whole | undefined> => {
    for (const line of block) {
      const why = lookAt(line);
      if (why !== undefined) return { kind: 'broken', at: seq, why };
      seq += 1;
    }
    await tree.add(await Promise.all(block.map((line) => leafHash(line))));
    block = [];
    told({ entries: seq, bytes });
    return undefined;
  };
  const lookAt = (line: Uint8Array): string | undefined => {
    let text: string;
    try {
      text = decoder.decode(line);
    } catch {
      return `Entry ${seq} is not UTF-8 text.`;
    }
    const read = readEntry(text);
    if (read.kind === 'refused') return `Entry ${seq}: ${read.why}`;
    if (read.entry.seq !== seq) return `At place ${seq} stands an entry that says it is number ${read.entry.seq}.`;
    const moment = inOrder(read.entry.recordedAt);
    if (moment < before) return `Entry ${seq} was recorded before the one in front of it.`;
    before = moment;
    return undefined;
  };

  for await (const line of linesOf(pieces)) {
    if (line === undefined) return { kind: 'broken', at: seq + block.length, why: 'What the server sent is not a list of entries.' };
    bytes += line.length + 1;
    block.push(line);
    if (seq + block.length > head.size) return { kind: 'broken', at: head.size, why: 'The server sent more entries than were signed.' };
    if (block.length === BLOCK) {
      const bad = await close();
      if (bad !== undefined) return bad;
    }
  }
  const bad = await close();
  if (bad !== undefined) return bad;
  if (seq < head.size)
    return { kind: 'broken', at: seq, why: `Only ${seq} of the ${head.size} entries that were signed came: entry ${seq} and what follows are missing.` };
  const root: Bytes = await tree.root();
  if (!equal(root, head.root))
    return { kind: 'broken', at: 0, why: 'The entries do not give the root that was signed: at least one of them is not what it was.' };
  return { kind: 'holds', entries: seq, bytes };
}

/** RFC 3339 in UTC, padded so that moments of unlike precision sort as texts. */
function inOrder(moment: string): string {
  const [, seconds = moment, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(moment) ?? [];
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}

/** The lines of a stream; `undefined` once where a line is too long to be an entry, or the last has no end. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | undefined> {
  let rest = new Uint8Array(0);
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      const line = joined(rest, piece.subarray(from, end));
      rest = new Uint8Array(0);
      from = end + 1;
      yield line;
    }
    rest = joined(rest, piece.subarray(from));
    if (rest.length > LONGEST) return yield undefined;
  }
  if (rest.length > 0) yield undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Bytes {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
