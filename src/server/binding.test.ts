import { describe, expect, it } from 'vitest';
import { Refused } from '../core/index.ts';
import { type BindingAsked, settleBinding } from './binding.ts';

const USUAL: BindingAsked = { host: '127.0.0.1', port: 8420, tls: false, behindProxy: false };

describe('a server', () => {
  it.each([
    ['on this machine alone', {}, 'http://localhost:8420', false],
    ['by its name', { host: 'localhost' }, 'http://localhost:8420', false],
    ['by IPv6', { host: '::1' }, 'http://localhost:8420', false],
    ['with TLS', { tls: true }, 'https://localhost:8420', true],
    ['for others, with TLS', { host: '0.0.0.0', tls: true, publicUrl: 'https://assay.example/' }, 'https://assay.example', true],
    ['for others, behind a proxy', { host: '0.0.0.0', behindProxy: true, publicUrl: 'https://assay.example' }, 'https://assay.example', true],
    ['behind a proxy on this machine', { behindProxy: true, publicUrl: 'https://assay.example:8443' }, 'https://assay.example:8443', true],
    ['with a name below localhost', { publicUrl: 'http://assay.localhost:8420' }, 'http://assay.localhost:8420', false],
  ])('%s is called %s', (_, asked, publicUrl, https) => {
    const binding = settleBinding({ ...USUAL, ...asked });
    expect([binding.publicUrl(8420), binding.https]).toEqual([publicUrl, https]);
  });

  it.each([
    ['for others without TLS', { host: '0.0.0.0', publicUrl: 'https://assay.example' }, ['other machines without TLS']],
    ['for others with nothing at all', { host: '192.0.2.1' }, ['other machines without TLS', 'what it is called']],
    ['behind a proxy, without a name', { behindProxy: true }, ['what it is called']],
    ['on no port', { port: 70_000 }, ['no port']],
    ['on half a port', { port: 1.5 }, ['no port']],
    ['called by an address', { publicUrl: 'https://192.0.2.1' }, ['names an address']],
    ['called by an address of IPv6', { publicUrl: 'https://[2001:db8::1]' }, ['names an address']],
    ['called by a name without TLS', { publicUrl: 'http://assay.example' }, ['without TLS']],
    ['with TLS, called without', { tls: true, publicUrl: 'http://localhost:8420' }, ['without TLS']],
    ['below a path', { publicUrl: 'https://assay.example/assay' }, ['not the address of a server']],
    ['with a password', { publicUrl: 'https://a:b@assay.example' }, ['not the address of a server']],
    ['by another scheme', { publicUrl: 'ftp://assay.example' }, ['not the address of a server']],
    ['by no URL', { publicUrl: 'assay' }, ['not the address of a server']],
    ['with everything wrong', { host: '0.0.0.0', port: -1, publicUrl: 'x' }, ['no port', 'other machines without TLS', 'not the address of a server']],
  ])('%s is not started', (_, asked, said) => {
    let faults: readonly { code: string; message: string }[] = [];
    try {
      settleBinding({ ...USUAL, ...asked });
    } catch (error) {
      if (error instanceof Refused) faults = error.faults;
    }
    expect(faults.map(({ code }) => code)).toEqual(said.map(() => 'ASSAY-SERVER-014'));
    expect(faults.map(({ message }) => message)).toEqual(said.map((part) => expect.stringContaining(part)));
  });
});
