import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Certificate } from '../ca/certificate-read.ts';
import { USAGE } from '../ca/extension.ts';
import { type Climb, leadsUp, MOST_SENT, MOST_VERIFIED } from './chain.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const name = (text: string) => ({ der: bytes(text), attributes: [] });
const AT = Instant.parse('2026-11-01T00:00:00Z');

/** As a reader gives it, signed by the key of that name. */
function certificate(subject: string, issuer: string, more: Partial<Certificate> = {}): Certificate {
  return {
    der: bytes(`${subject} by ${issuer}`),
    body: new Uint8Array(),
    serial: '1',
    issuer: name(issuer),
    subject: name(subject),
    notBefore: AT,
    notAfter: AT,
    publicKey: new Uint8Array(),
    keyBits: new Uint8Array(),
    names: { dnsNames: [], uris: [], others: [] },
    keyUsage: [USAGE.keyCertSign],
    authority: true,
    extensions: [],
    signatureAlgorithm: new Uint8Array(),
    signature: new Uint8Array(),
    ...more,
  };
}

/** Counts what is verified; signatures hold where `signs` says so. */
function asked(leaf: Certificate, sent: readonly Certificate[], anchors: readonly Certificate[], signs: Climb['signedBy'] = () => true) {
  let verified = 0;
  const leads = leadsUp(leaf, sent, anchors, {
    sound: () => true,
    usable: () => true,
    signedBy: (of, by) => {
      verified += 1;
      return signs(of, by);
    },
  });
  return { leads, verified };
}
const leaf = certificate('leaf', 'a', { authority: false });

describe('a chain', () => {
  const chain = ['a', 'b', 'c', 'd'].map((subject, i, all) => certificate(subject, all[i + 1] ?? 'root'));
  const root = certificate('root', 'root');

  it('is climbed, in whatever order it was sent, and no higher than it may be', () => {
    expect(asked(leaf, chain, [root])).toEqual({ leads: true, verified: 5 });
    expect(asked(leaf, chain.toReversed(), [root])).toEqual({ leads: true, verified: 5 });
    expect(asked(leaf, chain.slice(1), [root]).leads).toBe(false);
    expect(asked(leaf, chain, [certificate('root', 'root', { pathLength: 3 })]).leads).toBe(false);
    expect(asked(leaf, chain, [certificate('root', 'root', { pathLength: 4 })]).leads).toBe(true);
    expect(asked(leaf, [certificate('a', 'root', { keyUsage: [] })], [root]).leads).toBe(false);
    expect(asked(leaf, [certificate('a', 'root', { authority: false })], [root]).leads).toBe(false);
  });

  it('costs a stranger six signatures, however many certificates of one name are sent', () => {
    // Each signs each: by every way that leads through them they would be tried in their thousands.
    const sent = Array.from({ length: 100 }, () => certificate('a', 'a'));
    expect(asked(leaf, sent, [root])).toEqual({ leads: false, verified: MOST_SENT });
    expect(asked(leaf, sent, [certificate('a', 'root')], () => false)).toEqual({ leads: false, verified: MOST_VERIFIED });
  });

  it('finds the anchor that its key identifier speaks for among many of one name', () => {
    const anchors = Array.from({ length: 20 }, (_, i) => certificate('a', 'a', { subjectKeyId: bytes(`key-${i}`) }));
    const held = certificate('leaf', 'a', { authority: false, authorityKeyId: bytes('key-17') });
    expect(asked(held, [], anchors, (_, by) => by === anchors[17])).toEqual({ leads: true, verified: 1 });
  });

  it('of any certificates is judged within the bound', () => {
    const letter = fc.constantFrom('a', 'b', 'c');
    const any = fc.record({ subject: letter, issuer: letter, good: fc.boolean() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.array(letter, { maxLength: 12 }), (sent, anchors) => {
        const good = new Set<string>(sent.filter((one) => one.good).map(({ subject }) => subject));
        const given = sent.map(({ subject, issuer }) => certificate(subject, issuer));
        const result = asked(
          leaf,
          given,
          anchors.map((one) => certificate(one, one)),
          (_, by) => good.has(new TextDecoder().decode(by.subject.der)),
        );
        expect(result.verified).toBeLessThanOrEqual(MOST_VERIFIED);
        if (anchors.length === 0) expect(result.leads).toBe(false);
      }),
    );
  });
});
