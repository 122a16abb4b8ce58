import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { type Fault, Refused } from '../core/index.ts';
import { addressKey } from '../product/endpoint/edge/address.ts';
import { actionOf, type PersonId } from '../product/index.ts';
import { TooManyTries } from '../product/passwords/edge/tries.ts';
import { askedBy } from './asker.ts';
import { serverFaults } from './faults.ts';
import { answer, type FrameOptions } from './frame.ts';
import { personKey } from './guard/address.ts';
import { identify, notSignedIn } from './guard/admission.ts';
import { hasBody, readJson, readOctets, readText } from './guard/body.ts';
import { readCookie } from './guard/cookie.ts';
import { matchesTag } from './guard/etag.ts';
import { apiHeaders } from './guard/headers.ts';
import { hostIsOurs } from './guard/origin.ts';
import type { BucketName, Limiter } from './guard/rate.ts';
import { takeGuess } from './guard/rate-guess.ts';
import { actionsOf } from './openapi.ts';
import { problemOf, statusOf } from './problem.ts';
import { type FileReply, mostOf, type Reply, type Route, type Status } from './route.ts';
import { parentOf, traceRequest } from './tracing.ts';

/** What is told of each request when it is over: for the log, the figures and the traces. Never anything that was sent. */
export interface Observed {
  readonly request: string;
  readonly method: string;
  /** The route as it is declared, or `none`. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly person?: PersonId;
  /** Codes of what was refused. */
  readonly faults: readonly string[];
  /** A fault of ours, as it was thrown: for the log alone. */
  readonly failure?: unknown;
  readonly rateRefused?: BucketName;
}

export interface AppOptions extends FrameOptions {
  readonly routes: readonly Route[];
  readonly limiter: Limiter<BucketName>;
  /** Values of the header Host that are ours. */
  readonly hosts: () => readonly string[];
  /** The last address of X-Forwarded-For is the caller's: a proxy of ours stands in front. */
  readonly behindProxy: boolean;
  /** Milliseconds of some clock that never goes back. */
  readonly ticks: () => number;
  readonly newRequestId: () => string;
  readonly observe: (observed: Observed) => void;
  /** What answers everything that is not below /api. */
  readonly page: (request: Request) => Promise<Response> | Response;
}

/** Until one of what somebody has open at once has ended: nobody can say, and this is soon enough to try. */
const A_MOMENT_SECONDS = 5;

/** The HTTP application: the frame around the table of routes. */
export function makeApp(options: AppOptions): Hono {
  const app = new Hono({ strict: true });
  for (const route of options.routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{([a-z]+)\}/gi, ':$1'), (context) => serve(options, route, context));
  }
  app.all('/api/*', (context) => outward(options, context, 'none', () => Promise.reject(notFound(context.req.method))));
  app.all('*', (context) =>
    outward(options, context, 'console', async () => {
      take(options.limiter, 'usual', addressKey(addressOf(options, context)));
      if (context.req.method !== 'GET' && context.req.method !== 'HEAD') throw notFound(context.req.method);
      return options.page(context.req.raw);
    }),
  );
  return app;
}

async function serve(options: AppOptions, route: Route, context: Context): Promise<Response> {
  const { house, limiter } = options;
  const { headers } = context.req.raw;
  const isPublic = actionsOf(route).every((action) => actionOf(action).kind === 'public');
  return outward(options, context, route.path, async (seen) => {
    const startedAt = house.now();
    const address = addressOf(options, context);
    take(limiter, 'usual', addressKey(address));
    const { principal, sessionSecret } = identify({ method: context.req.method, headers }, options.identities, house.now(), house.publicUrl, isPublic);
    if (principal !== undefined) {
      seen.person = principal.person;
      take(limiter, route.rate === 'heavy' ? 'heavy' : 'usual', personKey(principal.person));
    } else if (!isPublic) {
      // Before any of the body is read: a stranger costs us no more than this.
      throw notSignedIn();
    }
    const span = { method: context.req.method, route: route.path, startedAt };
    const parent = parentOf(headers.get('traceparent'), principal);
    return traceRequest({ ...span, ...(parent === undefined ? {} : { parent }) }, async (told) => {
      const body = await bodyOf(route, context.req.raw);
      if (route.rate === 'guess') {
        const given = readCookie(headers.get('cookie'), 'browser', house.https);
        const knownBrowser = (userName: string) => (given === undefined ? undefined : house.people.knownBrowser(given, userName));
        takeGuess((bucket, key) => take(limiter, bucket, key), { address: addressKey(address), body, knownBrowser });
      }
      const asked = {
        principal,
        params: context.req.param(),
        query: new URL(context.req.url).searchParams,
        body,
        address,
        userAgent: (headers.get('user-agent') ?? '').slice(0, 400),
        headers,
        signal: context.req.raw.signal,
        sessionSecret,
      };
      const answered = await askedBy(principal?.person, () => answer(options, route, asked));
      const response = answered.kind === 'proposed' ? json(answered.body, 202, house.https) : replied(answered.reply, headers, house.https);
      told(response.status);
      return response;
    });
  });
}

function bodyOf(route: Route, request: Request): Promise<unknown> | undefined {
  const most = mostOf(route);
  if (route.bytesBody !== undefined) return readOctets(request, route.bytesBody, { most });
  if (route.textBody !== undefined) return readText(request, route.textBody, { most });
  if (route.body !== undefined) return readJson(request, { most });
  return hasBody(request.headers) ? refuseBody() : undefined;
}

interface Noticed {
  person?: PersonId;
}

/** Around every answer: our host, one id, one shape of refusal, nothing of a stack outward, one line for the log. */
async function outward(options: AppOptions, context: Context, path: string, work: (seen: Noticed) => Promise<Response>): Promise<Response> {
  const { house } = options;
  const started = options.ticks();
  const request = options.newRequestId();
  const seen: Noticed = {};
  let response: Response;
  let refused: Refused | undefined;
  let failure: unknown;
  try {
    if (!hostIsOurs(context.req.header('host'), options.hosts())) throw misdirected(house.publicUrl);
    response = await work(seen);
  } catch (error) {
    // Whatever a handler was waiting for was given up with the request: nobody reads this, and nothing is broken.
    if (error === context.req.raw.signal.reason && context.req.raw.signal.aborted) refused = gone();
    else if (error instanceof Refused && error.faults.length > 0) refused = error;
    else {
      refused = ours();
      failure = error;
    }
    response = problemResponse(refused, request, house.https);
  }
  response.headers.set('x-request-id', request);
  options.observe({
    request,
    method: context.req.method,
    route: path,
    status: response.status,
    ms: options.ticks() - started,
    faults: [...new Set(refused?.faults.map(({ code }) => code))],
    ...(seen.person === undefined ? {} : { person: seen.person }),
    ...(failure === undefined ? {} : { failure }),
    ...(refused instanceof TooMany ? { rateRefused: refused.bucket } : {}),
  });
  return response;
}

function take(limiter: Limiter<BucketName>, bucket: BucketName, key: string): void {
  const taken = limiter.take(bucket, key);
  if (taken.ok) return;
  throw new TooMany(bucket, taken.retryAfterSeconds);
}

class TooMany extends Refused {
  readonly bucket: BucketName;
  readonly retryAfterSeconds: number;
  constructor(bucket: BucketName, retryAfterSeconds: number) {
    super(
      serverFaults.fault('006', {
        message: 'too many requests',
        expected: 'fewer',
        found: 'more than this server takes of one',
        remedy: `Try again in ${retryAfterSeconds} s.`,
      }),
    );
    this.bucket = bucket;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Behind a proxy of ours, the last address that it wrote; everything before it is the caller's to invent. */
function addressOf({ behindProxy }: AppOptions, context: Context): string {
  if (behindProxy) {
    const last = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
    if (last !== undefined && last !== '') return last;
  }
  return context.env === undefined || !('incoming' in (context.env as object)) ? '' : (getConnInfo(context).remote.address ?? '');
}

function refuseBody(): never {
  throw new Refused(serverFaults.fault('016', { message: 'this route takes no body', expected: 'no body', found: 'one', remedy: 'Leave it out.' }));
}

function json(body: unknown, status: number, https: boolean, more: Record<string, string> = {}): Response {
  const none = status === 204 || status === 304;
  return new Response(none ? null : JSON.stringify(body), {
    status,
    headers: { ...apiHeaders({ https }), ...(none ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...more },
  });
}

function replied(reply: Reply<unknown, Status> | FileReply, asked: Headers, https: boolean): Response {
  const tag = reply.etag === undefined ? undefined : `"${reply.etag}"`;
  const fresh: Record<string, string> = tag === undefined ? {} : { etag: tag, 'cache-control': 'private, no-cache' };
  if (tag !== undefined && matchesTag(asked.get('if-none-match'), tag)) return json(undefined, 304, https, fresh);
  if ('file' in reply) {
    const headers = new Headers({ ...reply.headers, ...apiHeaders({ https }), 'content-type': reply.mediaType, ...fresh });
    // A proxy that gathers a stream before it hands it on would make live events late.
    if (reply.mediaType === 'text/event-stream') headers.set('x-accel-buffering', 'no');
    if (reply.name !== undefined) headers.set('content-disposition', disposition(reply.name));
    // A text, bytes or a stream of bytes: each is a body as it is.
    return new Response(reply.file as ConstructorParameters<typeof Response>[0], { status: 200, headers });
  }
  const status = reply.status ?? 200;
  const response = json(reply.body, status, https, { ...fresh, ...(reply.location === undefined ? {} : { location: reply.location }) });
  for (const cookie of reply.cookies ?? []) response.headers.append('set-cookie', cookie);
  return response;
}

/** RFC 6266 with the plain name for old readers; nothing of a name can end the header or lead out of a folder. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 120);
  return `attachment; filename="${plain}"`;
}

function problemResponse(refused: Refused, request: string, https: boolean): Response {
  const status = statusOf(refused.faults);
  return new Response(JSON.stringify(problemOf(refused, request, status)), {
    status,
    headers: {
      ...apiHeaders({ https }),
      'content-type': 'application/problem+json; charset=utf-8',
      ...(status === 429
        ? { 'retry-after': String(refused instanceof TooMany || refused instanceof TooManyTries ? refused.retryAfterSeconds : A_MOMENT_SECONDS) }
        : {}),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="assay"' } : {}),
    },
  });
}

function notFound(method: string): Refused {
  const fault: Fault = serverFaults.fault('009', {
    message: 'there is no such address',
    expected: 'one of /api/openapi.json',
    found: `another, or another method than ${method}`,
    remedy: 'Look it up in /api/openapi.json.',
  });
  return new Refused(fault);
}

function misdirected(publicUrl: string): Refused {
  return new Refused(
    serverFaults.fault('019', { message: 'the request names another host', expected: publicUrl, found: 'another', remedy: `Open ${publicUrl}.` }),
  );
}

function gone(): Refused {
  return new Refused(serverFaults.fault('021', { message: 'who asked has gone', remedy: 'Ask again.' }));
}

function ours(): Refused {
  return new Refused(
    serverFaults.fault('011', {
      message: 'something broke inside Assay',
      remedy: 'Nothing was changed that is not on the ledger. The log has it under the id of this request; please report it.',
    }),
  );
}
