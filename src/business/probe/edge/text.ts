import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** Of a page that was packed, as many bytes at most as of one that was not. */
const MOST_BYTES = 256 * 1024;

const UNPACK: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: MOST_BYTES }),
  'x-gzip': (bytes) => gunzipSync(bytes, { maxOutputLength: MOST_BYTES }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength: MOST_BYTES }),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: MOST_BYTES }),
};

/**
 * The text of an answer as a browser would read it: unpacked, though nothing was asked to be packed, and in the encoding that its mark or its headers name. Says why where it
 * cannot be read: bytes that we do not understand show nothing.
 */
export function textOf(body: Buffer, headers: readonly (readonly [string, string])[]): { readonly text: string; readonly unreadable?: string } {
  const value = (wanted: string) => headers.filter(([name]) => name === wanted).map(([, each]) => each.trim().toLowerCase());
  const packed = value('content-encoding')
    .flatMap((each) => each.split(',').map((one) => one.trim()))
    .filter((each) => each !== '' && each !== 'identity');
  let bytes = body;
  const [how, ...more] = packed;
  if (how !== undefined && body.length > 0) {
    const unpack = more.length === 0 && Object.hasOwn(UNPACK, how) ? UNPACK[how] : undefined;
    try {
      bytes = unpack?.(body) ?? Buffer.alloc(0);
    } catch {
      bytes = Buffer.alloc(0);
    }
    if (unpack === undefined || bytes.length === 0) return { text: '', unreadable: 'packed so that it could not be read' };
  }
  const [type = ''] = value('content-type');
  const label = markOf(bytes) ?? /;\s*charset\s*=\s*"?([^\s";]+)/.exec(type)?.[1] ?? 'utf-8';
  try {
    const text = new TextDecoder(label).decode(bytes);
    // Text has no zeros, and neither has a page in an encoding of one byte a letter.
    const readable = !text.includes('\0') || /^(?:image|audio|video|font)\//.test(type);
    return readable ? { text } : { text, unreadable: 'no text that could be read' };
  } catch {
    return { text: bytes.toString('latin1'), unreadable: 'in an encoding that could not be read' };
  }
}

/** The mark at the beginning, which counts for more than what headers say (Encoding Standard section 6). */
function markOf(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0xff && b === 0xfe ? 'utf-16le' : undefined;
}
