import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { dueOf, duesOf } from './due.ts';
import { officeCredentials } from './inventory.ts';
import { type Credential, USUAL_POLICY } from './model.ts';
import { strengthNamed } from './strength.ts';

const DAY = 86_400_000;
const NOW = Instant.parse('2026-11-01T00:00:00Z');
const credential = (more: Partial<Credential>): Credential => ({
  id: 'x',
  kind: 'server-certificate',
  name: 'x',
  source: 'file',
  owner: 'web team',
  strength: strengthNamed('p-256'),
  usedAt: [],
  issuedAt: NOW - 10 * DAY,
  expiresAt: NOW + 80 * DAY,
  issuedByAssay: false,
  by: [],
  ...more,
});
const without = (name: keyof Credential): Credential => {
  const { [name]: _, ...rest } = credential({});
  return rest as Credential;
};

describe('when a credential is due', () => {
  it.each<readonly [string, Credential, string, why: string]>([
    ['later', credential({}), 'later', ''],
    ['soon', credential({ expiresAt: NOW + 40 * DAY }), 'due', 'expiry'],
    ['within what its kind allows before its end', credential({ expiresAt: NOW + 20 * DAY }), 'overdue', 'expiry'],
    ['expired', credential({ expiresAt: NOW - 1 }), 'overdue', 'expired'],
    ['too old', credential({ kind: 'wifi-secret', issuedAt: NOW - 400 * DAY }), 'overdue', 'age'],
    ['old, and refreshed', credential({ kind: 'wifi-secret', issuedAt: NOW - 400 * DAY, refreshedAt: NOW - DAY }), 'later', ''],
    ['weak', credential({ strength: strengthNamed('rsa-1024') }), 'overdue', 'weak: rsa-1024'],
    ['nobody’s', without('owner'), 'unknown', 'owner'],
    ['of unknown age', without('issuedAt'), 'unknown', 'age'],
    ['said to be of the future', credential({ issuedAt: NOW + DAY }), 'unknown', 'age'],
    ['without an end', without('expiresAt'), 'unknown', 'expiry'],
    ['of unknown strength', without('strength'), 'unknown', 'strength'],
    ['nobody’s, and expired', { ...without('owner'), expiresAt: NOW - 1 }, 'overdue', 'expired owner'],
  ])('%s', (_, one, standing, why) => {
    const due = dueOf(one, USUAL_POLICY, NOW, 30 * DAY);
    expect([due.standing, [...due.why, ...due.unknown].join(' ')]).toEqual([standing, why]);
  });

  it('puts what is most urgent first', () => {
    const all = [
      credential({ id: 'a' }),
      { ...without('owner'), id: 'b' },
      credential({ id: 'c', expiresAt: NOW - 1 }),
      credential({ id: 'd', expiresAt: NOW + 40 * DAY }),
    ];
    expect(duesOf(all, USUAL_POLICY, NOW, 30 * DAY).map((due) => due.credential.id)).toEqual(['c', 'd', 'b', 'a']);
  });
});

it('knows the tokens that are good, of the office', () => {
  const at = (days: number) => Instant.format(Instant.of(NOW + days * DAY));
  const issued = (seq: number, token: string, until: number) => ({ seq, type: 'token.issued', body: { token, person: 'p', at: at(-1), expiresAt: at(until) } });
  const facts = [issued(0, 'a', 10), issued(1, 'b', 10), issued(2, 'c', 0), { seq: 3, type: 'token.revoked', body: { token: 'b' } }];
  expect(officeCredentials(facts, NOW, Instant.parse).map(({ id, owner, issuedAt }) => [id, owner, issuedAt])).toEqual([['token:a', 'p', NOW - DAY]]);
});
