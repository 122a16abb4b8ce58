import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from '@hono/zod-openapi';
import { actionOf } from '../product/index.ts';
import { problem, proposed } from './model.ts';
import type { Route } from './route.ts';
import { strictOf } from './shape.ts';

/** The actions of a route, as a list. */
export function actionsOf(route: Route): readonly Parameters<typeof actionOf>[0][] {
  return typeof route.action === 'string' ? [route.action] : route.action;
}

/** OpenAPI 3.1 of the table of routes, from the schemas that the frame parses by. */
export function openApiOf(routes: readonly Route[], publicUrl: string): unknown {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: publicUrl.startsWith('https:') ? '__Host-assay' : 'assay' });
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: 'A token issued on the page People: assay_…' });
  for (const route of routes) registry.registerPath(pathOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Assay', version: '0.1.0', description: 'Every answer that is judged names its moment and the head of the ledger it was judged on.' },
    servers: [{ url: publicUrl }],
  });
}

function pathOf(route: Route): RouteConfig {
  const actions = actionsOf(route);
  const declared = actions.map(actionOf);
  const isPublic = declared.every(({ kind }) => kind === 'public');
  const says = [
    `Action: ${actions.join(' or ')}.`,
    ...(declared.some(({ stepUp }) => stepUp === true) ? ['Needs a sign-in of the last five minutes, so no token can do it.'] : []),
    ...(declared.some(({ fourEyes }) => fourEyes === true) ? ['A second person has to agree: answers 202 with a proposal.'] : []),
  ];
  const refusal = (description: string) => ({ description, content: { 'application/problem+json': { schema: problem } } });
  return {
    method: route.method,
    path: route.path,
    summary: route.summary,
    description: says.join(' '),
    tags: [route.path.split('/').find((part, i) => i >= 2 && part !== 'services' && !part.startsWith('{')) ?? 'services'],
    security: isPublic ? [] : [{ session: [] }, { token: [] }],
    request: {
      ...(route.params === undefined ? {} : { params: strictOf(route.params) as z.ZodObject }),
      ...(route.query === undefined ? {} : { query: strictOf(route.query) as z.ZodObject }),
      ...(route.textBody !== undefined
        ? { body: { content: { [route.textBody]: { schema: z.string() } }, required: true } }
        : route.body === undefined
          ? {}
          : { body: { content: { 'application/json': { schema: route.body } }, required: true } }),
    },
    responses: {
      200:
        'mediaTypes' in route.answer
          ? { description: 'A file', content: Object.fromEntries(route.answer.mediaTypes.map((type) => [type, { schema: z.string() }])) }
          : { description: 'The answer', content: { 'application/json': { schema: route.answer } } },
      ...(declared.some(({ fourEyes }) => fourEyes === true)
        ? { 202: { description: 'Waits for a second person', content: { 'application/json': { schema: proposed } } } }
        : {}),
      ...(isPublic ? {} : { 401: refusal('Nobody is signed in'), 403: refusal('Not permitted, or there is no such thing') }),
      400: refusal('The request is not in the shape of the route'),
      429: refusal('Too many requests'),
    },
  };
}
