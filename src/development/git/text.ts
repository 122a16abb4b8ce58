const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LATIN1 = new TextDecoder('latin1');

/**
 * Bytes of a commit or tag as text. Git takes any bytes and calls them UTF-8 unless an `encoding` header says otherwise; old histories hold
 * Latin-1 without saying so. So: the declared encoding where the platform knows it and the bytes are of it, else UTF-8, else Latin-1, which reads any bytes.
 */
export function textOf(bytes: Uint8Array, encoding?: string): string {
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    const declared = decoder(encoding);
    if (declared !== undefined) return attempt(declared, bytes) ?? LATIN1.decode(bytes);
  }
  return attempt(UTF8, bytes) ?? LATIN1.decode(bytes);
}

function attempt(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const DECODERS = new Map<string, TextDecoder | undefined>();

// The label is the repository's: it is bounded, and no more than a handful are kept.
function decoder(label: string): TextDecoder | undefined {
  const key = label.trim().toLowerCase();
  if (key.length > 40) return undefined;
  if (DECODERS.has(key)) return DECODERS.get(key);
  let made: TextDecoder | undefined;
  try {
    made = new TextDecoder(key, { fatal: true });
  } catch {
    made = undefined;
  }
  if (DECODERS.size < 64) DECODERS.set(key, made);
  return made;
}

/** ASCII, for what git wrote itself: header names, object names, numbers. Other bytes become what Latin-1 calls them. */
export function ascii(bytes: Uint8Array, from: number, to: number): string {
  // One call makes one flat text; a text that is added to letter by letter costs most of the time in which a history is read.
  const plain = asciiOnly(bytes.subarray(from, to));
  if (plain !== undefined) return plain;
  let text = '';
  for (let at = from; at < to; at += PIECE) text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(to, at + PIECE)) as unknown as number[]);
  return text;
}

/** What `apply` takes as arguments at once on any engine. Bytes are list-like, which is all that it asks; its type says `number[]`. */
const PIECE = 4096;

/**
 * The same text, and alone in memory. An engine cuts a piece out of a text by pointing into it, and who keeps the piece keeps the whole: a subject of some words would hold on to its commit.
 */
export function ownText(piece: string): string {
  // Put behind something it is another text, and is made flat to be cut again.
  return ` ${piece}`.slice(1);
}

/** Whether these ASCII words stand there. */
export function saysAt(bytes: Uint8Array, at: number, words: string): boolean {
  for (let i = 0; i < words.length; i += 1) if (bytes[at + i] !== words.charCodeAt(i)) return false;
  return true;
}

/** The whole as text, where each byte is of ASCII, so that a place in the one is the same place in the other. */
export function asciiOnly(bytes: Uint8Array): string | undefined {
  const text = attempt(UTF8, bytes);
  return text?.length === bytes.length ? text : undefined;
}
