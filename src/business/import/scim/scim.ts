import { type Digest, Instant, type Json } from '../../../core/index.ts';
import type { ImportContext, Kept } from '../../../evidence/import/index.ts';
import { momentOf } from '../../../evidence/import/moment.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { Discovery } from '../../inventory/model.ts';
import { aliasesOf, attributesOf, bookOf, keyOf } from '../discovery/book.ts';
import { type Fields, isFields, listOf, text, truth } from '../discovery/json.ts';
import { unmapped } from '../discovery/unmapped.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';
import { attribute, type Pages, type Resource, readPages } from './pages.ts';

const MEDIA_TYPE = 'application/scim+json';
const LOOKED_AT = 256 * 1024;

/**
 * Users and groups of a SCIM 2.0 service (RFC 7643, RFC 7644). The items are the resources. They go to the inventory alone: who should have an account is known to
 * a list of staff, and not to the service.
 */
export const scim: BusinessImporter = {
  format: 'scim',
  about: 'SCIM 2.0 answers: ListResponses of users and groups, one, a list of pages, or one a line',
  recognises: (source) => {
    const start = source.slice(0, LOOKED_AT);
    return /^\ufeff?\s*[[{]/.test(start) && /urn:ietf:params:scim:(?:api:messages:2\.0:ListResponse|schemas:core:2\.0:(?:User|Group))/i.test(start);
  },
  read: (source, context, mapping) => unmapped(read(source, context), mapping),
};

function read(source: string, context: ImportContext): BusinessImported {
  refuseNul(source, context.file);
  const pages = readPages(source, context.file);
  const assumed = new Set<string>();
  // `meta.lastModified` is when a resource was changed, and says nothing of when the service was asked.
  const at = momentOf(undefined, 'when the service was asked', context, assumed);
  const system = systemOf(pages, context);
  if (pages.partial.user !== undefined) assumed.add(`of the users ${pages.partial.user}: none counts as gone`);
  if (pages.partial.group !== undefined && pages.resources.some(({ sort }) => sort === 'group'))
    assumed.add(`of the groups ${pages.partial.group}: none counts as gone`);
  if (context.whole !== true && (pages.partial.user === undefined || pages.partial.group === undefined))
    assumed.add('no answer says whether the question was filtered: nothing counts as gone, unless --whole or joins.yaml says that it was not');
  const { discovery, carried, unclaimed } = discovered(pages, system, at, context);
  return {
    format: scim.format,
    carried,
    items: pages.resources.length + pages.others.length,
    evidence: [],
    mapped: [],
    unclaimed,
    unknownSubjects: [],
    lost: lostOf(pages.resources),
    assumed: [...assumed],
    withheld: [],
    discovered: discovery,
  };
}

/** The service that was asked: what the command says, the host of a resource's own address, or the only identity provider of the map. */
function systemOf({ resources }: Pages, { subject, kinds }: ImportContext): string {
  if (subject !== undefined) return subject;
  for (const { fields } of resources.slice(0, 100)) {
    const meta = attribute(fields, 'meta');
    const host = isFields(meta) ? /^https?:\/\/([A-Za-z0-9.:-]{1,253})\//.exec(text(attribute(meta, 'location')) ?? '')?.[1] : undefined;
    if (host !== undefined) return host.toLowerCase();
  }
  const [only, ...others] = [...(kinds ?? [])].filter(([, kind]) => kind === 'identity-provider');
  return only !== undefined && others.length === 0 ? only[0] : 'unnamed';
}

const ADMIN = /\badmin|administrator|\broot\b|\bowner\b|super ?user|privileg/i;

function discovered(
  { resources, others, partial }: Pages,
  system: string,
  at: Instant,
  context: ImportContext,
): { readonly discovery: Discovery; readonly carried: number; readonly unclaimed: readonly Kept[] } {
  const book = bookOf(context.file);
  const unclaimed: Kept[] = others.map(({ at: place, sort }) => ({
    at: place,
    why: `it is of the sort "${worded(sort, 80)}", and neither a user nor a group`,
    item: {},
  }));
  let carried = 0;
  const scope = { user: `scim:${system}/users`, group: `scim:${system}/groups`, role: `scim:${system}/roles` };
  const provider = keyOf('provider', system);
  book.thing({ key: provider, kind: 'identity-provider', name: worded(system, 300), scope: `scim:${system}` });
  const keyFor = ({ sort, id }: Pick<Resource, 'sort' | 'id'>) => keyOf(sort, id);
  const repeated = new Set<string>();
  for (const resource of resources) {
    const key = keyFor(resource);
    if (repeated.has(key)) {
      unclaimed.push({ at: resource.at, why: 'another has the same id', item: {} });
      continue;
    }
    repeated.add(key);
    carried += 1;
    if (resource.sort === 'user') userInto(book, resource, key, { scope, provider });
    else groupInto(book, resource, key, scope.group);
  }
  const whole = [...(partial.user === undefined ? [scope.user, scope.role] : []), ...(partial.group === undefined ? [scope.group] : [])];
  const there = [
    ...(resources.some(({ sort }) => sort === 'user') ? [scope.user] : []),
    ...(resources.some(({ sort }) => sort === 'group') ? [scope.group] : []),
  ];
  const uncovered = there.filter((each) => !whole.includes(each));
  return {
    carried,
    unclaimed,
    discovery: {
      assay: 'discovery/1',
      format: scim.format,
      source: worded(`scim ${system}`, 300),
      observedAt: Instant.format(at),
      // An answer to a narrow question has a total too, and it is that of the answer (RFC 7644 section 3.4.2).
      scopes: context.whole === true ? whole : [],
      ...(context.whole === true || whole.length === 0 ? {} : { ifWhole: whole }),
      ...(uncovered.length === 0 ? {} : { uncovered }),
      things: book.things(),
      relations: book.relations(),
      raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
    },
  };
}

function userInto(
  book: ReturnType<typeof bookOf>,
  { fields, id }: Resource,
  key: string,
  { scope, provider }: { readonly scope: { readonly user: string; readonly role: string }; readonly provider: string },
): void {
  const emails = listOf(attribute(fields, 'emails')).flatMap((each) => (isFields(each) ? (text(attribute(each, 'value')) ?? []) : []));
  const roles = [...valuesOf(attribute(fields, 'roles')), ...valuesOf(attribute(fields, 'entitlements'))].slice(0, 200);
  const enterprise = Object.entries(fields).find(([name]) => name.toLowerCase() === 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:user')?.[1];
  const extra = isFields(enterprise) ? enterprise : {};
  book.thing({
    key,
    kind: 'account',
    name: worded(text(attribute(fields, 'userName')) ?? text(attribute(fields, 'displayName')) ?? id, 400),
    scope: scope.user,
    ...aliasesOf([...emails, text(attribute(fields, 'externalId'))]),
    ...attributesOf({
      active: truth(attribute(fields, 'active')),
      lastUsed: lastSignIn(fields),
      type: text(attribute(fields, 'userType')),
      employee: text(attribute(extra, 'employeeNumber')),
      roles: roles.join(', '),
      ...(roles.some((role) => ADMIN.test(role)) ? { admin: true } : {}),
    }),
  });
  for (const role of roles) {
    const roleKey = keyOf('role', role);
    book.thing({ key: roleKey, kind: 'role', name: worded(role, 300), scope: scope.role });
    book.relation({ from: key, to: roleKey, power: 'member' });
    if (ADMIN.test(role)) book.relation({ from: roleKey, to: provider, power: 'administers' });
  }
  for (const each of listOf(attribute(fields, 'groups'))) {
    const group = isFields(each) ? text(attribute(each, 'value')) : undefined;
    if (group !== undefined) book.relation({ from: key, to: keyOf('group', group), power: 'member' });
  }
}

function groupInto(book: ReturnType<typeof bookOf>, { fields, id }: Resource, key: string, scope: string): void {
  book.thing({ key, kind: 'group', name: worded(text(attribute(fields, 'displayName')) ?? id, 400), scope });
  for (const each of listOf(attribute(fields, 'members'))) {
    if (!isFields(each)) continue;
    const member = text(attribute(each, 'value'));
    const nested = /group/i.test(`${text(attribute(each, 'type')) ?? ''} ${text(attribute(each, '$ref')) ?? ''}`);
    if (member !== undefined) book.relation({ from: keyOf(nested ? 'group' : 'user', member), to: key, power: 'member' });
  }
}

/** The values of an attribute with many, as the standard has it and as services simplify it. */
function valuesOf(value: Json | undefined): readonly string[] {
  const list = Array.isArray(value) ? listOf(value) : value === undefined || value === null ? [] : [value];
  return list.flatMap((each) => (isFields(each) ? (text(attribute(each, 'value')) ?? text(attribute(each, 'display')) ?? []) : (text(each) ?? [])));
}

/** No attribute of the standard says it: services have it in an extension of theirs. */
function lastSignIn(fields: Fields): string | undefined {
  const names = ['lastLogin', 'lastLoginAt', 'lastLoginDate', 'lastSignIn', 'lastSignInDateTime', 'lastLoginTime'];
  const extensions = Object.entries(fields).flatMap(([name, value]) => (name.toLowerCase().startsWith('urn:') && isFields(value) ? [value] : []));
  for (const each of [fields, ...extensions]) for (const name of names) if (text(attribute(each, name)) !== undefined) return text(attribute(each, name));
  return undefined;
}

const CARRIED = new Set([
  'schemas',
  'id',
  'username',
  'displayname',
  'externalid',
  'active',
  'usertype',
  'emails',
  'roles',
  'entitlements',
  'groups',
  'members',
]);

/** Which attributes were lost; of people, so that no value is shown. */
function lostOf(resources: readonly Resource[]): BusinessImported['lost'] {
  const counts = new Map<string, number>();
  for (const { fields } of resources)
    for (const name of Object.keys(fields)) {
      if (CARRIED.has(name.toLowerCase())) continue;
      const field = counts.has(name) || counts.size < 300 ? name : '…';
      counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  return [...counts].map(([field, count]) => ({ field: `Resources[].${worded(field, 200)}`, count, sample: '…' }));
}
