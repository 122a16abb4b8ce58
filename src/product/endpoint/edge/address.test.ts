import { describe, expect, it } from 'vitest';
import { addressKey } from './address.ts';

describe('the key of an address', () => {
  it.each([
    ['192.0.2.1', '4:192.0.2.1'],
    ['192.0.2.1:4711', '4:192.0.2.1'],
    ['::ffff:192.0.2.1', '4:192.0.2.1'],
    ['[::ffff:192.0.2.1]:4711', '4:192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '6:2001:db8:1:2'],
    ['[2001:db8:1:2::1]:4711', '6:2001:db8:1:2'],
    ['[2001:db8:1:2::1]', '6:2001:db8:1:2'],
    ['fe80::1%eth0', '6:fe80:0:0:0'],
    // Its last group is no port.
    ['::4711', '6:0:0:0:0'],
    ['unix', 'unknown'],
    ['', 'unknown'],
    [':1', 'unknown'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
