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
  if (to - from <= PIECE) return String.fromCharCode.apply(null, bytes.subarray(from, to) as unknown as number[]);
  let text = '';
  for (let at = from; at < to; at += PIECE) text += ascii(bytes, at, Math.min(to, at + PIECE));
  return text;
}

/** What `apply` takes as arguments at once on any engine. Bytes are list-like, which is all that it asks; its type says `number[]`. */
const PIECE = 4096;
