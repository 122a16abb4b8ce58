import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Instant, parseJson, Refused } from '../../../core/index.ts';
import { keepRaw } from '../../../evidence/edge/raw.ts';
import { releaseFaults } from '../faults.ts';
import type { LinkFact, LinkReason } from '../link.ts';
import type { Kept } from '../record.ts';
import type { LinkEntry } from '../views.ts';

// As many as a room lists at most.
const MOST = 1000;

/** Keeps the file of a fact, before the entry that names it is made. */
export function keepFact(dataDir: string, { text, digest }: Pick<Kept, 'text' | 'digest'>): void {
  keepRaw(dataDir, new TextEncoder().encode(text), digest);
}

/**
 * The facts that the ledger names, with their reasons where the files are still there. A file that was erased leaves what the entry says: the state, and how many reasons of each
 * code, each as a reason of its own, since allowances go by their number. One that was changed is refused (ASSAY-RELEASE-010).
 */
export function factsOf(dataDir: string, recorded: readonly LinkEntry[]): readonly LinkFact[] {
  return recorded.map(
    ({ codes, fact: digest, at, recordedAt, ...rest }) =>
      ({ ...rest, at: Instant.parse(at), recordedAt: Instant.parse(recordedAt), reasons: reasonsOf(dataDir, digest, codes) }) as LinkFact,
  );
}

function reasonsOf(dataDir: string, digest: Digest, codes: Readonly<Record<string, number>>): readonly LinkReason[] {
  const path = join(dataDir, 'raw', digest.slice('sha256:'.length));
  if (!existsSync(path)) {
    return Object.entries(codes).flatMap(([code, count]) => {
      const what = `${count} ${count === 1 ? 'reason' : 'reasons'} of the code ${code}; the file that says which was erased.`;
      const reason = { code, place: 'erased', what, remedy: 'Look again, to be told where.' };
      return Array.from({ length: Math.min(Math.max(1, Math.ceil(count)), MOST) }, () => reason);
    });
  }
  const text = readFileSync(path, 'utf8');
  if (Digest.of(text) !== digest) {
    throw new Refused(
      releaseFaults.fault('010', {
        message: 'a kept fact is not what the ledger names',
        file: path,
        expected: digest,
        found: Digest.of(text),
        remedy: 'Put the folder raw back from your backup, or remove the file: what the ledger says of it stays.',
      }),
    );
  }
  // Bytes of the digest that was recorded: written by `factText`, so the shape is that of a fact.
  return (parseJson(text, path) as unknown as LinkFact).reasons;
}
