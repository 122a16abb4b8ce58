import { type Fault, Refused } from '../../core/index.ts';
import { passwordFaults } from './faults.ts';

/**
 * NIST SP 800-63B-4 section 3.1.1.2: at least 8 where a second factor is always asked for, as here. Twelve, because a stolen database is attacked without the
 * second factor, and who has the folder has the keys beside it.
 */
export const SHORTEST = 12;
/** The standard asks that 64 fit. A bound keeps the work of one request small; nothing is ever cut off. */
export const LONGEST = 256;

/** One spelling for one password whatever keyboard wrote it (the same section: NFC before hashing). */
export function normalised(password: string): string {
  return password.normalize('NFC');
}

export interface Against {
  /** Names of the person: display name, user name. */
  readonly own: readonly string[];
  /** Whether a text is on a list of common passwords, all of it. */
  readonly isCommon: (text: string) => boolean;
}

// The service's own name, and the words that everybody writes first.
const OF_THE_SERVICE = ['assay', 'password', 'passwort', 'security'];

/**
 * What speaks against a password, by rules that need no file; the breached list is asked beside it. No rule of composition: which kinds of letters it has is
 * nobody's business (same section). `undefined`: nothing does.
 */
export function faultOfPassword(password: string, { own, isCommon }: Against): Fault | undefined {
  const text = normalised(password);
  const length = [...text].length;
  if (length < SHORTEST || length > LONGEST || !text.isWellFormed()) {
    return passwordFaults.fault('001', {
      message: length > LONGEST ? 'the password is longer than Assay takes' : length < SHORTEST ? 'the password is too short' : 'the password is no text',
      field: 'password',
      expected: `${SHORTEST} to ${LONGEST} characters, of any kind; several words are easier to remember than many signs`,
      found: `${length} characters`,
      remedy: 'Choose a longer one, or let a password manager make it.',
    });
  }
  if (isWornOut(text, isCommon)) return knownToAttackers();
  const words = [...own.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]), ...OF_THE_SERVICE].map(letters).filter((word) => word.length >= 3);
  if (isMadeOf(letters(text), words)) {
    return passwordFaults.fault('003', {
      message: 'the password is little more than your own name, or that of Assay',
      field: 'password',
      expected: 'at least eight letters or digits besides such names',
      remedy: 'Choose words that have nothing to do with who you are or what this is.',
    });
  }
  return undefined;
}

export function knownToAttackers(): Fault {
  return passwordFaults.fault('002', {
    message: 'this password, or one nearly like it, is on a list that attackers try first',
    field: 'password',
    expected: 'a password that was never in a breach',
    remedy: 'Choose another one; if you use this one elsewhere, change it there too.',
  });
}

export function refuseWeak(password: string, against: Against): void {
  const fault = faultOfPassword(password, against);
  if (fault !== undefined) throw new Refused(fault);
}

/** A common password; one with up to four digits or signs after it; or a few characters over and over. */
function isWornOut(text: string, isCommon: (text: string) => boolean): boolean {
  const lower = text.toLowerCase();
  if (isCommon(text) || isCommon(lower)) return true;
  const bare = lower.replace(/[\p{N}\p{P}\p{S}]{1,4}$/u, '');
  if (bare !== lower && isCommon(bare)) return true;
  return [1, 2, 3, 4].some((unit) => isRepeated(lower, unit));
}

function isRepeated(text: string, unit: number): boolean {
  for (let i = unit; i < text.length; i += 1) if (text.charAt(i) !== text.charAt(i - unit)) return false;
  return true;
}

/** Fewer than eight letters or digits are left when the names are taken out. The whole is judged, not its parts: a name among other words is fine. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const left = [...words].sort((a, b) => b.length - a.length).reduce((rest, word) => rest.replaceAll(word, ''), text);
  return left !== text && [...left].length < 8;
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
