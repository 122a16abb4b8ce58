import { Instant, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';
import type { Judged } from '../position/moment.ts';

/**
 * A side of a comparison as a person names it: a moment, a day (its first moment), or `@120`, the ledger of its first 120 entries. A moment knows the
 * whole of the present ledger; a size is judged at the moment of its last entry. Throws `Refused` (ASSAY-TIME-001, ASSAY-SERVER-001).
 */
export function sideNamed(text: string, field: string, present: Judged, recordedAt: (seq: number) => Instant | undefined): Judged {
  if (!text.startsWith('@')) {
    const at = Instant.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
    return { at, size: present.size };
  }
  const size = /^@\d{1,15}$/.test(text) ? Number(text.slice(1)) : Number.NaN;
  if (!(size >= 1 && size <= present.size)) {
    throw new Refused(
      serverFaults.fault('001', {
        message: 'this is no size of the ledger',
        field,
        expected: `@1 to @${present.size}`,
        found: text.slice(0, 40),
        remedy: 'Name a moment, a day, or a size that the ledger has reached.',
      }),
    );
  }
  return { at: recordedAt(size - 1) ?? present.at, size };
}
