import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { Instant, Refused } from '../../../core/index.ts';
import { DATABASE_FILE } from '../../../ledger/edge/database.ts';
import { readSmallFile } from '../../../ledger/edge/durable-file.ts';
import type { Ledger } from '../../../ledger/edge/open.ts';
import type { Seq } from '../../../ledger/model.ts';
import { bundlePath, encodeBundle, TILE_WIDTH, tilePath } from '../../../ledger/tiles.ts';
import { codelogFaults } from '../faults.ts';
import { codeLogFolder, openCodeLog } from './open.ts';

/** A log that is read: ours, somebody's folder of tiles, or somebody's server. Whoever keeps it controls every byte. */
export interface LogSource {
  readonly name: string;
  checkpoint(): Promise<string>;
  /** The entry bundle, or nothing where the log has none. */
  bundle(index: number, width: number): Promise<Uint8Array | undefined>;
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

const CHECKPOINT_BYTES = 64 * 1024;
/** 256 entries of 65,535 bytes, each behind its length. */
const BUNDLE_BYTES = TILE_WIDTH * (2 + 0xffff);
const TILE_BYTES = TILE_WIDTH * 32;
const TIMEOUT_MS = 15_000;

export interface SourceLimits {
  /** A whole answer within so long, body included. */
  readonly timeoutMs: number;
}

/** Opens a log by its address, by the data folder it is kept in, or by a folder of tiles. Throws `Refused` (ASSAY-CODELOG-006, and what opening a ledger throws). */
export async function openSource(where: string, limits: SourceLimits = { timeoutMs: TIMEOUT_MS }): Promise<LogSource> {
  if (/^https?:\/\//.test(where)) return overHttp(where.replace(/\/+$/, ''), limits);
  if (existsSync(`${codeLogFolder(where)}/${DATABASE_FILE}`)) return ofDataFolder(where);
  return ofFolder(where);
}

function overHttp(base: string, { timeoutMs }: SourceLimits): LogSource {
  const get = async (path: string, most: number): Promise<Uint8Array | undefined> => {
    const url = `${base}/${path}`;
    // A redirect would let the log send us to addresses that it cannot reach itself.
    const answer = await answered(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs), headers: { 'Accept-Encoding': 'gzip, identity' } });
    if (answer.status === 404) {
      await answer.body?.cancel();
      return undefined;
    }
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw new Refused(notGiven(url, 'status 200', `status ${answer.status}`));
    }
    return bodyOf(answer, url, most);
  };
  return fromPaths(base, get);
}

/** An answer of HTTP. Throws `Refused` (ASSAY-CODELOG-006) where there is none in time. */
export async function answered(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new Refused(notGiven(url, 'an answer in time', reasonOf(error)));
  }
}

/** The body, up to `most` bytes as they are after any decompression. Throws `Refused` (ASSAY-CODELOG-006). */
export async function bodyOf(answer: Response, url: string, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of answer.body ?? []) {
      length += piece.length;
      if (length > most) throw new Refused(notGiven(url, `at most ${most} bytes`, 'more'));
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(notGiven(url, 'an answer that comes to its end in time', reasonOf(error)));
  }
  return Buffer.concat(pieces);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function ofFolder(folder: string): LogSource {
  return fromPaths(folder, async (path, most) => {
    const file = `${folder}/${path}`;
    const handle = openedAt(file);
    if (handle === undefined) return undefined;
    try {
      const found = fstatSync(handle);
      if (!found.isFile()) throw new Refused(notGiven(file, 'a file', 'something else, such as a pipe, a device or a folder'));
      if (found.size > most) throw new Refused(notGiven(file, `a file of at most ${most} bytes`, `${found.size} bytes`));
      const bytes = Buffer.alloc(found.size);
      return bytes.subarray(0, readSync(handle, bytes, 0, found.size, 0));
    } finally {
      closeSync(handle);
    }
  });
}

/** Whoever made the folder may have put a pipe there, which nobody ever writes to, or a link to a device: neither is waited for or followed. `undefined` where there is nothing. */
function openedAt(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Refused(notGiven(file, 'a file', code === 'ELOOP' ? 'a link' : (code ?? 'nothing that can be read')));
  }
}

/** The partial tile may be gone once the full one is there (tlog-tiles, "Partial Tiles"). */
function fromPaths(name: string, get: (path: string, most: number) => Promise<Uint8Array | undefined>): LogSource {
  const either = async (path: (width: number) => string, width: number, most: number) =>
    (await get(path(width), most)) ?? (width === TILE_WIDTH ? undefined : await get(path(TILE_WIDTH), most));
  return {
    name,
    async checkpoint() {
      const bytes = await get('checkpoint', CHECKPOINT_BYTES);
      if (bytes === undefined) throw new Refused(notGiven(`${name}/checkpoint`, 'a checkpoint', 'none'));
      return new TextDecoder().decode(bytes);
    },
    bundle: (index, width) => either((one) => bundlePath(index, one), width, BUNDLE_BYTES),
    tile: (level, index, width) => either((one) => tilePath({ level, index, width: one }), width, TILE_BYTES),
    close: async () => undefined,
  };
}

async function ofDataFolder(dataDir: string): Promise<LogSource> {
  const { ledger, folder, close } = await openCodeLog({ dataDir, now: () => Instant.of(0), mode: 'read' });
  return { name: dataDir, ...servedFrom(ledger, folder), close };
}

/** What a log of ours shows: the cosigned checkpoint where there is one that stands for as many entries as the newest, else the newest. */
export function servedFrom(ledger: Ledger, folder: string): Omit<LogSource, 'name' | 'close'> {
  return {
    async checkpoint() {
      const [newest, cosigned] = [ledger.checkpoint(), readSmallFile(`${folder}/cosigned`)];
      return cosigned !== undefined && cosigned.split('\n', 2)[1] === newest.split('\n', 2)[1] ? cosigned : newest;
    },
    async bundle(index, width) {
      if (index * TILE_WIDTH + width > ledger.head().size) return undefined;
      return encodeBundle(ledger.read((index * TILE_WIDTH) as Seq, width).map(({ canonical }) => canonical));
    },
    tile: async (level, index, width) => ledger.tile({ level, index, width }),
  };
}

export function notGiven(where: string, expected: string, found: string) {
  return codelogFaults.fault('006', {
    message: `${where} did not give ${expected}`,
    file: where,
    expected,
    found: found.slice(0, 200),
    remedy: 'See whether the log runs, and whether this is its address. Nothing of it was believed, and what was known before is kept.',
  });
}
