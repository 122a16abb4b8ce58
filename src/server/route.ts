import type { z } from '@hono/zod-openapi';
import type { Json } from '../core/index.ts';
import type { Draft } from '../ledger/model.ts';
import type { ActionId, PersonId, Principal, Resource } from '../product/index.ts';
import type { House } from './house.ts';

/** A shape of named parts, as path, query and body are declared. Objects are made strict by the frame: an unknown field is refused. */
export type Shape = Readonly<Record<string, z.ZodType>>;
type Of<S extends Shape> = { readonly [Key in keyof S]: z.infer<S[Key]> };

/** One request, checked: who asks may ask it, and every part has its shape. */
export interface Call<Params extends Shape, Query extends Shape, Body> {
  readonly house: House;
  readonly params: Of<Params>;
  readonly query: Of<Query>;
  readonly body: Body;
  /** `undefined` on public routes alone. */
  readonly principal: Principal | undefined;
  /** The signed-in person. Throws `Refused` (ASSAY-SERVER-002) on a public route without one. */
  readonly who: () => Principal;
  /** Who agreed, where two had to. */
  readonly approvedBy?: PersonId;
  readonly address: string;
  readonly userAgent: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** Secret of the session cookie, as it came. Only routes that make or end sessions read it. */
  readonly sessionSecret?: string;
  /**
   * Enters facts on the ledger of the action's place (the office's, or the service's of the path), together with the fact of the act, in one append. A
   * route whose action is of kind `act` and that never calls it has the act alone entered when it has succeeded.
   */
  record(drafts: readonly Draft[], options?: Recording): Promise<Recorded>;
}

export interface Recording {
  /** Ids of what was acted on, never personal data. */
  readonly about?: Readonly<Record<string, Json>>;
  /** For public routes, where a person becomes known on the way. */
  readonly by?: PersonId;
  /** The size of the ledger that the facts were decided at: where it has grown since, nothing is entered and ASSAY-SERVER-008 is thrown. */
  readonly expectedSize?: number;
  /** Another service's ledger than that of the path: of one that was just made. */
  readonly service?: string;
}

export interface Recorded {
  /** Of the ledger, after it. */
  readonly size: number;
  /** Sequence number of the first of the facts; the fact of the act stands before it. */
  readonly first: number;
}

/** What a handler may answer by. The frame adds its own: 202 for a proposal, 304, and problem details. */
export type Status = 200 | 201 | 204 | 303 | 503;

/** The statuses are those that the route declares; 200 is the one that need not be said. */
export type Reply<Answer, Declared extends Status = 200> = Answered<Answer> &
  (200 extends Declared ? { readonly status?: Declared } : { readonly status: Declared });

interface Answered<Answer> {
  readonly body: Answer;
  /** Without quotes. With it the frame answers If-None-Match by 304. */
  readonly etag?: string;
  readonly location?: string;
  /** It turned out that there was nothing to do, or this only begins what is entered when it is done: the act is not entered. */
  readonly entered?: 'nothing';
  /** Values of Set-Cookie, made by guard/cookie.ts. */
  readonly cookies?: readonly string[];
}

/** A file or a stream, where the answer is no JSON. */
export interface FileReply {
  readonly file: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly mediaType: string;
  /** Sent as an attachment of this name. */
  readonly name?: string;
  /** Further headers, by lower-case names. Nothing of the frame's is overwritten by them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly etag?: string;
}

export interface Declared<Params extends Shape, Query extends Shape, Body extends z.ZodType, Answer extends z.ZodType, Statuses extends Status> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: /api/services/{service}/map */
  readonly path: `/api/${string}`;
  readonly summary: string;
  /** Several where the body decides: then `actionFor` says which. */
  readonly action: ActionId | readonly [ActionId, ...ActionId[]];
  readonly actionFor?: (asked: { readonly params: Of<Params>; readonly body: z.infer<Body>; readonly house: House }) => ActionId;
  readonly params?: Params;
  readonly query?: Query;
  /** Other parameters of the query are dropped and not refused: whoever sends the browser here is told to send what they like (RFC 6749 section 4.1.2). */
  readonly otherQuery?: 'dropped';
  readonly body?: Body;
  /** Of the body, in bytes; 64 KiB when absent. */
  readonly most?: number;
  /** A body that is not JSON: then `body` is absent and `call.body` the text. */
  readonly textBody?: string;
  /** A body of bytes, of this media type: then `body` is absent and `call.body` the bytes. */
  readonly bytesBody?: string;
  /** JSON by schema, or the media types of a file; `z.undefined()` where there is no body. */
  readonly answer: Answer | { readonly mediaTypes: readonly string[] };
  /** Statuses of the answer: what is not declared cannot be given. 200 when absent, and 204 where there is no body. */
  readonly statuses?: readonly [Statuses, ...Statuses[]];
  /** Headers of the request that the handler reads, with what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is asked for, where it is not the service of the path or the office. A promise of nothing is a refusal like any other. */
  readonly resource?: (asked: { readonly params: Of<Params>; readonly house: House; readonly principal: Principal }) => Resource | undefined;
  /**
   * The handler touches nothing before it records: so what two have to agree on is tried up to there before a second person is asked, and what could never be done is
   * refused to who proposes it.
   */
  readonly rehearsed?: true;
  /** How often it may be called: a bucket of guard/rate.ts. `guess` for whatever can be guessed. */
  readonly rate?: 'guess' | 'heavy' | 'usual';
  readonly handle: (call: Call<Params, Query, z.infer<Body>>) => Promise<Reply<z.input<Answer>, NoInfer<Statuses>> | FileReply>;
}

const USUAL_BODY = 64 * 1024;

/** Of a route's body, in bytes. */
export function mostOf({ most }: Pick<Route, 'most'>): number {
  return most ?? USUAL_BODY;
}

/** A route whose types only its own file knows, as a table of unlike routes needs. */
export type Route = Declared<Shape, Shape, z.ZodType, z.ZodType, Status>;

/** Declares a route. The handler sees the types of its schemas; the table forgets them. */
export function route<
  Params extends Shape = Record<never, never>,
  Query extends Shape = Record<never, never>,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodType,
  Statuses extends Status = Answer extends z.ZodUndefined ? 204 : 200,
>(declared: Declared<Params, Query, Body, Answer, Statuses>): Route {
  // The frame hands the handler what it parsed by these very schemas.
  return declared as unknown as Route;
}
