import type { Entry, Seq } from '../../ledger/model.ts';
import type { Desk } from './desk.ts';

/** The entries of one kind on one ledger, as far as it was read. */
interface Read {
  readonly size: number;
  readonly entries: readonly Entry[];
}
const AT_ONCE = 1000;

/** Entries of some types among the first `size` of a ledger. The whole is verified once; what came since was appended by this process. */
export function entriesOf(isWanted: (type: string) => boolean): (ledger: Desk['ledger'], size: number) => readonly Entry[] {
  const known = new WeakMap<Desk['ledger'], Read>();
  return (ledger, size) => {
    const before = known.get(ledger) ?? readWhole(ledger, isWanted);
    const entries = [...before.entries];
    const head = ledger.head().size as number;
    let next = before.size;
    while (next < head) {
      const some = ledger.read(next as Seq, Math.min(AT_ONCE, head - next));
      if (some.length === 0) break;
      entries.push(...some.filter(({ type }) => isWanted(type)));
      next += some.length;
    }
    known.set(ledger, { size: next, entries });
    return entries.filter(({ seq }) => seq < size);
  };
}

function readWhole(ledger: Desk['ledger'], isWanted: (type: string) => boolean): Read {
  const entries: Entry[] = [];
  const { size } = ledger.readVerified((entry) => {
    if (isWanted(entry.type)) entries.push(entry);
  });
  return { size, entries };
}
