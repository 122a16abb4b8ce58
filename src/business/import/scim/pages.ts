import { type Json, Refused } from '../../../core/index.ts';
import { importFaults } from '../../../evidence/import/faults.ts';
import { refuseMany, tooMany } from '../discovery/book.ts';
import { type Fields, isFields, listOf, own, text } from '../discovery/json.ts';
import { businessImportFaults } from '../faults.ts';
import { readDocuments } from '../posture/documents.ts';

// Answers of a SCIM 2.0 service (RFC 7644 section 3.4.2): a ListResponse for each page, of users and of groups (RFC 7643), the pages in one file as a list or one a
// line. Names of attributes are compared without regard to case (RFC 7643 section 2.1).

const MOST_RESOURCES = 1_000_000;

export interface Resource {
  readonly at: string;
  readonly sort: 'user' | 'group';
  readonly fields: Fields;
  /** The id, or what else names it. */
  readonly id: string;
}

export interface Pages {
  readonly resources: readonly Resource[];
  /** Resources of other sorts: roles, devices, schemas. */
  readonly others: readonly { readonly at: string; readonly sort: string }[];
  /** Why the file is not the whole of users, or of groups. Absent where it is. */
  readonly partial: { readonly user?: string; readonly group?: string };
}

/** Throws `Refused` (ASSAY-JSON-001 to -006; ASSAY-IMPORT-001, -003; ASSAY-BIMPORT-011, -013). */
export function readPages(source: string, file: string): Pages {
  refuseMany(source, file);
  const documents = readDocuments(source, file);
  const resources: Resource[] = [];
  const others: { at: string; sort: string }[] = [];
  const totals = new Map<'user' | 'group', Set<number>>();
  let seen = 0;
  const take = (value: Json, at: string): 'user' | 'group' | undefined => {
    seen += 1;
    if (seen > MOST_RESOURCES) throw tooMany(file, MOST_RESOURCES, 'resources');
    if (!isFields(value)) throw wrong(file, at, 'a resource', value);
    const sort = sortOf(value);
    if (sort !== 'user' && sort !== 'group') {
      others.push({ at, sort });
      return undefined;
    }
    const id = text(attribute(value, 'id')) ?? text(attribute(value, 'userName')) ?? text(attribute(value, 'displayName'));
    if (id === undefined) throw wrong(file, `${at}.id`, 'the id of the resource', undefined);
    resources.push({ at, sort, fields: value, id });
    return sort;
  };
  documents.values.forEach((value, i) => {
    const at = documents.at(i);
    if (!isFields(value)) throw notScim(file);
    const list = attribute(value, 'Resources');
    if (list === undefined && attribute(value, 'totalResults') === undefined) {
      if (!isResource(value)) throw notScim(file);
      const sort = take(value, at);
      // A resource by itself: nobody says how many there are.
      if (sort !== undefined) totals.set(sort, (totals.get(sort) ?? new Set()).add(Number.POSITIVE_INFINITY));
      return;
    }
    const prefix = at === '' ? 'Resources' : `${at}.Resources`;
    const sorts = new Set(listOf(list).flatMap((each, k) => take(each, `${prefix}[${k}]`) ?? []));
    const total = attribute(value, 'totalResults');
    if (typeof total !== 'number' || !Number.isInteger(total) || total < 0)
      throw wrong(file, `${at === '' ? '' : `${at}.`}totalResults`, 'a whole number', total);
    for (const sort of sorts) totals.set(sort, (totals.get(sort) ?? new Set()).add(sorts.size > 1 ? Number.POSITIVE_INFINITY : total));
  });
  if (seen === 0) throw empty(file);
  const partial = Object.fromEntries(
    (['user', 'group'] as const).flatMap((sort) => {
      const why = partialOf(totals.get(sort), new Set(resources.filter((each) => each.sort === sort).map(({ id }) => id)).size);
      return why === undefined ? [] : [[sort, why] as const];
    }),
  );
  return { resources, others, partial };
}

function partialOf(totals: ReadonlySet<number> | undefined, found: number): string | undefined {
  const [total, ...more] = [...(totals ?? [])];
  if (total === undefined) return 'there is no page of them';
  if (more.length > 0) return 'its pages say different totals';
  if (total === Number.POSITIVE_INFINITY) return 'it does not say how many there are';
  return found < total ? `it has ${found} of ${total}` : undefined;
}

/** A member of an object by its name in any letters. */
export function attribute(fields: Fields, name: string): Json | undefined {
  const exact = own(fields, name);
  if (exact !== undefined) return exact;
  const small = name.toLowerCase();
  const key = Object.keys(fields).find((each) => each.toLowerCase() === small);
  return key === undefined ? undefined : own(fields, key);
}

function isResource(fields: Fields): boolean {
  return listOf(attribute(fields, 'schemas')).some((schema) => /^urn:ietf:params:scim:schemas:/i.test(String(schema)));
}

function sortOf(fields: Fields): string {
  const schemas = listOf(attribute(fields, 'schemas')).map((schema) => String(schema).toLowerCase());
  if (schemas.some((schema) => schema.endsWith(':core:2.0:user') || schema.endsWith(':core:1.0'))) return 'user';
  if (schemas.some((schema) => schema.endsWith(':core:2.0:group'))) return 'group';
  const meta = attribute(fields, 'meta');
  const kind = isFields(meta) ? text(attribute(meta, 'resourceType'))?.toLowerCase() : undefined;
  if (kind !== undefined) return kind;
  if (attribute(fields, 'userName') !== undefined) return 'user';
  return attribute(fields, 'members') === undefined ? 'resource' : 'group';
}

function wrong(file: string, field: string, expected: string, found: Json | undefined): Refused {
  return new Refused(
    importFaults.fault('003', {
      message: `${file} has something else at ${field}`,
      file,
      field,
      expected,
      // What stands here may be of a person.
      found: found === undefined ? 'nothing' : Array.isArray(found) ? 'a list' : typeof found,
      remedy: 'Give the answer as the service sent it.',
    }),
  );
}

function notScim(file: string): Refused {
  return new Refused(
    importFaults.fault('001', {
      message: `${file} is no answer of a SCIM service`,
      file,
      expected: 'a ListResponse of SCIM 2.0 (totalResults, Resources), a list of them, or one a line',
      remedy: 'Ask the service for /Users and /Groups and keep its answers.',
    }),
  );
}

function empty(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} holds no resource`,
      file,
      expected: 'at least one user or group',
      found: 'none',
      remedy: 'See whether whoever asked may read users and groups.',
    }),
  );
}
