import { type Json, Refused } from '../../core/index.ts';
import type { AffectedVersions, RangeEvent, VersionRange } from '../version/model.ts';
import { advisoryFaults } from './faults.ts';
import { type Fields, fieldsOf, listOf, momentOf, proseOf, wordOf, wordsOf } from './field.ts';
import { ADVISORY_LIMITS } from './limits.ts';
import type { Advisory, PackageAffected } from './model.ts';

/**
 * Reads one record of OSV (schema 1.0 to 1.7). What stands in it beside the id may be wrong in places: that is kept in `unread` and in the doubt of each entry, so that a
 * match on it is never a clear no. `field` is where in `file` the record stands. Throws `Refused` (ASSAY-ADVISORY-002) for what has no id.
 */
export function readOsv(record: Json, file: string, field: string): Advisory {
  const fields = fieldsOf(record);
  const id = wordOf(fields?.['id']);
  if (fields === undefined || id === undefined) throw shapeless(file, field);
  const unread: string[] = [];
  const { affected, withdrawn } = fields;
  if (affected !== undefined && affected !== null && !Array.isArray(affected)) unread.push('affected is no list');
  const entries = listOf(affected);
  if (entries.length > ADVISORY_LIMITS.affected) unread.push(`affected has ${entries.length} entries`);
  const taken = withdrawn === undefined || withdrawn === null ? undefined : momentOf(withdrawn);
  // A record that says in words nobody can read that it was taken back is not taken for taken back.
  if (withdrawn !== undefined && withdrawn !== null && taken === undefined) unread.push('withdrawn is no moment');
  const published = momentOf(fields['published']);
  const modified = momentOf(fields['modified']);
  const read = entries.slice(0, ADVISORY_LIMITS.affected).flatMap((entry, i) => affectedOf(entry, i, unread));
  if (taken === undefined && read.length === 0 && unread.length === 0) unread.push('it names no package and no repository');
  return {
    id,
    format: 'osv',
    source: sourceOf(id),
    aliases: wordsOf(fields['aliases'], ADVISORY_LIMITS.aliases),
    upstream: wordsOf(fields['upstream'], ADVISORY_LIMITS.aliases),
    ...(taken === undefined ? {} : { withdrawn: taken }),
    ...(published === undefined ? {} : { published }),
    ...(modified === undefined ? {} : { modified }),
    summary: proseOf(fields['summary']) || proseOf(fields['details']).slice(0, 200),
    vectors: vectorsOf(fields, entries),
    affected: read,
    unread,
  };
}

function shapeless(file: string, field: string): Refused {
  return new Refused(
    advisoryFaults.fault('002', {
      message: `${file} holds something that is no record of OSV`,
      file,
      field,
      expected: 'an object with an id',
      remedy: 'Give the record as its database publishes it.',
    }),
  );
}

/** `GO` of GO-2020-0001, `GHSA` of GHSA-…, `DEBIAN` of DEBIAN-CVE-…: OSV's table of databases goes by what stands before the first hyphen. */
function sourceOf(id: string): string {
  const end = id.indexOf('-');
  return end < 1 ? 'OSV' : id.slice(0, Math.min(end, 40));
}

function vectorsOf(fields: Fields, entries: readonly Json[]): readonly string[] {
  const lists = [fields['severity'], ...entries.slice(0, ADVISORY_LIMITS.severities).map((entry) => fieldsOf(entry)?.['severity'])];
  const vectors = lists.flatMap((list) => listOf(list).flatMap((each) => wordOf(fieldsOf(each)?.['score']) ?? []));
  return [...new Set(vectors)].slice(0, ADVISORY_LIMITS.severities);
}

function affectedOf(entry: Json, i: number, unread: string[]): readonly PackageAffected[] {
  const fields = fieldsOf(entry);
  if (fields === undefined) {
    unread.push(`affected[${i}] is no object`);
    return [];
  }
  const named = fieldsOf(fields['package']);
  const ecosystem = wordOf(named?.['ecosystem']);
  const name = wordOf(named?.['name']);
  const doubts: string[] = [];
  const ranges = rangesOf(fields['ranges'], doubts);
  const listed = listOf(fields['versions']);
  const versions = wordsOf(fields['versions'], ADVISORY_LIMITS.versions);
  if (versions.length !== listed.length) doubts.push('a version of the list is no text, or the list is too long');
  if (fields['versions'] !== undefined && fields['versions'] !== null && !Array.isArray(fields['versions'])) doubts.push('versions is no list');
  const doubt = doubts[0] === undefined ? {} : { doubt: doubts[0] };
  if (doubts[0] !== undefined) unread.push(`affected[${i}]: ${doubts[0]}`);
  const found: PackageAffected[] = [];
  if (ecosystem !== undefined && name !== undefined) {
    // Ranges of commits say in another way what the versions beside them say; alone they are all there is.
    const told = ranges.filter(({ range }) => range.type !== 'GIT');
    const bare = (told.length > 0 || versions.length > 0 ? told : ranges).map(({ range }) => range);
    found.push({ kind: 'package', ecosystem, name, status: 'affected', versions: { ecosystem, ranges: bare, versions }, ...doubt });
  } else if (named !== undefined) unread.push(`affected[${i}].package has no ecosystem or no name`);
  // A repository is a name too: records about C code often have no package. Each stands on its own, with the versions that the entry lists.
  for (const repo of new Set(ranges.flatMap((each) => each.repo ?? []))) {
    const own: AffectedVersions = { ranges: ranges.filter((each) => each.repo === repo).map(({ range }) => range), versions };
    found.push({ kind: 'package', ecosystem: 'GIT', name: repo, status: 'affected', versions: own, ...doubt });
  }
  if (found.length === 0 && named === undefined) unread.push(`affected[${i}] names no package and no repository`);
  return found;
}

interface Ranged {
  readonly range: VersionRange;
  readonly repo?: string;
}

function rangesOf(value: Json | undefined, doubts: string[]): readonly Ranged[] {
  if (value !== undefined && value !== null && !Array.isArray(value)) doubts.push('ranges is no list');
  return listOf(value).flatMap((each): readonly Ranged[] => {
    const fields = fieldsOf(each);
    const type = fields?.['type'];
    if (fields === undefined || (type !== 'SEMVER' && type !== 'ECOSYSTEM' && type !== 'GIT')) {
      doubts.push('a range is of a type that is not known');
      return [];
    }
    const events = listOf(fields['events']).slice(0, ADVISORY_LIMITS.events).map(eventOf);
    const read = events.filter((event) => event !== undefined);
    if (read.length !== listOf(fields['events']).length || read.length === 0) doubts.push('a range has an event that cannot be read');
    const repo = type === 'GIT' ? wordOf(fields['repo']) : undefined;
    return [{ range: { type, events: read }, ...(repo === undefined ? {} : { repo }) }];
  });
}

const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

/** One event of a range: exactly one of four (schema 1.7, 4.2.8). Early records hold two in one object, which are read as two would be. */
function eventOf(value: Json): RangeEvent | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const said = EVENTS.filter((name) => fields[name] !== undefined);
  const [only] = said;
  const version = only === undefined ? undefined : wordOf(fields[only]);
  return said.length === 1 && only !== undefined && version !== undefined ? { [only]: version } : undefined;
}
