import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { actionOf } from '../product/index.ts';
import { actionsOf, openApiOf, statusesOf } from './openapi.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

// The document is what others write their programs by, so the whole of it is held to OpenAPI 3.1 and to the table of routes.

interface Media {
  readonly schema: object;
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly description?: string; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Media>> }>>;
  readonly security: readonly object[];
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes: Readonly<Record<string, object>> };
}

// As JSON carries it: what is undefined is not there.
const document = JSON.parse(JSON.stringify(openApiOf(ROUTES, 'https://assay.example'))) as Document;
const operationOf = ({ method, path }: Route) => document.paths[path]?.[method] ?? expect.unreachable(`${method} ${path} is not in the document`);
const rows = ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);

/** Every schema that is no part of another one, by where it stands. */
function schemas(): readonly (readonly [string, object])[] {
  const found: (readonly [string, object])[] = Object.entries(document.components.schemas);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { parameters = [], requestBody, responses }] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      for (const { name, schema } of parameters) found.push([`${where} ${name}`, schema]);
      for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) found.push([`${where} ${type}`, schema]);
      for (const [status, { content }] of Object.entries(responses))
        for (const [type, { schema }] of Object.entries(content ?? {})) found.push([`${where} ${status} ${type}`, schema]);
    }
  }
  return found;
}

function refsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === '$ref' && typeof inner === 'string' ? [inner] : refsOf(inner)));
}

describe('the description of the interface', () => {
  it('is of OpenAPI 3.1, of every route and of no other', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const told = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(told.sort()).toEqual(rows.map(([name]) => name).sort());
  });

  it('refers to nothing that it does not hold', () => {
    const refs = new Set(refsOf(document));
    expect(refs.size).toBeGreaterThan(20);
    for (const ref of refs) {
      const held = ref
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
      expect([ref, typeof held]).toEqual([ref, 'object']);
    }
  });

  it('has schemas that are JSON Schema of 2020-12, each of which compiles', () => {
    // Strict of keywords: one that JSON Schema and OpenAPI do not know is a mistake of whoever wrote the schema. Formats are notes there.
    const ajv = new Ajv2020({ strictSchema: true, strictTypes: false, strictTuples: false, validateFormats: false });
    ajv.addVocabulary(['discriminator', 'example', 'externalDocs', 'xml', 'components']);
    // A reference is into the document, whose components are compiled once for all that refer to them.
    const whole = 'https://assay.example/document';
    ajv.addSchema({ $id: whole, components: document.components });
    const all = schemas();
    expect(all.length).toBeGreaterThan(ROUTES.length);
    for (const [where, schema] of all) {
      const id = `https://assay.example/${encodeURIComponent(where)}`;
      expect([where, ajv.validateSchema(schema), ajv.errors]).toEqual([where, true, null]);
      const text = JSON.stringify(schema).replaceAll('"$ref":"#/components/', `"$ref":"${whole}#/components/`);
      expect(() => ajv.compile({ $id: id, ...JSON.parse(text) }), where).not.toThrow();
      ajv.removeSchema(id);
    }
  });

  it.each([
    ['https://assay.example', '__Host-assay-session'],
    ['http://localhost:8420', 'assay-session'],
  ])('names the cookie that is set at %s', (url, name) => {
    const { components } = openApiOf([], url) as Document;
    expect(components.securitySchemes['session']).toMatchObject({ in: 'cookie', name });
  });
});

describe('each route is described as it is', () => {
  it.each(rows)('%s', (_, route) => {
    const told = operationOf(route);
    const named = (where: string) => (told.parameters ?? []).filter((one) => one.in === where).map(({ name }) => name);
    expect(named('path').sort()).toEqual([...route.path.matchAll(/\{([a-z]+)\}/gi)].map(([, name]) => name).sort());
    expect(named('path').sort()).toEqual(Object.keys(route.params ?? {}).sort());
    expect(named('query').sort()).toEqual(Object.keys(route.query ?? {}).sort());
    expect(named('header')).toEqual(expect.arrayContaining(Object.keys(route.headers ?? {})));
    const isPublic = actionsOf(route).every((action) => actionOf(action).kind === 'public');
    expect(told.security.length === 0).toBe(isPublic);
    expect(named('header').includes('x-csrf-token')).toBe(!isPublic && route.method !== 'get');
    expect(told.requestBody === undefined).toBe(route.body === undefined && route.textBody === undefined && route.bytesBody === undefined);
    if (told.requestBody !== undefined) expect(told.requestBody.description).toMatch(/^At most [\d,]+ bytes\.$/);
    const good = [...statusesOf(route)].map(String);
    if (actionsOf(route).some((action) => actionOf(action).fourEyes === true)) good.push('202');
    if (route.method === 'get' && !isPublic) good.push('304');
    const answers = Object.entries(told.responses).filter(([, { content }]) => content?.['application/problem+json'] === undefined);
    expect(answers.map(([status]) => status).sort()).toEqual(good.sort());
    for (const [status, { content }] of answers) if (['204', '303', '304'].includes(status)) expect([status, content]).toEqual([status, undefined]);
    for (const status of ['400', '415', '421', '429', '500', '4XX', '5XX']) expect(Object.keys(told.responses)).toContain(status);
  });
});
