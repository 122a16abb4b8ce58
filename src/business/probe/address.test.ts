import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../map/model.ts';
import { addressText, useOf } from './address.ts';
import { allowedAddresses, MOST_ADDRESSES, mayVisit } from './targets.ts';

const target: Target = { host: 'www.example.org', part: 'p', probes: ['web'], also: ['mx.example.org'] };

describe('what an address is for', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'private'],
    ['100.128.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.1.1', 'private'],
    ['10.0.0.1', 'private'],
    ['127.255.255.255', 'private'],
    ['0.0.0.0', 'never'],
    ['169.254.169.254', 'never'],
    ['192.0.2.1', 'never'],
    ['198.18.0.1', 'never'],
    ['203.0.113.9', 'never'],
    ['224.0.0.1', 'never'],
    ['255.255.255.255', 'never'],
    ['2606:4700::1111', 'public'],
    ['::1', 'private'],
    ['::', 'never'],
    ['fd00::1', 'private'],
    ['fe80::1', 'never'],
    ['fec0::1', 'never'],
    ['ff02::1', 'never'],
    ['2001:db8::1', 'never'],
    ['2001::1', 'never'],
    ['3fff::1', 'never'],
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:8.8.8.8', 'never'],
    ['::127.0.0.1', 'private'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::8.8.8.8', 'never'],
    ['64:ff9b:1::8.8.8.8', 'never'],
    ['2002:7f00:1::', 'private'],
    ['2002:808:808::', 'never'],
    ['100.100.100.200', 'never'],
    ['100.100.100.201', 'private'],
    ['::ffff:100.100.100.200', 'never'],
    ['168.63.129.16', 'never'],
    ['168.63.129.17', 'public'],
    ['fd00:ec2::254', 'never'],
    ['fd00:ec2::255', 'private'],
    ['fd20:ce::254', 'never'],
    ['nonsense', 'never'],
    ['0177.0.0.1', 'never'],
  ])('%s: %s', (address, use) => {
    expect(useOf(address).use).toBe(use);
  });

  it('is the same for its text written again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = addressText([...bytes]);
        return useOf(text).use === useOf(text.toUpperCase()).use;
      }),
    );
  });

  it('decides what may be visited: all addresses of a name, and some never', () => {
    expect(allowedAddresses(target, 'www.example.org', ['8.8.8.8', '9.9.9.9', '8.8.8.8'])).toEqual({ visit: ['8.8.8.8', '9.9.9.9'], left: 0 });
    expect(allowedAddresses(target, 'www.example.org', [])).toEqual({ visit: [], left: 0 });
    expect(() => allowedAddresses(target, 'www.example.org', ['8.8.8.8', '::1'])).toThrow('ASSAY-PROBE-004');
    expect(allowedAddresses({ ...target, private: true }, 'www.example.org', ['127.0.0.1']).visit).toEqual(['127.0.0.1']);
    for (const metadata of ['169.254.169.254', 'fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16'])
      expect(() => allowedAddresses({ ...target, private: true }, 'www.example.org', [metadata]), metadata).toThrow('ASSAY-PROBE-004');
  });

  it('visits so many and no more, of both versions', () => {
    const four = Array.from({ length: 9 }, (_, i) => `8.8.8.${i}`);
    const six = Array.from({ length: 9 }, (_, i) => `2606:4700::${i + 1}`);
    const of = (addresses: readonly string[]) => allowedAddresses(target, 'www.example.org', addresses);
    expect(of(four)).toEqual({ visit: four.slice(0, MOST_ADDRESSES), left: 1 });
    expect(of(six)).toEqual({ visit: six.slice(0, MOST_ADDRESSES), left: 1 });
    expect(of([...six, ...four])).toEqual({ visit: [...four.slice(0, 4), ...six.slice(0, 4)], left: 10 });
    expect(of([...four, '2606:4700::1'])).toEqual({ visit: [...four.slice(0, 7), '2606:4700::1'], left: 2 });
  });

  it('is asked only of hosts that the target names exactly', () => {
    expect(['www.example.org', 'mx.example.org', 'example.org', 'a.www.example.org', 'xwww.example.org'].map((host) => mayVisit(target, host))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
