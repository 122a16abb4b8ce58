import { Refused } from '../../core/index.ts';
import { businessImportFaults } from './faults.ts';

/** True of UTF-16 that says so by its mark, as Windows tools write it. */
export function markedUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/**
 * The text of a report: UTF-8, or UTF-16 where a mark says so, as Windows tools write it; without the mark. Bytes that are neither are refused whole, and
 * so is a file that changes its encoding on the way: what follows would be read as other letters than were meant. Throws `Refused` (ASSAY-BIMPORT-001).
 */
export function reportText(bytes: Uint8Array, file: string): string {
  const encoding = !markedUtf16(bytes) ? 'utf-8' : bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Refused(
      businessImportFaults.fault('001', {
        message: `${file} is not text in one encoding`,
        file,
        expected: 'UTF-8, or UTF-16 with a byte order mark',
        found: encoding === 'utf-8' ? 'bytes that are no UTF-8' : `bytes that are no ${encoding.toUpperCase()}`,
        remedy: 'Save the report as UTF-8, in one piece.',
      }),
    );
  }
}
