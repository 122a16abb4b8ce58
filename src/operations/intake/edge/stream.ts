import { createReadStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refused } from '../../../core/index.ts';
import type { Batch, Reader } from '../../event/model.ts';
import { intakeFaults } from '../faults.ts';
import { FORMATS, type Format, type ReaderOptions, readerOf } from '../formats.ts';
import { RECOGNISED_BY, recognise } from '../recognise.ts';
import type { Inbox } from './inbox.ts';

export interface StreamOptions extends ReaderOptions {
  /** Recognised by the first bytes where it is not named. */
  readonly format?: Format;
  /** What the input is called in errors. */
  readonly name?: string;
}

/** The reader for bytes that begin so. Throws `Refused` (ASSAY-INTAKE-001) where it is no format that is read. */
export function readerFor(first: Uint8Array, options: StreamOptions): { readonly format: Format; readonly reader: Reader } {
  const format = options.format ?? recognise(first);
  if (format !== undefined) return { format, reader: readerOf(format, options) };
  const name = options.name ?? 'the input';
  throw new Refused(
    intakeFaults.fault('001', {
      message: `${name} is of no format that is read`,
      file: name,
      expected: `one of ${FORMATS.join(', ')}`,
      remedy: 'Name the format, or for a table say which column holds what.',
    }),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

/** What a stream holds, batch by batch, no faster than it is asked; the last is what its end leaves. `recognised` is told the format once it is known. Throws `Refused` (ASSAY-INTAKE-001). */
export async function* batchesOf(chunks: AsyncIterable<Uint8Array>, options: StreamOptions, recognised: (format: Format) => void): AsyncGenerator<Batch> {
  let reader: Reader | undefined;
  let held: Uint8Array[] = [];
  let length = 0;
  const begin = (): Reader => {
    const begun = readerFor(joined(held), options);
    recognised(begun.format);
    return begun.reader;
  };
  for await (const chunk of chunks) {
    if (reader !== undefined) {
      yield reader.feed(chunk);
      continue;
    }
    held.push(chunk);
    length += chunk.length;
    // Named formats begin at once; else a first line has to be there.
    if (options.format === undefined && length < RECOGNISED_BY && !chunk.includes(0x0a)) continue;
    reader = begin();
    yield reader.feed(joined(held));
    held = [];
  }
  if (reader === undefined) {
    reader = begin();
    yield reader.feed(joined(held));
  }
  yield reader.end();
}

/** Reads a stream to its end into the inbox, no faster than the inbox is emptied. Gives the format. Throws `Refused` (ASSAY-INTAKE-001). */
export async function readStream(chunks: AsyncIterable<Uint8Array>, inbox: Inbox, options: StreamOptions = {}): Promise<Format> {
  let format: Format | undefined;
  const batches = batchesOf(chunks, options, (known) => {
    format = known;
  });
  for await (const batch of batches) await inbox.put(batch);
  if (format === undefined) throw new TypeError('a stream ended without a format, and without being refused');
  return format;
}

const GZIP = [0x1f, 0x8b];

/** The same bytes, unpacked where they begin as gzip does. */
export async function* unpacked(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  for (let length = 0; length < 2; ) {
    const { value, done } = await source.next();
    if (done === true) break;
    held.push(value);
    length += value.length;
  }
  const first = joined(held);
  const all = async function* () {
    if (first.length > 0) yield first;
    for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
  };
  if (first[0] !== GZIP[0] || first[1] !== GZIP[1]) {
    yield* all();
    return;
  }
  const gunzip = createGunzip();
  const feeding = feed(all(), gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
  } catch (error) {
    throw new Refused(
      intakeFaults.fault('003', {
        message: `${name} cannot be unpacked: ${(error as Error).message}`,
        file: name,
        expected: 'gzip (RFC 1952), whole',
        remedy: 'Bring the file anew; what was read up to here is counted.',
      }),
    );
  } finally {
    await feeding;
  }
}

async function feed(chunks: AsyncIterable<Uint8Array>, into: NodeJS.WritableStream & { destroyed?: boolean; destroy(error?: Error): void }): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (into.destroyed === true) return;
      if (!into.write(chunk))
        await new Promise<void>((resolve) => {
          into.once('drain', resolve);
          into.once('close', resolve);
        });
    }
    into.end();
  } catch (error) {
    into.destroy(error as Error);
  }
}

/** Reads a file, gzip or plain. Throws `Refused` (ASSAY-INTAKE-001 to -003). */
export async function readFile(path: string, inbox: Inbox, options: StreamOptions = {}): Promise<Format> {
  return readStream(unpacked(opened(path), path), inbox, { name: path, ...options });
}

async function* opened(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    throw unread(path, error);
  }
}

/** What the system says of a file that it does not give, as ours (ASSAY-INTAKE-002); anything else as it is. */
export function unread(path: string, error: unknown): unknown {
  if (typeof (error as NodeJS.ErrnoException).code !== 'string') return error;
  return new Refused(
    intakeFaults.fault('002', {
      message: `${path} cannot be read: ${(error as Error).message}`,
      file: path,
      expected: 'a file',
      remedy: 'Check the path and who may read it.',
    }),
  );
}

/** Reads what comes at standard input, gzip or plain, until it ends. Throws `Refused` (ASSAY-INTAKE-001, -003). */
export function readInput(input: Readable, inbox: Inbox, options: StreamOptions = {}): Promise<Format> {
  return readStream(unpacked(input.pipe(new PassThrough()), 'standard input'), inbox, { name: 'standard input', ...options });
}

/** What one message or one request holds, by itself: a cut record is rejected with it. Throws `Refused` (ASSAY-INTAKE-001). */
export async function readWhole(bytes: Uint8Array, inbox: Inbox, options: StreamOptions = {}): Promise<void> {
  const { reader } = readerFor(bytes, options);
  await inbox.put(reader.feed(bytes));
  await inbox.put(reader.end());
}
