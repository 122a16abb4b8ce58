import { type Brand, hexHash } from '../../core/index.ts';

/** How a repository names its objects: `extensions.objectFormat` (gitformat-repository, version 1). */
export type ObjectFormat = 'sha1' | 'sha256';

/** 40 or 64 lower-case hex digits. */
export type ObjectId = Brand<string, 'ObjectId'>;

export type ObjectKind = 'commit' | 'tag' | 'tree' | 'blob';

export const ID_LENGTH: Readonly<Record<ObjectFormat, number>> = { sha1: 40, sha256: 64 };

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isObjectId(text: string): text is ObjectId {
  return ID.test(text);
}

/**
 * The name of an object by its content: the hash over `<kind> <size>\0<bytes>`. With SHA-1 a name can be forged by whoever
 * can pay for a collision; what a repository of that format proves is bounded by it.
 */
export function objectName(format: ObjectFormat, kind: ObjectKind, bytes: Uint8Array): ObjectId {
  const head = new TextEncoder().encode(`${kind} ${bytes.length}\0`);
  const framed = new Uint8Array(head.length + bytes.length);
  framed.set(head);
  framed.set(bytes, head.length);
  return framedName(format, framed);
}

/** The same of an object that stands behind its own header already. */
export function framedName(format: ObjectFormat, framed: Uint8Array): ObjectId {
  return hexHash(format, framed) as ObjectId;
}
