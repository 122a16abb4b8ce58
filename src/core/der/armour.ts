import { Refused } from '../index.ts';
import { derFaults } from './faults.ts';
import { malformed } from './read.ts';

const WHITE = /[\t\n\r ]/g;

/**
 * The DER in what somebody sent: DER itself, base64 on one line or many (RFC 7030 section 4 as RFC 8951 has it), or PEM (RFC 7468) under one of `labels`, with any text before it. `most`: bytes of what was sent.
 * The three cannot be confused: what is read begins as SEQUENCE (0x30), which base64 writes as `M`. Throws `Refused` (ASSAY-DER-006, -007).
 */
export function unarmoured(sent: Uint8Array, labels: readonly string[], what: string, most = 64 * 1024): Uint8Array {
  if (sent.length > most) throw malformed('006', what, `at most ${most} bytes`, `${sent.length}`);
  if (sent[0] === 0x30) return sent;
  const text = asciiText(sent);
  const begins = labels.map((label) => [label, text.indexOf(`-----BEGIN ${label}-----`)] as const).find(([, at]) => at >= 0);
  if (begins === undefined) {
    if (text.includes('-----')) throw wrong(what, `PEM of ${labels.join(' or ')}`, 'PEM of something else');
    return base64(text, what);
  }
  const [label, at] = begins;
  const from = at + `-----BEGIN ${label}-----`.length;
  const to = text.indexOf(`-----END ${label}-----`, from);
  if (to < 0) throw wrong(what, `a line -----END ${label}-----`, 'none');
  return base64(text.slice(from, to), what);
}

/** The bytes of every block of this label in a PEM file, at most `most`. Throws `Refused` (ASSAY-DER-006, -007). */
export function pemBlocks(text: string, label: string, what: string, most = 32): readonly Uint8Array[] {
  const blocks = text.split(`-----BEGIN ${label}-----`).slice(1);
  if (blocks.length > most) throw malformed('006', what, `at most ${most} blocks`, `${blocks.length}`);
  return blocks.map((block) => {
    const to = block.indexOf(`-----END ${label}-----`);
    if (to < 0) throw wrong(what, `a line -----END ${label}-----`, 'none');
    return base64(block.slice(0, to), what);
  });
}

/** PEM of one block, lines of 64. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines = base64Of(der).replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Base64 on one line: every EST client reads it, and not every one reads more. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x2000) text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return btoa(text);
}

/** Reads base64 with white space in it. Throws `Refused` (ASSAY-DER-007). */
export function base64(text: string, what: string): Uint8Array {
  const digits = text.replaceAll(WHITE, '');
  const body = digits.replace(/={1,2}$/, '');
  const padding = digits.length - body.length;
  if (body === '' || !/^[A-Za-z0-9+/]+$/.test(body) || body.length % 4 === 1 || (padding > 0 && digits.length % 4 !== 0))
    throw wrong(what, 'DER, PEM or base64', digits === '' ? 'nothing' : 'other letters');
  const bytes = atob(body);
  const found = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) found[i] = bytes.charCodeAt(i);
  return found;
}

function asciiText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x2000) text += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  return text;
}

function wrong(what: string, expected: string, found: string): Refused {
  return new Refused(
    derFaults.fault('007', { message: `${what} cannot be read`, field: what, expected, found, remedy: 'Send it as DER, as PEM, or as base64.' }),
  );
}
