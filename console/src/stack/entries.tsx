import { useState } from 'react';
import { EntryLink } from '../kit/entry-link.tsx';
import classes from './entries.module.css';

interface EntriesProps {
  readonly seqs: readonly number[];
  /** How many are shown before "and n more". */
  readonly most?: number;
  /** Said before them. */
  readonly lead?: string;
}

/** Ledger entries that a figure was computed from. */
export function Entries({ seqs, most = 6, lead = 'Entries' }: EntriesProps) {
  const [all, setAll] = useState(false);
  if (seqs.length === 0) return <span className={classes['none']}>No entry: nobody has looked.</span>;
  const shown = all ? seqs : seqs.slice(0, most);
  return (
    <span className={classes['entries']}>
      {lead === '' ? null : <span className={classes['lead']}>{seqs.length === 1 && lead === 'Entries' ? 'Entry' : lead}</span>}
      {shown.map((seq) => (
        <EntryLink key={seq} seq={seq} />
      ))}
      {shown.length < seqs.length ? (
        <button type="button" className={classes['more']} onClick={() => setAll(true)}>
          and {seqs.length - shown.length} more
        </button>
      ) : null}
    </span>
  );
}
