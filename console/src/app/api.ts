import type { Proposed } from '../../../src/server/model.ts';
import { notify } from './notices.ts';
import { ApiProblem, problemOf, Unreachable } from './problem.ts';
import { askStepUp, csrfToken, signedOut, unreachable } from './session.ts';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface Options {
  readonly query?: Query;
  readonly signal?: AbortSignal;
  /** The ETag of what the person read: sent as If-Match, so that nothing is overwritten that changed meanwhile. */
  readonly etag?: string | undefined;
  /** The body as it is, for routes that take a text; `mediaType` says what it is. */
  readonly mediaType?: string;
  /** Public pages ask without a session: a 401 is then an answer and not the end of one. */
  readonly stranger?: true;
}

/** What became of an act: done, or waiting for a second person. */
export type Sent<T> = { readonly kind: 'done'; readonly body: T; readonly etag?: string } | { readonly kind: 'waiting'; readonly proposal: Proposed };

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The address of a question, its query in a steady order, so that equal questions are equal texts. */
export function addressOf(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const key of Object.keys(query).sort()) {
    const value = query[key];
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value : [value]) parts.append(key, String(one));
  }
  const text = parts.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function once(method: Method, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json, application/problem+json' };
  if (body !== undefined) headers['content-type'] = options.mediaType ?? 'application/json';
  const token = csrfToken.get();
  if (method !== 'GET' && token !== undefined) headers['x-csrf-token'] = token;
  if (options.etag !== undefined) headers['if-match'] = `"${options.etag}"`;
  const sent = body === undefined ? null : options.mediaType === undefined ? JSON.stringify(body) : String(body);
  try {
    const answer = await fetch(addressOf(path, options.query), {
      method,
      headers,
      body: sent,
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-cache',
      signal: options.signal ?? null,
    });
    unreachable.set(false);
    return answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    unreachable.set(true);
    throw new Unreachable(error);
  }
}

async function send(method: Method, path: string, body: unknown, options: Options): Promise<Response> {
  // A page that acts before it has read the account has no token yet.
  if (method !== 'GET' && options.stranger === undefined && csrfToken.get() === undefined) await refreshToken();
  let proven = false;
  let renewed = false;
  for (;;) {
    const answer = await once(method, path, body, options);
    if (answer.ok) return answer;
    const problem = new ApiProblem(problemOf(answer.status, await answer.text()));
    if (problem.status === 401 && options.stranger === undefined) signedOut.set(true);
    // The token changes when the person proves anew that it is them, also in another tab.
    if (problem.code === 'ASSAY-SERVER-005' && !renewed && options.stranger === undefined) {
      renewed = true;
      await refreshToken();
      continue;
    }
    if (problem.code !== 'ASSAY-SERVER-004' || proven || !(await askStepUp())) throw problem;
    proven = true;
  }
}

async function refreshToken(): Promise<void> {
  const answer = await once('GET', '/api/account', undefined, {});
  if (!answer.ok) return;
  const account = (await answer.json()) as { readonly csrf?: string };
  csrfToken.set(account.csrf);
}

const etagOf = (answer: Response): string | undefined => answer.headers.get('etag')?.replace(/^W\//, '').replace(/^"|"$/g, '');

/** Reads. `T` is the answer's type in the route's model.ts; the server checks every answer against that schema. */
export async function get<T>(path: string, options: Options = {}): Promise<T> {
  return (await (await send('GET', path, undefined, options)).json()) as T;
}

/** Reads with the ETag, for what will be changed. */
export async function getTagged<T>(path: string, options: Options = {}): Promise<{ readonly body: T; readonly etag?: string }> {
  const answer = await send('GET', path, undefined, options);
  const etag = etagOf(answer);
  return { body: (await answer.json()) as T, ...(etag === undefined ? {} : { etag }) };
}

/** Reads a file as text. */
export async function getText(path: string, options: Options = {}): Promise<string> {
  return (await send('GET', path, undefined, options)).text();
}

async function act<T>(method: Method, path: string, body: unknown, options: Options = {}): Promise<Sent<T>> {
  const answer = await send(method, path, body, options);
  const etag = etagOf(answer);
  const read: unknown = answer.status === 204 ? undefined : await answer.json();
  if (answer.status === 202) {
    const proposal = read as Proposed;
    notify({
      tone: 'waiting',
      text: `“${proposal.title}” waits for a second person.`,
      link: { to: `/people?view=proposals&proposal=${encodeURIComponent(proposal.proposal)}`, text: 'See what waits' },
    });
    return { kind: 'waiting', proposal };
  }
  return { kind: 'done', body: read as T, ...(etag === undefined ? {} : { etag }) };
}

export const post = <T = void>(path: string, body?: unknown, options?: Options): Promise<Sent<T>> => act<T>('POST', path, body, options);
export const put = <T = void>(path: string, body: unknown, options?: Options): Promise<Sent<T>> => act<T>('PUT', path, body, options);
export const patch = <T = void>(path: string, body: unknown, options?: Options): Promise<Sent<T>> => act<T>('PATCH', path, body, options);
export const del = <T = void>(path: string, body?: unknown, options?: Options): Promise<Sent<T>> => act<T>('DELETE', path, body, options);
