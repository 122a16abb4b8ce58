import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from './scope.ts';

describe('a look', () => {
  it.each<[string, readonly string[], string, string, boolean]>([
    ['at a network covers a smaller one in it', ['hosts:10.20.0.0/16'], 'hosts:10.20.3.0/24', '', true],
    ['at a network does not cover a larger one', ['hosts:10.20.3.0/24'], 'hosts:10.20.0.0/16', '', false],
    ['at a network does not cover its neighbour', ['hosts:10.20.0.0/23'], 'hosts:10.20.2.0/24', '', false],
    ['at a network covers a host in it, of whichever scope it was', ['hosts:10.20.3.0/24'], 'hosts:10.20.0.0/16', 'host:10.20.3.7', true],
    ['at a network covers no host beside it', ['hosts:10.20.3.0/24'], 'hosts:10.20.0.0/16', 'host:10.20.4.7', false],
    ['at any of its networks covers a host', ['hosts:10.20.3.0/24,192.0.2.1'], 'hosts:192.0.2.0/24', 'host:192.0.2.1', true],
    ['at the ranges of a scanner covers a host in them', ['hosts:10.20.0-3.*'], 'hosts:10.20.0.0/16', 'host:10.20.3.7', true],
    ['at the ranges of a scanner covers no host outside', ['hosts:10.20.0-3.1-99'], 'hosts:10.20.0.0/16', 'host:10.20.3.100', false],
    ['at a network of version 6 covers one in it', ['hosts:2001:db8::/32'], 'hosts:2001:db8:7::/48', '', true],
    ['at a network of version 6 covers a host however it is written', ['hosts:2001:db8::/64'], 'hosts:2001:db8::/32', 'host:2001:0db8:0:0::7', true],
    ['at a network of version 6 covers none of version 4', ['hosts:::/0'], 'hosts:10.0.0.0/8', 'host:10.0.0.1', false],
    ['at hosts covers no ports', ['hosts:10.0.0.0/8'], 'hosts:10.0.0.0/8/tcp:1-10', 'port:10.0.0.1:5/tcp', false],
    ['at ports covers one of them', ['hosts:10.0.0.0/8/tcp:1-65535'], 'hosts:10.1.0.0/16/tcp:1-1000', 'port:10.1.0.1:5/tcp', true],
    ['at ports covers none outside', ['hosts:10.0.0.0/8/tcp:1-1000'], 'hosts:10.1.0.0/16/tcp:1-65535', 'port:10.1.0.1:8080/tcp', false],
    ['at ports covers none of another protocol', ['hosts:10.0.0.0/8/tcp:1-1000'], 'hosts:10.0.0.0/8/udp:53', 'port:10.1.0.1:53/udp', false],
    ['at a long list of ports covers the same list alone', ['hosts:10.0.0.0/8/tcp:0123456789abcdef'], 'hosts:10.0.0.0/8/tcp:0123456789abcdef', '', true],
    ['at a list that was cut short covers itself alone', ['hosts:10.0.0.0/1…'], 'hosts:10.0.0.0/8', 'host:10.0.0.1', false],
    ['at a name covers no address', ['hosts:build.lamps.example'], 'hosts:10.0.0.0/8', 'host:10.0.0.1', false],
    ['at a name covers the name', ['hosts:build.lamps.example,10.0.0.0/8'], 'hosts:build.lamps.example', '', true],
    ['at no network covers nothing', ['hosts:10.0.0.0/33'], 'hosts:10.0.0.0/33', 'host:10.0.0.1', true],
    ['at an organisation covers what is in it', ['github:org'], 'github:org/repository', '', true],
    ['at a part does not cover the whole', ['github:org/repository'], 'github:org', '', false],
    ['at an organisation covers none that begins alike', ['github:org'], 'github:organisation/repository', '', false],
    ['at a word covers the word', ['all'], 'all', 'host:10.0.0.1', true],
  ])('%s', (_, scopes, scope, key, wanted) => expect(coverageOf(scopes).covers(scope, key)).toBe(wanted));

  it('covers nothing of what it could not look at', () => {
    const org = coverageOf(['github:org', 'github:org/secret/one'], ['github:org/secret']);
    expect(['github:org/repository', 'github:org/secret', 'github:org/secret/two', 'github:org/secret/one'].map((scope) => org.covers(scope))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const net = coverageOf(['hosts:10.0.0.0/8'], ['hosts:10.2.0.0/16']);
    expect(['10.1.0.1', '10.2.0.1'].map((address) => net.covers('hosts:10.0.0.0/8', `host:${address}`))).toEqual([true, false]);
  });

  it('at a network covers an address just where their first bits are the same', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const address = fc.tuple(octet, octet, octet, octet);
    const bits = (bytes: readonly number[]) => bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), fc.nat(32), (a, b, length, shared) => {
        // Addresses that share their beginning, else they hardly ever do.
        const mixed = bits(a).slice(0, shared) + bits(b).slice(shared);
        const other = [0, 8, 16, 24].map((at) => Number.parseInt(mixed.slice(at, at + 8), 2));
        const wanted = bits(a).slice(0, length) === mixed.slice(0, length);
        expect(coverageOf([`hosts:${a.join('.')}/${length}`]).covers('hosts:unsaid', `host:${other.join('.')}`)).toBe(wanted);
      }),
    );
  });

  it('is asked in time linear in hostile words', () => {
    const long = 'a/'.repeat(250);
    expect(coverageOf([`hosts:${'-'.repeat(490)}`, long]).covers(`hosts:${'1.'.repeat(245)}`, `port:${':'.repeat(480)}`)).toBe(false);
  });
});
