import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, type Json } from '../../../core/index.ts';
import { checksAt, findingsAt, judgeAnew, openAudit } from './audit.ts';
import type { Fact } from './facts.ts';
import type { Check } from './finding.ts';
import { loggingFindings } from './logging.ts';
import { policyFact } from './policy.ts';

const DAY = 86_400_000;
const T0 = Instant.parse('2026-11-01T00:00:00Z');
const on = (days: number) => Instant.format(Instant.of(T0 + days * DAY));

type Said = readonly [type: string, body: { readonly [key: string]: Json }];
const authority = (id: string, days = 1000): readonly Said[] => [
  ['authority.made', { authority: id, role: 'issuing', serial: `s-${id}`, certificate: P256 }],
  ['certificate.issued', { serial: `s-${id}`, issuer: 'root-1', profile: 'authority', notBefore: on(0), notAfter: on(days) }],
];
const issued = (serial: string, device: string, more: { readonly [key: string]: Json } = {}): Said => [
  'certificate.issued',
  { serial, device, issuer: 'issuing-1', profile: 'device', notBefore: on(0), notAfter: on(90), key: `key-of-${serial}`, keyKind: 'p-256', ...more },
];
const used = (serial: string, device: string): Said => ['credential.used', { serial, device }];
const revoked = (serial: string, days = 0): Said => ['certificate.revoked', { serial, reason: 'keyCompromise', at: on(days) }];
const facts = (said: readonly Said[]): readonly Fact[] => said.map(([type, body], seq) => ({ seq, type, body }));

// Of a self-signed certificate: `openssl req -x509 -newkey …`.
const P256 =
  'MIIBbTCCAROgAwIBAgIULpQ1TMjViYeE1e17VHrYDxeNQdswCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjQwMTU0NTdaFw0zNTAyMTAwMTU0NTdaMAwxCjAIBgNVBAMMAWEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATdt1Gxz1rRsKWpb+7+nAF9lMrB9YLz5fbLizNuSA1bHr2LyuaMALgu/WiqyAsM3SZSkA+TG1acU7nKo6uZBed2o1MwUTAdBgNVHQ4EFgQUeY+N6+5/QwsaUA++YNCHbWqLqUAwHwYDVR0jBBgwFoAUeY+N6+5/QwsaUA++YNCHbWqLqUAwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEArX1Rh75qXhOtxHGQzwy0vLdZA2E7wYp3LmR8ZWxc6PcCIGmkxMI+CX9cEFdzSx5TBh3WWSptqbHECQiYMoZn+JX6';
const RSA1024 =
  'MIIB9DCCAV2gAwIBAgIUOjmbqtxG7jndl1w8vzFFdxOFegowDQYJKoZIhvcNAQELBQAwDDEKMAgGA1UEAwwBYTAeFw0yNjExMjQwMTU0NThaFw0zNTAyMTAwMTU0NThaMAwxCjAIBgNVBAMMAWEwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAKr4IdI2Wdz4fGRyrl/trrAdb7tFsq5VgZxt/6QtEIfFeBFL1nwdiYNaz4ZAbus2jM6ew5nfl+krD/D+e6Vm/7HYBXuqoo37DyCILh5wMLvY+6oXAl1zAboceUeJ6Az1S36PRqur0LfFaQF8xrj1/kTg5zY7LsnsXonXGzgD6+5JAgMBAAGjUzBRMB0GA1UdDgQWBBT/ftLaTcajiRMGNiLTdUUhZYzT6zAfBgNVHSMEGDAWgBT/ftLaTcajiRMGNiLTdUUhZYzT6zAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBAAb2XXML+rnmqdcE8zO6FqNlAqkcMiom7hBulyKdex6BQbtPmvsM62UKvMrSpwYU3HTL1HCfO86spuNMf+0fzVdolXKlQ1ijYJSHgg9slTLREMAHEGq/ubuKmUGYu50GONv5d/VkxjjAOK0cNyz3aYKYl9sbusozTE3CvkHW6NzO';

const BROAD = policyFact('all', { effect: 'permit', principal: { op: 'All' }, action: { op: 'All' }, resource: { op: 'All' }, conditions: [] });
const NARROW = policyFact('own', {
  effect: 'permit',
  principal: { op: 'is', entity_type: 'Device' },
  action: { op: 'All' },
  resource: { op: 'All' },
  conditions: [{ kind: 'when', body: { '==': { left: { Var: 'principal' }, right: { Var: 'resource' } } } }],
});
const WILD = policyFact('wild', {
  effect: 'permit',
  principal: { op: 'is', entity_type: 'Device' },
  action: { op: 'All' },
  resource: { op: 'All' },
  conditions: [{ kind: 'when', body: { '==': { left: { '.': { left: { Var: 'resource' }, attr: 'name' } }, right: { Value: 'home/+/door' } } } }],
});

const base = [...authority('issuing-1'), issued('1', 'cam-1'), used('1', 'cam-1')];

function judged(said: readonly Said[], days = 1, rules: readonly ReturnType<typeof policyFact>[] | undefined = [NARROW]) {
  const audit = openAudit();
  for (const fact of facts(said)) audit.take(fact);
  audit.policies(rules === undefined ? undefined : { rules });
  const at = T0 + days * DAY;
  const logging = loggingFindings([{ seq: 0, subject: 'cloud', collected: true, until: at }], at);
  const findings = findingsAt([...[...audit.state.findings.values()].flat(), ...logging], at);
  return { findings, checks: checksAt(findings, { authorities: audit.state.authorities.size, certificates: audit.state.certificates.size }) };
}
const stateOf = (check: Check, said: readonly Said[], days?: number, rules?: readonly ReturnType<typeof policyFact>[] | undefined) =>
  judged(said, days, rules).checks.find((each) => each.check === check)?.state;

describe('the thirteen checks', () => {
  it('are all clear of a fleet in order', () => {
    expect(judged(base).checks.filter(({ state }) => state !== 'clear')).toEqual([]);
  });

  it.each<readonly [Check, found: readonly Said[], clear: readonly Said[], days: number]>([
    ['intermediate-ca-revoked', [...base, revoked('s-issuing-1')], [...base, revoked('1'), revoked('s-issuing-1')], 1],
    [
      'revoked-ca-active',
      [...base, revoked('s-issuing-1')],
      [...base, revoked('s-issuing-1'), ['authority.rotated', { from: 'issuing-1', to: 'issuing-2' }]],
      1,
    ],
    ['revoked-ca-active', [...base, revoked('s-issuing-1'), ['authority.rotated', { from: 'issuing-1', to: 'issuing-2' }], issued('2', 'cam-2')], base, 1],
    ['device-certificate-shared', [...base, issued('2', 'cam-2', { key: 'key-of-1' })], [...base, issued('2', 'cam-1', { key: 'key-of-1' })], 1],
    ['device-certificate-shared', [...base, issued('1', 'cam-2')], [...base, issued('2', 'cam-2')], 1],
    ['device-key-quality', [...base, issued('2', 'cam-2', { keyKind: 'rsa-1024' })], [...base, issued('2', 'cam-2', { keyKind: 'rsa-2048' })], 1],
    ['device-key-quality', [...base, issued('2', 'cam-2', { keyKind: 'p-192' })], [...base, issued('2', 'cam-2', { keyKind: 'ed25519' })], 1],
    ['ca-key-quality', [['authority.made', { authority: 'old', serial: 's', certificate: RSA1024 }]], base, 1],
    ['ca-expiring', base.map((each, i) => (i === 1 ? (authority('issuing-1', 31)[1] as Said) : each)), base, 1],
    [
      'client-id-conflict',
      [...base, ['session.refused', { at: on(0), seconds: 60, counts: { 'wrong-client': 2 } }]],
      [...base, ['session.refused', { at: on(0), seconds: 60, counts: { expired: 2 } }]],
      1,
    ],
    ['device-certificate-expiring', base, [...base, issued('2', 'cam-1', { notAfter: on(200) }), used('2', 'cam-1')], 60],
    ['device-certificate-expiring', base, [...base, ['device.retired', { device: 'cam-1' }]], 60],
    [
      'device-certificate-old',
      [...authority('issuing-1'), issued('1', 'cam-1', { notAfter: on(900) })],
      [...authority('issuing-1'), issued('1', 'cam-1', { notAfter: on(900), notBefore: on(100) })],
      365,
    ],
    ['revoked-certificate-active', [...base, revoked('1'), used('1', 'cam-1')], [...base, revoked('1')], 0],
    ['revoked-certificate-active', [...base, revoked('1')], [...base, revoked('1'), ['crl.issued', { authority: 'issuing-1', upTo: 4 }]], 1],
  ])('%s is found, and is clear where it is mended', (check, found, clear, days) => {
    expect([stateOf(check, found, days), stateOf(check, clear, days)]).toEqual(['found', 'clear']);
  });

  it.each<readonly [Check, readonly Said[]]>([
    ['device-key-quality', [...authority('issuing-1'), issued('1', 'cam-1', { keyKind: null })]],
    ['device-key-quality', [...authority('issuing-1'), issued('1', 'cam-1', { keyKind: 'kyber-9' })]],
    ['device-certificate-shared', [...authority('issuing-1'), issued('1', 'cam-1', { key: null })]],
    ['ca-key-quality', [['authority.made', { authority: 'x', serial: 's', certificate: 'MAA=' }]]],
    ['ca-expiring', [['authority.made', { authority: 'x', serial: 's', certificate: P256 }]]],
    ['client-id-conflict', [...authority('issuing-1'), issued('1', 'cam-1')]],
    ['intermediate-ca-revoked', []],
    ['revoked-ca-active', []],
    ['device-certificate-expiring', []],
    ['device-certificate-old', []],
    ['revoked-certificate-active', []],
  ])('%s says that it cannot be known', (check, said) => {
    expect(stateOf(check, said)).toBe('unknown');
  });

  it('judges policies by what they leave open and by what they compare', () => {
    expect((['policy-too-broad', 'policy-misconfigured'] as const).map((check) => [BROAD, WILD].map((rule) => stateOf(check, base, 1, [rule])))).toEqual([
      ['found', 'clear'],
      ['clear', 'found'],
    ]);
    const audit = openAudit();
    expect(audit.policies(undefined)).toEqual([]);
    expect(findingsAt([...audit.state.findings.values()].flat(), T0).map(({ check, state }) => [check, state])).toEqual([
      ['policy-too-broad', 'unknown'],
      ['policy-misconfigured', 'unknown'],
    ]);
  });

  it('holds a condition that is always so for none', () => {
    const json = {
      effect: 'permit',
      principal: { op: 'All' },
      action: { op: 'All' },
      resource: { op: 'All' },
      conditions: [{ kind: 'when', body: { Value: true } }],
    };
    expect(policyFact('x', json).conditions).toBe(0);
  });

  it('asks of logging for a statement that is fresh', () => {
    const states = (facts: Parameters<typeof loggingFindings>[0]) => loggingFindings(facts, T0).map(({ state }) => state);
    expect(states([])).toEqual(['unknown']);
    expect(states([{ seq: 0, subject: 'a', collected: true, until: T0 - 1 }])).toEqual(['unknown']);
    expect(states([{ seq: 0, subject: 'a', collected: true, until: T0 }])).toEqual([]);
    expect(
      states([
        { seq: 0, subject: 'a', collected: true, until: T0 },
        { seq: 1, subject: 'a', collected: false, until: T0 },
      ]),
    ).toEqual(['found']);
  });

  it('names the entries that a finding follows from', () => {
    const { findings } = judged([...base, revoked('1'), used('1', 'cam-1')], 0);
    expect(findings.map(({ check, by }) => [check, by])).toEqual([['revoked-certificate-active', [4, 5]]]);
  });
});

describe('judging on change', () => {
  const name = fc.constantFrom('1', '2', '3', '4');
  const device = fc.constantFrom('cam-1', 'cam-2', 'cam-3');
  const holder = fc.constantFrom('issuing-1', 'issuing-2');
  const key = fc.constantFrom('k1', 'k2', null);
  const said: fc.Arbitrary<Said> = fc.oneof(
    holder.map((id): Said => authority(id)[0] as Said),
    holder.map((id): Said => authority(id)[1] as Said),
    fc.tuple(name, device, holder, key).map(([serial, of, issuer, k]): Said => issued(serial, of, { issuer, key: k, keyKind: k === 'k1' ? 'rsa-1024' : null })),
    fc.tuple(name, device).map(([serial, of]): Said => used(serial, of)),
    fc.oneof(name, fc.constantFrom('s-issuing-1', 's-issuing-2')).map((serial): Said => revoked(serial)),
    fc.tuple(holder, fc.nat(30)).map(([id, upTo]): Said => ['crl.issued', { authority: id, upTo }]),
    device.map((of): Said => ['device.retired', { device: of }]),
    fc.tuple(holder, holder).map(([from, to]): Said => ['authority.rotated', { from, to }]),
    fc.nat(2).map((n): Said => ['session.refused', { at: on(0), counts: { 'wrong-client': n } }]),
    fc.constant<Said>(['policies.changed', { digest: 'x' }]),
    fc.string().map((type): Said => [type, {}]),
  );

  it('comes to what judging everything anew comes to, after every fact', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60 }), (all) => {
        const audit = openAudit();
        for (const fact of facts(all)) {
          audit.take(fact);
          const [kept, anew] = [audit.state.findings, judgeAnew(audit.state)].map((each) => [...each].sort(([a], [b]) => (a < b ? -1 : 1)));
          expect(kept).toEqual(anew);
        }
      }),
    );
  });

  it('tells what is new once', () => {
    const audit = openAudit();
    const told = facts([...base, revoked('1'), used('1', 'cam-1'), used('1', 'cam-1')]).map(
      (fact) => audit.take(fact).filter(({ check, from = 0 }) => check === 'revoked-certificate-active' && from <= T0).length,
    );
    expect(told).toEqual([0, 0, 0, 0, 0, 1, 0]);
  });
});
