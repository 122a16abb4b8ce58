import type { SQLOutputValue } from 'node:sqlite';
import { Instant } from '../../../core/index.ts';
import type { DataClass } from '../../authorization/model.ts';
import type { DataRecord } from '../model.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Of sealed values, that are read at once. */
const MOST_PAGE = 4 << 20;

/** How many of these rows fit into a page: at least one. An answer is a line of JSON, in which a byte may become six. */
export function fitting(rows: readonly Row[]): number {
  let size = 0;
  for (const [n, row] of rows.entries()) {
    size += (row['sealed'] as Uint8Array).length;
    if (size > MOST_PAGE) return Math.max(1, n);
  }
  return rows.length;
}

/** What a row of `data_record` says of itself. */
export function standsIn(row: Row): Pick<DataRecord, 'dataClass' | 'purpose' | 'at' | 'until' | 'id'> {
  return {
    id: Number(row['id']),
    dataClass: String(row['class']) as DataClass,
    purpose: String(row['purpose']),
    at: Instant.of(Number(row['at'])),
    until: Instant.of(Number(row['until'])),
  };
}
