import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROWSER, ORIGIN, PASSWORD, refusal, TestOffice, VISIT } from '../../../../test/people-office.ts';
import { SoftwareAuthenticator } from '../../../../test/software-authenticator.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

const alive = (secret: string) => office.desk.resolveSession(secret, office.now()) !== undefined;

describe('a password and a code', () => {
  const NAMES = { displayName: 'Ada', userName: 'ada@example.org' };

  it('sign in, the name in any case', async () => {
    const { person, app } = await office.enrolPassword(office.setUp(), NAMES);
    office.pass(30);
    const signedIn = await office.passwordSignIn('ADA@example.org', office.code(app));
    expect([signedIn.person, signedIn.session.method]).toEqual([person, 'password']);
  });

  it('take a code of a clock that is half a minute off, and no more', async () => {
    const { app } = await office.enrolPassword(office.setUp(), NAMES);
    office.pass(300);
    expect(await refusal(office.passwordSignIn('ada@example.org', office.code(app, -2)))).toContain('ASSAY-SIGNIN-001');
    expect(await refusal(office.passwordSignIn('ada@example.org', office.code(app, 2)))).toContain('ASSAY-SIGNIN-001');
    await office.passwordSignIn('ada@example.org', office.code(app, -1));
    await office.passwordSignIn('ada@example.org', office.code(app, 1));
  });

  it('are refused with the very same words for an unknown name, a wrong password, a wrong code and a used one', async () => {
    const { app } = await office.enrolPassword(office.setUp(), NAMES);
    // The code that the app was set up with is used up already.
    const used = await office.passwordSignIn('ada@example.org', office.code(app)).catch((error: Error) => error.message);
    office.pass(60);
    const code = office.code(app);
    const said = [
      used,
      await office.passwordSignIn('nobody@example.org', code).catch((error: Error) => error.message),
      await office.passwordSignIn('ada@example.org', code, 'another horse battery staple').catch((error: Error) => error.message),
      await office.passwordSignIn('ada@example.org', '000000').catch((error: Error) => error.message),
      await office.desk.signIn.code(code, { ...VISIT, browser: 'x'.repeat(43) }, office.enter).catch((error: Error) => error.message),
    ];
    expect(new Set(said)).toEqual(new Set(['ASSAY-SIGNIN-001: the sign-in was refused']));
    // A wrong password has not used up the code.
    expect((await office.passwordSignIn('ada@example.org', code)).session.method).toBe('password');
    expect(await refusal(office.passwordSignIn('ada@example.org', code))).toContain('ASSAY-SIGNIN-001');
  });

  it('wait after five mistakes, a known name and an unknown one alike; a passkey does not; one fact tells of it', async () => {
    const { person, app, session } = await office.enrolPassword(office.setUp(), NAMES);
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const self = { person, session: session.id };
    const made = authenticator.create(await office.desk.account.passkeyOptions(self, BROWSER));
    await office.desk.account.addPasskey(self, { browser: BROWSER, name: 'Key', response: made }, office.enter);
    for (const name of ['ada@example.org', 'nobody@example.org']) {
      for (let n = 0; n < 5; n += 1) expect(await refusal(office.passwordSignIn(name, '000000', 'wrong'))).toContain('ASSAY-SIGNIN-001');
      expect(await refusal(office.passwordSignIn(name, '000000', 'wrong'))).toBe('ASSAY-SIGNIN-002');
    }
    // Nothing is entered before the answer, of a known name as of an unknown one.
    expect(office.types()).not.toContain('sign-in.locked');
    await office.afterAnswers();
    expect(office.entered.filter(({ type }) => type === 'sign-in.locked')).toEqual([{ type: 'sign-in.locked', body: { person, at: 'sign-in' } }]);
    expect((await office.passkeySignIn(authenticator)).person).toBe(person);
    office.pass(30);
    expect((await office.passwordSignIn('ada@example.org', office.code(app))).person).toBe(person);
  });

  it('wait longer and longer, and in silence, where the password is right and codes are guessed', async () => {
    const { app } = await office.enrolPassword(office.setUp(), NAMES);
    for (let n = 0; n < 10; n += 1) {
      office.pass(900);
      expect(await refusal(office.passwordSignIn('ada@example.org', '000000'))).toBe('ASSAY-SIGNIN-001 password or code');
    }
    // The name is open again and the code is right, but codes wait for 16 minutes by now; nothing tells that the password was right.
    office.pass(900);
    expect(await refusal(office.passwordSignIn('ada@example.org', office.code(app)))).toBe('ASSAY-SIGNIN-001 password or code');
    office.pass(900);
    expect((await office.passwordSignIn('ada@example.org', office.code(app))).session.method).toBe('password');
    // The owner's success gives the guesser no fresh start.
    await refusal(office.passwordSignIn('ada@example.org', '000000'));
    office.pass(1800);
    expect(await refusal(office.passwordSignIn('ada@example.org', office.code(app)))).toBe('ASSAY-SIGNIN-001 password or code');
  });

  it('count tries that come at once one by one', async () => {
    await office.enrolPassword(office.setUp(), NAMES);
    const tries = Array.from({ length: 12 }, () => refusal(office.desk.signIn.password({ userName: 'ada@example.org', password: 'wrong' }, BROWSER)));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((one) => one === 'ASSAY-SIGNIN-002')).toHaveLength(7);
  });

  it.each([
    ['short', 'ASSAY-PASSWORD-001'],
    ['1qaz2wsx3edc', 'ASSAY-PASSWORD-002'],
    ['ada@example.org', 'ASSAY-PASSWORD-003'],
  ])('%s is refused as a password', async (password, code) => {
    const work = office.desk.enrolment.password({ link: office.setUp(), browser: BROWSER, ...NAMES, password });
    expect(await refusal(work)).toBe(code);
  });

  it('need the app before they count', async () => {
    const link = office.setUp();
    const { secret } = await office.desk.enrolment.password({ link, browser: BROWSER, ...NAMES, password: PASSWORD });
    expect(await refusal(office.desk.enrolment.code({ link, browser: BROWSER, code: '000000' }, VISIT, office.enter))).toBe('ASSAY-PASSWORD-005');
    expect(await refusal(office.desk.enrolment.code({ link, browser: 'c'.repeat(43), code: office.code(secret) }, VISIT, office.enter))).toBe(
      'ASSAY-PASSWORD-005',
    );
    office.pass(901);
    expect(await refusal(office.desk.enrolment.code({ link, browser: BROWSER, code: office.code(secret) }, VISIT, office.enter))).toBe('ASSAY-PASSWORD-005');
    expect(office.desk.needsSetUp()).toBe(true);
  });

  it('are dropped where the key file was lost, and refused at the start with the key of another folder', async () => {
    const { person, session } = await office.enrolPassword(office.setUp(), NAMES);
    const self = { person, session: session.id };
    const authenticator = new SoftwareAuthenticator(ORIGIN);
    const response = authenticator.create(await office.desk.account.passkeyOptions(self, BROWSER));
    await office.desk.account.addPasskey(self, { browser: BROWSER, name: 'Key', response }, office.enter);
    const key = join(office.folder, 'people.key');
    const right = readFileSync(key);
    writeFileSync(key, Buffer.alloc(32, 7));
    expect(() => office.reopen()).toThrow('ASSAY-PEOPLE-007');
    writeFileSync(key, right);
    office.reopen();
    expect(office.desk.account.means(person)).toMatchObject({ password: true, app: true });
    rmSync(key);
    office.reopen();
    expect(office.desk.account.means(person)).toMatchObject({ password: false, app: false, recoveryCodesLeft: 10 });
    expect((await office.passkeySignIn(authenticator)).person).toBe(person);
  });

  it('leave nothing in the folder that signs anybody in', async () => {
    const { app, secret, recoveryCodes } = await office.enrolPassword(office.setUp(), NAMES);
    const bytes = readdirSync(office.folder)
      .map((name) => readFileSync(join(office.folder, name), 'latin1'))
      .join('');
    for (const one of [PASSWORD, app, secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) expect(bytes).not.toContain(one);
    expect(JSON.stringify(office.entered)).not.toMatch(/ada|example|Firefox/i);
  });
});

describe('a recovery code', () => {
  it('gives a link to a new way in, once, and tells of it', async () => {
    const { authenticator, recoveryCodes, person, secret } = await office.first();
    const [code = ''] = recoveryCodes;
    const asked = { userName: 'ada@example.org', code: code.toLowerCase() };
    const { link } = await office.desk.signIn.recover(asked, office.enter);
    expect(office.entered.at(-2)).toEqual({ type: 'recovery-code.used', body: { person, left: 9 } });
    expect(await refusal(office.desk.signIn.recover(asked, office.enter))).toContain('ASSAY-SIGNIN-001');
    expect(alive(secret)).toBe(true);
    const again = await office.enrolPasskey(link, new SoftwareAuthenticator(ORIGIN));
    expect([again.person, again.session.recovered, alive(secret)]).toEqual([person, true, false]);
    expect(office.desk.account.means(person).recoveryCodesLeft).toBe(10);
    expect((await office.passkeySignIn(authenticator)).person).toBe(person);
  });

  it('is enough by itself for who has passkeys alone and never had a user name, and for nobody else', async () => {
    const { recoveryCodes, person } = await office.first();
    const other = await office.enrolPassword((await office.invited(['developer'], 'Ben', 'ben')).link, { displayName: 'Ben', userName: 'ben' });
    const byCode = (code = '') => office.desk.signIn.recover({ code }, office.enter);
    expect(await refusal(byCode(other.recoveryCodes[0]))).toContain('ASSAY-SIGNIN-001');
    expect(await refusal(byCode('AAAA-AAAA-AAAA-AAAA'))).toContain('ASSAY-SIGNIN-001');
    const { link } = await byCode(recoveryCodes[0]);
    expect(await refusal(byCode(recoveryCodes[0]))).toContain('ASSAY-SIGNIN-001');
    expect((await office.enrolPasskey(link, new SoftwareAuthenticator(ORIGIN))).person).toBe(person);
  });

  it('needs the password of who has one, and is of one person alone', async () => {
    const { recoveryCodes, app } = await office.enrolPassword(office.setUp(), { displayName: 'Ada', userName: 'ada' });
    const { link } = await office.invited(['developer'], 'Ben', 'ben');
    await office.enrolPasskey(link);
    const [code = ''] = recoveryCodes;
    const recover = (userName: string, password?: string) =>
      refusal(office.desk.signIn.recover({ userName, code, ...(password === undefined ? {} : { password }) }, office.enter));
    expect(await recover('ada')).toContain('ASSAY-SIGNIN-001');
    expect(await recover('ada', 'a wrong password')).toContain('ASSAY-SIGNIN-001');
    expect(await recover('ben')).toContain('ASSAY-SIGNIN-001');
    expect(await recover('nobody', PASSWORD)).toContain('ASSAY-SIGNIN-001');
    expect(await recover('ada', PASSWORD)).toBe('not refused');
    expect(app).toMatch(/^[A-Z2-7]{32}$/);
  });
});
