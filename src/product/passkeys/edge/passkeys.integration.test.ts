import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROWSER, ORIGIN, refusal, TestOffice, VISIT } from '../../../../test/people-office.ts';
import { type Misbehaviour, SoftwareAuthenticator } from '../../../../test/software-authenticator.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

describe('a passkey signs in', () => {
  it.each([['ES256'], ['EdDSA']] as const)('with %s, and again', async (algorithm) => {
    const authenticator = new SoftwareAuthenticator(ORIGIN, { algorithm });
    const { person } = await office.enrolPasskey(office.setUp(), authenticator, { displayName: 'Ada' });
    const [first, second] = [await office.passkeySignIn(authenticator), await office.passkeySignIn(authenticator)];
    expect([first.person, second.person]).toEqual([person, person]);
    expect(office.desk.resolveSession(first.secret, office.now())?.principal).toMatchObject({ person, roles: ['operator'], via: 'session' });
    expect(first.secret).not.toBe(second.secret);
  });

  it('whose counter stays at nought, as those do that are kept in step', async () => {
    const authenticator = new SoftwareAuthenticator(ORIGIN, { counts: false });
    await office.enrolPasskey(office.setUp(), authenticator, { displayName: 'Ada' });
    await office.passkeySignIn(authenticator);
    expect((await office.passkeySignIn(authenticator)).session.method).toBe('passkey');
  });

  it('asks for a discoverable one, verified by the device', async () => {
    const options = await office.desk.enrolment.passkeyOptions({ link: office.setUp(), browser: BROWSER, displayName: 'Ada' });
    expect(options.authenticatorSelection).toMatchObject({ residentKey: 'required', userVerification: 'required' });
    expect(options.rp.id).toBe('localhost');
    const request = await office.desk.signIn.passkeyOptions(BROWSER);
    expect(request).toMatchObject({ userVerification: 'required', rpId: 'localhost' });
    expect(request.allowCredentials ?? []).toEqual([]);
  });
});

describe('a sign-in is refused, with one word for all', () => {
  const wrong: readonly (readonly [string, Misbehaviour, string])[] = [
    ['of another origin', { origin: 'http://localhost:9999' }, 'wrong-origin'],
    ['of a site that looks like it', { origin: 'https://localhost.example.org' }, 'wrong-origin'],
    ['for another relying party', { rpId: 'example.org' }, 'malformed'],
    ['in a frame of another site', { crossOrigin: true }, 'framed'],
    ['of the wrong ceremony', { type: 'webauthn.create' }, 'wrong-ceremony'],
    ['with a challenge that we did not give', { challenge: 'A'.repeat(43) }, 'challenge'],
    ['without the user verified', { userVerified: false }, 'user-verification'],
    ['without the user there', { userPresent: false }, 'user-verification'],
    ['signed by another key', { otherKey: true }, 'signature'],
    ['with a counter that went back', { counter: 1 }, 'counter'],
    ['with a counter that stayed', { counter: 2 }, 'counter'],
    ['of a passkey that nobody registered', { credential: 'A'.repeat(43) }, 'unknown-passkey'],
    ['that names another person', { userHandle: Buffer.from('p_00000000000000000000').toString('base64url') }, 'another-person'],
    ['that names nobody', { userHandle: null }, 'another-person'],
  ];
  it.each(wrong)('%s', async (_, misbehaviour, reason) => {
    const { authenticator } = await office.first();
    await office.passkeySignIn(authenticator);
    expect(await refusal(office.passkeySignIn(authenticator, misbehaviour))).toBe(`ASSAY-SIGNIN-001 ${reason}`);
  });

  it('replayed', async () => {
    const { authenticator } = await office.first();
    const response = authenticator.get(await office.desk.signIn.passkeyOptions(BROWSER));
    await office.desk.signIn.passkey(response, VISIT, office.enter);
    expect(await refusal(office.desk.signIn.passkey(response, VISIT, office.enter))).toBe('ASSAY-SIGNIN-001 challenge');
  });

  it('twice at once with one counter', async () => {
    const { authenticator } = await office.first();
    const options = [await office.desk.signIn.passkeyOptions(BROWSER), await office.desk.signIn.passkeyOptions(BROWSER)];
    const tries = options.map((one) => office.desk.signIn.passkey(authenticator.get(one, { counter: 9 }), VISIT, office.enter));
    const outcomes = await Promise.all(tries.map(refusal));
    expect(outcomes.sort()).toEqual(['ASSAY-SIGNIN-001 counter', 'not refused']);
  });

  it('in another browser than the one that asked', async () => {
    const { authenticator } = await office.first();
    const response = authenticator.get(await office.desk.signIn.passkeyOptions(BROWSER));
    expect(await refusal(office.desk.signIn.passkey(response, { ...VISIT, browser: 'c'.repeat(43) }, office.enter))).toBe('ASSAY-SIGNIN-001 challenge');
  });

  it('after five minutes', async () => {
    const { authenticator } = await office.first();
    const response = authenticator.get(await office.desk.signIn.passkeyOptions(BROWSER));
    office.pass(300);
    expect(await refusal(office.desk.signIn.passkey(response, VISIT, office.enter))).toBe('ASSAY-SIGNIN-001 challenge');
  });

  it('by a challenge that was given for a step-up', async () => {
    const { authenticator, person, session } = await office.first();
    const response = authenticator.get(await office.desk.account.stepUpOptions({ person, session: session.id }, BROWSER));
    expect(await refusal(office.desk.signIn.passkey(response, VISIT, office.enter))).toBe('ASSAY-SIGNIN-001 challenge');
  });

  it('of a passkey that was removed', async () => {
    const { authenticator, person, session } = await office.first();
    const self = { person, session: session.id };
    const other = new SoftwareAuthenticator(ORIGIN);
    office.pass(1);
    const response = other.create(await office.desk.account.passkeyOptions(self, BROWSER));
    await office.desk.account.addPasskey(self, { browser: BROWSER, name: 'Key', response }, office.enter);
    const [first] = office.desk.account.means(person).passkeys;
    await office.desk.account.removePasskey(self, first?.id ?? '', office.enter);
    expect(await refusal(office.passkeySignIn(authenticator))).toBe('ASSAY-SIGNIN-001 unknown-passkey');
    expect((await office.passkeySignIn(other)).person).toBe(person);
  });

  it('of a person who is suspended', async () => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Ben');
    const { authenticator, secret } = await office.enrolPasskey(link);
    await office.desk.administration.suspend(person, office.enter);
    expect(await refusal(office.passkeySignIn(authenticator))).toBe('ASSAY-SIGNIN-001 not active');
    expect(office.desk.resolveSession(secret, office.now())).toBeUndefined();
  });

  it('and a counter that went back is a fact, once the signature was right', async () => {
    const { authenticator, person } = await office.first();
    await office.passkeySignIn(authenticator);
    await refusal(office.passkeySignIn(authenticator, { counter: 1, otherKey: true }));
    expect(office.types()).not.toContain('passkey.counter-went-back');
    await refusal(office.passkeySignIn(authenticator, { counter: 1 }));
    expect(office.entered.at(-1)).toMatchObject({ type: 'passkey.counter-went-back', body: { person, kept: 2, seen: 1 } });
    expect(office.desk.account.means(person).passkeys[0]?.suspectAt).toBe(office.now());
  });
});

describe('making a passkey is refused', () => {
  it.each([
    ['of another origin', { origin: 'https://example.org' }, 'wrong-origin'],
    ['without the user verified', { userVerified: false }, 'user-verification'],
    ['with another challenge', { challenge: 'A'.repeat(43) }, 'challenge'],
    ['for another relying party', { rpId: 'example.org' }, 'malformed'],
    ['with the words of a sign-in', { type: 'webauthn.get' }, 'wrong-ceremony'],
  ] as const)('%s', async (_, misbehaviour, reason) => {
    const by = { link: office.setUp(), browser: BROWSER, displayName: 'Ada' };
    const response = new SoftwareAuthenticator(ORIGIN).create(await office.desk.enrolment.passkeyOptions(by), misbehaviour);
    expect(await refusal(office.desk.enrolment.passkey({ ...by, name: 'x', response }, VISIT, office.enter))).toBe(`ASSAY-PASSKEY-002 ${reason}`);
    expect(office.desk.needsSetUp()).toBe(true);
  });

  it('of a credential that somebody has', async () => {
    const { authenticator } = await office.first();
    const { link } = await office.invited(['developer'], 'Ben');
    const by = { link, browser: BROWSER };
    const response = new SoftwareAuthenticator(ORIGIN).create(await office.desk.enrolment.passkeyOptions(by), { credential: authenticator.credential });
    expect(await refusal(office.desk.enrolment.passkey({ ...by, name: 'x', response }, VISIT, office.enter))).toBe('ASSAY-PASSKEY-003');
  });
});
