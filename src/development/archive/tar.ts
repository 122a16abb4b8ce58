import { Refused } from '../../core/index.ts';
import { damaged, special } from './damage.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';
import { nameText, tooMuch } from './path.ts';
import { type Pax, paxOf } from './pax.ts';
import { checked, type TarHeader, tarHeader } from './tar-header.ts';

/** What stands in a tar, one after the other. */
export interface TarSink {
  /** A file's bytes follow by `data`, and `end` after them. */
  entry(head: TarEntry): void;
  /** Valid until the call returns. */
  data(piece: Uint8Array): void;
  end(): void;
}

export interface TarEntry {
  /** As it stands: not yet made safe. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link' | 'special';
  readonly mode: number;
  readonly size: number;
  readonly target: string;
  /** Where its bytes begin in the tar. */
  readonly from?: number;
}

const BLOCK = 512;
const EMPTY = new Uint8Array(0);

/**
 * Reads a tar (POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU long names) in pieces of any length; holds at most one header. `take` throws `Refused`
 * (ASSAY-ARCHIVE-002 damaged, -003 too long, -005 sparse or of several volumes); so does `finish`, where the archive ends within an entry.
 */
export class TarReader {
  readonly #archive: string;
  readonly #sink: TarSink;
  readonly #limits: ArchiveLimits;
  #rest: Uint8Array = EMPTY;
  /** Bytes of the entry that are still to come, and of the padding after it. */
  #left = 0;
  #pad = 0;
  #open = false;
  /** A header of pax, or a long name, that is being gathered. */
  #gathering: { readonly type: string; readonly bytes: Uint8Array; at: number } | undefined;
  #pax: Pax | undefined;
  #global: Pax = new Map();
  #long: { path?: string; target?: string } = {};
  #zeros = 0;
  #headers = 0;
  /** Bytes before the header that is being read. */
  #place = 0;
  /** Bytes that are no zeros after the end: another reader might take them for entries. */
  #after = false;

  constructor(archive: string, sink: TarSink, limits: ArchiveLimits = ARCHIVE_LIMITS) {
    this.#archive = archive;
    this.#sink = sink;
    this.#limits = limits;
  }

  take(piece: Uint8Array): void {
    let bytes = piece;
    if (this.#rest.length > 0) {
      // Only a header that came in two pieces is ever kept, so this copies little.
      const need = Math.min(bytes.length, BLOCK - this.#rest.length);
      const joined = new Uint8Array(this.#rest.length + need);
      joined.set(this.#rest);
      joined.set(bytes.subarray(0, need), this.#rest.length);
      bytes = bytes.subarray(need);
      if (joined.length < BLOCK) {
        this.#rest = joined;
        return;
      }
      this.#rest = EMPTY;
      this.#header(joined);
    }
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const end = Math.min(bytes.length, at + this.#left);
        this.#content(bytes.subarray(at, end));
        this.#place += end - at;
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#close();
      } else if (this.#pad > 0) {
        const skip = Math.min(this.#pad, bytes.length - at);
        this.#pad -= skip;
        this.#place += skip;
        at += skip;
      } else if (bytes.length - at >= BLOCK) {
        this.#header(bytes.subarray(at, at + BLOCK));
        at += BLOCK;
      } else {
        this.#rest = bytes.slice(at);
        return;
      }
    }
  }

  /** Gives what the whole archive says of itself. */
  finish(): { readonly comment?: string; readonly after: boolean } {
    if (this.#left > 0 || this.#pad > 0 || this.#open || this.#gathering !== undefined)
      throw new Refused(damaged(this.#archive, 'ends within an entry', 'a whole archive'));
    if (this.#rest.some((byte) => byte !== 0)) throw new Refused(damaged(this.#archive, 'ends within a header', 'a whole archive'));
    if (this.#headers === 0 && this.#zeros < 2) throw new Refused(damaged(this.#archive, 'is a tar without an entry and without an end', 'a whole archive'));
    const comment = this.#global.get('comment');
    return { ...(comment === undefined ? {} : { comment }), after: this.#after };
  }

  #header(block: Uint8Array): void {
    this.#place += BLOCK;
    if (this.#zeros >= 2) {
      this.#after ||= block.some((byte) => byte !== 0);
      return;
    }
    if (block.every((byte) => byte === 0)) {
      this.#zeros += 1;
      return;
    }
    // One block of zeros and then an entry: GNU tar stops there and others read on. Two readers would see two archives.
    if (this.#zeros === 1)
      throw new Refused(damaged(this.#archive, 'goes on after a lone block of zeros, where some readers stop', 'two blocks of zeros at the end'));
    if (!checked(block)) throw new Refused(damaged(this.#archive, 'has a header whose checksum is wrong', 'a header of tar'));
    this.#headers += 1;
    if (this.#headers > this.#limits.entries * 3) throw new Refused(tooMuch(this.#archive, 'a number of headers', `${this.#limits.entries * 3}`, 'more'));
    const head = tarHeader(block, this.#archive);
    if ('xgLK'.includes(head.type)) this.#gather(head);
    else this.#entry(head);
  }

  #gather(head: TarHeader): void {
    if (head.size > this.#limits.header) throw new Refused(tooMuch(this.#archive, 'a header', `${this.#limits.header} bytes`, `${head.size} bytes`));
    this.#gathering = { type: head.type, bytes: new Uint8Array(head.size), at: 0 };
    this.#begin(head.size);
  }

  #entry(head: TarHeader): void {
    const own: Pax = this.#pax ?? new Map();
    for (const key of [...own.keys(), ...this.#global.keys()])
      if (key.startsWith('GNU.sparse.')) throw new Refused(special(this.#archive, head.path, 'is sparse: its bytes are not all there'));
    const path = this.#one(own.get('path'), this.#long.path) ?? head.path;
    const target = this.#one(own.get('linkpath'), this.#long.target) ?? head.target;
    const size = sized(own.get('size'), this.#archive) ?? head.size;
    this.#pax = undefined;
    this.#long = {};
    if (head.type === 'S') throw new Refused(special(this.#archive, path, 'is sparse: its bytes are not all there'));
    if ('MVN'.includes(head.type)) throw new Refused(special(this.#archive, path, 'is part of an archive of several volumes'));
    // A slash at the end of a plain file's name was a folder before there was a type for it.
    const kind = KINDS[head.type];
    // POSIX has a kind that is not known unpacked as a file, and others leave it out, or take it for a header (Solaris).
    if (kind === undefined) throw new Refused(special(this.#archive, path, 'is of a kind that programs unpack differently'));
    const folder = kind === 'file' && path.endsWith('/');
    const bytes = kind === 'file' && !folder ? size : 0;
    // Some readers skip these bytes and others take them for entries. GNU's writers give a hard link none, others all of its file's.
    if (bytes === 0 && size > 0)
      throw new Refused(damaged(this.#archive, `gives bytes to "${path.slice(0, 100)}", which is no file or a link to one`, 'no bytes'));
    this.#sink.entry({ path, kind: folder ? 'folder' : kind, mode: head.mode, size: bytes, target, from: this.#place });
    if (kind === 'file' && !folder) {
      this.#open = true;
      this.#begin(size);
    }
  }

  /** A name that two kinds of header give: which of them counts depends on the reader. */
  #one(pax: string | undefined, gnu: string | undefined): string | undefined {
    if (pax !== undefined && gnu !== undefined && pax !== gnu)
      throw new Refused(damaged(this.#archive, `names one entry "${pax.slice(0, 100)}" and "${gnu.slice(0, 100)}"`, 'one name'));
    return pax ?? gnu;
  }

  /** Of two headers of one kind before an entry some readers take the last, and some both. */
  #again(twice: boolean): void {
    if (twice) throw new Refused(damaged(this.#archive, 'has two extended headers of one kind before one entry', 'one'));
  }

  #begin(size: number): void {
    this.#left = size;
    this.#pad = (BLOCK - (size % BLOCK)) % BLOCK;
    if (size === 0) this.#close();
  }

  #content(piece: Uint8Array): void {
    if (this.#gathering === undefined) this.#sink.data(piece);
    else {
      this.#gathering.bytes.set(piece, this.#gathering.at);
      this.#gathering.at += piece.length;
    }
  }

  #close(): void {
    if (this.#open) {
      this.#open = false;
      this.#sink.end();
    }
    const gathered = this.#gathering;
    this.#gathering = undefined;
    if (gathered === undefined) return;
    if (gathered.type === 'x') {
      this.#again(this.#pax !== undefined);
      this.#pax = paxOf(gathered.bytes, this.#archive);
    } else if (gathered.type === 'g') {
      const said = paxOf(gathered.bytes, this.#archive);
      // Some readers pass over a global header whole.
      for (const key of ['path', 'linkpath', 'size'])
        if (said.has(key)) throw new Refused(damaged(this.#archive, `gives one ${key} to all entries`, 'a header of pax for each'));
      this.#global = new Map([...this.#global, ...said]);
    } else {
      const end = gathered.bytes.indexOf(0);
      const name = nameText(end === -1 ? gathered.bytes : gathered.bytes.subarray(0, end));
      this.#again((gathered.type === 'L' ? this.#long.path : this.#long.target) !== undefined);
      if (gathered.type === 'L') this.#long.path = name;
      else this.#long.target = name;
    }
  }
}

const KINDS: Readonly<Record<string, TarEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hard-link',
  '2': 'link',
  '5': 'folder',
  '3': 'special',
  '4': 'special',
  '6': 'special',
};

function sized(text: string | undefined, archive: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new Refused(damaged(archive, 'has a pax size that is no number', 'a number'));
  return Number(text);
}
