import { Refused } from '../../core/index.ts';
import { idOf } from './commit.ts';
import { type Header, headersOf, headerValue, tooLong, unreadable } from './headers.ts';
import { type GitIdentity, identityOf } from './identity.ts';
import { GIT_LIMITS } from './limits.ts';
import type { ObjectFormat, ObjectId, ObjectKind } from './object.ts';
import { type Signature, signatureStart } from './signature.ts';
import { textOf } from './text.ts';

export interface Tag {
  readonly object: ObjectId;
  readonly kind: ObjectKind;
  /** The name the tag was made under. The ref that points to it may have another, and whoever moves refs chooses that one. */
  readonly name: string;
  /** Tags of the first years of git have none. */
  readonly tagger?: GitIdentity;
  readonly message: Uint8Array;
  readonly signatures: readonly Signature[];
  /** What the signature at the tag's end is over: everything before it. */
  readonly payload: Uint8Array;
}

const KINDS: readonly string[] = ['commit', 'tag', 'tree', 'blob'] satisfies ObjectKind[];

/** Reads the bytes of an annotated tag. Throws `Refused` (ASSAY-GIT-001, -002). */
export function readTag(bytes: Uint8Array, format: ObjectFormat = 'sha1'): Tag {
  if (bytes.length > GIT_LIMITS.object) throw new Refused(tooLong('bytes', GIT_LIMITS.object));
  const { headers, body } = headersOf(bytes);
  const [object, type, tag] = headers;
  if (object?.name !== 'object') throw new Refused(unreadable('is called a tag and does not begin with what it tags'));
  const kind = type?.name === 'type' ? textOf(headerValue(bytes, type)) : '';
  if (!isKind(kind)) throw new Refused(unreadable('is called a tag and does not say of what kind of object'));
  if (tag?.name !== 'tag') throw new Refused(unreadable('is called a tag and has no name'));
  const tagger = headers.find((header) => header.name === 'tagger');
  const start = signatureStart(bytes, body);
  const within = headers.filter((header) => header.name.startsWith('gpgsig'));
  const by = tagger === undefined ? undefined : identityOf(headerValue(bytes, tagger));
  return {
    object: idOf(bytes, object, format),
    kind,
    name: textOf(headerValue(bytes, tag)),
    ...(by === undefined ? {} : { tagger: by }),
    message: bytes.subarray(body, start),
    signatures: [
      ...(start === bytes.length ? [] : [{ of: format, bytes: bytes.subarray(start) }]),
      ...within.map((header): Signature => ({ of: header.name === 'gpgsig' ? 'sha1' : 'sha256', bytes: headerValue(bytes, header) })),
    ],
    payload: without(bytes.subarray(0, start), within),
  };
}

function isKind(text: string): text is ObjectKind {
  return KINDS.includes(text);
}

function without(bytes: Uint8Array, cut: readonly Header[]): Uint8Array {
  if (cut.length === 0) return bytes;
  const kept: number[] = [];
  let at = 0;
  for (const header of cut) {
    for (; at < header.from; at += 1) kept.push(bytes[at] ?? 0);
    at = header.to;
  }
  for (; at < bytes.length; at += 1) kept.push(bytes[at] ?? 0);
  return Uint8Array.from(kept);
}
