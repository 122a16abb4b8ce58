import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parseDocument } from 'yaml';
import yauzl from 'yauzl';
import { type Json, parseJson, Refused } from '../../../core/index.ts';
import { itemsOf, unreadBy } from '../document.ts';
import { epssReader } from '../epss.ts';
import { advisoryFaults } from '../faults.ts';
import { ADVISORY_LIMITS } from '../limits.ts';
import type { Item } from '../model.ts';
import type { Input } from './inputs.ts';

/** What a file holds, item by item, and the digest of its bytes when it was read to its end. */
export async function* readInput(input: Input, hashed: (hex: string) => void): AsyncGenerator<Item> {
  const hash = createHash('sha256');
  try {
    if (/\.zip$/i.test(input.name)) yield* zipped(input, hash);
    else yield* plain(input, hash);
  } catch (error) {
    // One file that cannot be read does not take the others with it: it is told, and the answer is not green.
    yield error instanceof Refused ? unreadBy(error, input.name, '') : unreadBy(broken(input.name, error), input.name, '');
  }
  hashed(hash.digest('hex'));
}

type Hash = ReturnType<typeof createHash>;

async function* plain(input: Input, hash: Hash): AsyncGenerator<Item> {
  const packed = /\.gz$/i.test(input.name);
  const kind = /\.([a-z]+)(?:\.gz)?$/i.exec(input.name)?.[1]?.toLowerCase();
  const bytes = createReadStream(input.path, { highWaterMark: 1 << 18 });
  bytes.on('data', (chunk) => hash.update(chunk));
  // Errors of either stream reach whoever reads the last one.
  const stream = packed ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  if (kind === 'csv') yield* scores(linesOf(stream, input.name), input.name);
  else if (kind === 'ndjson' || kind === 'jsonl') yield* records(linesOf(stream, input.name), input.name);
  else if (kind === 'yaml' || kind === 'yml') yield* itemsOf(jsonOfYaml(await whole(stream, input.name), input.name), input.name);
  else yield* document(await whole(stream, input.name), input.name);
}

/** A record on each line. */
async function* records(lines: AsyncGenerator<string>, file: string): AsyncGenerator<Item> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    let items: readonly Item[];
    try {
      items = itemsOf(parseJson(line, file, { bytes: ADVISORY_LIMITS.record, depth: ADVISORY_LIMITS.depth }), file);
    } catch (error) {
      items = [unreadBy(error, file, `line ${number}`)];
    }
    for (const item of items)
      yield item.kind === 'unread' && item.unread.field === '' ? { kind: 'unread', unread: { ...item.unread, field: `line ${number}` } } : item;
  }
}

async function* scores(lines: AsyncGenerator<string>, file: string): AsyncGenerator<Item> {
  const reader = epssReader(file);
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const said = reader.line(line);
    if (typeof said === 'string') yield { kind: 'unread', unread: { file, field: `line ${number}`, why: said } };
    else if (said !== undefined) yield { kind: 'likely', likely: said };
  }
}

function* document(text: string, file: string): Generator<Item> {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text;
  const parsed: Json = parseJson(bare, file, { bytes: ADVISORY_LIMITS.document, depth: ADVISORY_LIMITS.depth });
  yield* itemsOf(parsed, file);
}

/** Some databases of OSV keep their records as YAML: plain values alone, without aliases, so that a small file cannot stand for a large one. */
function jsonOfYaml(text: string, file: string): Json {
  if (text.length > ADVISORY_LIMITS.yaml) throw tooLarge(file);
  const parsed = parseDocument(text, { schema: 'core', uniqueKeys: true });
  const [wrong] = parsed.errors;
  if (wrong !== undefined) throw broken(file, wrong);
  let plain: string | undefined;
  try {
    plain = JSON.stringify(parsed.toJS({ maxAliasCount: 0 }));
  } catch (error) {
    throw broken(file, error);
  }
  return parseJson(plain ?? 'null', file, { bytes: ADVISORY_LIMITS.record, depth: ADVISORY_LIMITS.depth });
}

async function* zipped(input: Input, hash: Hash): AsyncGenerator<Item> {
  for await (const chunk of createReadStream(input.path, { highWaterMark: 1 << 18 })) hash.update(chunk as Uint8Array);
  const file = openSync(input.path, 'r');
  try {
    const zip = await yauzl.fromFdPromise(file, { autoClose: false, lazyEntries: true, validateEntrySizes: true });
    for await (const entry of zip.eachEntry()) {
      if (!/\.json$/i.test(entry.fileName)) continue;
      const name = `${input.name}/${entry.fileName}`;
      try {
        if (entry.uncompressedSize > ADVISORY_LIMITS.document) throw tooLarge(name);
        yield* document(await whole(await zip.openReadStreamPromise(entry), name), name);
      } catch (error) {
        yield unreadBy(error instanceof Refused ? error : broken(name, error), name, '');
      }
    }
  } finally {
    closeSync(file);
  }
}

async function whole(stream: AsyncIterable<unknown>, file: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += (piece as Uint8Array).length;
    if (length > ADVISORY_LIMITS.document) throw tooLarge(file);
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces, length).toString('utf8');
}

/** Lines of a stream, each no longer than a record may be. */
async function* linesOf(stream: AsyncIterable<unknown>, file: string): AsyncGenerator<string> {
  let kept: Uint8Array[] = [];
  let length = 0;
  for await (const each of stream) {
    const piece = each as Uint8Array;
    let from = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      kept.push(piece.subarray(from, end));
      yield Buffer.concat(kept).toString('utf8');
      kept = [];
      length = 0;
      from = end + 1;
    }
    if (from < piece.length) {
      kept.push(piece.subarray(from));
      length += piece.length - from;
      if (length > ADVISORY_LIMITS.record) throw tooLarge(file);
    }
  }
  if (length > 0) yield Buffer.concat(kept).toString('utf8');
}

function tooLarge(file: string): Refused {
  return new Refused(
    advisoryFaults.fault('003', {
      message: `${file} is larger than Assay reads of advisories`,
      file,
      expected: `a document of at most ${ADVISORY_LIMITS.document} bytes, a line of at most ${ADVISORY_LIMITS.record}`,
      remedy: 'Give the advisories in several files, or as one record a line.',
    }),
  );
}

function broken(file: string, error: unknown): Refused {
  return new Refused(
    advisoryFaults.fault('006', {
      message: `${file} cannot be opened: ${(error as Error).message.slice(0, 200)}`,
      file,
      expected: 'a whole file, and of .gz and .zip one that unpacks',
      remedy: 'Fetch the file again, and compare its digest with what its publisher says.',
    }),
  );
}
