import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, Refused } from '../../core/index.ts';
import { USUAL_POLICY } from './model.ts';
import { readRegister } from './register.ts';

const WIFI = { id: 'home-wifi', kind: 'wifi-secret' };
const register = (...credentials: readonly Json[]): Json => ({ assay: 'credentials/1', credentials });

function codes(value: Json): readonly string[] {
  try {
    readRegister(value, 'credentials.yaml');
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code, field }) => `${code} ${field}`);
    throw error;
  }
}

describe('the register of credentials', () => {
  it('says what is known, and leaves out what is not', () => {
    const { credentials, policy } = readRegister(
      {
        assay: 'credentials/1',
        policy: { 'wifi-secret': { maximumAge: 'P10D' } },
        credentials: [{ ...WIFI, owner: 'field service', refreshed: '2026-03-01' }],
      },
      'credentials.yaml',
    );
    expect(credentials.map(({ id, owner, refreshedAt, expiresAt }) => [id, owner, refreshedAt, expiresAt])).toEqual([
      ['declared:home-wifi', 'field service', Date.UTC(2026, 2, 1), undefined],
    ]);
    expect([policy['wifi-secret'], policy.other]).toEqual([{ ...USUAL_POLICY['wifi-secret'], maximumAge: 864_000_000 }, USUAL_POLICY.other]);
  });

  it.each<readonly [string, Json, string]>([
    ['another kind', register({ ...WIFI, kind: 'magic' }), 'ASSAY-CREDENTIAL-001 credentials.0.kind'],
    ['a day that is none', register({ ...WIFI, issued: '2026-02-30' }), 'ASSAY-CREDENTIAL-001 credentials.0.issued'],
    ['no register', 7, 'ASSAY-CREDENTIAL-001 '],
    ['a password', register({ ...WIFI, password: 'x' }), 'ASSAY-CREDENTIAL-002 credentials[0].password'],
    ['a key by another spelling', register({ ...WIFI, 'private-key': 'x' }), 'ASSAY-CREDENTIAL-002 credentials[0].private-key'],
    ['a token in a name', register({ ...WIFI, name: `ghp_${'a'.repeat(36)}` }), 'ASSAY-CREDENTIAL-002 credentials[0].name'],
    ['a raw key', register({ ...WIFI, keptIn: 'ab'.repeat(32) }), 'ASSAY-CREDENTIAL-002 credentials[0].keptIn'],
    ['one twice', register(WIFI, WIFI), 'ASSAY-CREDENTIAL-003 credentials.home-wifi'],
  ])('refuses %s', (_, value, code) => {
    expect(codes(value)).toEqual([code]);
  });

  it('never repeats what may be a secret', () => {
    fc.assert(
      fc.property(fc.constantFrom('password', 'psk', 'token', 'API_KEY', 'secret'), fc.stringMatching(/^[A-Za-z0-9]{12,40}$/), (field, secret) => {
        try {
          readRegister(register({ ...WIFI, [field]: secret }), 'credentials.yaml');
        } catch (error) {
          expect(error instanceof Refused && !JSON.stringify(error.faults).includes(secret)).toBe(true);
          return;
        }
        throw new Error('a secret was taken');
      }),
    );
  });
});
