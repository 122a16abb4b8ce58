import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepProfiles } from '../../ca/edge/profile-file.ts';
import { run, type Said, type Served, served } from './est.fixture.ts';

// strongSwan's own client, as Debian ships it: it takes no chunks, and reads base64 on one line alone.

let est: Served;
beforeAll(async () => {
  est = await served();
  keepProfiles(
    est.rooms.fleet,
    'assay: profiles/1\nprofiles:\n  - name: watched\n    days: 30\n    usages: [client]\n    keys: [p-256]\n    approval: true\n',
    'profiles.yaml',
  );
});
afterAll(() => est.close());

const pki = (args: readonly string[]): Promise<Said> => run('pki', args);
const said = ({ code, out, err }: Said) => `${code} ${out} ${err}`;

async function request(name: string): Promise<{ readonly key: string; readonly csr: string }> {
  const { key, csr } = await est.request(name, `/CN=${name}`);
  return { key, csr };
}

async function enrolled(name: string, answer: Said): Promise<string> {
  expect(said(answer)).toMatch(/^0 /);
  return est.file(`${name}.crt`, Buffer.from(answer.out, 'latin1'));
}

describe('strongSwan pki, unmodified', () => {
  it('fetches the authorities (--estca)', async () => {
    mkdirSync(est.path('authorities'));
    const into = est.path('authorities');
    const answer = await pki([
      '--estca',
      '--url',
      est.url.replace('/.well-known/est', ''),
      '--cacert',
      est.root,
      '--caout',
      `${into}/ca.pem`,
      '--outform',
      'pem',
    ]);
    expect(said(answer)).toMatch(/^0 /);
    const plain = (pem: string) => pem.replaceAll(/\s/g, '');
    const found = readdirSync(into).map((name) => plain(readFileSync(`${into}/${name}`, 'utf8')));
    expect(found.length).toBe(2);
    expect(found).toContain(plain(readFileSync(est.root, 'utf8')));
  });

  it('enrols with a name and a token, and renews with what it got (--est)', async () => {
    await est.register('sw-1');
    const { key, csr } = await request('sw-1');
    const token = await est.token('sw-1');
    const url = est.url.replace('/.well-known/est', '');
    const answer = await pki(['--est', '--url', url, '--in', csr, '--cacert', est.root, '--userpass', `sw-1:${token}`, '--outform', 'pem']);
    const cert = await enrolled('sw-1', answer);
    expect((await run('openssl', ['x509', '-in', cert, '-noout', '-subject'])).out).toContain('sw-1');
    const next = await est.request('sw-1-next', '/CN=sw-1');
    const renewed = await pki(['--est', '--url', url, '--in', next.csr, '--cacert', est.root, '--cert', cert, '--key', key, '--outform', 'pem']);
    const fresh = await enrolled('sw-1-next', renewed);
    expect(readFileSync(fresh, 'utf8')).not.toBe(readFileSync(cert, 'utf8'));
    expect(
      est
        .events('enrolment.done')
        .filter(({ device }) => device === 'sw-1')
        .map(({ by }) => by),
    ).toEqual(['token', 'credential']);
  });

  it('asks again while a person looks at the request (202), by the same request and token', async () => {
    await est.register('sw-2', 'watched');
    const { csr } = await request('sw-2');
    const token = await est.token('sw-2');
    const url = est.url.replace('/.well-known/est', '');
    const polling = pki([
      '--est',
      '--url',
      url,
      '--in',
      csr,
      '--cacert',
      est.root,
      '--userpass',
      `sw-2:${token}`,
      '--interval',
      '1',
      '--maxpolltime',
      '40',
      '--outform',
      'pem',
    ]);
    let waiting: { readonly id: string; readonly device: string }[] = [];
    for (let i = 0; i < 100 && waiting.length === 0; i += 1) {
      await new Promise((done) => setTimeout(done, 100));
      waiting = ((await est.rooms.ask('est.waiting', {})) as unknown as { readonly requests: typeof waiting }).requests;
    }
    expect(waiting).toMatchObject([{ device: 'sw-2', profile: 'watched', by: 'token', state: 'waiting' }]);
    await est.rooms.ask('est.decide', { id: waiting[0]?.id ?? '', approved: true });
    const cert = await enrolled('sw-2', await polling);
    expect((await run('openssl', ['x509', '-in', cert, '-noout', '-subject'])).out).toContain('sw-2');
    expect(est.events('enrolment.done').filter(({ device }) => device === 'sw-2')).toMatchObject([{ request: waiting[0]?.id ?? '' }]);
    expect(est.events('token.used').filter(({ device }) => device === 'sw-2')).toHaveLength(1);
  });
});
