import { type Digest, Instant, type Json } from '../../../core/index.ts';
import type { ImportContext } from '../../../evidence/import/index.ts';
import { givenMoment } from '../../../evidence/import/moment.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { Discovery, Power, Relation, Thing } from '../../inventory/model.ts';
import { productOf } from './products.ts';
import type { ScubaReport } from './report.ts';

const MOST_THINGS = 200_000;
type Fields = { readonly [key: string]: Json };

/**
 * What the report lists of the tenant: its products, who and what holds a privileged role, and the applications that the tool calls risky. People are in the
 * discovery alone, which can be erased. A scope is covered only where the commands that fill it succeeded.
 */
export function discovered(report: ScubaReport, context: ImportContext, any: boolean): Discovery | undefined {
  const { MetaData } = report;
  const raw = (report.Raw ?? {}) as Fields;
  const tenant = worded(MetaData.TenantId ?? '', 200);
  if (tenant === '' || !any) return undefined;
  const suite = /google/i.test(MetaData.ProductSuite ?? '') ? 'google-workspace' : 'm365';
  const whole = `${suite}:${tenant}`;
  // Beside those of people and applications, and not above them: a report without these covers none of them.
  const systems = `${whole}/products`;
  const book = bookOf();
  const name = worded(MetaData.DisplayName ?? '', 300) || tenant;
  const domain = worded(MetaData.DomainName ?? '', 300);
  book.thing({
    key: `tenant:${tenant}`,
    kind: 'tenant',
    name,
    scope: systems,
    sourceKind: worded(MetaData.ProductSuite ?? '', 200),
    ...(domain === '' ? {} : { aliases: [domain] }),
  });
  const products = new Map<string, string>();
  for (const product of Object.keys(report.Results)) {
    const { full, kind } = productOf(product);
    const key = `product:${worded(product, 100)}`;
    products.set(product.toLowerCase(), key);
    book.thing({ key, kind: kind === 'identity-provider' ? kind : 'system', name: worded(full, 300), scope: systems, aliases: [worded(product, 100)] });
    book.relation({ from: `tenant:${tenant}`, to: key, power: 'contains' });
  }
  const main = products.get('aad') ?? products.get('commoncontrols') ?? `tenant:${tenant}`;
  const privileged = `${whole}/privileged`;
  const risky = `${whole}/risky-applications`;
  const scopes: string[] = [systems];
  const uncovered: string[] = [];
  const failed = failedCommands(raw);
  const cover = (scope: string, listed: boolean, commands: RegExp) => {
    if (listed) (failed.some((each) => commands.test(each)) ? uncovered : scopes).push(scope);
  };

  const hold = (key: string, role: string) => {
    const title = worded(role, 200);
    if (title === '') return;
    book.thing({ key: `role:${title}`, kind: 'role', name: title, scope: privileged });
    book.relation({ from: key, to: `role:${title}`, power: 'member' });
    book.relation({ from: `role:${title}`, to: productOfRole(title, products) ?? main, power: 'administers', sourceKind: title });
  };
  for (const [id, fields] of keyed(raw['privileged_users'])) {
    const key = `user:${worded(id, 200)}`;
    book.thing({ key, kind: 'account', name: textOf(fields['DisplayName']) || id, scope: privileged, attributes: { admin: true } });
    for (const role of listOf(fields['roles'])) if (typeof role === 'string') hold(key, role);
  }
  for (const [id, fields] of keyed(raw['privileged_service_principals'])) {
    const key = `application:${textOf(fields['AppId']) || worded(id, 200)}`;
    book.thing({ key, kind: 'application', name: textOf(fields['DisplayName']) || key, scope: privileged, attributes: { admin: true } });
    for (const role of listOf(fields['roles'])) if (typeof role === 'string') hold(key, role);
  }
  for (const fields of listOf(raw['super_admins']).filter(isFields)) {
    const mail = textOf(fields['primaryEmail']);
    if (mail === '') continue;
    book.thing({ key: `user:${mail}`, kind: 'account', name: mail, scope: privileged, attributes: { admin: true } });
    hold(`user:${mail}`, 'Super Admin');
  }
  for (const list of ['risky_applications', 'risky_third_party_service_principals'])
    for (const fields of listOf(raw[list]).filter(isFields)) {
      const id = textOf(fields['AppId']);
      if (id === '') continue;
      const key = `application:${id}`;
      book.thing({
        key,
        kind: 'application',
        name: textOf(fields['DisplayName']) || key,
        scope: risky,
        attributes: {
          foreign: list !== 'risky_applications',
          secrets: listOf(fields['PasswordCredentials']).length,
          certificates: listOf(fields['KeyCredentials']).length,
          federated: listOf(fields['FederatedCredentials']).length,
        },
      });
      for (const permission of listOf(fields['Permissions']).filter(isFields)) {
        if (permission['IsAdminConsented'] !== true) continue;
        const right = textOf(permission['RoleDisplayName']);
        book.relation({ from: key, to: productOfRight(right, products) ?? main, power: powerOf(right), ...(right === '' ? {} : { sourceKind: right }) });
      }
    }
  cover(privileged, raw['privileged_users'] !== undefined || raw['super_admins'] !== undefined, /privileged(?:user|role)|admin/i);
  cover(risky, raw['risky_applications'] !== undefined, /app(?:lication)?|serviceprincipal/i);
  return {
    assay: 'discovery/1',
    format: 'scuba',
    source: `scuba ${whole}`,
    observedAt: Instant.format(givenMoment(MetaData.TimestampZulu ?? undefined, 'MetaData.TimestampZulu', context, new Set())),
    scopes,
    ...(uncovered.length === 0 ? {} : { uncovered }),
    things: book.things(),
    relations: book.relations(),
    raw: { digest: context.digest as Digest, mediaType: 'application/json' },
  };
}

/** Things by key, the first wins; relations without repetition. */
function bookOf() {
  const things = new Map<string, Thing>();
  const relations = new Map<string, Relation>();
  return {
    thing: (thing: Thing) => {
      if (things.size < MOST_THINGS && !things.has(thing.key)) things.set(thing.key, thing);
    },
    relation: (relation: Relation) => {
      if (relations.size < MOST_THINGS) relations.set(JSON.stringify([relation.from, relation.to, relation.power, relation.sourceKind ?? '']), relation);
    },
    things: () => [...things.values()],
    relations: () => [...relations.values()].filter(({ from, to }) => things.has(from) && things.has(to)),
  };
}

function failedCommands(raw: Fields): readonly string[] {
  return Object.entries(raw).flatMap(([key, value]) =>
    /unsuccessful_c(?:ommand|all)s$/i.test(key) ? listOf(value).filter((each) => typeof each === 'string') : [],
  );
}

/** The tool writes a list of one as its only element. */
function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyed(value: Json | undefined): readonly (readonly [string, Fields])[] {
  if (value === undefined || !isFields(value)) return [];
  return Object.entries(value).flatMap(([id, fields]) => (isFields(fields) ? [[id, fields] as const] : []));
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? worded(value, 300) : '';
}

function productOfRole(role: string, products: ReadonlyMap<string, string>): string | undefined {
  if (/^exchange/i.test(role)) return products.get('exo');
  if (/^sharepoint/i.test(role)) return products.get('sharepoint');
  return /^teams/i.test(role) ? products.get('teams') : undefined;
}

function productOfRight(right: string, products: ReadonlyMap<string, string>): string | undefined {
  if (/^(?:mail|mailbox|exchange|ews|full_access_as_app)/i.test(right)) return products.get('exo');
  return /^(?:sites|files)/i.test(right) ? products.get('sharepoint') : undefined;
}

/** By the words that Microsoft Graph gives its rights. One that is neither is named, and its power is left open. */
function powerOf(right: string): Power {
  if (/write|fullcontrol|full_access|manage|send/i.test(right)) return 'writes';
  return /read/i.test(right) ? 'reads' : 'none';
}
