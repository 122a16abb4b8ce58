import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Duration, Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import { evidenceSchema } from '../../evidence/model.ts';
import { serviceMapSchema, type Target } from '../../map/model.ts';
import { judgeProbes, type Probed } from './judge.ts';
import type { Certificate, Handshake, Observation, TlsVersion } from './model.ts';
import { chosenTargets } from './targets.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const certificate = (of: Partial<Certificate> = {}): Certificate => ({
  names: ['a.example.org', 'b.example.org'],
  addresses: [],
  from: '2026-01-01T00:00:00Z',
  to: '2027-01-01T00:00:00Z',
  key: { type: 'ec', curve: 'prime256v1' },
  signature: 'ecdsa-with-SHA256',
  digest: 'sha256:0',
  selfIssued: false,
  ...of,
});
const done = (version: TlsVersion, ...chain: readonly Certificate[]): Handshake => ({
  outcome: 'completed',
  version,
  trust: 'trusted',
  chain: chain.length === 0 ? [certificate()] : chain,
});
const REFUSED: Handshake = { outcome: 'refused', alert: 'protocol version' };

function map(...targets: readonly Partial<Target>[]) {
  return serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [
      { id: 'site', kind: 'server', name: 'Site' },
      { id: 'shop', kind: 'server', name: 'Shop' },
    ],
    targets: targets.map((target) => ({ part: 'site', probes: ['tls'], ...target })),
  });
}
function tls(host: string, answers: Partial<Record<'any' | 'again' | TlsVersion, Handshake>>): readonly Observation[] {
  const all: Readonly<Record<string, Handshake | undefined>> = {
    any: done('TLSv1.3'),
    'TLSv1.3': done('TLSv1.3'),
    'TLSv1.2': done('TLSv1.2'),
    'TLSv1.1': REFUSED,
    TLSv1: REFUSED,
    ...answers,
  };
  return (['any', 'TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1', 'again'] as const).flatMap((asked): Observation[] => {
    const seen = all[asked];
    return seen === undefined ? [] : [{ kind: 'tls', safety: 'safe', host, address: '192.0.2.1', port: 443, asked, seen }];
  });
}
const A = { host: 'a.example.org' };
const B = { host: 'b.example.org' };
const look = (world: ReturnType<typeof map>, seen: Readonly<Record<string, readonly Observation[]>>) =>
  judgeProbes(
    world,
    world.targets
      .filter(({ host }) => seen[host] !== undefined)
      .map((target): Probed => ({ target, probes: target.probes, observations: seen[target.host] ?? [] })),
    NOW,
  );

describe('what a run comes to', () => {
  it('is a statement of the part, with the moment of the run, the claim’s validity and the digest of all that was seen', () => {
    const { evidence, raw } = look(map(A), { 'a.example.org': tls('a.example.org', {}) });
    expect(evidence.map((each) => evidenceSchema.parse(each))).toEqual(evidence);
    expect(evidence).toEqual([
      {
        subject: 'site',
        claim: 'web.tls-current',
        value: true,
        observedAt: '2026-11-01T00:00:00Z',
        validFor: 'P7D',
        source: 'Assay probe',
        method: 'probe',
        raw: { digest: raw[0]?.digest, mediaType: 'application/vnd.assay.probe+json' },
      },
    ]);
    expect(Digest.of(raw[0]?.text ?? '')).toBe(raw[0]?.digest);
  });

  it('is good only of a part all of whose hosts are, and bad of one of which any is', () => {
    const both = map(A, B);
    const good = { 'a.example.org': tls('a.example.org', {}) };
    expect(look(both, good)).toMatchObject({ evidence: [], verdicts: [{ result: 'not-observed', undecided: [expect.stringContaining('b.example.org')] }] });
    expect(look(both, { ...good, 'b.example.org': tls('b.example.org', {}) }).evidence.map(({ value }) => value)).toEqual([true]);
    const bad = look(both, { ...good, 'b.example.org': tls('b.example.org', { TLSv1: done('TLSv1') }) }).evidence;
    expect(bad.map(({ value, finding }) => [value, finding?.id, finding?.title])).toEqual([
      [false, 'probe:tls-old-1.0:b.example.org', 'b.example.org: it still offers TLS 1.0, which RFC 8996 retired'],
    ]);
  });

  it('keeps parts apart', () => {
    const { evidence, raw } = look(map(A, { ...B, part: 'shop' }), {
      'a.example.org': tls('a.example.org', {}),
      'b.example.org': tls('b.example.org', { TLSv1: done('TLSv1') }),
    });
    expect(evidence.map(({ subject, value }) => [subject, value])).toEqual([
      ['site', true],
      ['shop', false],
    ]);
    expect(new Set(raw.map(({ digest }) => digest)).size).toBe(2);
  });

  it('ends with the first certificate of the chain that runs out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * 86_400 }), fc.boolean(), (seconds, own) => {
        const short = certificate({ to: Instant.format(Instant.of(NOW + seconds * 1000)) });
        const chain = own ? [short] : [certificate(), short];
        const seen = tls('a.example.org', { any: done('TLSv1.3', ...chain), 'TLSv1.3': done('TLSv1.3', ...chain), 'TLSv1.2': done('TLSv1.2', ...chain) });
        const [statement] = look(map(A), { 'a.example.org': seen }).evidence;
        expect(statement?.value).toBe(true);
        expect(statement === undefined ? 0 : expiresAt(statement)).toBe(NOW + Math.min(seconds * 1000, Duration.days(7)));
      }),
    );
  });

  it('rests on no certificate that is sent beside the trusted chain and has run out', () => {
    const own = certificate({ to: '2026-11-05T00:00:00Z' });
    const crossSigned = certificate({ to: '2021-09-30T00:00:00Z', signature: 'sha1WithRSAEncryption', key: { type: 'rsa', bits: 1024 } });
    const old = certificate({ to: '2026-11-02T00:00:00Z', selfIssued: true });
    const all = (trust: string, chain: readonly Certificate[]) => {
      const seen: Handshake = { outcome: 'completed', version: 'TLSv1.3', trust, chain };
      return look(map(A), { 'a.example.org': tls('a.example.org', { any: seen, 'TLSv1.3': seen, 'TLSv1.2': seen }) }).evidence;
    };
    expect(all('trusted', [own, crossSigned, old]).map(({ value, validFor }) => [value, validFor])).toEqual([[true, 'P4D']]);
    expect(all('trusted', [own, certificate(), crossSigned]).map(({ value, validFor }) => [value, validFor])).toEqual([[true, 'P4D']]);
    expect(all('CERT_HAS_EXPIRED', [own, crossSigned]).every(({ value }) => value === false)).toBe(true);
    expect(all('trusted', [certificate({ to: '2026-10-05T00:00:00Z' })]).every(({ value }) => value === false)).toBe(true);
  });

  it('never holds for no time at all, or less', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400 * 86_400_000, max: 400 * 86_400_000 }), { minLength: 1, maxLength: 4 }), fc.boolean(), (ends, trusted) => {
        const chain = ends.map((end) => certificate({ to: Instant.format(Instant.of(NOW + end)) }));
        const seen: Handshake = { outcome: 'completed', version: 'TLSv1.3', trust: trusted ? 'trusted' : 'CERT_HAS_EXPIRED', chain };
        for (const each of look(map(A), { 'a.example.org': tls('a.example.org', { any: seen, 'TLSv1.3': seen, 'TLSv1.2': seen }) }).evidence) {
          expect(evidenceSchema.safeParse(each).success).toBe(true);
          expect(expiresAt(each)).toBeGreaterThan(NOW);
        }
      }),
    );
  });

  it('counts a version answered with silence as gone only where the next connection goes through', () => {
    const closed = { TLSv1: { outcome: 'closed' } } as const;
    expect(look(map(A), { 'a.example.org': tls('a.example.org', closed) }).evidence).toEqual([]);
    expect(look(map(A), { 'a.example.org': tls('a.example.org', { ...closed, again: { outcome: 'closed' } }) }).evidence).toEqual([]);
    expect(look(map(A), { 'a.example.org': tls('a.example.org', { ...closed, again: done('TLSv1.3') }) }).evidence.map(({ value }) => value)).toEqual([true]);
  });

  it('is nothing where this machine cannot ask for a version', () => {
    const { evidence, verdicts } = look(map(A), { 'a.example.org': tls('a.example.org', { TLSv1: { outcome: 'cannot-ask', why: 'x' } }) });
    expect([evidence, verdicts[0]?.undecided[0]]).toEqual([[], expect.stringContaining('cannot ask')]);
  });

  it('is never made better by anything that was not seen', () => {
    const worse: fc.Arbitrary<Handshake> = fc.constantFrom<Handshake>(
      { outcome: 'unseen', why: 'x' },
      { outcome: 'closed' },
      { outcome: 'cannot-ask', why: 'x' },
    );
    fc.assert(
      fc.property(fc.constantFrom('any', 'TLSv1.1', 'TLSv1'), worse, (asked, seen) => {
        expect(look(map(A), { 'a.example.org': tls('a.example.org', { [asked]: seen }) }).evidence.filter(({ value }) => value === true)).toEqual([]);
      }),
    );
  });

  it('has no statement of a probe that was not asked for', () => {
    const world = map({ ...A, probes: ['dns', 'tls', 'web', 'mail'] });
    const [target] = world.targets;
    if (target === undefined) throw new TypeError('no target');
    expect(judgeProbes(world, [{ target, probes: ['tls'], observations: [] }], NOW).verdicts.map(({ claim, result }) => [claim, result])).toEqual([
      ['web.tls-current', 'not-observed'],
    ]);
  });
});

describe('the targets that are asked for', () => {
  const world = map({ ...A, probes: ['web', 'tls'] }, { ...A, part: 'shop', probes: ['mail'] }, { ...B, probes: ['dns'] });
  it.each<readonly [readonly string[], readonly ('web' | 'mail' | 'dns' | 'tls')[], readonly string[]]>([
    [[], [], ['a.example.org site web,tls', 'a.example.org shop mail', 'b.example.org site dns']],
    [['A.example.org.'], [], ['a.example.org site web,tls', 'a.example.org shop mail']],
    [['a.example.org'], ['mail'], ['a.example.org shop mail']],
    [[], ['dns'], ['b.example.org site dns']],
  ])('%j %j', (hosts, probes, expected) => {
    expect(chosenTargets(world, hosts, probes).map(({ target, probes: own }) => `${target.host} ${target.part} ${own.join()}`)).toEqual(expected);
  });

  it.each<readonly [readonly string[], readonly ('web' | 'dns')[], string]>([
    [['c.example.org'], [], 'ASSAY-PROBE-001'],
    [['x.a.example.org'], [], 'ASSAY-PROBE-001'],
    [['example.org'], [], 'ASSAY-PROBE-001'],
    [['a.example.org'], ['dns'], 'ASSAY-PROBE-002'],
  ])('are refused: %j %j', (hosts, probes, code) => {
    expect(() => chosenTargets(world, hosts, probes)).toThrow(code);
  });
});
