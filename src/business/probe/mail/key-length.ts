// The length of a public key in DER (X.690), as DKIM publishes it. The bytes are whoever's publishes the record.

interface Value {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly rest: Uint8Array;
}

function take(bytes: Uint8Array): Value | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  // Four bytes of length say more than any record holds; 0x80 is the indefinite form, which DER has not.
  if (first === 0x80 || more > 4) return undefined;
  let length = first < 0x80 ? first : 0;
  for (let i = 0; i < more; i += 1) length = length * 256 + (bytes[2 + i] ?? Number.NaN);
  const start = 2 + more;
  return start + length <= bytes.length ? { tag, body: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) } : undefined;
}

/** Bits of the modulus of an RSA key, as SubjectPublicKeyInfo (RFC 5280 section 4.1) or bare (RFC 8017 appendix A.1.1); `undefined` for what is neither. */
export function rsaBits(bytes: Uint8Array): number | undefined {
  const outer = take(bytes);
  if (outer?.tag !== 0x30) return undefined;
  const first = take(outer.body);
  if (first?.tag === 0x02) return bitsOf(first.body);
  const bits = first?.tag === 0x30 ? take(first.rest) : undefined;
  if (bits?.tag !== 0x03 || bits.body[0] !== 0) return undefined;
  const key = take(bits.body.subarray(1));
  const modulus = key?.tag === 0x30 ? take(key.body) : undefined;
  return modulus?.tag === 0x02 ? bitsOf(modulus.body) : undefined;
}

function bitsOf(integer: Uint8Array): number | undefined {
  const start = integer.findIndex((byte) => byte !== 0);
  if (start === -1) return undefined;
  return (integer.length - start - 1) * 8 + (32 - Math.clz32(integer[start] ?? 0));
}
