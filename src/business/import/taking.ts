import { type Entering, entering, type Intake, type IntakeAsked, takeIn } from '../../assurance/intake/index.ts';
import { type Fault, type Instant, type Json, Refused } from '../../core/index.ts';
import type { Importer } from '../../evidence/import/index.ts';
import { EVIDENCE_RECORDED, type Evidence, type RecordedEvidence } from '../../evidence/index.ts';
import type { Draft } from '../../ledger/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { INVENTORY_TAKEN } from '../inventory/events.ts';
import type { Joins } from '../inventory/joins.ts';
import type { DiscoveryRead } from '../inventory/view.ts';
import type { TakenEntry } from '../inventory/views.ts';
import { type Discovered, discoveryOf, type Entered, enteredOf } from './entered.ts';
import { joinedBy } from './joined.ts';
import { officeTable, officeTableOf } from './office-table.ts';
import { people, peopleBeside } from './people/people.ts';
import { staffAmong } from './people/staff.ts';

// An import of the office's reports, by one rule for the command line and the server: what is read, what of it is new, and what is appended for it. Reading
// files, keeping them and appending belong to the doors.

export interface OfficeAsked extends Omit<IntakeAsked, 'joined'> {
  readonly joins: Joins;
}

export interface OfficeIntake {
  readonly map: ServiceMap;
  readonly joins: Joins;
  readonly now: Instant;
  readonly intake: Intake;
  readonly discovered: readonly Discovered[];
}

/** Everything is read and checked before anything is entered. Throws `Refused` with the faults of every file (as `takeIn` and `discoveryOf` do). */
export function takeOffice({ joins, ...asked }: OfficeAsked): OfficeIntake {
  const { map, now } = asked;
  const { importers } = asked;
  const intake = takeIn({
    ...asked,
    joined: joinedBy(joins, map),
    ranges: rangesOf(joins),
    ...(importers === undefined ? {} : { importers: besideEachOther(importers, asked) }),
  });
  const faults: Fault[] = [];
  const discovered = intake.sources.flatMap((source): readonly Discovered[] => {
    try {
      return [discoveryOf(source, now) ?? []].flat();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
      return [];
    }
  });
  if (faults.length > 0) throw new Refused(...faults);
  return { map, joins, now, intake, discovered };
}

/** The addresses of each network of the map, as the operator declares them. */
function rangesOf({ networks }: Joins): ReadonlyMap<string, readonly string[]> {
  const ranges = new Map<string, readonly string[]>();
  for (const { part, ranges: own } of networks) ranges.set(part, [...(ranges.get(part) ?? []), ...own]);
  return ranges;
}

/** Tables of accounts are read beside the lists of people that were given with them. */
function besideEachOther(importers: readonly Importer[], { files, format, mapping }: Omit<OfficeAsked, 'joins'>): readonly Importer[] {
  if (mapping !== undefined || files.length < 2 || (format !== undefined && format !== people.format && format !== officeTable.format)) return importers;
  const staff = staffAmong(files);
  if (staff === undefined) return importers;
  const beside = peopleBeside(staff);
  return importers.map((each) => (each === people ? beside : each === officeTable ? officeTableOf(beside) : each));
}

/** What the ledger has already. `before`: what could be read of each entry of `taken`. */
export interface OfficePast {
  readonly taken: readonly TakenEntry[];
  readonly before: readonly DiscoveryRead[];
  readonly recorded: readonly RecordedEvidence[];
}

export interface OfficeDecided {
  readonly entered: Entered;
  readonly entering: Entering;
  /** All that is to be recorded: what the reports say, then what the inventory says of itself. */
  readonly statements: readonly Evidence[];
}

/** Throws `Refused` as `enteredOf` does. */
export function decideOffice({ map, joins, now, intake, discovered }: OfficeIntake, { taken, before, recorded }: OfficePast): OfficeDecided {
  const known = new Set<string>(taken.filter(({ erased }) => erased === undefined).map(({ digest }) => digest));
  const entered = enteredOf(discovered, before, known, { map, joins, now, recorded });
  const own = entering(intake.batch.evidence, recorded, { sources: intake.sources, left: leftBy(joins) });
  return { entered, entering: own, statements: [...own.fresh, ...entered.evidence] };
}

/** What rules name outright and leave aside. */
function leftBy({ rules }: Joins): readonly string[] {
  return rules.flatMap(({ name, says }) => ('leave' in says && !name.includes('*') ? [name] : []));
}

/** The entries of an import, in their order. */
export function officeDrafts(statements: readonly Evidence[], taken: readonly Pick<Entered['taken'][number], 'body'>[]): readonly Draft[] {
  return [
    ...statements.map((body): Draft => ({ type: EVIDENCE_RECORDED, body: body as Json })),
    ...taken.map(({ body }): Draft => ({ type: INVENTORY_TAKEN, body: body as Json })),
  ];
}

/** Digests of the reports that those entries cite: they are kept before the entries are appended. */
export function citedBy(statements: readonly Evidence[], taken: readonly Pick<Entered['taken'][number], 'body'>[]): ReadonlySet<string> {
  return new Set([...statements.map(({ raw }) => raw.digest as string), ...taken.map(({ body }) => body.raw)]);
}
