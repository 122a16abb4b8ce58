import { type Bytes, equal, fromBase64, hex, utf8 } from './bytes.ts';

// C2SP signed-note with Ed25519, and the tree head of C2SP tlog-checkpoint that it carries.

const ED25519 = 0x01;
const MAX_NOTE_CHARS = 64 * 1024;
const MAX_SIGNATURES = 100;
const NAME = /^[^\s+\u0085]{1,255}$/u;
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;

export interface VerifierKey {
  readonly name: string;
  /** 8 hex digits. */
  readonly id: string;
  readonly publicKey: Bytes;
}

export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** What opening a note came to. `cannot`: this browser has no Ed25519, so nothing was checked and nothing may be believed. */
export type Opened =
  | { readonly kind: 'open'; readonly head: TreeHead }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'cannot'; readonly why: string };

export const CANNOT = 'This browser cannot verify Ed25519 signatures, so the signature was not checked. Use a newer browser, or assay ledger prove --check.';

let known: Promise<boolean> | undefined;

/** Whether this browser can verify Ed25519 at all: held to the first test vector of RFC 8032, and to its forgery, so that a stand-in is not believed. */
export function canVerify(): Promise<boolean> {
  known ??= tryOut();
  return known;
}

async function tryOut(): Promise<boolean> {
  const key = bytesOf('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const good = bytesOf('e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b');
  const forged = good.slice();
  forged[0] = (forged[0] ?? 0) ^ 1;
  try {
    return (await verifyEd25519(key, new Uint8Array(0), good)) && !(await verifyEd25519(key, new Uint8Array(0), forged));
  } catch {
    return false;
  }
}

function bytesOf(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function verifyEd25519(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
  return crypto.subtle.verify({ name: 'Ed25519' }, key, signature, message);
}

/** ASCII control characters but the newline. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** Reads `name+id+base64`; `undefined` for anything else, also where the id does not belong to the key. */
export async function readKey(text: string): Promise<VerifierKey | undefined> {
  const [name = '', id = '', ...rest] = text.trim().slice(0, 1024).split('+');
  const blob = fromBase64(rest.join('+'));
  if (!NAME.test(name) || hasControl(name) || blob?.length !== 33 || blob[0] !== ED25519) return undefined;
  const named = utf8(`${name}\n`);
  const hashed = new Uint8Array(named.length + blob.length);
  hashed.set(named);
  hashed.set(blob, named.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', hashed));
  if (hex(digest.subarray(0, 4)) !== id) return undefined;
  return { name, id, publicKey: blob.slice(1) };
}

interface Note {
  /** With its final newline: the bytes that were signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly signature: Bytes }[];
}

function readNote(note: string): Note | string {
  if (note.length > MAX_NOTE_CHARS) return 'it is too long';
  if (hasControl(note)) return 'it has a control character';
  const blank = note.lastIndexOf('\n\n');
  if (blank === -1 || !note.endsWith('\n')) return 'no signatures stand behind a blank line';
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return 'it has too many signatures';
  const signatures: { name: string; id: string; signature: Bytes }[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const blob = fromBase64(encoded);
    if (!NAME.test(name) || blob === undefined || blob.length < 5) return 'a signature line is malformed';
    signatures.push({ name, id: hex(blob.subarray(0, 4)), signature: blob.slice(4) });
  }
  return { text: note.slice(0, blank + 1), signatures };
}

/** The tree head of a checkpoint that `key` signed. Signatures of others are ignored; one of `key` that does not verify refuses the note whole. */
export async function openCheckpoint(note: string, key: VerifierKey): Promise<Opened> {
  const read = readNote(note);
  if (typeof read === 'string') return { kind: 'refused', why: `This is not a signed checkpoint: ${read}.` };
  const ours = read.signatures.filter((one) => one.name === key.name && one.id === key.id);
  if (ours.length === 0) return { kind: 'refused', why: `The checkpoint is not signed by ${key.name} (key ${key.id}).` };
  if (!(await canVerify())) return { kind: 'cannot', why: CANNOT };
  const message = utf8(read.text);
  for (const { signature } of ours) {
    if (signature.length !== 64 || !(await verifyEd25519(key.publicKey, message, signature).catch(() => false)))
      return { kind: 'refused', why: 'The signature is not over this checkpoint: its text was changed, or it was signed by somebody else.' };
  }
  const lines = read.text.slice(0, -1).split('\n');
  const [origin, size = '', encoded = ''] = lines;
  const root = fromBase64(encoded);
  if (origin !== key.name || !SIZE.test(size) || !Number.isSafeInteger(Number(size)) || root?.length !== 32 || lines.includes(''))
    return { kind: 'refused', why: 'The signed text is no tree head of this log.' };
  return { kind: 'open', head: { origin, size: Number(size), root } };
}

export const sameKey = (a: VerifierKey, b: VerifierKey): boolean => a.name === b.name && a.id === b.id && equal(a.publicKey, b.publicKey);
