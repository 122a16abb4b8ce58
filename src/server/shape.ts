import { z } from '@hono/zod-openapi';
import { type Fault, Refused } from '../core/index.ts';
import { serverFaults } from './faults.ts';
import type { Route, Shape } from './route.ts';

const strict = new WeakMap<object, z.ZodType>();

/** A strict object of a shape: an unknown field is refused rather than dropped, so that nobody believes they have set what they have not. */
export function strictOf(shape: Shape): z.ZodType {
  const known = strict.get(shape);
  if (known !== undefined) return known;
  const made = z.strictObject(shape as Record<string, z.ZodType>);
  strict.set(shape, made);
  return made;
}

const EMPTY: Shape = {};

/** Parameters, query and body of a request, by the route's schemas. Throws `Refused` (ASSAY-SERVER-001) with every field that is wrong. */
export function checked(
  route: Route,
  raw: { readonly params: unknown; readonly query: URLSearchParams; readonly body: unknown },
): { readonly params: never; readonly query: never; readonly body: unknown } {
  const faults: Fault[] = [];
  const read = (where: 'params' | 'query' | 'body', schema: z.ZodType, value: unknown): unknown => {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    faults.push(...result.error.issues.map((issue) => faultOf(where, issue)));
    return undefined;
  };
  const params = read('params', strictOf(route.params ?? EMPTY), raw.params);
  const query = read('query', strictOf(route.query ?? EMPTY), queryOf(raw.query, faults, route.otherQuery === 'dropped' ? route.query : undefined));
  const body = route.textBody !== undefined || route.bytesBody !== undefined ? raw.body : read('body', route.body ?? z.undefined(), raw.body);
  if (faults.length > 0) throw new Refused(...faults);
  // Parsed by the very schemas that the handler's types come from.
  return { params: params as never, query: query as never, body };
}

/** Repeated names are refused: which of them counts is what request smuggling lives on. */
function queryOf(query: URLSearchParams, faults: Fault[], only: Shape | undefined): Record<string, string> {
  const out: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of query) {
    if (only !== undefined && !Object.hasOwn(only, name)) continue;
    if (name in out) {
      faults.push(
        serverFaults.fault('001', {
          message: 'a query parameter is given twice',
          field: `query.${name.slice(0, 60)}`,
          expected: 'each once',
          found: 'twice',
          remedy: 'Give it once.',
        }),
      );
    }
    out[name] = value;
  }
  return { ...out };
}

function faultOf(where: string, issue: z.core.$ZodIssue): Fault {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => key.slice(0, 60)).join(', ') : undefined;
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 60)}`)).join('');
  return serverFaults.fault('001', {
    message: unknown === undefined ? `${where}${path}: ${issue.message}` : `${where}${path} has fields that this route does not take: ${unknown}`,
    field: `${where}${path}`,
    expected: 'expected' in issue ? String(issue.expected) : 'the shape that /api/openapi.json gives for this route',
    remedy: unknown === undefined ? 'Correct this field.' : 'Leave them out.',
  });
}
