import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from '@hono/zod-openapi';
import { actionOf } from '../product/index.ts';
import { CSRF_HEADER } from './guard/admission.ts';
import { cookieName } from './guard/cookie.ts';
import { problem, proposed } from './model.ts';
import { mostOf, type Route, type Status } from './route.ts';
import { strictOf } from './shape.ts';

/** The actions of a route, as a list. */
export function actionsOf(route: Route): readonly Parameters<typeof actionOf>[0][] {
  return typeof route.action === 'string' ? [route.action] : route.action;
}

/** The statuses of a route's own answers, as a list. */
export function statusesOf({ statuses, answer }: Route): readonly Status[] {
  return statuses ?? [hasBody(answer) ? 200 : 204];
}

/** OpenAPI 3.1 of the table of routes, from the schemas that the frame parses by. */
export function openApiOf(routes: readonly Route[], publicUrl: string): unknown {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: cookieName('session', publicUrl.startsWith('https:')) });
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: 'A token issued on the page People: assay_…' });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Assay', version: '0.1.0', description: 'Every answer that is judged names its moment and the head of the ledger it was judged on.' },
    servers: [{ url: publicUrl }],
  });
}

type Declaration = ReturnType<typeof actionOf>;

function pathOf(route: Route): RouteConfig {
  const actions = actionsOf(route);
  const declared = actions.map(actionOf);
  const isPublic = declared.every(({ kind }) => kind === 'public');
  const says = [
    `Action: ${actions.join(' or ')}.`,
    ...(declared.some(({ stepUp }) => stepUp === true) ? ['Needs a sign-in of the last five minutes, so no token can do it.'] : []),
    ...(declared.some(({ fourEyes }) => fourEyes === true) ? ['A second person has to agree: answers 202 with a proposal.'] : []),
  ];
  return {
    method: route.method,
    path: route.path,
    summary: route.summary,
    description: says.join(' '),
    tags: [route.path.split('/').find((part, i) => i >= 2 && part !== 'services' && !part.startsWith('{')) ?? 'services'],
    security: isPublic ? [] : [{ session: [] }, { token: [] }],
    request: requestOf(route, isPublic),
    responses: { ...answersOf(route, isPublic, declared), ...refusalsOf(route, isPublic) },
  };
}

function requestOf(route: Route, isPublic: boolean): NonNullable<RouteConfig['request']> {
  const headers = {
    ...(route.headers ?? {}),
    ...(route.method === 'get' || isPublic ? {} : { [CSRF_HEADER]: 'With a session: its token, as GET /api/account gives it. A bearer token needs none.' }),
    ...(route.method === 'get' && !isPublic ? { 'if-none-match': 'The ETag of an answer that you have.' } : {}),
  };
  const media = route.textBody ?? route.bytesBody ?? (route.body === undefined ? undefined : 'application/json');
  const most = mostOf(route).toLocaleString('en');
  return {
    ...(route.params === undefined ? {} : { params: strictOf(route.params) as z.ZodObject }),
    ...(route.query === undefined ? {} : { query: strictOf(route.query) as z.ZodObject }),
    ...(Object.keys(headers).length === 0
      ? {}
      : {
          headers: z.object(Object.fromEntries(Object.entries(headers).map(([name, description]) => [name, z.string().optional().openapi({ description })]))),
        }),
    ...(media === undefined
      ? {}
      : {
          body: {
            description: `At most ${most} bytes.`,
            content: { [media]: { schema: route.body ?? (route.bytesBody === undefined ? z.string() : z.string().openapi({ format: 'binary' })) } },
            required: true,
          },
        }),
  };
}

const SAID: Readonly<Record<Status, string>> = {
  200: 'The answer',
  201: 'It was made',
  204: 'It was done; there is no body',
  303: 'Go on at Location',
  503: 'The answer, while it is not so',
};

/** What the handler answers, and what the frame makes of it. */
function answersOf(route: Route, isPublic: boolean, declared: readonly Declaration[]): RouteConfig['responses'] {
  const { answer } = route;
  const content =
    'mediaTypes' in answer
      ? { content: Object.fromEntries(answer.mediaTypes.map((type) => [type, { schema: z.string() }])) }
      : hasBody(answer)
        ? { content: { 'application/json': { schema: answer } } }
        : {};
  const location = { headers: z.object({ location: z.string() }) };
  return {
    ...Object.fromEntries(statusesOf(route).map((status) => [status, { description: SAID[status], ...(status === 303 ? location : content) }])),
    ...(declared.some(({ fourEyes }) => fourEyes === true)
      ? { 202: { description: 'Waits for a second person', content: { 'application/json': { schema: proposed } } } }
      : {}),
    ...(route.method === 'get' && !isPublic ? { 304: { description: 'What If-None-Match names is what there is' } } : {}),
  };
}

/** Refusals: by their own numbers what the frame gives to any route of this kind, and by their hundreds what the handler has reasons for. */
function refusalsOf(route: Route, isPublic: boolean): RouteConfig['responses'] {
  const refusal = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });
  const takesBody = route.body !== undefined || route.textBody !== undefined || route.bytesBody !== undefined;
  return {
    400: refusal('The request is not in the shape of the route'),
    ...(isPublic ? {} : { 401: refusal('Nobody is signed in') }),
    ...(isPublic && route.method === 'get' ? {} : { 403: refusal('Not permitted, there is no such thing, or it did not come from the console') }),
    ...(takesBody ? { 413: refusal('The body is too large, or came too slowly') } : {}),
    415: refusal(takesBody ? 'The body is of another kind' : 'No body is taken here'),
    421: refusal('The request names another host'),
    429: refusal('Too many requests: Retry-After says when'),
    500: refusal('Something broke inside Assay'),
    '4XX': refusal('404 there is none; 409 not in this state; 412 it has changed since; 422 refused for what its code says'),
    '5XX': refusal('503 not available now: the judge is busy or away, or the server is stopping'),
  };
}

function hasBody(answer: Route['answer']): boolean {
  return !(answer instanceof z.ZodUndefined);
}
