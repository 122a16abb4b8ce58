import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { figure } from '../attacks/words.ts';
import classes from './business.module.css';
import type { BusinessPlace } from './view.ts';

interface FoldProps<Row> {
  readonly rows: readonly Row[];
  /** Of which there is nothing to do or to see for now. */
  readonly isQuiet: (row: Row) => boolean;
  /** What the quiet ones are: "that cut nothing". */
  readonly quiet: string;
  readonly place: BusinessPlace;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** A long list without those rows that say nothing by themselves, until somebody asks for them or searches. */
export function Fold<Row>({ rows, isQuiet, quiet, place: { search, change }, children }: FoldProps<Row>) {
  const loud = rows.filter((row) => !isQuiet(row));
  const folded = rows.length - loud.length;
  const all = search.all === true || (search.find ?? '') !== '';
  if (folded === 0) return children(rows);
  const of = loud.length === 0 ? `all ${figure(folded)}` : `the other ${figure(folded)}`;
  return (
    <>
      {!all && loud.length === 0 ? null : children(all ? rows : loud)}
      {all && search.all !== true ? null : (
        <div className={classes['acts']}>
          <Button size="xs" variant="default" aria-expanded={all} onClick={() => change({ all: all ? undefined : true }, 'toggle')}>
            {all ? 'Hide' : 'Show'} {of} {quiet}
          </Button>
        </div>
      )}
    </>
  );
}
