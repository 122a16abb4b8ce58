import { type Digest, Instant } from '../../../core/index.ts';
import { csv } from '../../../evidence/import/csv.ts';
import type { ImportContext, Kept } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { resolveSubject } from '../../../evidence/import/resolve.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery } from '../../inventory/model.ts';
import { aliasesOf, attributesOf, bookOf, keyOf } from '../discovery/book.ts';
import { counted, type Teller, tellerOf } from '../discovery/told.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { DECIDING, isPeople, PEOPLE_COLUMNS, type PeopleColumn } from './columns.ts';
import { factorCell, factorsOf } from './factor.ts';
import { type Person, personOf } from './person.ts';
import { beside, lacksLeavers, type Staff } from './staff.ts';
import { columnsOf, emptyTable, isoOf, nameless, readTable, type Table, type TableRow } from './table.ts';

const MEDIA_TYPE = 'text/csv';
const MOST_FIGURES = 5000;

/** Tables of people and their accounts, of whichever office system. The items are the rows. Names stay in the inventory: statements have counts. */
export const people: BusinessImporter = {
  format: 'people',
  about: 'CSV of people or accounts (account, active, left, admin, factor, shared …), by the words of its columns in English or German',
  recognises: (text) => isPeople(columnsOf(text, PEOPLE_COLUMNS)),
  // Who writes down which column means what is believed, whatever the columns are called.
  read: (text, context, mapping) => (mapping === undefined ? read(text, context) : csv.read(text, context, mapping)),
};

/** The same importer, beside lists of people: accounts are compared with them, and the lists by themselves say nothing of any account. */
export function peopleBeside(staff: Staff): BusinessImporter {
  return {
    ...people,
    read(text, context, mapping) {
      if (mapping !== undefined) return people.read(text, context, mapping);
      if (staff.digests.has(context.digest)) return listed(text, context);
      return lacksLeavers(text) ? read(text, context, staff) : read(text, context);
    },
  };
}

function listed(text: string, context: ImportContext): BusinessImported {
  refuseNul(text, context.file);
  const { rows, others } = readTable(text, context.file, PEOPLE_COLUMNS, DECIDING);
  if (rows.length === 0) throw emptyTable(context.file);
  return {
    format: people.format,
    carried: rows.length,
    items: rows.length,
    evidence: [],
    mapped: [],
    unclaimed: [],
    unknownSubjects: [],
    lost: lostColumns(others, rows.length),
    assumed: ['a list of people: the accounts of the other files were compared with it, and it is not kept'],
    compared: true,
  };
}

function lostColumns(others: readonly string[], count: number): BusinessImported['lost'] {
  return others.map((field) => ({ field: `[].${worded(field, 200) || '(no name)'}`, count, sample: '…' }));
}

type Row = TableRow<PeopleColumn>;

function read(text: string, context: ImportContext, staff?: Staff): BusinessImported {
  refuseNul(text, context.file);
  const own = readTable(text, context.file, PEOPLE_COLUMNS, DECIDING);
  if (own.rows.length === 0) throw emptyTable(context.file);
  const assumed = new Set<string>();
  const table = staff === undefined ? own : beside(own, staff);
  if (staff !== undefined) assumed.add('who has left was taken from the list of people that was given with it, by number or mail address');
  const at = momentFor(table, context, assumed, staff?.observed);
  const teller = tellerOf(context, `a table of ${table.has('account') ? 'accounts' : 'people'}`, MEDIA_TYPE, own.content());
  const persons = table.rows.map((row) => personOf(row, table, context, assumed, staff));
  const subject = systemOf(context, assumed);
  tellOfLeavers(persons, table, subject, { at, teller, context, assumed });
  tellOfShared(persons, table, subject, { at, teller });
  tellOfFactors(persons, table, { at, teller, context });
  const { discovery, carried, unclaimed } = discovered(persons, table, subject, at, context);
  return {
    format: people.format,
    carried,
    items: table.rows.length,
    ...teller.end(),
    unclaimed,
    unknownSubjects: [],
    lost: lostColumns(table.others, table.rows.length),
    assumed: [...assumed],
    ...(discovery === undefined ? {} : { discovered: discovery }),
  };
}

/** The oldest of the moments that the rows say they are of. */
function momentFor(table: Table<PeopleColumn>, context: ImportContext, assumed: Set<string>, more: readonly string[] = []): Instant {
  const cells = [...table.rows.map((row) => row.cell('observed')).filter((cell) => cell !== ''), ...more];
  const texts = new Set(cells.map(isoOf));
  if (texts.size === 0) return momentOf(undefined, 'the moment of the table', context, assumed);
  return [...texts]
    .slice(0, 1000)
    .map((each) => nameless(() => momentOf(each, 'the moment of the rows', context, assumed)))
    .reduce((least, each) => (each < least ? each : least));
}

/** The system whose accounts these are. */
function systemOf({ subject, kinds }: ImportContext, assumed: Set<string>): string | undefined {
  if (subject !== undefined) return kinds?.get(subject) === 'role' ? onlyProvider(kinds, assumed) : subject;
  return onlyProvider(kinds, assumed);
}

function onlyProvider(kinds: ImportContext['kinds'], assumed: Set<string>): string | undefined {
  const [only, ...others] = [...(kinds ?? [])].filter(([, kind]) => kind === 'identity-provider');
  if (only === undefined || others.length > 0) return undefined;
  assumed.add(`the accounts were taken for those of "${only[0]}", the only part of kind identity-provider on the map`);
  return only[0];
}

interface Telling {
  readonly at: Instant;
  readonly teller: Teller;
}

function tellOfLeavers(
  persons: readonly Person[],
  table: Table<PeopleColumn>,
  subject: string | undefined,
  { at, teller, context, assumed }: Telling & { readonly context: ImportContext; readonly assumed: Set<string> },
): void {
  if (subject === undefined || !table.has('left')) return;
  const claim = 'identity.leavers-removed';
  const from = 'the columns left and active';
  const gone = persons.filter(({ left }) => typeof left === 'object' && left.at <= context.now);
  if (table.has('active') || table.has('inactive')) {
    const kept = gone.filter(({ active }) => active === true);
    if (kept.length > 0)
      teller.say(subject, claim, false, {
        at,
        from,
        items: persons.length,
        finding: { id: 'leaver-with-account', title: `${counted(kept.length, 'active account')} of people who have left`, severity: 'high' },
      });
    else {
      const unread = persons.filter(({ left }) => left === 'unread').length;
      const unsaid = persons.filter(({ active, left }) => active === undefined && left !== 'none').length;
      const usable = persons.filter(({ active }) => active !== false);
      const several = usable.filter(({ stray }) => stray === 'several').length;
      const nobodys = usable.filter(({ stray }) => stray === 'nobody').length;
      const why =
        several > 0
          ? `${counted(several, 'account')} may belong to several people of the list`
          : nobodys > 0
            ? `${counted(nobodys, 'account')} that ${nobodys === 1 ? 'is' : 'are'} not off ${nobodys === 1 ? 'belongs' : 'belong'} to nobody on the list of people`
            : unread > 0
              ? `of ${counted(unread, 'row')} the day of leaving cannot be read`
              : unsaid > 0
                ? `of ${counted(unsaid, 'account')} of people who leave the table does not say whether it is active`
                : gone.length === 0
                  ? 'the table names nobody who has left, so that it may not be kept'
                  : undefined;
      if (why !== undefined) teller.withhold(subject, claim, why);
      else teller.say(subject, claim, true, { at, from, items: persons.length });
    }
  }
  const times = persons.flatMap(({ left, removed }) =>
    typeof left === 'object' && typeof removed === 'object' && removed.at <= context.now && left.at <= context.now
      ? [{ left: left.at, removed: removed.at }]
      : [],
  );
  for (const { left, removed } of times.slice(0, MOST_FIGURES))
    teller.figure(subject, 'identity.removal-latency', durationText(Math.max(0, removed - left)), {
      at: removed,
      from: 'the columns left and removed',
      items: 1,
    });
  if (times.length > MOST_FIGURES) assumed.add(`of ${times.length} removals the first ${MOST_FIGURES} are stated`);
}

function tellOfShared(persons: readonly Person[], table: Table<PeopleColumn>, subject: string | undefined, { at, teller }: Telling): void {
  if (subject === undefined || !(table.has('shared') || table.has('type')) || !(table.has('admin') || table.has('role'))) return;
  const claim = 'admin.no-shared-accounts';
  const from = 'the columns shared and admin';
  // An account of which the table does not say that it is off may be used.
  const usable = persons.filter(({ active }) => active !== false);
  const bad = usable.filter(({ admin, shared }) => admin === true && shared === true);
  if (bad.length > 0) {
    teller.say(subject, claim, false, {
      at,
      from,
      items: persons.length,
      finding: { id: 'shared-administrator', title: `${counted(bad.length, 'administrator account')} shared by several people`, severity: 'high' },
    });
    return;
  }
  const unsaid = usable.filter(({ admin, shared }) => admin === undefined || (admin && shared === undefined)).length;
  if (unsaid > 0) teller.withhold(subject, claim, `of ${counted(unsaid, 'account')} the table does not say whether it administers, or whether it is shared`);
  else if (!usable.some(({ admin }) => admin === true)) teller.withhold(subject, claim, 'the table has no administrator');
  else teller.say(subject, claim, true, { at, from, items: persons.length });
}

/** Of each role that the rows name, or of the one that the command names. */
function tellOfFactors(persons: readonly Person[], table: Table<PeopleColumn>, { at, teller, context }: Telling & { readonly context: ImportContext }): void {
  if (!table.has('factor')) return;
  const claim = 'identity.phishing-resistant';
  const named = context.subject !== undefined && isRole(context.subject, context) ? context.subject : undefined;
  const groups = Map.groupBy(persons, ({ row }) => {
    const role = row.cell('role');
    const known = role === '' ? undefined : resolveSubject(role, context);
    return (known !== undefined && isRole(known, context) ? known : named) ?? '';
  });
  for (const [role, all] of groups) {
    if (role === '') continue;
    const usable = all.filter(({ active }) => active !== false);
    if (usable.length === 0) continue;
    const factors = usable.map(({ row }) => factorsOf(factorCell(row.cells('factor'))));
    const weak = factors.filter((each) => each.includes('phishable') && !each.includes('resistant')).length;
    const mixed = factors.filter((each) => each.includes('phishable') && each.includes('resistant')).length;
    const unsaid = factors.filter((each) => each.length === 0 || (!each.includes('phishable') && each.includes('said'))).length;
    const members = new Set(usable.map(({ row }) => whoIs(row))).size;
    const total = context.populations?.get(role) ?? 1;
    if (weak > 0)
      teller.say(role, claim, false, {
        at,
        from: 'the column of factors',
        items: usable.length,
        finding: {
          id: 'phishable-factor',
          title: `${weak} of ${counted(usable.length, 'account')} sign in with a factor that can be phished, or with none`,
          severity: 'high',
        },
      });
    else if (unsaid > 0) teller.withhold(role, claim, `of ${counted(unsaid, 'account')} the table does not say which factor it uses`);
    else if (mixed > 0) teller.withhold(role, claim, `${counted(mixed, 'account')} have a factor beside it that can be phished`);
    else
      teller.say(role, claim, true, {
        at,
        from: 'the column of factors',
        items: usable.length,
        ...(total > 1 ? { population: { total, seen: Math.min(total, members), query: 'active accounts of the table' } } : {}),
      });
  }
}

function isRole(subject: string, { kinds }: ImportContext): boolean {
  return kinds?.get(subject) === 'role';
}

function whoIs(row: Row): string {
  return (row.cell('person') || row.cell('account') || row.cell('mail') || row.cell('name') || row.at).toLowerCase();
}

function discovered(
  persons: readonly Person[],
  table: Table<PeopleColumn>,
  subject: string | undefined,
  at: Instant,
  context: ImportContext,
): { readonly discovery: Discovery | undefined; readonly carried: number; readonly unclaimed: readonly Kept[] } {
  const book = bookOf(context.file);
  const unclaimed: Kept[] = [];
  let carried = 0;
  const system = worded(subject ?? 'accounts', 300);
  const scope = `accounts:${system}`;
  // A list of people is no list of accounts: it says who has left, and of nobody what they may sign in to.
  const accounts = table.has('account') || table.has('active') || table.has('inactive') || table.has('admin');
  if (accounts)
    book.thing({
      key: keyOf('system', system),
      kind: context.kinds?.get(system) === 'identity-provider' ? 'identity-provider' : 'system',
      name: system,
      scope: `system:${system}`,
    });
  for (const person of persons) {
    const { row, active, admin, shared, stray } = person;
    const name = row.cell('account') || row.cell('mail') || row.cell('person') || row.cell('name');
    const key = keyOf('account', name.toLowerCase());
    if (!accounts) {
      carried += 1;
      continue;
    }
    if (name === '' || book.has(key)) {
      unclaimed.push({ at: row.at, why: name === '' ? 'the row names nobody' : 'another row has the same account', item: {} });
      continue;
    }
    carried += 1;
    book.thing({
      key,
      kind: 'account',
      name: worded(name, 400),
      scope,
      ...aliasesOf([row.cell('mail')]),
      ...attributesOf({
        active,
        admin,
        shared,
        lastUsed: row.cell('lastSignIn'),
        mfa: row.cell('factor'),
        left: row.cell('left'),
        role: row.cell('role'),
        owner: stray === undefined ? undefined : stray === 'nobody' ? 'not on the list of people' : 'several on the list of people',
      }),
    });
    if (admin === true && active !== false) book.relation({ from: key, to: keyOf('system', system), power: 'administers' });
  }
  if (!accounts) return { discovery: undefined, carried, unclaimed };
  return {
    carried,
    unclaimed,
    discovery: {
      assay: 'discovery/1',
      format: people.format,
      source: worded(`people ${system}`, 300),
      observedAt: Instant.format(at),
      // A table does not say what was left out of it; who names the system says that these are its accounts.
      scopes: context.subject !== undefined && context.subject === subject ? [scope] : [],
      things: book.things(),
      relations: book.relations(),
      raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
    },
  };
}

function durationText(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (minutes === 0) return 'PT0M';
  const time = `${hours === 0 ? '' : `${hours}H`}${rest === 0 ? '' : `${rest}M`}`;
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
}
