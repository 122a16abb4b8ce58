/** Names and addresses of this machine alone (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3). */
export function isLoopbackUrl(url: URL): boolean {
  const { hostname } = url;
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * What is wrong with an issuer's address; `undefined` where it may be asked. By https: alone, since what the provider says of people is trusted; http: for
 * a provider on this very machine, as in a trial.
 */
export function issuerFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'no address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'an address with a user name in it';
  if (url.search !== '' || url.hash !== '') return 'an address with a query or a fragment';
  if (url.protocol === 'https:') return undefined;
  return url.protocol === 'http:' && isLoopbackUrl(url) ? undefined : 'an address without TLS';
}

/**
 * Whether an endpoint that the provider names may be asked. Endpoints are the provider's words: one that is not of this machine does not send us to this machine, or to an
 * address in place of a name, whose certificate hardly anybody has and which is how one reaches what stands behind a firewall.
 */
export function endpointFault(issuer: string, endpoint: string): string | undefined {
  const wrong = URL.canParse(endpoint) ? undefined : 'no address';
  if (wrong !== undefined) return wrong;
  const [from, to] = [new URL(issuer), new URL(endpoint)];
  if (to.username !== '' || to.password !== '') return 'an address with a user name in it';
  if (isLoopbackUrl(from)) return isLoopbackUrl(to) || to.protocol === 'https:' ? undefined : 'an address without TLS';
  if (to.protocol !== 'https:') return 'an address without TLS';
  if (isLoopbackUrl(to)) return 'an address of this machine';
  return /^\[|^[\d.]+$/.test(to.hostname) && to.hostname !== from.hostname ? 'an address in place of a name' : undefined;
}
