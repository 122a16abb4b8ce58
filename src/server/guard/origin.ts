// Where a request came from, as far as a browser says. A page elsewhere can make a browser send our cookie; it cannot make it send our Origin.

export type FromConsole = { readonly ok: true } | { readonly ok: false; readonly why: 'origin' | 'site' | 'unsaid' };

/** Methods that change nothing (RFC 9110 section 9.2.1): only these need no proof of where they came from. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * Whether an unsafe request that carries a cookie was sent by our own console: its `Origin` is ours, and its `Sec-Fetch-Site` (which no script can set)
 * is `same-origin` where it is given. One that says neither is refused: every browser that Assay runs in says at least one of the two.
 */
export function fromConsole(asked: { readonly origin: string | null; readonly fetchSite: string | null }, publicUrl: string): FromConsole {
  if (asked.fetchSite !== null && asked.fetchSite !== 'same-origin') return { ok: false, why: 'site' };
  if (asked.origin === null) return asked.fetchSite === null ? { ok: false, why: 'unsaid' } : { ok: true };
  return asked.origin === new URL(publicUrl).origin ? { ok: true } : { ok: false, why: 'origin' };
}

/**
 * The values of `Host` that are ours: that of the public URL and, where the server listens on a loopback address, that address written out, as a probe of
 * health on the same machine calls it. A name that somebody lets point here (DNS rebinding) is none of them; an address cannot be rebound.
 */
export function hostsOf(publicUrl: string, listening?: { readonly host: string; readonly port: number }): readonly string[] {
  const { host, hostname, port, protocol } = new URL(publicUrl);
  const plain = port === '' ? [host, `${hostname}:${protocol === 'https:' ? 443 : 80}`] : [host];
  if (listening === undefined) return plain;
  const literal = listening.host.includes(':') ? `[${listening.host}]` : listening.host;
  return /^127\.|^\[::1\]$/.test(literal) ? [...plain, `${literal}:${listening.port}`] : plain;
}

/** `host` as the header has it. Names are compared without case (RFC 3986 section 3.2.2); everything else as it stands. */
export function hostIsOurs(host: string | null | undefined, ours: readonly string[]): boolean {
  return host !== null && host !== undefined && ours.includes(host.toLowerCase());
}
