/** Of no server: an address is resolved against it to see whether it stays where it is, as a browser would read it. */
const HERE = 'http://here.invalid';

/**
 * A path of a page of this console and nothing else: a sender of links decides what stands here. Read as browsers read addresses (WHATWG URL), which take tabs and line ends out
 * and a backslash for a slash; what comes out is the path as it was understood, which no longer can be read in two ways.
 */
export function ownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2000 || !value.startsWith('/') || !URL.canParse(value, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(value, HERE);
  // "/.//elsewhere" stays here as an address, and leaves as the path that it comes to.
  const elsewhere = origin !== HERE || pathname.startsWith('//');
  return elsewhere || /^\/(?:sign-in|api)(?:\/|$)/.test(pathname) ? undefined : `${pathname}${search}${hash}`;
}
