import { createHash, type Hash, hash } from 'node:crypto';
import { Refused } from '../../../core/index.ts';
import type { ObjectFormat, ObjectId } from '../../git/object.ts';
import { objectName } from '../../git/object.ts';
import type { Collector } from '../collect.ts';
import type { ArchiveEntry } from '../entry.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from '../limits.ts';
import { entryPath, leadsOut, nameBytes } from '../path.ts';
import type { TarEntry, TarSink } from '../tar.ts';

export interface Reading {
  /** How the repository names its objects. */
  readonly format: ObjectFormat;
  /** Whether the content of this entry is to be held. Asked once, when its name is known. */
  readonly keep: (entry: ArchiveEntry) => boolean;
  readonly limits?: ArchiveLimits;
}

/** For anyone: root runs what its owner may not. */
const RUN = 0o111;

interface Open {
  readonly path: string;
  readonly size: number;
  readonly program: boolean;
  pieces: Uint8Array[];
  /** Of a file that is too long to be held. */
  readonly long?: { readonly blob: Hash; readonly sha256: Hash };
}

/** Names each file of an archive by its content, as it comes. */
export class Filing implements TarSink {
  readonly #archive: string;
  readonly #collector: Collector;
  readonly #reading: Reading;
  readonly #limits: ArchiveLimits;
  #open: Open | undefined;
  #held = 0;

  constructor(archive: string, collector: Collector, reading: Reading) {
    this.#archive = archive;
    this.#collector = collector;
    this.#reading = reading;
    this.#limits = reading.limits ?? ARCHIVE_LIMITS;
  }

  entry(head: TarEntry): void {
    const path = entryPath(head.path, this.#archive, this.#limits);
    this.#collector.announce(head.size);
    switch (head.kind) {
      case 'folder':
        this.#collector.folder(path);
        return;
      case 'special':
        // A device or a pipe is nothing that a build reads, and is not made by us: it is said, and fails the comparison.
        this.#collector.odd('special', path, 'is a device, a pipe or of another kind that no source has');
        return;
      case 'link':
        this.link(path, head.target);
        return;
      case 'hard-link': {
        const target = this.#collector.get(entryPath(head.target, this.#archive, this.#limits));
        if (target === undefined) throw new Refused(leadsOut(this.#archive, path, 'it is a hard link to what is not in the archive before it'));
        this.#collector.add({ ...target, path });
        return;
      }
      case 'file': {
        if ((head.mode & 0o6000) !== 0) this.#collector.odd('mode', path, 'would run as its owner or group (set-id)');
        const long = head.size > this.#limits.held ? { blob: this.#begun(head.size), sha256: createHash('sha256') } : undefined;
        this.#open = { path, size: head.size, program: (head.mode & RUN) !== 0, pieces: [], ...(long === undefined ? {} : { long }) };
      }
    }
  }

  data(piece: Uint8Array): void {
    const open = this.#open;
    if (open === undefined) return;
    if (open.long === undefined) {
      // The pieces of a stream are its own for as long as they are referred to: none is written over.
      open.pieces.push(piece);
    } else {
      open.long.blob.update(piece);
      open.long.sha256.update(piece);
    }
  }

  end(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const { path, size, program } = open;
    if (open.long !== undefined) {
      const [blob, sha256] = [open.long.blob.digest('hex') as ObjectId, open.long.sha256.digest('hex')];
      this.#collector.add({ path, kind: 'file', program, size, blob, sha256 });
      return;
    }
    const bytes = open.pieces.length === 1 && open.pieces[0] !== undefined ? open.pieces[0] : Buffer.concat(open.pieces);
    const entry: ArchiveEntry = {
      path,
      kind: 'file',
      program,
      size,
      blob: this.#begun(size).update(bytes).digest('hex') as ObjectId,
      sha256: hash('sha256', bytes),
    };
    this.#file(entry, bytes);
  }

  link(path: string, target: string): void {
    const bytes = nameBytes(target);
    const blob = objectName(this.#reading.format, 'blob', bytes);
    this.#collector.add({ path, kind: 'link', program: false, size: bytes.length, blob, sha256: hash('sha256', bytes), target });
  }

  #file(entry: ArchiveEntry, bytes: Uint8Array): void {
    const held = this.#held + bytes.length <= this.#limits.heldInAll && this.#reading.keep(entry);
    if (held) this.#held += bytes.length;
    this.#collector.add(held ? { ...entry, content: Uint8Array.from(bytes) } : entry);
  }

  #begun(size: number): Hash {
    return createHash(this.#reading.format).update(`blob ${size}\0`);
  }
}
