import type { StatementShown } from '../../../src/server/position/model.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './control-details.module.css';

interface StatementsProps {
  readonly statements: readonly StatementShown[];
  readonly at: string;
  readonly label: string;
}

const columnsAt = (at: string): readonly Column<StatementShown>[] => [
  { id: 'entry', title: 'Entry', value: (one) => one.seq, show: (one) => <EntryLink seq={one.seq} />, figure: true },
  { id: 'claim', title: 'Claim', value: (one) => one.claim },
  { id: 'subject', title: 'Of', value: (one) => one.subject },
  { id: 'value', title: 'Value', value: (one) => one.value },
  { id: 'method', title: 'Method', value: (one) => one.method },
  { id: 'source', title: 'Source', value: (one) => one.source },
  { id: 'seen', title: 'Seen', value: (one) => one.observedAt, show: (one) => <Moment at={one.observedAt} show="relative" from={at} /> },
  {
    id: 'until',
    title: 'Good until',
    value: (one) => one.expiresAt,
    show: (one) => (
      <span data-ended={one.expiresAt <= at ? true : undefined}>
        <Moment at={one.expiresAt} show="relative" from={at} />
      </span>
    ),
  },
  { id: 'finding', title: 'Finding', value: (one) => one.finding },
];

/** What was seen, as it stands on the ledger. */
export function Statements({ statements, at, label }: StatementsProps) {
  if (statements.length === 0) return <p className={classes['quiet']}>None: nobody has looked, so it is unproven.</p>;
  return <DataTable label={label} rows={statements} columns={columnsAt(at)} rowKey={(one) => String(one.seq)} />;
}
