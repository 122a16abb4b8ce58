import { Refused } from '../core/index.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { ledgerFault } from './faults.ts';
import { hexOf, sha256 } from './hash.ts';

/** True when `signature` (64 bytes) over `message` is by `publicKey` (32 bytes, RFC 8032). Given by edge/ed25519.ts; must not throw on bad bytes. */
export type Ed25519Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
/** Signs a message; the key stays with whoever made the function. */
export type Ed25519Sign = (message: Uint8Array) => Uint8Array;

const ED25519 = 0x01;
// C2SP signed-note asks verifiers to bound a note and to accept at least 16 signatures.
const MAX_NOTE_CHARS = 64 * 1024;
const MAX_SIGNATURES = 100;
const NAME = /^[^\s+\u0085]{1,255}$/u;
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u;

const encoder = new TextEncoder();

/** ASCII control characters but the newline, which a note must not have: a terminal would act on them. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

export interface VerifierKey {
  readonly name: string;
  /** 8 hex digits: the key id. */
  readonly id: string;
  readonly publicKey: Uint8Array;
}

interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** With its final newline: the bytes that were signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Key id of C2SP signed-note: the first four bytes of SHA-256(name, newline, signature type, public key). */
export function verifierKey(name: string, publicKey: Uint8Array): VerifierKey {
  return typedKey(name, ED25519, publicKey);
}

/** A key for signatures of another type than a log's own, such as a witness's. The type is part of what its id is made of. */
export function typedKey(name: string, type: number, publicKey: Uint8Array): VerifierKey {
  const prefix = encoder.encode(`${name}\n`);
  const bytes = new Uint8Array(prefix.length + 1 + publicKey.length);
  bytes.set(prefix);
  bytes[prefix.length] = type;
  bytes.set(publicKey, prefix.length + 1);
  return { name, id: sha256(bytes).slice(0, 8), publicKey };
}

/** True for a name that a signature line can carry. */
export function isKeyName(name: string): boolean {
  return NAME.test(name) && !hasControl(name);
}

/** `name+id+base64(type || key)`, the form that Go's note package and the tlog tools read. */
export function formatVerifierKey(key: VerifierKey, type: number = ED25519): string {
  return `${key.name}+${key.id}+${toBase64(Uint8Array.of(type, ...key.publicKey))}`;
}

/** Reads a verifier key, whoever wrote it. Throws `Refused` (ASSAY-LEDGER-012), also where the id does not belong to the key. */
export function parseVerifierKey(text: string, type: number = ED25519): VerifierKey {
  const [name, id, ...rest] = text.trim().slice(0, 1024).split('+');
  const key = fromBase64(rest.join('+'));
  if (name !== undefined && isKeyName(name) && key?.length === 33 && key[0] === type) {
    const parsed = typedKey(name, type, key.subarray(1));
    if (parsed.id === id) return parsed;
  }
  throw new Refused(
    ledgerFault('012', {
      message: 'this is not an Ed25519 verifier key',
      expected: 'name+8 hex digits+base64, the digits being the key id of name and key',
      found: text.slice(0, 120),
      remedy: 'Take the verifier key from the file verifier-key of the ledger or of an export.',
    }),
  );
}

/** Signs `text`, which must end in a newline. Gives the whole note. */
export function signNote(text: string, key: VerifierKey, sign: Ed25519Sign): string {
  return `${text}\n${signatureLine(key, sign(encoder.encode(text)))}`;
}

/** One line of signature as a note carries it, with its newline. */
export function signatureLine(key: VerifierKey, signature: Uint8Array): string {
  const blob = new Uint8Array(4 + signature.length);
  for (let i = 0; i < 4; i += 1) blob[i] = Number.parseInt(key.id.slice(2 * i, 2 * i + 2), 16);
  blob.set(signature, 4);
  return `— ${key.name} ${toBase64(blob)}\n`;
}

/** Takes a note apart, whoever wrote it. Throws `Refused` (ASSAY-LEDGER-010). Nothing of the text may be believed before `openNote`. */
export function parseNote(note: string): SignedNote {
  if (note.length > MAX_NOTE_CHARS) throw notANote(`it is longer than ${MAX_NOTE_CHARS} characters`);
  if (hasControl(note)) throw notANote('it has a control character');
  const blank = note.lastIndexOf('\n\n');
  if (blank === -1 || !note.endsWith('\n')) throw notANote('no blank line stands before signatures that end in a newline');
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw notANote(`it has more than ${MAX_SIGNATURES} signatures`);
  const signatures = lines.map((line) => {
    const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
    const blob = encoded === undefined ? undefined : fromBase64(encoded);
    if (name === undefined || !isKeyName(name) || blob === undefined || blob.length < 5) throw notANote('a signature line is malformed');
    return { name, id: hexOf(blob.subarray(0, 4)), signature: blob.subarray(4) };
  });
  return { text: note.slice(0, blank + 1), signatures };
}

/**
 * The text of a note that `key` signed. Signatures of other keys are ignored, as C2SP signed-note demands; one of `key` that does not verify
 * refuses the note whole. Throws `Refused` (ASSAY-LEDGER-010, -011).
 */
export function openNote(note: string, key: VerifierKey, verify: Ed25519Verify): string {
  const parsed = parseNote(note);
  const message = encoder.encode(parsed.text);
  const ours = parsed.signatures.filter((signature) => signature.name === key.name && signature.id === key.id);
  if (ours.length === 0) throw badSignature(`no signature is by ${key.name}+${key.id}`, parsed.signatures.map((each) => `${each.name}+${each.id}`).join(', '));
  if (!ours.every((each) => each.signature.length === 64 && verify(key.publicKey, message, each.signature))) {
    throw badSignature(`the signature by ${key.name}+${key.id} is not over this text`, 'a signature that does not verify');
  }
  return parsed.text;
}

function notANote(why: string): Refused {
  return new Refused(ledgerFault('010', { message: `not a signed note: ${why}`, expected: 'a note as in C2SP signed-note', found: why }));
}

function badSignature(message: string, found: string): Refused {
  return new Refused(ledgerFault('011', { message, expected: 'a valid Ed25519 signature of the known key', found: found.slice(0, 300) }));
}
