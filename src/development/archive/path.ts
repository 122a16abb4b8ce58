import { Refused } from '../../core/index.ts';
import { archiveFaults } from './faults.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './limits.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The bytes of a name as text, and other bytes as other text: bytes that are no UTF-8 become lone surrogates, which no UTF-8 decodes to. Neither git nor tar knows an
 * encoding of names, and two names that differ must not become one.
 */
export function nameText(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    let text = '';
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte);
    return text;
  }
}

/** The bytes that `nameText` made this text of. */
export function nameBytes(text: string): Uint8Array {
  if (!notText(text)) return new TextEncoder().encode(text);
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

/** Whether a name was bytes that are no UTF-8. */
export function notText(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

/**
 * The path of an entry within its archive: `/` between names, without `.` and without a slash at its end; empty for the archive's own top. Throws `Refused` where it would lead
 * out of a folder that it was unpacked into, on any system (ASSAY-ARCHIVE-004), or is longer than is read (-003).
 */
export function entryPath(text: string, archive: string, limits: ArchiveLimits = ARCHIVE_LIMITS): string {
  if (text.length > limits.path) throw new Refused(tooMuch(archive, 'a path', `${limits.path} letters`, `${text.length}`));
  const why = leads(text);
  if (why !== undefined) throw new Refused(leadsOut(archive, text, why));
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length > limits.depth) throw new Refused(tooMuch(archive, 'a path', `${limits.depth} folders deep`, `${names.length}`));
  const path = names.join('/');
  // Without `./` in front of it, it may be a root or a drive again.
  const then = leads(path);
  if (then !== undefined) throw new Refused(leadsOut(archive, text, then));
  return path;
}

function leads(text: string): string | undefined {
  if (text.startsWith('/')) return 'it begins at the root';
  if (text.includes('\0')) return 'it has a NUL within';
  if (/^[A-Za-z]:/.test(text)) return 'it begins with a drive';
  if (text.startsWith('\\')) return 'it begins with a backslash, which is a root on Windows';
  // Names of systemd's units have backslashes within, and are no harm; what they would part on Windows may not go up.
  if (text.split(/[/\\]/).includes('..')) return 'it goes up by ".."';
  return undefined;
}

export function leadsOut(archive: string, path: string, why: string) {
  return archiveFaults.fault('004', {
    message: `${archive} has an entry that leads out of it: ${why}`,
    file: archive,
    field: shown(path),
    expected: 'a path below the folder that the archive is unpacked into',
    found: shown(path),
    remedy: 'Do not unpack it. Ask where it came from: no tool that makes releases writes such a path.',
  });
}

export function tooMuch(archive: string, what: string, most: string, found: string) {
  return archiveFaults.fault('003', {
    message: `${archive} has ${what} beyond what Assay unpacks`,
    file: archive,
    expected: `at most ${most}`,
    found,
    remedy:
      'Look at how it was made: an archive that grows like this when unpacked is made to fill a disk. If it is real, give a folder of the part that ships.',
  });
}

/** A path as it may be printed: control characters, and what turns the direction of text, are written out. */
export function shown(path: string): string {
  const clean = path.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`);
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}
