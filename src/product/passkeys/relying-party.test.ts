import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { relyingPartyOf } from './relying-party.ts';

describe('the relying party', () => {
  it.each([
    ['http://localhost:8420', 'localhost', 'http://localhost:8420', false],
    ['http://localhost', 'localhost', 'http://localhost', false],
    ['http://localhost:80/', 'localhost', 'http://localhost', false],
    ['http://assay.localhost:1234', 'assay.localhost', 'http://assay.localhost:1234', false],
    ['https://Assay.Example.ORG', 'assay.example.org', 'https://assay.example.org', true],
    ['https://assay.example.org:443', 'assay.example.org', 'https://assay.example.org', true],
    ['https://assay.example.org:8443', 'assay.example.org', 'https://assay.example.org:8443', true],
    ['https://xn--bcher-kva.example', 'xn--bcher-kva.example', 'https://xn--bcher-kva.example', true],
  ])('of %s is %s', (publicUrl, id, origin, https) => {
    expect(relyingPartyOf(publicUrl)).toEqual({ id, origin, https });
  });

  it.each([
    ['an IPv4 address', 'http://127.0.0.1:8420'],
    ['an IPv4 address over TLS', 'https://192.0.2.7'],
    ['an IPv4 address as one number', 'https://2130706433'],
    ['an IPv4 address in hex', 'https://0x7f.0x0.0x0.0x1'],
    ['an IPv6 address', 'https://[::1]:8420'],
    ['a name without TLS', 'http://assay.example.org'],
    ['a name that only begins with localhost', 'http://localhost.example.org'],
    ['a path', 'https://assay.example.org/console'],
    ['another scheme', 'ftp://assay.example.org'],
    ['a name and a password', 'https://user:pw@assay.example.org'],
    ['a query', 'https://assay.example.org?x'],
    ['letters beyond ASCII', 'https://bücher.example'],
    ['a dot at the end', 'https://assay.example.org.'],
    ['a port that is none', 'https://assay.example.org:70000'],
    ['nothing', ''],
    ['a space', 'https://assay example.org'],
  ])('is refused for %s', (_, publicUrl) => {
    expect(() => relyingPartyOf(publicUrl)).toThrowError(expect.objectContaining({ faults: [expect.objectContaining({ code: 'ASSAY-PASSKEY-001' })] }));
    expect(() => relyingPartyOf(publicUrl)).toThrowError(Refused);
  });
});
