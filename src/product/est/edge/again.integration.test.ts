import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { revoke } from '../../ca/edge/revoking.ts';
import { enroller } from './enrol.ts';
import { pemsIn, post, run, type Served, served } from './est.fixture.ts';
import { idevidOf, type Maker, makerOf, settle } from './manufacturer.fixture.ts';

// The answer was lost on the way: the device knows nothing of the certificate that it was given, and asks once more.

let est: Served;
let maker: Maker;
const codeOf = ({ status, body }: { readonly status: number; readonly body: string }) => [status, body.slice(0, 13)];
const issued = (device: string) => est.events('certificate.issued').filter((one) => one['device'] === device).length;
const alarms = (device: string) => est.events('alarm.raised').filter((one) => one['device'] === device);

beforeAll(async () => {
  est = await served();
  maker = await makerOf(est, 'maker');
  await settle(est, maker);
});
afterAll(() => est.close());

describe('a token whose answer was lost', () => {
  it('gives the same certificate to the same key, and is as spent as ever for another', async () => {
    await est.register('l-1');
    const { base64, key } = await est.request('l-1');
    const user = ['-u', `l-1:${await est.token('l-1')}`];
    const first = await est.curl('simpleenroll', ...user, ...post(base64));
    const again = await est.curl('simpleenroll', ...user, ...post(base64));
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    // A client that signs each request anew keeps its key.
    const anew = est.path('l-1-anew.csr');
    await run('openssl', ['req', '-new', '-key', key, '-subj', '/CN=l-1', '-outform', 'DER', '-out', anew]);
    expect((await est.curl('simpleenroll', ...user, ...post(est.file('l-1-anew.b64', readFileSync(anew).toString('base64'))))).body).toBe(first.body);
    expect([issued('l-1'), est.events('enrolment.done').filter(({ device }) => device === 'l-1').length, alarms('l-1')]).toEqual([1, 1, []]);
    const other = await est.request('l-1-other', '/CN=l-1');
    expect(codeOf(await est.curl('simpleenroll', ...user, ...post(other.base64)))).toEqual([401, 'ASSAY-EST-007']);
    expect([issued('l-1'), alarms('l-1')]).toMatchObject([1, [{ code: 'ASSAY-EST-007' }]]);
  });

  it('gives it to tries that arrive at once, and after a restart', async () => {
    await est.register('l-2');
    const { base64 } = await est.request('l-2');
    const secret = await est.token('l-2');
    const answers = await Promise.all([1, 2, 3].map(() => est.curl('simpleenroll', '-u', `l-2:${secret}`, ...post(base64))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([new Set(answers.map(({ body }) => body)).size, issued('l-2'), alarms('l-2')]).toEqual([1, 1, []]);
    const { enrol, close } = enroller(est.rooms.fleet, est.authority);
    const asked = { operation: 'simpleenroll' } as const;
    const body = readFileSync(base64);
    const answer = await enrol({ certificates: [], basic: { name: 'l-2', secret }, asked, address: '192.0.2.1', body, binding: () => undefined });
    expect(answer.body).toBe(answers[0]?.body);
    close();
  });

  it('gives no key once more that was made here, since none is kept', async () => {
    await est.register('l-5', 'sensor');
    const { base64 } = await est.request('l-5');
    const user = ['-u', `l-5:${await est.token('l-5')}`];
    expect((await est.curl('serverkeygen', ...user, ...post(base64))).status).toBe(200);
    expect(codeOf(await est.curl('serverkeygen', ...user, ...post(base64)))).toEqual([401, 'ASSAY-EST-007']);
    expect(issued('l-5')).toBe(1);
  });

  it('is spent where what was kept of the answer was lost or changed', async () => {
    await est.register('l-6');
    const { base64 } = await est.request('l-6');
    const secret = await est.token('l-6');
    expect((await est.curl('simpleenroll', '-u', `l-6:${secret}`, ...post(base64))).status).toBe(200);
    const file = `${est.rooms.fleet.folder}/est/answers.db`;
    expect(existsSync(file)).toBe(true);
    writeFileSync(`${file}.copy`, 'no database');
    const asked = { operation: 'simpleenroll' } as const;
    const { enrol, close } = enroller(est.rooms.fleet, est.authority, undefined, undefined, `${file}.copy`);
    const once = enrol({ certificates: [], basic: { name: 'l-6', secret }, asked, address: '192.0.2.2', body: readFileSync(base64), binding: () => undefined });
    await expect(once).rejects.toMatchObject({ faults: [{ code: 'ASSAY-EST-007' }] });
    close();
  });
});

describe('a manufacturer’s certificate whose answer was lost', () => {
  it('gives the same certificate to the same key, until that is used', async () => {
    await est.register('lock-l', 'lock');
    const shown = await idevidOf(est, 'lock-l', maker);
    const { base64, key } = await est.request('lock-l');
    const ask = () => est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(base64));
    const first = await ask();
    expect([first.status, (await ask()).body, issued('lock-l')]).toEqual([200, first.body, 1]);
    const cert = est.file('lock-l.pem', pemsIn(first.body)[0] ?? '');
    expect((await est.curl('simplereenroll', '--cert', cert, '--key', key, ...post(base64))).status).toBe(200);
    expect(codeOf(await ask())).toEqual([403, 'ASSAY-EST-011']);
    expect(alarms('lock-l')).toMatchObject([{ code: 'ASSAY-EST-011' }]);
  });

  it('of a device that was reset and comes back by token gives its new one again, too', async () => {
    await est.register('lock-m', 'lock');
    const shown = await idevidOf(est, 'lock-m', maker);
    const first = await est.request('lock-m');
    expect((await est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...post(first.base64))).status).toBe(200);
    const reset = await est.request('lock-m-reset', '/CN=lock-m');
    const user = ['-u', `lock-m:${await est.token('lock-m')}`];
    const ask = () => est.curl('simpleenroll', '--cert', shown.cert, '--key', shown.key, ...user, ...post(reset.base64));
    const answer = await ask();
    expect([answer.status, (await ask()).body, issued('lock-m')]).toEqual([200, answer.body, 2]);
  });
});

describe('a token whose answer was lost long ago', () => {
  it('is spent once its time is over, and where the certificate was revoked', async () => {
    const late = await served();
    try {
      await Promise.all(['l-3', 'l-4'].map((device) => late.register(device)));
      const tries = await Promise.all(
        ['l-3', 'l-4'].map(async (device) => ['-u', `${device}:${await late.token(device)}`, ...post((await late.request(device)).base64)]),
      );
      const [first, second] = tries.map((args) => () => late.curl('simpleenroll', ...args));
      if (first === undefined || second === undefined) throw new TypeError('two were made');
      for (const ask of [first, second]) expect((await ask()).status).toBe(200);
      await revoke(late.rooms.fleet, String(late.events('certificate.issued').findLast(({ device }) => device === 'l-4')?.['serial']), 'keyCompromise');
      expect(codeOf(await second())).toEqual([401, 'ASSAY-EST-007']);
      late.at(Instant.plus(Instant.of(Date.now()), Duration.hours(25)));
      expect(codeOf(await first())).toEqual([401, 'ASSAY-EST-007']);
      expect(late.events('certificate.issued').filter(({ device }) => device !== undefined)).toHaveLength(2);
    } finally {
      await late.close();
    }
  });
});
