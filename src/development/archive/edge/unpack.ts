import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Refused } from '../../../core/index.ts';
import { damaged } from '../damage.ts';
import { archiveFaults } from '../faults.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../limits.ts';
import type { Packing } from '../magic.ts';
import { tooMuch } from '../path.ts';

/** A bomb of a few megabytes must not be taken in whole before the first piece of it is seen to grow. */
const PIECE = 64 * 1024;
const AHEAD = { highWaterMark: 1 } as const;

/**
 * The unpacked bytes, piece by piece, within the bounds of `limits`: a bomb is refused when it has grown beyond them, and never held. gzip and zstd by Node; xz and bzip2 by the
 * system's own programs, with nothing of the environment. Throws `Refused` (ASSAY-ARCHIVE-002, -003, -006).
 */
export async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  packing: Packing,
  archive: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let lastByte = 0;
  const counting = async function* () {
    for await (const read of source)
      for (let at = 0; at < read.length; at += PIECE) {
        const piece = read.subarray(at, at + PIECE);
        const last = piece.findLastIndex((byte) => byte !== 0);
        if (last !== -1) lastByte = packed + last + 1;
        packed += piece.length;
        yield piece;
      }
  };
  // Zeros behind are padding. What stands behind them is left by some programs and unpacked by others.
  const whole = (used: number) => {
    if (lastByte > used) throw new Refused(damaged(archive, `has bytes behind its end that ${packing} does not unpack`, 'nothing but zeros'));
  };
  const pieces = packing === 'xz' || packing === 'bzip2' ? byProgram(counting(), packing, archive) : byNode(counting(), packing, archive, whole);
  let total = 0;
  for await (const piece of pieces) {
    total += piece.length;
    if (total > limits.total) throw new Refused(tooMuch(archive, 'a length', `${limits.total} bytes`, 'more'));
    // What was packed runs ahead of what is unpacked by the few pieces that the streams hold, so this never refuses too early, and hardly later.
    if (total > limits.ratioFrom && total > packed * limits.ratio)
      throw new Refused(tooMuch(archive, 'a growth', `${limits.ratio} bytes for each packed`, `${total} bytes from ${packed}`));
    yield piece;
  }
}

async function* byNode(
  source: AsyncIterable<Uint8Array>,
  packing: 'gzip' | 'zstd',
  archive: string,
  whole: (used: number) => void,
): AsyncGenerator<Uint8Array> {
  const unpack = packing === 'gzip' ? createGunzip({ chunkSize: 256 * 1024 }) : createZstdDecompress({ chunkSize: 256 * 1024 });
  const fed = pipeline(Readable.from(source, AHEAD), unpack).then(
    () => undefined,
    (error: Error) => error,
  );
  try {
    for await (const piece of unpack) yield piece as Uint8Array;
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(damaged(archive, `cannot be unpacked as ${packing} (${(error as Error).message})`, packing));
  } finally {
    unpack.destroy();
  }
  const error = await fed;
  if (error !== undefined) throw new Refused(damaged(archive, `cannot be unpacked as ${packing} (${error.message})`, packing));
  whole(unpack.bytesWritten);
}

const PROGRAMS = {
  // A dictionary is at most 64 MiB in what people publish; a header may ask for 4 GiB.
  xz: ['--decompress', '--stdout', '--memlimit-decompress=512MiB', '--no-warn'],
  bzip2: ['--decompress', '--stdout'],
} as const;

async function* byProgram(source: AsyncIterable<Uint8Array>, program: 'xz' | 'bzip2', archive: string): AsyncGenerator<Uint8Array> {
  const child = spawn(program, PROGRAMS[program], {
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    if (said.length < 4096) said += piece.toString('utf8');
  });
  const ended = new Promise<number | null | 'absent'>((resolve) => {
    child.on('error', () => resolve('absent'));
    child.on('close', resolve);
  });
  // A program that ended reads no further; how it ended is what is told.
  const fed = pipeline(Readable.from(source, AHEAD), child.stdin).catch(() => undefined);
  try {
    for await (const piece of child.stdout) yield piece as Uint8Array;
    await fed;
    const code = await ended;
    if (code === 'absent') throw new Refused(absent(archive, program));
    if (code !== 0) throw new Refused(damaged(archive, `cannot be unpacked as ${program} (${said.trim().slice(0, 200) || `status ${code}`})`, program));
  } finally {
    child.kill('SIGKILL');
  }
}

function absent(archive: string, program: string) {
  return archiveFaults.fault('006', {
    message: `${archive} is packed with ${program}, and there is no ${program} to unpack it`,
    file: archive,
    expected: `the program ${program} on the PATH`,
    found: 'none',
    remedy: `Install it (on Debian: apt-get install ${program === 'xz' ? 'xz-utils' : program}), or unpack the file elsewhere and give the tar.`,
  });
}
