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
        const { secret } = await office.desk.account.app(self, { browser: BROWSER, password: PASSWORD });
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

  it('nor is another name given, to oneself or to a passkey', async () => {
    const { person, session } = await office.first();
    const self = { person, session: session.id };
    const [passkey] = office.desk.account.means(person).passkeys;
    office.refuse = true;
    await expect(office.desk.account.rename(self, { displayName: 'Eve' }, office.enter)).rejects.toThrow('the disk is full');
    await expect(office.desk.account.renamePasskey(self, passkey?.id ?? '', 'Other', office.enter)).rejects.toThrow('the disk is full');
    expect(office.desk.administration.find(person)?.displayName).toBe('Ada');
    expect(office.desk.account.means(person).passkeys.map(({ name }) => name)).toEqual([passkey?.name]);
  });

  it('but the last way in stays', async () => {
    const { person, session, authenticator, secret } = await office.first();
    const self = { person, session: session.id };
    const [only] = office.desk.account.means(person).passkeys;
    expect(await refusal(office.desk.account.removePasskey(self, only?.id ?? '', office.enter))).toBe('ASSAY-PEOPLE-006');
    expect(await refusal(office.desk.account.removePasskey(self, 'k_00000000000000000000', office.enter))).toBe('ASSAY-PASSKEY-004');
    const { secret: app } = await office.desk.account.app(self, { browser: BROWSER, password: PASSWORD });
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
