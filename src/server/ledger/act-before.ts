import type { Json } from '../../core/index.ts';
import type { Entry, LedgerStore, Seq } from '../../ledger/model.ts';
import type { EntryAnswer } from './model.ts';

// Facts of one append stand behind their act. A batch larger than this is shown without it rather than searched for.
const FURTHEST = 6000;
const PAGE = 256;

/**
 * The act that an entry was entered with. Entries of one append have one moment and stand together, the act before its facts; so the nearest act before
 * it at the same moment is its own. A group commit may put a neighbour's facts behind that moment too, but never between an act and its facts.
 */
export function actBefore(ledger: Pick<LedgerStore, 'read'>, entry: Entry): EntryAnswer['act'] {
  if (entry.type === 'act.done') return null;
  const furthest = Math.max(0, entry.seq - FURTHEST);
  for (let end = entry.seq as number; end > furthest; ) {
    const start = Math.max(furthest, end - PAGE);
    for (const before of ledger.read(start as Seq, end - start).toReversed()) {
      if (before.recordedAt !== entry.recordedAt) return null;
      if (before.type === 'act.done') return actOf(before);
    }
    end = start;
  }
  return null;
}

function actOf({ seq, body }: Entry): EntryAnswer['act'] {
  const fields = typeof body === 'object' && body !== null ? (body as { readonly [key: string]: Json }) : {};
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : null);
  return { seq, action: text('action') ?? '', actor: text('actor'), via: text('via') ?? '', reason: text('reason') };
}
