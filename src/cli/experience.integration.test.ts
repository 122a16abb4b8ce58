import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Weeks } from '../../test/experience-weeks.ts';
import { BROWSER } from '../../test/people-office.ts';
import { Instant } from '../core/index.ts';
import { readFacts } from '../experience/edge/read.ts';
import { measured } from '../experience/measure.ts';
import type { Measured } from '../experience/model.ts';
import type { Io } from './command.ts';
import { EXPERIENCE } from './experience.ts';
import { run } from './run.ts';

const MAP = resolve('examples/camera-service/service.yaml');
const weeks = new Weeks();

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = { cwd: weeks.dir, env: {}, now: weeks.now, interactive: false, out: (text) => (out += text), err: (text) => (err += text) };
  const code = await run(['experience', ...argv, '--data', weeks.dir, '--service', MAP], EXPERIENCE, io);
  if (!argv.includes('--json')) for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  return { code, out, err };
}
/** The figures themselves, before anything is hidden. */
async function exact(): Promise<ReadonlyMap<string, Measured>> {
  const { facts } = await readFacts(weeks.dir, weeks.now);
  const window = { from: Instant.parse('2026-10-20T00:00:00Z'), until: weeks.now() };
  return new Map(measured(facts, window, 1).map((one) => [one.id, one]));
}
async function figures(...argv: readonly string[]): Promise<ReadonlyMap<string, Measured>> {
  const { measures } = JSON.parse((await said('measure', '--json', ...argv)).out) as { readonly measures: readonly Measured[] };
  return new Map(measures.map((one) => [one.id, one]));
}

/** Two weeks of six households and six people, done through the rooms. */
beforeAll(async () => {
  await weeks.begin();
  const { office } = weeks;
  const homes = [];
  for (let i = 0; i < 6; i += 1) homes.push(await weeks.home());
  const people = await weeks.people(6);

  // Introductions: eight with the first code, one with the second, one never.
  for (let i = 0; i < 10; i += 1) {
    weeks.to(1 + i, 9);
    const home = homes[i % 6];
    if (home === undefined) continue;
    const presented = await weeks.device(`cam-${i}`);
    const code = await weeks.code(`cam-${i}`);
    if (i >= 8) {
      await weeks.scan(home.household, code, `192.0.2.${i}`);
      await weeks.giveUp();
      if (i === 9) continue;
      await weeks.scan(home.household, await weeks.code(`cam-${i}`), `192.0.2.${i}`);
    } else {
      office.pass(30);
      await weeks.scan(home.household, code, `192.0.2.${i}`);
    }
    office.pass(10);
    await weeks.press(presented);
  }

  // Each day somebody signs in; one of them slips on the first try, and one gives up.
  weeks.to(12, 8);
  for (const [i, { authenticator }] of people.entries()) {
    const browser = `browser-${i}`.padEnd(43, 'x');
    if (i === 2) {
      const asked = await office.desk.signIn.passkeyOptions(browser);
      const wrong = authenticator.get(asked, { otherKey: true });
      await expect(office.desk.signIn.passkey(wrong, { browser, userAgent: '' }, office.enter)).rejects.toThrow('ASSAY-SIGNIN-001');
    }
    const options = await office.desk.signIn.passkeyOptions(browser);
    office.pass(6);
    await office.desk.signIn.passkey(authenticator.get(options), { browser, userAgent: '' }, office.enter);
  }
  // One adds a password with its app, and gives the passkey away after it: two protections, and one of them off.
  const sixth = people[5];
  if (sixth === undefined) throw new Error('nobody');
  const session = await office.passkeySignIn(sixth.authenticator);
  const self = { person: sixth.person, session: session.session.id };
  const { secret } = await office.desk.account.app(self, { browser: BROWSER, password: 'correct horse battery staple', userName: 'f@example.org' });
  await office.desk.account.setPassword(
    self,
    { browser: BROWSER, password: 'correct horse battery staple', code: office.code(secret), userName: 'f@example.org' },
    office.enter,
  );
  const [passkey] = office.desk.account.means(sixth.person).passkeys;
  await office.desk.account.removePasskey(self, passkey?.id ?? '', office.enter);

  // Warnings, shares and questions of why.
  for (const [i, home] of homes.entries()) {
    const guest = await weeks.guest(home);
    const device = `cam-${i}`;
    await weeks.ask('household.noticed', { household: home.household, notice: 'new-person', answer: i === 0 ? 'passed' : 'heeded' });
    const asked = {
      who: `user:${guest}`,
      do: 'subscribe',
      on: `device:${device}/video`,
      purpose: 'operation',
      point: 'app',
      at: weeks.now(),
      audience: 'member',
    };
    await weeks.rooms.ask('access.explain', asked);
    if (i < 2) office.pass(60);
    else office.pass(3600);
    await weeks.ask('household.share', {
      household: home.household,
      by: home.owner,
      device,
      to: guest,
      until: '2026-12-31T00:00:00Z',
      ...(i === 5 ? {} : { channel: 'video' }),
    });
  }
  weeks.to(15, 0);
});
afterAll(() => weeks.end());

describe('two weeks, measured', () => {
  it('counts introductions by their codes, times and steps', async () => {
    const found = await exact();
    expect(found.get('introduction.completed')).toMatchObject({ all: { of: 10, value: 0.9 }, meets: 'yes' });
    expect(found.get('introduction.first-try')).toMatchObject({ all: { of: 10, value: 0.8 }, meets: 'no' });
    expect(found.get('introduction.time-p50')).toMatchObject({ all: { of: 9, value: 40_000 }, meets: 'yes' });
    expect(found.get('introduction.time-p90')?.all).toEqual({ of: 9, value: 40_000 });
    expect(found.get('introduction.abandoned')?.rows).toEqual([{ row: 'presence', of: 1, value: 1 }]);
    // One device alone was given up: that is hidden, wherever it could be seen.
    const shown = await figures();
    expect(shown.get('introduction.abandoned')).toMatchObject({ all: { of: 'hidden', value: 'hidden' }, meets: 'hidden', rows: [] });
    expect(shown.get('introduction.completed')?.all).toEqual({ of: 10, value: 0.6, bound: 'at least' });
    expect(shown.get('introduction.time-p50')?.all).toEqual({ of: 5, value: 40_000 });
  });

  it('counts sign-ins, what was switched off, ways round, and warnings', async () => {
    const found = await exact();
    const first = found.get('sign-in.first-try');
    expect(first).toMatchObject({ all: { of: 6 }, rows: [{ row: 'passkey', of: 6 }] });
    // Six who enrolled had nothing to try; of seven sign-ins by passkey one slipped.
    expect(first?.all?.value).toBeCloseTo(6 / 7, 5);
    expect(found.get('sign-in.time-p50')).toMatchObject({ all: { value: 6000 }, meets: 'yes' });
    expect(found.get('sign-in.prompts')?.all?.of).toBe(6);
    expect(found.get('protection.kept')).toMatchObject({ all: { of: 6, value: 6 / 7 }, meets: 'no' });
    expect(found.get('protection.off-by-role')?.rows).toEqual([{ row: 'operator', of: 1, value: 1 }]);
    const shown = await figures();
    expect(shown.get('protection.kept')).toMatchObject({ all: { of: 5, bound: 'at least' }, meets: 'hidden', hidden: true, rows: [] });
    expect(shown.get('protection.off-by-role')).toMatchObject({ meets: 'hidden', rows: [] });
    expect(found.get('warning.heeded')?.all).toMatchObject({ of: 6 });
    expect(found.get('warning.heeded')?.all?.value).toBeCloseTo(5 / 6, 5);
    expect(found.get('why.opened')?.all).toEqual({ of: 6, value: 6 });
    expect(found.get('why.widened')?.all?.value).toBeCloseTo(2 / 6, 5);
    expect(found.get('work-around.wildcard-shares')?.all?.value).toBeCloseTo(1 / 6, 5);
    expect(found.get('work-around.guests-never-removed')?.all).toEqual({ of: 6, value: 0 });
    expect(found.get('recovery.locked-out')?.all).toEqual({ of: 6, value: 0 });
  });

  it('says that nothing was seen where nothing was', async () => {
    const { out } = await said('measure', '--until', '2020-01-31');
    expect(out).toContain('Nothing was seen, 2020-01-03 to 2020-01-31: no measure says anything');
  });

  it('hides everything that fewer than k are behind', async () => {
    const found = await figures('--k', '7');
    for (const { groups, all } of found.values()) if (groups !== 'devices' && all !== undefined) expect(all).toEqual({ of: 'hidden', value: 'hidden' });
    expect((await said('measure', '--k', '2')).err).toContain('ASSAY-CLI-005');
  });

  it('shows one measure, what flows ask, and refuses what there is not', async () => {
    expect((await said('show', 'sign-in.time-p50')).out).toContain('Time to sign in, half of all: 6.0 s.');
    expect((await said('show')).out).toMatch(/introduce +4 +1 +0/);
    expect((await said('show', 'happiness')).err).toContain('ASSAY-CLI-004');
  });

  it('says what falls short, and states as evidence what is sure, once', async () => {
    const { code, out, err } = await said('measure', '--record');
    expect(err).toBe('');
    // The sixth signed in twice on one day.
    expect(code).toBe(1);
    expect(out).toContain('1 measure falls short of what was set');
    // Of the shares it is open whether they are enough: five households are few.
    expect(out).toContain('Recorded 1 statement: introduction-time.');
    expect((await said('measure', '--record')).out).toContain('Nothing new to state.');
    expect((await said('measure', '--record', '--part', 'broker')).err).toContain('ASSAY-CLI-005');
  });
});
