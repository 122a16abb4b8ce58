import { type Digest, Instant } from '../../../core/index.ts';
import { csv } from '../../../evidence/import/csv.ts';
import type { ImportContext, Imported, Kept } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { nearSubjects } from '../../../evidence/import/resolve.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery } from '../../inventory/model.ts';
import { aliasesOf, attributesOf, bookOf, keyOf } from '../discovery/book.ts';
import { counted, type Teller, tellerOf } from '../discovery/told.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { columnsOf, emptyTable, isoOf, nameless, readTable, type Table, type TableRow, yesOrNo } from '../people/table.ts';
import { placer } from '../posture/subject.ts';
import { BACKUP_COLUMNS, type BackupColumn, DECIDING, isBackup } from './columns.ts';
import { digestsOf } from './digest-cell.ts';
import { isRestoreWord } from './restore-word.ts';

const MEDIA_TYPE = 'text/csv';

/** Tables of backup tools: jobs with their last success, and restores that were tried. The items are the rows. */
export const backup: BusinessImporter = {
  format: 'backup',
  about: 'CSV of backup tools: jobs, their last success, tests of restoring and what was compared, by the words of its columns',
  recognises: (text) => isBackup(columnsOf(text, BACKUP_COLUMNS)),
  // Who writes down which column means what is believed, whatever the columns are called.
  read: (text, context, mapping) => (mapping === undefined ? read(text, context) : csv.read(text, context, mapping)),
};

type Row = TableRow<BackupColumn>;

/** A job, or a thing that is backed up where the table has no jobs, with all rows of it. */
interface Job {
  readonly name: string;
  readonly rows: Row[];
}

function read(text: string, context: ImportContext): BusinessImported {
  refuseNul(text, context.file);
  const table = readTable(text, context.file, BACKUP_COLUMNS, DECIDING);
  if (table.rows.length === 0) throw emptyTable(context.file);
  const assumed = new Set<string>();
  const teller = tellerOf(context, 'a table of backups', MEDIA_TYPE, table.content());
  const place = placer(context, backup.format);
  const at = momentFor(table, context, assumed);
  const unknown = new Map<string, number>();
  const aside: Kept[] = [];
  const parts = new Map<string, Row[]>();
  for (const row of table.rows) {
    const words = [row.cell('repository'), row.cell('job'), row.cell('system')].filter((word) => word !== '');
    if (words.length === 0) {
      aside.push({ at: row.at, why: 'the row names neither a job nor a system', item: {} });
      continue;
    }
    const placed = place({
      words: words
        .slice(0, 1)
        .concat(words.includes(row.cell('job')) ? [row.cell('job')] : [])
        .filter((word) => word !== ''),
      kind: 'backup',
      named: worded(words[0] ?? '', 200),
    });
    if ('left' in placed) aside.push({ at: row.at, why: placed.left, item: {} });
    else if ('unknown' in placed) unknown.set(placed.unknown, (unknown.get(placed.unknown) ?? 0) + 1);
    else if (context.kinds !== undefined && context.kinds.get(placed.known) !== 'backup') unknown.set(placed.known, (unknown.get(placed.known) ?? 0) + 1);
    else {
      if (placed.assumed !== undefined && assumed.size < 20) assumed.add(placed.assumed);
      parts.set(placed.known, [...(parts.get(placed.known) ?? []), row]);
    }
  }
  for (const [subject, rows] of parts) {
    const jobs = jobsOf(rows);
    tellOfRestores(subject, jobs, { table, teller, context, assumed });
    tellOfKeeping(subject, rows, { table, teller, at });
  }
  const unknownSubjects: Imported['unknownSubjects'] = [...unknown].map(([name, items], i) => ({
    name,
    items,
    nearest: i < 100 ? nearSubjects(name, context) : [],
  }));
  return {
    format: backup.format,
    carried: table.rows.length - aside.length - unknownSubjects.reduce((sum, { items }) => sum + items, 0),
    items: table.rows.length,
    ...teller.end(),
    unclaimed: aside,
    unknownSubjects,
    lost: table.others.map((field) => ({ field: `[].${worded(field, 200) || '(no name)'}`, count: table.rows.length, sample: '…' })),
    assumed: [...assumed],
    discovered: discovered(table, parts, at, context),
  };
}

/** The oldest of what the rows say they are of, else of their last successes: a table is no younger than what it tells. */
function momentFor(table: Table<BackupColumn>, context: ImportContext, assumed: Set<string>): Instant {
  const column = table.has('observed') ? 'observed' : 'lastSuccess';
  const texts = [...new Set(table.rows.map((row) => isoOf(row.cell(column))).filter((each) => /^\d{4}-/.test(each)))];
  if (texts.length === 0) return momentOf(undefined, 'the moment of the table', context, assumed);
  return texts
    .map((each) => nameless(() => momentOf(each, column === 'observed' ? 'the moment of the rows' : 'the last success', context, assumed)))
    .reduce((least, each) => (each < least ? each : least));
}

function jobsOf(rows: readonly Row[]): readonly Job[] {
  const jobs = new Map<string, Job>();
  for (const row of rows) {
    const name = (row.cell('job') || row.cell('system') || row.cell('repository')).toLowerCase();
    const job = jobs.get(name) ?? { name, rows: [] };
    jobs.set(name, job);
    job.rows.push(row);
  }
  return [...jobs.values()];
}

/** What came of the newest restore of a job. `untold`: nobody compared what was restored, or nobody says how it ended. */
type Restore = { readonly outcome: 'whole' | 'failed'; readonly at: Instant } | { readonly outcome: 'untold' | 'none'; readonly why: string };

interface Telling {
  readonly table: Table<BackupColumn>;
  readonly teller: Teller;
}

function tellOfRestores(
  subject: string,
  jobs: readonly Job[],
  { table, teller, context, assumed }: Telling & { readonly context: ImportContext; readonly assumed: Set<string> },
): void {
  if (!table.has('restored') && !table.has('restoreResult') && !table.has('kind')) return;
  const claim = 'backup.restore-tested';
  const restores = jobs.map((job) => restoreOf(job, table, context, assumed));
  if (restores.every(({ outcome }) => outcome === 'none') && !table.has('restored')) return;
  const failed = restores.flatMap((one) => (one.outcome === 'failed' ? [one] : []));
  const mute = restores.find((one) => one.outcome === 'untold' || one.outcome === 'none');
  const from = 'restores and what was compared';
  const dated = restores.flatMap((one) => ('at' in one ? [one.at] : []));
  const oldest = dated.reduce((least, each) => (each < least ? each : least), dated[0] ?? context.now);
  if (failed.length > 0)
    teller.say(subject, claim, false, {
      at: failed.map((one) => one.at).reduce((least, each) => (each < least ? each : least)),
      from,
      items: jobs.length,
      finding: { id: 'restore-failed', title: `${failed.length} of ${counted(jobs.length, 'job')} could not be restored whole`, severity: 'high' },
    });
  else if (mute !== undefined && 'why' in mute)
    teller.withhold(subject, claim, `of ${restores.filter((one) => 'why' in one).length} of ${counted(jobs.length, 'job')}: ${mute.why}`);
  else teller.say(subject, claim, true, { at: oldest, from, items: jobs.length });
}

function restoreOf({ rows }: Job, table: Table<BackupColumn>, context: ImportContext, assumed: Set<string>): Restore {
  const dated = rows.flatMap((row): { row: Row; at: Instant }[] => {
    const cells = table.has('restored') ? row.cells('restored') : isRestore(row) ? [row.cell('lastSuccess') || row.cell('observed')] : [];
    const days = cells.filter((cell) => cell !== '' && cell !== '-' && yesOrNo(cell) !== false);
    // Of several days that say one thing the oldest counts.
    const [at] = days.map((day) => momentIn(row, day, context, assumed)).sort((one, other) => one - other);
    return at === undefined ? [] : [{ row, at }];
  });
  const newest = dated.reduce<(typeof dated)[number] | undefined>((most, each) => (most === undefined || each.at >= most.at ? each : most), undefined);
  if (newest === undefined) return { outcome: 'none', why: 'no restore with its day is in the table' };
  // Two of one day that differ: the worse counts.
  const same = dated.filter(({ at }) => at === newest.at).map(({ row }) => verdictOf(row, table));
  const bad = same.find((one) => one === 'failed');
  if (bad !== undefined) return { outcome: 'failed', at: newest.at };
  const untold = same.find((one) => one !== 'whole');
  return untold === undefined ? { outcome: 'whole', at: newest.at } : { outcome: 'untold', why: untold };
}

/** Whoever tests restores writes beside it what they like, and names: of a cell that is no moment its place is said, and how long it is. */
function momentIn(row: Row, day: string, context: ImportContext, assumed: Set<string>): Instant {
  return nameless(() => momentOf(isoOf(day), 'the day of the restore', context, assumed, `${row.at}: the day of the restore`));
}

function isRestore(row: Row): boolean {
  return isRestoreWord(row.cell('kind'));
}

/** `whole`, `failed`, or why neither. */
function verdictOf(row: Row, table: Table<BackupColumn>): string {
  const results = row.cells(table.has('restoreResult') ? 'restoreResult' : 'status').map(goodOrBad);
  const digests = digestsIn(row);
  const words = row.cells('compared');
  const compared = words.map((word) => yesOrNo(word) ?? goodOrBad(word));
  if (results.includes(false) || digests === 'differ' || words.some((word) => /mismatch|differ|abweich|ungleich|fail/i.test(word))) return 'failed';
  if (results.length === 0 || results.includes(undefined)) return 'the result of the restore is not given, or by a word that is not known';
  // Who says that nothing was compared is believed, whatever stands in the columns of digests.
  if (compared.includes(false)) return 'what was restored was not compared';
  if (compared.includes(undefined)) return 'whether what was restored was compared is said by a word that is not known';
  if (digests === 'untold') return 'what stands for digests is no two digests of one algorithm';
  return digests === 'agree' || compared.length > 0 ? 'whole' : 'the table does not say that what was restored was compared';
}

/** Of several columns of one side, all of which must agree with all of the other. */
function digestsIn(row: Row): ReturnType<typeof digestsOf> {
  const [expected, found] = [row.cells('expected'), row.cells('found')];
  const pairs = (expected.length === 0 ? [''] : expected).flatMap((one) => (found.length === 0 ? [''] : found).map((other) => digestsOf(one, other)));
  return pairs.find((one) => one === 'differ') ?? pairs.find((one) => one === 'untold') ?? pairs[0] ?? 'none';
}

function goodOrBad(cell: string): boolean | undefined {
  const word = cell.trim().toLowerCase();
  if (
    /^(?:success|successful|succeeded|ok|passed|pass|good|complete|completed|whole|identical|equal|match|matched|matches|yes|true|erfolgreich|erfolg|bestanden|vollst(?:ä|ae)ndig|identisch|gleich|ja)$/.test(
      word,
    )
  )
    return true;
  return /^(?:fail|failed|failure|error|errors|aborted|cancelled|canceled|incomplete|partial|corrupt|mismatch|different|differs|warning|no|false|fehler|fehlgeschlagen|abgebrochen|unvollst(?:ä|ae)ndig|teilweise|abweichend|ungleich|nein)$/.test(
    word,
  )
    ? false
    : undefined;
}

/** Encrypted, and out of reach: only where the table has a column for each. */
function tellOfKeeping(subject: string, rows: readonly Row[], { table, teller, at }: Telling & { readonly at: Instant }): void {
  if (!table.has('encrypted') && !table.has('separate')) return;
  const claim = 'backup.encrypted-and-separate';
  const from = 'the columns encrypted and separate';
  const jobs = rows.filter((row) => !isRestore(row));
  const encrypted = jobs.map((row) => wayOf(row.cells('encrypted')));
  const separate = jobs.map((row) => wayOf(row.cells('separate')));
  const [open, near] = [encrypted.filter((one) => one === false).length, separate.filter((one) => one === false).length];
  if (open + near > 0) {
    const faults = [
      ...(open === 0 ? [] : [`${counted(open, 'job')} not encrypted`]),
      ...(near === 0 ? [] : [`${counted(near, 'job')} without a copy out of reach`]),
    ];
    teller.say(subject, claim, false, { at, from, items: jobs.length, finding: { id: 'backup-keeping', title: faults.join(', '), severity: 'high' } });
  } else if (jobs.length === 0 || encrypted.includes(undefined) || separate.includes(undefined))
    teller.withhold(subject, claim, 'the table does not say of every job that it is encrypted and that a copy is out of reach');
  else teller.say(subject, claim, true, { at, from, items: jobs.length });
}

/** A way of encrypting is a yes: `AES-256`. Of several columns that contradict one another none is believed. */
function wayOf(cells: readonly string[]): boolean | undefined {
  const said = new Set(cells.map((cell) => yesOrNo(cell) ?? (/^(?:aes|chacha|xchacha|gpg|age)\b/i.test(cell) ? true : undefined)));
  return said.size === 1 ? [...said][0] : undefined;
}

function discovered(table: Table<BackupColumn>, parts: ReadonlyMap<string, readonly Row[]>, at: Instant, context: ImportContext): Discovery {
  const book = bookOf(context.file);
  // A job is a piece of the part that its rows were taken for, whatever it is called.
  const partOf = new Map([...parts].flatMap(([part, rows]) => rows.map((row) => [row, part] as const)));
  for (const row of table.rows) {
    const name = row.cell('job') || row.cell('system') || row.cell('repository');
    if (name === '') continue;
    const key = keyOf('backup-job', name.toLowerCase());
    book.thing({
      key,
      kind: 'backup-job',
      name: worded(name, 400),
      scope: 'backup-jobs',
      ...aliasesOf([partOf.get(row) ?? row.cell('repository')]),
      ...attributesOf({
        lastSuccess: row.cell('lastSuccess'),
        status: row.cell('status'),
        size: row.cell('size'),
        restored: row.cell('restored'),
        encrypted: row.cell('encrypted'),
      }),
    });
    const system = row.cell('system');
    if (system === '' || system === name) continue;
    const systemKey = keyOf('system', system.toLowerCase());
    book.thing({ key: systemKey, kind: 'system', name: worded(system, 400), scope: 'backed-up-systems' });
    book.relation({ from: key, to: systemKey, power: 'backs-up' });
  }
  return {
    assay: 'discovery/1',
    format: backup.format,
    source: worded(`backup ${context.subject ?? ''}`, 300),
    observedAt: Instant.format(at),
    // A table does not say what was left out of it.
    scopes: [],
    things: book.things(),
    relations: book.relations(),
    raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
  };
}
