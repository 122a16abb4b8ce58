const LEAST = 1024;
/** Bits a byte: text of any language stays below 6.3, base64 at 6; what is compressed or encrypted comes near 8. */
const DENSE = 7.2;

/**
 * Whether a reviewer who opens the file sees nothing: it holds a NUL, or is as dense as what is compressed or encrypted. By content alone: a name says what somebody wants it taken for.
 */
export function opaque(bytes: Uint8Array): 'binary' | 'dense' | undefined {
  if (bytes.includes(0)) return 'binary';
  return bytes.length >= LEAST && entropy(bytes) > DENSE ? 'dense' : undefined;
}

function entropy(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
  return bits;
}
