import { Digest, Instant, type Json, Refused } from '../../../core/index.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { refuseMany, tooMany } from '../discovery/book.ts';
import { type Fields, isFields, listOf, own, text } from '../discovery/json.ts';
import { businessImportFaults } from '../faults.ts';
import { readDocuments } from '../posture/documents.ts';

// What osquery and the servers that gather from it write: lines of the results log (one change, a batch of changes, a snapshot), what a machine posts to a logger or as
// the answer to an ad-hoc question, reports and answers of Fleet, and the JSON of the shell. The machines wrote these themselves, and their names are their owners'.

const MOST_ROWS = 1_000_000;

export type Row = ReadonlyMap<string, string>;

/** One thing that was written of one question at one machine. */
export interface QueryRecord {
  readonly at: string;
  readonly host: string;
  /** Other words for the machine. */
  readonly words: readonly string[];
  readonly query: string;
  /** `whole`: all rows that there are. Otherwise a change of what there was. */
  readonly kind: 'whole' | 'change';
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
  /** The run that it belongs to; `first`: the run that lists all rows. */
  readonly run: string;
  readonly first: boolean;
  readonly moment: string | undefined;
  /** Why the question has no answer. */
  readonly error?: string;
}

export interface Records {
  readonly records: readonly QueryRecord[];
  /** Lines that are no answer to anything. */
  readonly others: readonly { readonly at: string; readonly why: string }[];
}

/** Throws `Refused` (ASSAY-JSON-001 to -006; ASSAY-IMPORT-001; ASSAY-BIMPORT-011, -013). */
export function readRecords(source: string, file: string): Records {
  refuseMany(source, file);
  const documents = readDocuments(source, file);
  const records: QueryRecord[] = [];
  const others: { at: string; why: string }[] = [];
  let rows = 0;
  const add = (record: QueryRecord) => {
    rows += record.added.length + record.removed.length;
    if (rows > MOST_ROWS) throw tooMany(file, MOST_ROWS, 'rows');
    records.push(record);
  };
  documents.values.forEach((value, i) => {
    const at = documents.at(i);
    if (!isFields(value)) throw notOsquery(file);
    const found = read(value, at);
    if (found === undefined) throw notOsquery(file);
    for (const each of found) {
      if ('why' in each) others.push(each);
      else add(each);
    }
  });
  if (records.length + others.length === 0) throw empty(file);
  return { records, others };
}

type Found = QueryRecord | { readonly at: string; readonly why: string };

function read(value: Fields, at: string): readonly Found[] | undefined {
  const data = own(value, 'data');
  if (Array.isArray(data)) return listOf(data).flatMap((each, i) => (isFields(each) ? (read(each, `${at}.data[${i}]`) ?? []) : []));
  const results = own(value, 'results');
  if (Array.isArray(results)) return report(value, results as readonly Json[], at);
  const queries = own(value, 'queries');
  if (isFields(queries)) return answers(value, queries, at);
  if (own(value, 'severity') !== undefined && own(value, 'message') !== undefined) return status(value, at);
  const name = text(own(value, 'name'));
  const logged = ['action', 'snapshot', 'diffResults'].some((key) => own(value, key) !== undefined);
  if (name !== undefined && logged) return [line(value, name, at)];
  const columns = ['host_hostname', 'host_display_name', 'host_name', ...DISTINCT];
  return columns.some((key) => own(value, key) !== undefined) ? [flat(value, at)] : undefined;
}

/** Columns by which rows of the shell are known for what they are. */
const DISTINCT = ['encrypted', 'protection_status', 'assessments_enabled', 'enrolled', 'filevault_status', 'client_mode', 'build_platform', 'hardware_serial'];

/** A line of the results log. */
function line(value: Fields, name: string, at: string): QueryRecord {
  const base = { at, query: name, ...hostOf(value), moment: momentText(value), ...runOf(value) };
  const snapshot = own(value, 'snapshot');
  if (Array.isArray(snapshot)) return { ...base, kind: 'whole', added: rowsOf(snapshot as readonly Json[]), removed: [] };
  const batch = own(value, 'diffResults');
  if (isFields(batch)) return { ...base, kind: 'change', added: rowsOf(listOf(own(batch, 'added'))), removed: rowsOf(listOf(own(batch, 'removed'))) };
  const columns = own(value, 'columns');
  const rows = isFields(columns) ? rowsOf([columns]) : [];
  const action = text(own(value, 'action'));
  if (action === 'removed') return { ...base, kind: 'change', added: [], removed: rows };
  if (action === 'added') return { ...base, kind: 'change', added: rows, removed: [] };
  return {
    ...base,
    kind: action === 'snapshot' ? 'whole' : 'change',
    added: rows,
    removed: [],
    ...(action === 'snapshot' ? {} : { error: 'it says neither added nor removed' }),
  };
}

/** What a machine posts as the answer to ad-hoc questions. */
function answers(value: Fields, queries: Fields, at: string): readonly Found[] {
  const statuses = own(value, 'statuses');
  const host = hostOf(value);
  return Object.entries(queries).map(([query, rows]): Found => {
    if (!Array.isArray(rows)) return { at: `${at}.queries.${query.slice(0, 100)}`, why: 'it is a question, and no answer' };
    const status = isFields(statuses) ? own(statuses, query) : undefined;
    const failed = status !== undefined && String(status) !== '0';
    return {
      at: `${at}.queries.${query.slice(0, 100)}`,
      query,
      ...host,
      kind: 'whole',
      added: rowsOf(rows as readonly Json[]),
      removed: [],
      run: '',
      first: true,
      moment: momentText(value),
      ...(failed ? { error: 'the question failed at the machine' } : {}),
    };
  });
}

/** A report of Fleet: rows of many machines, each with the moment of its own. */
function report(value: Fields, results: readonly Json[], at: string): readonly Found[] {
  const query = text(own(value, 'query_name')) ?? text(own(value, 'name')) ?? '';
  return results.flatMap((each, i) => (isFields(each) ? [{ ...flat(each, `${at}.results[${i}]`), ...(query === '' ? {} : { query }) }] : []));
}

/** A row that names its machine beside its columns; one that names none is of the machine that the shell ran on. */
function flat(value: Fields, at: string): QueryRecord {
  const inner = own(value, 'columns');
  const error = text(own(value, 'error'));
  return {
    at,
    query: text(own(value, 'query_name')) ?? '',
    ...hostOf(value),
    // Rows of one answer stand by themselves here, and add to one another.
    kind: 'change',
    added: rowsOf([isFields(inner) ? inner : value]),
    removed: [],
    run: text(own(value, 'last_fetched')) ?? 'one',
    first: true,
    moment: text(own(value, 'last_fetched')) ?? momentText(value),
    ...(error === undefined ? {} : { error: 'the question failed at the machine' }),
  };
}

function status(value: Fields, at: string): readonly Found[] {
  const message = text(own(value, 'message')) ?? '';
  const query = /(?:scheduled|distributed) query:? "?([\w./-]{1,200})"?/i.exec(message)?.[1];
  if (query === undefined || !/error|fail/i.test(message)) return [{ at, why: 'it is about osquery itself' }];
  return [
    {
      at,
      query,
      ...hostOf(value),
      kind: 'change',
      added: [],
      removed: [],
      run: '',
      first: false,
      moment: momentText(value),
      error: 'the question failed at the machine',
    },
  ];
}

function hostOf(value: Fields): Pick<QueryRecord, 'host' | 'words'> {
  const decorations = own(value, 'decorations');
  const places = [value, ...(isFields(decorations) ? [decorations] : [])];
  const words = ['hostIdentifier', 'host_identifier', 'hostname', 'host_hostname', 'host_display_name', 'host_name', 'host_uuid', 'computer_name'].flatMap(
    (key) => places.flatMap((place) => text(own(place, key)) ?? []),
  );
  const key = text(own(value, 'node_key'));
  // The key is a secret of the machine's.
  const host = words[0] ?? (key === undefined ? 'the machine of the file' : `node ${Digest.of(key).slice(7, 19)}`);
  return { host: host.toLowerCase().slice(0, 300), words: [...new Set(words.map((word) => word.slice(0, 300)))] };
}

function runOf(value: Fields): Pick<QueryRecord, 'run' | 'first'> {
  const epoch = own(value, 'epoch');
  const counter = own(value, 'counter');
  return { run: `${String(epoch ?? '')} ${String(counter ?? '')}`, first: counter !== undefined && counter !== null && String(counter) === '0' };
}

/** Seconds since 1970, as a moment; `calendarTime` says the same in a form that depends on the machine. */
function momentText(value: Fields): string | undefined {
  const seconds = own(value, 'unixTime') ?? own(value, 'unix_time');
  const number = typeof seconds === 'number' ? seconds : /^\d{1,12}$/.test(text(seconds) ?? '') ? Number(seconds) : undefined;
  if (number === undefined || !Number.isFinite(number) || number < 0 || number > 253_402_300_799) return seconds === undefined ? undefined : String(seconds);
  return Instant.format(Instant.of(Math.floor(number) * 1000));
}

function rowsOf(values: readonly Json[]): readonly Row[] {
  return values.filter(isFields).map(
    (each) =>
      new Map(
        Object.entries(each)
          .slice(0, 200)
          .map(([key, value]) => [key.toLowerCase(), typeof value === 'string' ? value : value === null ? '' : String(value)] as const),
      ),
  );
}

function notOsquery(file: string): Refused {
  return new Refused(
    importFaults.fault('001', {
      message: `${file} holds something that osquery does not write`,
      file,
      expected: 'lines of the results log (name, hostIdentifier, action or snapshot), answers to questions, or rows with the machine they are of',
      remedy: 'Give the log or the answers as they were written.',
    }),
  );
}

function empty(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} holds no answer of any machine`,
      file,
      expected: 'at least one',
      found: 'none',
      remedy: 'See whether the questions are scheduled, and the machines report.',
    }),
  );
}
