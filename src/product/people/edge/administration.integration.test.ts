import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, refusal, TestOffice, VISIT } from '../../../../test/people-office.ts';
import { SoftwareAuthenticator } from '../../../../test/software-authenticator.ts';
import type { PersonId } from '../../access/model.ts';

let office: TestOffice;
beforeEach(() => {
  office = new TestOffice();
});
afterEach(() => office.close());

const alive = (secret: string) => office.desk.resolveSession(secret, office.now()) !== undefined;

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
    expect(office.desk.account.means(person)).toEqual({ passkeys: [], password: false, app: false, recoveryCodesLeft: 0, recoveryCodesKept: true });
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
    const { person, link } = await office.invited(['developer'], 'Ben');
    expect(await refusal(office.desk.signIn.vouched(person, VISIT, office.enter))).toBe('ASSAY-SIGNIN-001 not active');
    const granted = { facts: [], write: () => undefined };
    expect((await office.desk.enrolment.byProvider(link, granted, VISIT, office.enter)).person).toBe(person);
    expect(await refusal(office.desk.enrolment.byProvider(link, granted, VISIT, office.enter))).toBe('ASSAY-PEOPLE-004');
    expect((await office.desk.signIn.vouched(person, VISIT, office.enter)).session.method).toBe('identity-provider');
  });
});
