import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, isHost, isHostName } from './host.ts';

describe('hosts of targets', () => {
  it.each(['example.org', 'a-b.example.org', 'xn--bcher-kva.example', '1.example.org', `${'a'.repeat(63)}.org`])('takes %s for a name', (text) => {
    expect(isHostName(text)).toBe(true);
  });

  it.each([
    'localhost',
    'Example.org',
    'example.org.',
    '-a.org',
    'a-.org',
    'a..org',
    '*.example.org',
    'a_b.org',
    '1.2.3',
    '1.2.3.4',
    '0x7f.1',
    'a b.org',
    'a.org/x',
    'a.org:80',
    '',
    `${'a'.repeat(64)}.org`,
    `${'a.'.repeat(130)}org`,
    'exämple.org',
    '999.1.1.1',
  ])('takes %s for no name', (text) => {
    expect(isHostName(text)).toBe(false);
  });

  it.each([
    ['127.0.0.1', [127, 0, 0, 1]],
    ['::1', [...new Array(15).fill(0), 1]],
    ['::', new Array(16).fill(0)],
    ['2001:db8::8:800:200c:417a', [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 8, 8, 0, 0x20, 0x0c, 0x41, 0x7a]],
    ['::ffff:10.0.0.1', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1]],
    ['64:ff9b::127.0.0.1', [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1]],
  ])('reads %s', (text, bytes) => {
    expect(addressBytes(text)).toEqual(bytes);
    expect(isHost(text)).toBe(true);
  });

  it.each([
    '010.0.0.1',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '0x7f.0.0.1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '12345::',
  ])('reads no address in %s', (text) => {
    expect(addressBytes(text)).toBeUndefined();
  });

  it('reads every address that it could have been given', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => addressBytes(text)?.length === 4));
    fc.assert(fc.property(fc.ipV6(), (text) => addressBytes(text)?.length === 16));
  });
});
