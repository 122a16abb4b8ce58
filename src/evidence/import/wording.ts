import { Refused } from '../../core/index.ts';
import { importFaults } from './faults.ts';

/** Foreign text as a statement may carry it: well-formed, without control characters, on one line, at most `most` UTF-16 units. */
export function worded(text: string, most: number): string {
  const plain = text
    .slice(0, most * 2)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).toWellFormed()}…`;
}

/** Throws `Refused` (ASSAY-IMPORT-009): a text format holds no NUL, and what comes after one is shown by some tools and not by others. */
export function refuseNul(text: string, file: string): void {
  const at = text.indexOf('\0');
  if (at === -1) return;
  throw new Refused(
    importFaults.fault('009', {
      message: `${file} holds a NUL`,
      file,
      line: text.slice(0, at).split('\n').length,
      expected: 'text',
      found: 'a NUL',
      remedy: 'Give the report as its tool wrote it, saved as UTF-8.',
    }),
  );
}
