import type { Row, Table } from './model.ts';

/** What the map can say for one table. A declaration is all it is: the assessor tests it, and so does evidence. */
export interface Filled {
  readonly rows: readonly Row[];
  readonly notApplicable?: Table['notApplicable'];
}

export const rows = (list: readonly Row[]): Filled => ({ rows: list });
export const none = (why: string, from: readonly string[]): Filled => ({ rows: [], notApplicable: { why, from } });
