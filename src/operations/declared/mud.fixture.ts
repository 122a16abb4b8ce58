/** A MUD file of our own making, for tests. A member that is `undefined` is left out. */
export function mudText(options: {
  readonly from?: readonly unknown[];
  readonly to?: readonly unknown[];
  readonly container?: Readonly<Record<string, unknown>>;
}): string {
  const policy = (name: string, entries: readonly unknown[] | undefined) =>
    entries === undefined ? undefined : { 'access-lists': { 'access-list': [{ name }] } };
  const list = (name: string, entries: readonly unknown[] | undefined) =>
    entries === undefined ? [] : [{ name, type: 'ietf-access-control-list:mixed-eth-ipv4-ipv6-acl-type', aces: { ace: entries } }];
  return JSON.stringify({
    'ietf-mud:mud': {
      'mud-version': 1,
      'mud-url': 'https://example.org/lamp.json',
      'last-update': '2026-01-01T00:00:00Z',
      'is-supported': true,
      'from-device-policy': policy('from', options.from),
      'to-device-policy': policy('to', options.to),
      ...options.container,
    },
    'ietf-access-control-list:access-lists': { acl: [...list('from', options.from), ...list('to', options.to)] },
  });
}

export const ACE = {
  name: 'cloud',
  matches: {
    ipv4: { protocol: 6, 'ietf-acldns:dst-dnsname': 'cloud.example.org' },
    tcp: { 'destination-port': { operator: 'eq', port: 443 }, 'ietf-mud:direction-initiated': 'from-device' },
  },
  actions: { forwarding: 'accept' },
};

export const aceWith = (matches: unknown, forwarding = 'accept', name = 'one') => ({ name, matches, actions: { forwarding } });
