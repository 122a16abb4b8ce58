import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, refusal, TestOffice, VISIT } from '../../../../test/people-office.ts';
import { SoftwareAuthenticator } from '../../../../test/software-authenticator.ts';

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
