const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export type Utf16 = 'utf16le' | 'utf16be' | 'utf16';

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `utf16` puts the byte order mark before, little end first. */
export function utf16(text: string, kind: Utf16): Uint8Array {
  const mark = kind === 'utf16' ? 2 : 0;
  const bytes = new Uint8Array(mark + text.length * 2);
  if (mark > 0) bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    bytes[mark + i * 2] = kind === 'utf16be' ? unit >> 8 : unit & 0xff;
    bytes[mark + i * 2 + 1] = kind === 'utf16be' ? unit & 0xff : unit >> 8;
  }
  return bytes;
}

/** Bytes as text of one character a byte: how a value in UTF-16 looks where a log holds its bytes. */
export function byteText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((word >> 6) & 63) : '=';
    text += left > 2 ? ALPHABET.charAt(word & 63) : '=';
  }
  return text;
}

/** What of the bytes is the same in base64 wherever they stand: for each of the three shifts, without the characters that their neighbours decide. */
export function base64Offsets(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const shifted = new Uint8Array(shift + bytes.length);
    shifted.set(bytes, shift);
    const whole = base64(shifted);
    const end = [0, 3, 2][shifted.length % 3] ?? 0;
    return whole.slice([0, 2, 3][shift] ?? 0, end === 0 ? whole.length : whole.length - end);
  });
}
