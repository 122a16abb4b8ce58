import { Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';

/** What Assay sets, and nothing else. `session` is who you are; `home` who somebody is in their own home, at the pages of end users; `oidc` binds the way to the identity provider and back to one browser; `browser` has tries of its own. */
export const COOKIES = ['session', 'oidc', 'ceremony', 'browser', 'home'] as const;
export type CookieName = (typeof COOKIES)[number];

/** Our own values alone: no quotes, no separators, nothing that has to be escaped. */
const VALUE = /^[A-Za-z0-9_-]{1,1024}$/;

export interface CookieOptions {
  readonly https: boolean;
  /** Absent: until the browser is closed. Nought: removed at once. */
  readonly maxAgeSeconds?: number;
  /**
   * `Strict` unless the browser comes back from elsewhere by a link that has to carry it: the answer of an identity provider does, and only its cookie
   * is `Lax`.
   */
  readonly sameSite?: 'Strict' | 'Lax';
}

/** `__Host-` binds a cookie to this host, to HTTPS and to no other path, so that no neighbouring subdomain can set it (RFC 6265bis section 4.1.3.2). */
export function cookieName(name: CookieName, https: boolean): string {
  return `${https ? '__Host-' : ''}assay-${name}`;
}

/** A value of Set-Cookie. Throws `Refused` (ASSAY-SERVER-011) for a value that is not ours: it would be a mistake in Assay. */
export function makeCookie(name: CookieName, value: string, { https, maxAgeSeconds, sameSite = 'Strict' }: CookieOptions): string {
  if (!VALUE.test(value) && !(value === '' && maxAgeSeconds === 0)) {
    throw new Refused(
      serverFaults.fault('011', {
        message: `a value for the cookie ${name} has characters that no cookie of Assay has`,
        expected: 'letters, digits, _ and -',
        remedy: 'Report this, please: it is a mistake in Assay.',
      }),
    );
  }
  return [
    `${cookieName(name, https)}=${value}`,
    'Path=/',
    ...(maxAgeSeconds === undefined ? [] : [`Max-Age=${Math.max(0, Math.trunc(maxAgeSeconds))}`]),
    'HttpOnly',
    `SameSite=${sameSite}`,
    ...(https ? ['Secure'] : []),
  ].join('; ');
}

export function dropCookie(name: CookieName, options: Omit<CookieOptions, 'maxAgeSeconds'>): string {
  return makeCookie(name, '', { ...options, maxAgeSeconds: 0 });
}

/**
 * The value of a cookie in a `Cookie` header. `undefined` where it is absent, not in our alphabet, or there twice: then somebody else set one of the two (on
 * plain HTTP a neighbouring port or subdomain can), and which comes first is theirs to choose.
 */
export function readCookie(header: string | null | undefined, name: CookieName, https: boolean): string | undefined {
  const wanted = cookieName(name, https);
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.slice(0, Math.max(0, pair.indexOf('='))).trimEnd() === wanted)
    .map((pair) => pair.slice(pair.indexOf('=') + 1).trimStart());
  const [value] = found;
  return found.length === 1 && value !== undefined && VALUE.test(value) ? value : undefined;
}
