import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGENT, BROWSER, ORIGIN, PASSWORD, refusal, TestOffice, VISIT } from '../../../../test/people-office.ts';
import { SoftwareAuthenticator } from '../../../../test/software-authenticator.ts';
import type { PersonId } from '../../access/model.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

const alive = (secret: string) => office.desk.resolveSession(secret, office.now()) !== undefined;

describe('the first start', () => {
  it('gives a link, once used the first operator is in', async () => {
    expect(office.desk.needsSetUp()).toBe(true);
    const link = office.setUp();
    expect(office.desk.enrolment.look(link)).toMatchObject({ kind: 'setup', roles: ['operator'] });
    const { person, recoveryCodes, secret } = await office.enrolPasskey(link, undefined, { displayName: 'Ada', userName: 'ada' });
    expect(recoveryCodes).toHaveLength(10);
    expect(alive(secret)).toBe(true);
    expect(office.desk.setUpLink()).toBeUndefined();
    expect(office.types()).toEqual(['person.enrolled', 'passkey.added', 'recovery-codes.made', 'session.opened']);
    expect(office.desk.administration.find(person)).toMatchObject({ displayName: 'Ada', roles: ['operator'], state: 'active' });
    expect(await refusal(office.enrolPasskey(link, undefined, { displayName: 'Eve' }))).toBe('ASSAY-PEOPLE-004');
  });

  it('replaces the link of an earlier start, and lets it lapse after a day', async () => {
    const first = office.setUp();
    office.reopen();
    const second = office.setUp();
    expect(await refusal(office.enrolPasskey(first, undefined, { displayName: 'Eve' }))).toBe('ASSAY-PEOPLE-004');
    office.pass(24 * 3600);
    expect(await refusal(office.enrolPasskey(second, undefined, { displayName: 'Ada' }))).toBe('ASSAY-PEOPLE-004');
  });

  it('is used by one of two who come at once', async () => {
    const link = office.setUp();
    const outcomes = await Promise.all(
      [0, 1].map(async (n) => {
        const by = { link, browser: `${n}`.repeat(43) };
        const authenticator = new SoftwareAuthenticator(ORIGIN);
        const response = authenticator.create(await office.desk.enrolment.passkeyOptions({ ...by, displayName: `Person ${n}` }));
        return refusal(office.desk.enrolment.passkey({ ...by, name: 'x', response }, { ...VISIT, browser: by.browser }, office.enter));
      }),
    );
    expect(outcomes.sort()).toEqual(['ASSAY-PEOPLE-004', 'not refused']);
    expect(office.desk.administration.list()).toHaveLength(1);
  });

  it('grants nothing, and keeps no name, where the record cannot be written', async () => {
    const link = office.setUp();
    office.refuse = true;
    await expect(office.enrolPasskey(link, undefined, { displayName: 'Ada' })).rejects.toThrow('the disk is full');
    office.refuse = false;
    expect([office.desk.needsSetUp(), office.desk.administration.list()]).toEqual([true, []]);
    await office.first();
    expect(office.desk.needsSetUp()).toBe(false);
  });

  it('needs a name', async () => {
    expect(await refusal(office.enrolPasskey(office.setUp()))).toBe('ASSAY-PEOPLE-008');
    expect(await refusal(office.enrolPassword(office.setUp(), { displayName: 'Ada' }))).toBe('ASSAY-PEOPLE-008');
  });

  it('is refused for an address that no passkey can be bound to', () => {
    expect(() => new TestOffice({ publicUrl: 'http://127.0.0.1:8420' })).toThrow('ASSAY-PASSKEY-001');
  });
});

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

describe('a session', () => {
  it('ends an hour after its last use, and twelve after it began', async () => {
    const { secret } = await office.first();
    for (let minutes = 0; minutes < 11 * 60 + 50; minutes += 50) {
      expect(alive(secret)).toBe(true);
      office.pass(50 * 60);
    }
    expect(alive(secret)).toBe(false);
    const { link } = await office.invited(['developer'], 'Ben');
    const ben = await office.enrolPasskey(link);
    office.pass(3600);
    expect(alive(ben.secret)).toBe(false);
  });

  it('has another secret after a step-up, and the old one is nobody’s', async () => {
    const { person, session, secret, authenticator } = await office.first();
    const self = { person, session: session.id };
    office.pass(1000);
    const response = authenticator.get(await office.desk.account.stepUpOptions(self, BROWSER));
    const stepped = await office.desk.account.stepUp(self, { browser: BROWSER, response }, office.enter);
    expect([alive(secret), alive(stepped.secret)]).toEqual([false, true]);
    expect(office.desk.resolveSession(stepped.secret, office.now())).toMatchObject({
      csrfToken: stepped.csrfToken,
      principal: { steppedUpAt: office.at, credential: session.id },
    });
    expect(await refusal(office.desk.account.stepUp(self, { browser: BROWSER, response }, office.enter))).toBe('ASSAY-SIGNIN-004');
  });

  it('steps up by a code, and not by the passkey of another', async () => {
    const { person, session, app } = await office.enrolPassword(office.setUp(), { displayName: 'Ada', userName: 'ada' });
    const self = { person, session: session.id };
    office.pass(60);
    expect(await refusal(office.desk.account.stepUp(self, { code: '000000' }, office.enter))).toBe('ASSAY-SIGNIN-004');
    await office.desk.account.stepUp(self, { code: office.code(app) }, office.enter);
    const { link } = await office.invited(['developer'], 'Ben');
    const ben = await office.enrolPasskey(link);
    const response = ben.authenticator.get(await office.desk.account.stepUpOptions(self, BROWSER));
    expect(await refusal(office.desk.account.stepUp(self, { browser: BROWSER, response }, office.enter))).toBe('ASSAY-SIGNIN-004');
    for (let n = 0; n < 5; n += 1) await refusal(office.desk.account.stepUp(self, { code: '000000' }, office.enter));
    expect(await refusal(office.desk.account.stepUp(self, { code: '000000' }, office.enter))).toBe('ASSAY-SIGNIN-002');
    expect(office.types()).toContain('sign-in.locked');
  });

  it('is listed by browser and system alone, and ended by its owner', async () => {
    const { person, secret, authenticator } = await office.first();
    const other = await office.passkeySignIn(authenticator);
    const listed = office.desk.administration.sessions(person);
    expect(listed.map(({ browser, system }) => `${browser} on ${system}`)).toEqual(['Firefox on Linux', 'Firefox on Linux']);
    await office.desk.administration.endSessions(person, 'revoked', { only: other.session.id }, office.enter);
    expect([alive(secret), alive(other.secret)]).toEqual([true, false]);
    expect(await refusal(office.desk.administration.endSessions(person, 'revoked', { only: other.session.id }, office.enter))).toBe('ASSAY-SIGNIN-003');
    expect(AGENT).toContain('Firefox');
  });

  it('ends where the same browser signs in anew', async () => {
    const { person, secret, session, authenticator } = await office.first();
    const response = authenticator.get(await office.desk.signIn.passkeyOptions(BROWSER));
    await office.desk.signIn.passkey(response, { ...VISIT, replaces: { person, session: session.id } }, office.enter);
    expect(alive(secret)).toBe(false);
  });

  it('of no secret is none', () => {
    for (const secret of ['', 'x', 'A'.repeat(43), 'A'.repeat(44), "' OR 1=1 --"]) expect(alive(secret)).toBe(false);
  });
});

describe('a change of how somebody signs in ends their other sessions at once', () => {
  type Change = (self: { person: PersonId; session: string }) => Promise<unknown>;
  const changes: readonly (readonly [string, Change])[] = [
    [
      'another passkey',
      async (self) => {
        const response = new SoftwareAuthenticator(ORIGIN).create(await office.desk.account.passkeyOptions(self, BROWSER));
        await office.desk.account.addPasskey(self, { browser: BROWSER, name: 'Key', response }, office.enter);
      },
    ],
    [
      'a password',
      async (self) => {
        const { secret } = office.desk.account.app(self, BROWSER);
        await office.desk.account.setPassword(self, { browser: BROWSER, password: PASSWORD, code: office.code(secret) }, office.enter);
      },
    ],
    ['new recovery codes', (self) => office.desk.account.renewRecoveryCodes(self, office.enter)],
  ];
  it.each(changes)('%s', async (_, change) => {
    const { person, secret, session, authenticator } = await office.first();
    const other = await office.passkeySignIn(authenticator);
    await change({ person, session: session.id });
    expect([alive(secret), alive(other.secret)]).toEqual([true, false]);
    expect(office.entered).toContainEqual({ type: 'session.closed', body: { person, session: other.session.id, why: 'sign-in-changed' } });
  });

  it('is not made where the record cannot be written', async () => {
    const { person, session } = await office.first();
    const self = { person, session: session.id };
    const before = office.desk.account.means(person);
    const response = new SoftwareAuthenticator(ORIGIN).create(await office.desk.account.passkeyOptions(self, BROWSER));
    office.refuse = true;
    await expect(office.desk.account.addPasskey(self, { browser: BROWSER, name: 'Key', response }, office.enter)).rejects.toThrow('the disk is full');
    await expect(office.desk.account.renewRecoveryCodes(self, office.enter)).rejects.toThrow('the disk is full');
    expect(office.desk.account.means(person)).toEqual(before);
  });

  it('but the last way in stays', async () => {
    const { person, session, authenticator, secret } = await office.first();
    const self = { person, session: session.id };
    const [only] = office.desk.account.means(person).passkeys;
    expect(await refusal(office.desk.account.removePasskey(self, only?.id ?? '', office.enter))).toBe('ASSAY-PEOPLE-006');
    expect(await refusal(office.desk.account.removePasskey(self, 'k_00000000000000000000', office.enter))).toBe('ASSAY-PASSKEY-004');
    const { secret: app } = office.desk.account.app(self, BROWSER);
    await office.desk.account.setPassword(self, { browser: BROWSER, password: PASSWORD, code: office.code(app) }, office.enter);
    await office.desk.account.removePasskey(self, only?.id ?? '', office.enter);
    expect(await refusal(office.desk.account.removePassword(self, office.enter))).toBe('ASSAY-PEOPLE-006');
    expect(await refusal(office.passkeySignIn(authenticator))).toContain('unknown-passkey');
    expect(alive(secret)).toBe(true);
  });

  it('a changed password needs no new app, and the old one is worth nothing', async () => {
    const { person, session, app } = await office.enrolPassword(office.setUp(), { displayName: 'Ada', userName: 'ada' });
    await office.desk.account.setPassword({ person, session: session.id }, { browser: BROWSER, password: 'nine grey geese in fog' }, office.enter);
    office.pass(60);
    expect(await refusal(office.passwordSignIn('ada', office.code(app)))).toContain('ASSAY-SIGNIN-001');
    expect((await office.passwordSignIn('ada', office.code(app), 'nine grey geese in fog')).person).toBe(person);
  });
});

describe('what is done to people by others', () => {
  it('an invitation lets in, as what it says, once', async () => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Ben', 'ben');
    expect(office.desk.enrolment.look(link)).toMatchObject({ kind: 'invitation', displayName: 'Ben', roles: ['developer'] });
    expect(office.desk.administration.standing(person)).toBeUndefined();
    const ben = await office.enrolPasskey(link, undefined, { displayName: 'Ben B.' });
    expect(office.desk.resolveSession(ben.secret, office.now())?.principal.roles).toEqual(['developer']);
    expect(office.desk.administration.find(person)?.displayName).toBe('Ben B.');
    expect(await refusal(office.enrolPasskey(link))).toBe('ASSAY-PEOPLE-004');
  });

  it('a user name is one person’s', async () => {
    await office.first();
    expect(await refusal(office.invited(['developer'], 'Eve', 'ADA@example.org'))).toBe('ASSAY-PEOPLE-002');
    expect(office.desk.administration.list()).toHaveLength(1);
  });

  it.each<readonly [string, (person: PersonId) => Promise<unknown>, string]>([
    ['suspension', (person) => office.desk.administration.suspend(person, office.enter), 'suspended'],
    ['other roles', (person) => office.desk.administration.changeRoles(person, ['auditor'], office.enter), 'roles-changed'],
    ['a reset', (person) => office.desk.administration.resetSignIn(person, office.enter), 'reset'],
    ['erasure', (person) => office.desk.administration.erase(person, office.enter), 'erased'],
  ])('%s ends every session at once', async (_, act, why) => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Ben');
    const { secret, session } = await office.enrolPasskey(link);
    await act(person);
    expect(alive(secret)).toBe(false);
    expect(office.entered).toContainEqual({ type: 'session.closed', body: { person, session: session.id, why } });
  });

  it('a reset takes every way in, and gives one for a new one', async () => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Ben');
    const ben = await office.enrolPasskey(link);
    const { url } = await office.desk.administration.resetSignIn(person, office.enter);
    expect(url).toMatch(/^http:\/\/localhost:8420\/setup#[A-Za-z0-9_-]{43}$/);
    expect(await refusal(office.passkeySignIn(ben.authenticator))).toContain('unknown-passkey');
    expect(office.desk.account.means(person)).toEqual({ passkeys: [], password: false, app: false, recoveryCodesLeft: 0 });
    const again = await office.enrolPasskey(office.secretOf(url), new SoftwareAuthenticator(ORIGIN));
    expect([again.person, again.session.recovered]).toEqual([person, false]);
  });

  it('suspension also ends what waits: links and open ceremonies', async () => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Ben');
    await office.desk.administration.suspend(person, office.enter);
    expect(await refusal(office.enrolPasskey(link))).toBe('ASSAY-PEOPLE-004');
    await office.desk.administration.restore(person, office.enter);
    expect(office.desk.administration.find(person)?.state).toBe('invited');
  });

  it('erasure leaves an id that means nothing', async () => {
    await office.first();
    const { person, link } = await office.invited(['developer'], 'Unmistakable', 'unmistakable@example.org');
    await office.enrolPasskey(link);
    await office.desk.administration.erase(person, office.enter);
    const bytes = readdirSync(office.folder)
      .map((name) => readFileSync(join(office.folder, name), 'latin1'))
      .join('');
    expect(bytes.toLowerCase()).not.toContain('unmistakable');
    expect([office.desk.administration.find(person), office.desk.administration.list().length]).toEqual([undefined, 1]);
  });

  it('the last operator stays', async () => {
    const { person, secret } = await office.first();
    for (const act of [
      office.desk.administration.suspend(person, office.enter),
      office.desk.administration.changeRoles(person, [], office.enter),
      office.desk.administration.erase(person, office.enter),
    ]) {
      expect(await refusal(act)).toBe('ASSAY-PEOPLE-003');
    }
    expect(alive(secret)).toBe(true);
  });

  it('roles stand on the ledger: who writes the database makes nobody an operator', async () => {
    await office.first();
    const { link } = await office.invited(['auditor'], 'Ben');
    const { secret, person } = await office.enrolPasskey(link);
    office.reopen();
    expect(office.desk.resolveSession(secret, office.now())?.principal).toMatchObject({ person, roles: ['auditor'] });
    const columns = office.desk.database.db.prepare("SELECT name FROM pragma_table_info('person')").all();
    expect(columns.map((row) => row['name'])).not.toContain('roles');
  });

  it('whom the provider of the operator vouches for comes in, while active', async () => {
    await office.first();
    const { person } = await office.invited(['developer'], 'Ben');
    expect(await refusal(office.desk.signIn.vouched(person, VISIT, office.enter))).toBe('ASSAY-SIGNIN-001 not active');
    await office.desk.administration.enrolByProvider(person, office.enter);
    expect((await office.desk.signIn.vouched(person, VISIT, office.enter)).session.method).toBe('identity-provider');
  });
});
