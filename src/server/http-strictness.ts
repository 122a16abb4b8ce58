// What Node's parser lets through and two servers in a row may read differently, or an application takes for something else (RFC 9112 sections 3.2 and 11.2).

/** Headers that say one thing: said twice, somebody hopes that we believe the other one than the proxy did. Node keeps the first and says nothing. */
const ONCE = new Set([
  'host',
  'authorization',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'origin',
  'cookie',
  'sec-fetch-site',
  'last-event-id',
  'if-match',
  'traceparent',
]);

/** Why a request that was parsed is not taken, in a few words; `undefined` for one that is. `rawHeaders` as Node has them: names and values by turns. */
export function unfit(target: string | undefined, rawHeaders: readonly string[]): string | undefined {
  // Absolute and authority forms are for proxies, which we are not: their host could differ from the header that is checked.
  if (target === undefined || !target.startsWith('/')) return 'a target that is no path';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0020\u007f-\uffff\\#]/.test(target)) return 'a path with characters that belong in none';
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) return `the header ${name} twice`;
    seen.add(name);
    // Node knows chunked, and hands anything else before it to nobody.
    if (name === 'transfer-encoding' && rawHeaders[i + 1]?.toLowerCase() !== 'chunked') return 'a transfer encoding other than chunked';
  }
  if (!seen.has('host')) return 'no header host';
  return undefined;
}

/** What the parser's complaint means outward. */
export function refusalOf(code: string | undefined): { readonly status: number; readonly why: string } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, why: 'headers larger than this server reads' };
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return { status: 413, why: 'chunk extensions larger than this server reads' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, why: 'it came too slowly' };
  return { status: 400, why: 'it is no HTTP' };
}
