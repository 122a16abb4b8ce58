import { describe, expect, it } from 'vitest';
import type { PersonId } from '../access/model.ts';
import { endpointFault, issuerFault } from './issuer.ts';
import { type Purpose, provider } from './model.ts';
import { type Found, type Settled, settle } from './settle.ts';

const ANNA = 'p_anna' as PersonId;
const BERT = 'p_bert' as PersonId;
const nobody: Found = { linked: undefined, active: false, invited: undefined };
const signIn: Purpose = { kind: 'sign-in' };
const enrol: Purpose = { kind: 'enrol', link: 'secret' };
const link: Purpose = { kind: 'link', person: ANNA, session: 's' };
const stepUp: Purpose = { kind: 'step-up', person: ANNA, session: 's' };
const refused = (code: '005' | '008'): Settled => ({ kind: 'refused', code });

describe('an identity', () => {
  it.each<[string, Purpose, Partial<Found>, Settled]>([
    ['signs in whom it is linked to', signIn, { linked: ANNA, active: true }, { kind: 'sign-in', person: ANNA }],
    ['makes nobody known by signing in', signIn, {}, refused('005')],
    ['does not sign in who is suspended', signIn, { linked: ANNA, active: false }, refused('005')],
    ['enrols who has the link', enrol, { invited: ANNA }, { kind: 'enrol', person: ANNA }],
    ['enrols nobody without a link that is good', enrol, {}, refused('005')],
    ['of somebody here does not enrol as another', enrol, { linked: BERT, active: true, invited: ANNA }, refused('008')],
    ['is added by who is signed in', link, {}, { kind: 'link', person: ANNA }],
    ['is added again without harm', link, { linked: ANNA, active: true }, { kind: 'link', person: ANNA }],
    ['of another is not added', link, { linked: BERT, active: true }, refused('008')],
    ['proves anew who one is', stepUp, { linked: ANNA, active: true }, { kind: 'step-up', person: ANNA }],
    ['of another proves nothing', stepUp, { linked: BERT, active: true }, refused('005')],
    ['that is not known proves nothing', stepUp, {}, refused('005')],
  ])('%s', (_, purpose, found, settled) => {
    expect(settle(purpose, { ...nobody, ...found })).toEqual(settled);
  });
});

describe('an issuer', () => {
  it.each(['https://login.example.com', 'https://login.example.com/tenant/v2.0', 'http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
    '%s may be asked',
    (text) => {
      expect(issuerFault(text)).toBeUndefined();
    },
  );

  it.each([
    '',
    'login.example.com',
    'http://login.example.com',
    'ftp://login.example.com',
    'file:///etc/passwd',
    'https://anna:pw@login.example.com',
    'https://login.example.com?x=1',
    'https://login.example.com#x',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
  ])('%s may not', (text) => {
    expect(issuerFault(text)).toBeDefined();
    expect(provider.safeParse({ label: 'x', issuer: text, clientId: 'x' }).success).toBe(false);
  });

  it.each([
    ['https://login.example.com', 'https://keys.example.net/jwks', true],
    ['https://login.example.com', 'http://login.example.com/jwks', false],
    ['https://login.example.com', 'https://localhost/jwks', false],
    ['https://login.example.com', 'https://127.0.0.1/jwks', false],
    ['https://login.example.com', 'https://2130706433/jwks', false],
    ['https://login.example.com', 'https://10.0.0.1/jwks', false],
    ['https://login.example.com', 'https://[fd00::1]/jwks', false],
    ['https://login.example.com', 'https://u@login.example.com/jwks', false],
    ['https://login.example.com', 'jwks', false],
    ['https://10.0.0.1', 'https://10.0.0.1/jwks', true],
    ['http://localhost:1', 'http://localhost:1/jwks', true],
    ['http://localhost:1', 'http://login.example.com/jwks', false],
  ])('%s may name the endpoint %s: %s', (issuer, endpoint, may) => {
    expect(endpointFault(issuer, endpoint) === undefined).toBe(may);
  });
});

describe('settings of a provider', () => {
  it.each(['../people.key', '/etc/passwd', '.hidden', 'a/b', 'a\\b', ''])('take no file %s for a secret', (secretFile) => {
    expect(provider.safeParse({ label: 'x', issuer: 'https://a.example', clientId: 'x', secretFile }).success).toBe(false);
  });
});
