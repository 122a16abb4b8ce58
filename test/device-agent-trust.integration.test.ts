import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Backoff } from '../examples/device-agent/backoff.ts';
import { Clock } from '../examples/device-agent/clock.ts';
import { newRoots, verifyServer } from '../examples/device-agent/trust.ts';
import { Duration, Instant } from '../src/core/index.ts';
import { ANY, keysFor, type Made, madeAuthority, NOW, PASSPHRASE, ROOT_PASSPHRASE, validFor } from '../src/product/ca/edge/authority.fixture.ts';
import { newKey } from '../src/product/ca/edge/key-file.ts';
import { rotateRoot } from '../src/product/ca/edge/rotating.ts';
import { publicKeyOf } from '../src/product/ca/edge/signer.ts';

// Whom the reference device agent believes, and since when it knows the time.

let made: Made;
let other: Made;
beforeAll(async () => {
  made = await madeAuthority();
  other = await madeAuthority();
});
afterAll(async () => {
  await made.close();
  await other.close();
});

const certificate = (der: Uint8Array | undefined) => new X509Certificate(Buffer.from(der ?? new Uint8Array()));
const rootOf = ({ authority }: Made) => certificate(authority.chain.at(-1));

/** A server's certificate, with what it sends beside it, as TLS gives them. */
async function server(of: Made, dnsNames: readonly string[] = ['localhost']): Promise<X509Certificate> {
  const issued = await of.authority.issue({ profile: ANY, name: 'server', publicKey: publicKeyOf(newKey('p-256')), dnsNames, ...validFor(30) });
  const leaf = certificate(issued.certificate);
  const issuing = certificate(of.authority.chain[0]);
  // As `getPeerX509Certificate` links them.
  Object.defineProperty(leaf, 'issuerCertificate', { value: issuing });
  return leaf;
}

describe('whom a device believes', () => {
  it('is who leads to a root of its own, by the name that it called', async () => {
    const leaf = await server(made);
    const verified = verifyServer(leaf, 'localhost', [rootOf(made)], undefined);
    expect(verified.notAfter).toBe(leaf.validToDate.getTime());
    expect(() => verifyServer(leaf, 'elsewhere', [rootOf(made)], undefined)).toThrow('the server is not elsewhere');
    expect(() => verifyServer(leaf, 'localhost', [rootOf(other)], undefined)).toThrow('does not lead to a root');
    expect(() => verifyServer(undefined, 'localhost', [rootOf(made)], undefined)).toThrow('showed no certificate');
    expect(() => verifyServer(certificate(made.authority.chain[0]), 'localhost', [rootOf(made)], undefined)).toThrow('the server is not localhost');
  });

  it('is nobody whose time is over, once the device knows the time', async () => {
    const leaf = await server(made);
    const at = (days: number) => () => verifyServer(leaf, 'localhost', [rootOf(made)], Instant.plus(NOW, Duration.days(days)));
    expect(at(1)).not.toThrow();
    expect(at(31)).toThrow('not good at');
    expect(at(40 * 365)).toThrow('not good at');
  });

  it('takes over a new root that an old one signed for, and none that only says so of itself', async () => {
    const before = rootOf(made);
    await rotateRoot(made.fleet, {
      keys: keysFor(made.folder),
      root: { kind: 'p-256', passphrase: ROOT_PASSPHRASE },
      issuing: { kind: 'p-256', passphrase: PASSPHRASE },
      rootYears: 20,
      issuingYears: 5,
      env: process.env,
    });
    const offered = [...made.authority.chain, ...made.authority.anchors].map((der) => Buffer.from(der));
    const found = newRoots(offered, [before]);
    expect(found.map(({ fingerprint256 }) => fingerprint256)).toEqual([rootOf(made).fingerprint256]);
    expect(newRoots(offered, [before, ...found])).toEqual([]);
    const strange = [...other.authority.chain, ...other.authority.anchors].map((der) => Buffer.from(der));
    expect(newRoots(strange, [before])).toEqual([]);
    // The link alone, without the root that it is for, or the root without its link.
    expect(newRoots([Buffer.from(rootOf(made).raw)], [before])).toEqual([]);
  });
});

describe('the clock of a device', () => {
  const server30 = { notBefore: 1_000_000, notAfter: 9_000_000 };

  it('is told by what was signed, and goes forward only', () => {
    const clock = new Clock(0);
    expect(clock.now()).toBeUndefined();
    clock.said(2_000_000, server30);
    expect(clock.now()).toBeUndefined();
    clock.notBefore(1_500_000);
    clock.notBefore(1_200_000);
    expect(clock.now()).toBeGreaterThanOrEqual(1_500_000);
    clock.said(2_000_000, server30);
    clock.said(1_600_000, server30);
    expect(clock.now()).toBeGreaterThanOrEqual(2_000_000);
  });

  it('follows a server’s bare word no farther than that server’s certificate reaches', () => {
    const clock = new Clock();
    clock.notBefore(1_500_000);
    clock.said(9_000_001, server30);
    clock.said(999_999, server30);
    expect(clock.now()).toBeLessThan(1_600_000);
  });
});

describe('how a device comes back', () => {
  it('waits up to a bound that doubles, and no shorter than it was told to', () => {
    const slow = new Backoff(() => 1);
    expect(Array.from({ length: 10 }, () => slow.next())).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]);
    expect(slow.next(7)).toBe(8000);
    slow.reset();
    expect(slow.next()).toBe(1000);
    const quick = new Backoff(() => 0);
    expect([quick.next(), quick.next(), quick.next(30)]).toEqual([250, 250, 30_000]);
  });
});
