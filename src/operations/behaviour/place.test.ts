import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGroups } from '../event/network.ts';
import { places } from './place.ts';

describe('an address', () => {
  it.each([
    ['192.168.1.5', 'inside'],
    ['10.255.0.1', 'inside'],
    ['172.15.0.1', 'outside'],
    ['172.16.0.1', 'inside'],
    ['172.32.0.1', 'outside'],
    ['100.64.0.1', 'inside'],
    ['169.254.15.115', 'inside'],
    ['8.8.8.8', 'outside'],
    ['147.32.80.37', 'inside'],
    ['147.32.81.37', 'outside'],
    ['239.255.255.250', 'group'],
    ['224.0.0.251', 'group'],
    ['255.255.255.255', 'group'],
    ['192.168.2.255', 'group'],
    ['8.8.8.255', 'outside'],
    ['0.0.0.0', 'none'],
    ['256.1.1.1', 'none'],
    ['010.1.1.1', 'none'],
    ['1.2.3', 'none'],
    ['1.2.3.4.5', 'none'],
    ['', 'none'],
    ['camera-17', 'none'],
    ['fe80::1', 'inside'],
    ['fe80::1%eth0', 'inside'],
    ['febf::1', 'inside'],
    ['fec0::1', 'outside'],
    ['fd00::1', 'inside'],
    ['2001:db8::1', 'outside'],
    ['2001:db8:1:ff::1', 'inside'],
    ['ff02::fb', 'group'],
    ['::', 'none'],
    ['::1', 'inside'],
    ['::ffff:192.168.1.5', 'inside'],
    ['::ffff:8.8.8.8', 'outside'],
    ['1:2:3:4:5:6:7:8:9', 'none'],
    ['1::2::3', 'none'],
    ['g::1', 'none'],
  ])('%s is %s', (address, place) => {
    expect(places(['147.32.80.0/24', '2001:db8:1::/48']).placeOf(address)).toBe(place);
  });

  it('of a network that cannot be read is said', () => {
    expect(places(['10.0.0.0/8', '300.0.0.0/8', '1.2.3.4/33', 'x', '2001:db8::/129', '1.2.3.4/-1']).wrong).toEqual([
      '300.0.0.0/8',
      '1.2.3.4/33',
      'x',
      '2001:db8::/129',
      '1.2.3.4/-1',
    ]);
  });

  it('is read as it was written, and anything else is no address and no error', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(addressGroups(text)?.reduce((sum, part) => sum * 65_536 + part, 0)).toBe(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0));
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(addressGroups(text)).toHaveLength(8);
      }),
    );
    const { placeOf } = places([]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['inside', 'outside', 'group', 'none']).toContain(placeOf(text));
      }),
    );
  });
});
