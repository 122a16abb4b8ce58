const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

/** CRC-32 of ISO 3309, over text of ASCII. Against typing errors and chance alone, never against somebody. */
export function crc32(text: string): number {
  let rest = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) rest = (rest >>> 8) ^ (TABLE[(rest ^ text.charCodeAt(i)) & 0xff] ?? 0);
  return (rest ^ 0xffffffff) >>> 0;
}
