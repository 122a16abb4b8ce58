import type { Detail, OcsfClass } from '../event/model.ts';

/** The packet by which something was seen. `time` in milliseconds with a fraction, `offset` and `length` of its bytes in the file. */
export interface Seen {
  readonly time: number;
  readonly offset: number;
  readonly length: number;
}

/** What a protocol's reader tells of the conversation that it reads. */
export interface Teller {
  /** Something that happened, in the fields of Zeek's log of that name. */
  tell(log: string, of: OcsfClass, fields: Readonly<Record<string, unknown>>, detail: Detail | undefined, seen: Seen, device?: string): void;
  /** The conversation is of this protocol. */
  service(name: string): void;
  /** Something that the protocol does not allow: its name and what was found. */
  weird(name: string, found: string, seen: Seen): void;
}

/** A reader of one conversation's bytes, in order. `outward`: from who began it. All bytes are strangers'; every reader bounds what it keeps. */
export interface Application {
  data(outward: boolean, bytes: Uint8Array, seen: Seen): void;
  /** Bytes are missing. */
  gap(outward: boolean): void;
  /** The conversation is over. */
  over(seen: Seen): void;
}

/** Bytes of one direction that wait to be understood, at most so many. */
export class Held {
  bytes: Uint8Array = new Uint8Array(0);
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** False, and nothing held any more, where it would be too much. */
  add(more: Uint8Array): boolean {
    const length = this.bytes.length + more.length;
    if (length > this.most) {
      this.bytes = new Uint8Array(0);
      return false;
    }
    const joined = new Uint8Array(length);
    joined.set(this.bytes);
    joined.set(more, this.bytes.length);
    this.bytes = joined;
    return true;
  }

  drop(count: number): void {
    this.bytes = this.bytes.slice(count);
  }
}

const latin = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8');

export function latinText(bytes: Uint8Array): string {
  return latin.decode(bytes);
}

export function utf8Text(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
