const STANDARD = /^[A-Za-z0-9+/]*$/;
const URL_SAFE = /^[A-Za-z0-9_-]*$/;

/**
 * The bytes of base64, of the standard or the url-safe alphabet (RFC 4648 sections 4 and 5), with its padding or without; a verifier of DSSE has to take either alphabet. Gives
 * nothing for a mixture of both, for white space, for padding out of place, and for bits after the last byte that are not nought: a text has one reading.
 */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  const digits = text.slice(0, end);
  if (end !== text.length && text.length % 4 !== 0) return undefined;
  if (digits.length % 4 === 1 || !(STANDARD.test(digits) || URL_SAFE.test(digits))) return undefined;
  const standard = digits.replaceAll('-', '+').replaceAll('_', '/');
  const binary = atob(standard);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  const last = standard.slice(standard.length - (standard.length % 4));
  return last === '' || base64Text(bytes.subarray(bytes.length - (bytes.length % 3))).startsWith(last) ? bytes : undefined;
}

/** Standard base64 with its padding. */
export function base64Text(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x2000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return btoa(binary);
}
