import { describe, expect, it } from 'vitest';
import type { PersonId } from '../product/index.ts';
import { type ServerLog, serverLog } from './log.ts';
import { safeText } from './log-text.ts';

const PERSON = 'p_0123456789abcdefghij' as PersonId;

function lines(quiet: boolean, run: (log: ServerLog) => void): readonly Record<string, unknown>[] {
  const written: string[] = [];
  run(serverLog({ quiet, to: { write: (text) => written.push(text) } }));
  return written
    .join('')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('has one JSON line for a request, with what is to be known of it', () => {
    const [line] = lines(false, (log) =>
      log.request({ request: 'r_1', method: 'GET', route: '/api/services/{service}/map', status: 200, ms: 12.345, person: PERSON }),
    );
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      request: 'r_1',
      method: 'GET',
      route: '/api/services/{service}/map',
      status: 200,
      ms: 12.3,
      person: PERSON,
      msg: 'request',
    });
  });

  it('names codes of refusals', () => {
    const [line] = lines(false, (log) => log.request({ request: 'r_1', method: 'GET', route: 'none', status: 404, ms: 1, faults: ['ASSAY-SERVER-009'] }));
    expect(line?.['faults']).toEqual(['ASSAY-SERVER-009']);
  });

  it('is quiet before a terminal, but for what somebody has to look at', () => {
    const found = lines(true, (log) => {
      log.request({ request: 'r_1', method: 'GET', route: '/', status: 200, ms: 1 });
      log.event('started', { port: 8420 });
      log.warn('judge died', { service: 'camera-service' });
      log.request({ request: 'r_2', method: 'GET', route: '/', status: 500, ms: 1 });
      log.broke('r_2', new TypeError('x is undefined'));
    });
    expect(found.map(({ msg }) => msg)).toEqual(['judge died', 'request', 'broke']);
  });

  it('says where something broke, and what the platform said of it', () => {
    const [line] = lines(false, (log) => log.broke('r_1', new TypeError('x is not a function')));
    expect(line).toMatchObject({ error: 'TypeError', message: 'x is not a function', request: 'r_1' });
    expect(line).toMatchObject({ stack: expect.arrayContaining([expect.stringMatching(/log\.test\.ts:\d+:\d+/)]) });
    expect(lines(false, (log) => log.broke(undefined, Object.assign(new Error('disk I/O error'), { errcode: 10 })))[0]).toMatchObject({
      message: 'disk I/O error',
    });
    expect(lines(false, (log) => log.broke(undefined, 'hunter2'))[0]).toMatchObject({ error: 'string' });
  });

  it.each<[string, unknown, object]>([
    ['an object of some kind', Object.assign(new (class Exception {})(), { code: 'E_AWAY', message: 'hunter2' }), { error: 'Exception', code: 'E_AWAY' }],
    ['an object of no kind', Object.assign(Object.create(null), { message: 'hunter2' }), { error: 'object' }],
    ['nothing', null, { error: 'null' }],
    ['an abort', new DOMException('hunter2', 'AbortError'), { error: 'AbortError', code: '20' }],
  ])('says of what was thrown and is no error of what kind it is: %s', (_, thrown, expected) => {
    const [line] = lines(false, (log) => log.broke('r_1', thrown));
    expect(line).toMatchObject(expected);
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });
});

// One of every kind of secret that comes near the server.
const SECRETS: Readonly<Record<string, string>> = {
  cookie: 'Zk3vXo9QpL1mN8rTyU2wAbCdEfGhIjKl',
  bearer: 'assay_t1_9fKq2LmZx7Vb4NcPw8RtYu3EsDgHj',
  setup: 'pT4wQz8LkM2nXv6BcR9yUf3HsJd7GaEo',
  password: 'correct horse battery staple',
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  code: '492817',
  recovery: 'k7mq-2xwd-9pfh-4tzn',
  email: 'ada@operator.example',
  challenge: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiX1g',
};

describe('no secret', () => {
  const everything = Object.values(SECRETS);
  const withoutSecrets = (run: (log: ServerLog) => void) => {
    const text = JSON.stringify(lines(false, run));
    expect(text.length).toBeGreaterThan(20);
    for (const secret of everything) expect(text).not.toContain(secret);
  };

  it.each([
    ['cookie', SECRETS['cookie']],
    ['Set-Cookie', `__Host-assay-session=${SECRETS['cookie']}`],
    ['authorization', `Bearer ${SECRETS['bearer']}`],
    ['setupToken', SECRETS['setup']],
    ['password', SECRETS['password']],
    ['newPassword', SECRETS['password']],
    ['totp', SECRETS['code']],
    ['otp', SECRETS['code']],
    ['code', SECRETS['code']],
    ['recoveryCode', SECRETS['recovery']],
    ['client_secret', SECRETS['bearer']],
    ['email', SECRETS['email']],
    ['name', 'Ada Lovelace'],
    ['address', '192.0.2.7'],
  ])('as a field called %s', (name, value = '') => {
    withoutSecrets((log) => {
      log.event('x', { [name]: value });
      log.warn('x', { [name]: value });
    });
    expect(JSON.stringify(lines(false, (log) => log.event('x', { [name]: value })))).not.toContain(value);
  });

  it.each([
    ['a link', `see http://localhost:8420/setup#${SECRETS['setup']} now`],
    ['a query', `/api/sign-in/oidc?code=${SECRETS['code']}&state=${SECRETS['cookie']}`],
    ['a header', `Authorization: Bearer ${SECRETS['bearer']}`],
    ['a cookie', `Cookie: assay-session=${SECRETS['cookie']}; other=1`],
    ['a bare token', `could not find ${SECRETS['bearer']} there`],
    ['an otpauth link', `otpauth://totp/Assay:${SECRETS['email']}?secret=${SECRETS['totpSecret']}`],
    ['a bare secret of TOTP', `secret ${SECRETS['totpSecret']}`],
    ['an address of mail', `to ${SECRETS['email']}`],
    ['a part of a passkey', `challenge ${SECRETS['challenge']}`],
  ])('within a field that seems harmless: %s', (_, text) => {
    withoutSecrets((log) => log.event('x', { about: text }));
    withoutSecrets((log) => log.broke('r_1', new TypeError(text)));
    withoutSecrets((log) => log.broke('r_1', Object.assign(new Error(text), { syscall: 'connect', code: 'ECONNREFUSED' })));
  });

  it('in the message of an error that others wrote, nor in its stack, name or cause', () => {
    const said = everything.join(' ');
    let parsed: unknown;
    try {
      JSON.parse(`{"password":"${SECRETS['password']}",`);
    } catch (error) {
      parsed = error;
    }
    withoutSecrets((log) => {
      log.broke('r_1', parsed);
      log.broke('r_1', new Error(`${said}\n    at ${SECRETS['password']}`));
      log.broke('r_1', Object.assign(new Error(said, { cause: new Error(said) }), { code: SECRETS['bearer'], headers: { cookie: SECRETS['cookie'] } }));
      log.broke(SECRETS['cookie'], said);
    });
  });
});

describe('what is no secret is kept', () => {
  it.each([
    'services/camera-service/ledger.db',
    `sha256:${'0a'.repeat(32)}`,
    PERSON,
    '2026-11-01T00:00:00.000Z',
    'ASSAY-LEDGER-004: another process is writing this ledger',
  ])('%s', (text) => {
    expect(safeText(text)).toBe(text);
  });

  it('in one line, however it was written', () => {
    expect(safeText('a\r\n{"level":"info"}\u2028b')).toBe('a {"level":"info"} b');
  });
});
