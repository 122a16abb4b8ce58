import type { Instant } from '../../../core/index.ts';
import type { QueryRecord, Row } from './record.ts';

// What is known of each machine after all that was written of it. Changes add to what was there: where nobody wrote down what that was, the rows are known to be there,
// and that there are no others is not known.

/** What a question asks about, by the columns of its answer or, where that is empty, by its name. */
export type Sort = 'disks' | 'bitlocker' | 'managed' | 'admins' | 'gatekeeper' | 'santa' | 'ports' | 'system';

export interface Answer {
  readonly sort: Sort | undefined;
  readonly rows: readonly Row[];
  /** These are all the rows that there are. */
  readonly whole: boolean;
  readonly at: Instant;
  readonly error?: string;
}

export interface Machine {
  readonly host: string;
  readonly words: readonly string[];
  readonly answers: readonly Answer[];
  /** Of the newest that was written of it. */
  readonly seen: Instant;
}

interface State {
  readonly rows: Map<string, Row>;
  whole: boolean;
  run: string;
  at: Instant;
  error: string | undefined;
}

/** `moments`: of each record, read already. */
export function machinesOf(records: readonly QueryRecord[], moments: ReadonlyMap<QueryRecord, Instant>): readonly Machine[] {
  const when = (record: QueryRecord): Instant => moments.get(record) as Instant;
  const hosts = Map.groupBy(records, ({ host }) => host);
  return [...hosts].map(([host, all]) => {
    // A log may be put together of several files: what came later decides.
    const sorted = all.map((record, i) => ({ record, i })).sort((a, b) => when(a.record) - when(b.record) || a.i - b.i);
    const states = new Map<string, State>();
    for (const { record } of sorted) take(record, when(record), states);
    return {
      host,
      words: [...new Set(all.flatMap(({ words }) => words))].slice(0, 10),
      answers: [...states].map(([query, { rows, whole, at, error }]) => {
        const list = [...rows.values()];
        return { sort: sortOf(query, list), rows: list, whole, at, ...(error === undefined ? {} : { error }) };
      }),
      seen: sorted.map(({ record }) => when(record)).reduce((most, at) => (at > most ? at : most)),
    };
  });
}

function take(record: QueryRecord, at: Instant, states: Map<string, State>): void {
  const known = states.get(record.query);
  const state = known ?? { rows: new Map(), whole: false, run: '\u0000', at, error: undefined };
  states.set(record.query, state);
  if (record.error !== undefined) {
    state.error = record.error;
    return;
  }
  state.error = undefined;
  if (record.kind === 'whole' || (record.first && record.run !== state.run)) {
    state.rows.clear();
    state.whole = true;
  }
  state.run = record.run;
  state.at = at;
  for (const row of record.removed) state.rows.delete(keyOf(row));
  for (const row of record.added) state.rows.set(keyOf(row), row);
}

function keyOf(row: Row): string {
  return JSON.stringify([...row].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortOf(query: string, rows: readonly Row[]): Sort | undefined {
  const name = query.toLowerCase();
  // Who the administrators are has the columns of any list of people: only its name tells.
  if (/(?:^|[^a-z])(?:local_?|non_?default_?)?admin(?:s|istrators|_users|_accounts|_group_members)?(?:$|[^a-z])/.test(name.replaceAll('-', '_')))
    return 'admins';
  const has = (column: string) => rows.some((row) => row.has(column));
  if (has('protection_status')) return 'bitlocker';
  if (has('encrypted') || has('filevault_status')) return 'disks';
  if (has('assessments_enabled')) return 'gatekeeper';
  if (has('client_mode')) return 'santa';
  if (has('enrolled')) return 'managed';
  if (has('port') && (has('pid') || has('address'))) return 'ports';
  if (has('hardware_serial') || (has('version') && (has('major') || has('build_platform') || has('platform')))) return 'system';
  if (/disk_?encryption|filevault|luks/.test(name)) return 'disks';
  if (/bitlocker/.test(name)) return 'bitlocker';
  if (/gatekeeper/.test(name)) return 'gatekeeper';
  if (/(?:^|[_/])mdm/.test(name)) return 'managed';
  return undefined;
}
