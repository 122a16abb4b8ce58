import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownFrom } from '../dns/known.ts';
import type { Observation } from '../model.ts';
import { lookAtDkim } from './dkim.ts';
import { lookAtDmarc } from './dmarc.ts';
import { rsaBits } from './key-length.ts';
import { namedByPolicy, readStsPolicy, type StsPolicy } from './mta-sts.ts';
import { readReply } from './reply.ts';
import { lookAtSpf, readSpf } from './spf.ts';
import { tagsOf } from './tags.ts';

/** TXT records by name; of a name that is not there the resolver says that there is none. */
function known(texts: Readonly<Record<string, readonly string[]>>, unseen: readonly string[] = []) {
  const inner = knownFrom(
    Object.entries(texts).map(
      ([name, values]): Observation => ({
        kind: 'dns',
        safety: 'passive',
        question: { name, type: 'TXT' },
        answer: { status: 'answer', records: values.map((text) => ({ type: 'TXT', text })), owner: name, authentic: false, aliases: [] },
      }),
    ),
  );
  return {
    get: (name: string, type: 'TXT') =>
      unseen.includes(name)
        ? ({ status: 'unseen', why: 'SERVFAIL' } as const)
        : (inner.get(name, type) ?? ({ status: 'none', because: 'no-data', authentic: false, aliases: [] } as const)),
  } as ReturnType<typeof knownFrom>;
}
const ids = (found: ReturnType<typeof lookAtDmarc>) => ('is' in found ? found.is.problems.map(({ id }) => id) : JSON.stringify(found));

describe('SPF', () => {
  const at = (record: string, more: Readonly<Record<string, readonly string[]>> = {}, unseen: readonly string[] = []) =>
    lookAtSpf('d.example', known({ 'd.example': [record], ...more }, unseen));
  it.each<readonly [string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['v=spf1 -all', {}, []],
    ['v=spf1 mx a:x.example/24 ip4:192.0.2.0/24 ip6:2001:db8::/32 exists:%{i}.x.example ~all', {}, []],
    ['V=SPF1 MX -ALL', {}, []],
    ['v=spf1 +all', {}, ['spf-allows-all']],
    ['v=spf1 all', {}, ['spf-allows-all']],
    ['v=spf1 ?all', {}, ['spf-neutral']],
    ['v=spf1 mx', {}, ['spf-neutral']],
    ['v=spf1 ip4:0.0.0.0/0 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 -ip4:0.0.0.0/0 -all', {}, []],
    ['v=spf1 ip4:300.1.1.1 -all', {}, ['spf-broken']],
    ['v=spf1 ipv4:192.0.2.1 -all', {}, ['spf-broken']],
    ['v=spf1 include: -all', {}, ['spf-broken']],
    ['v=spf1 redirect=a.example redirect=b.example', {}, ['spf-broken']],
    ['v=spf1 include:gone.example -all', {}, ['spf-dangling']],
    ['v=spf1 include:open.example -all', { 'open.example': ['v=spf1 +all'] }, ['spf-allows-all']],
    ['v=spf1 include:soft.example -all', { 'soft.example': ['v=spf1 ?all'] }, []],
    ['v=spf1 redirect=strict.example', { 'strict.example': ['v=spf1 -all'] }, []],
    ['v=spf1 -all redirect=open.example', { 'open.example': ['v=spf1 +all'] }, []],
    ['v=spf1 -all include:open.example', { 'open.example': ['v=spf1 +all'] }, []],
    ['v=spf1 a/0 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 mx/0 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 a//0 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 a:x.example/1 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 mx:x.example/24//8 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 -a/0 ?mx/0 -all', {}, []],
    ['v=spf1 a/24//64 mx:x.example/28 -all', {}, []],
    ['v=spf1 exists:x.example -all', {}, ['spf-exists-all']],
    ['v=spf1 ~exists:x.example -all', {}, []],
    ['v=spf1 include:e.example -all', { 'e.example': ['v=spf1 exists:x.example -all'] }, ['spf-exists-all']],
    ['v=spf1 ?include:open.example -all', { 'open.example': ['v=spf1 +all'] }, []],
    [`v=spf1 ${Array.from({ length: 256 }, (_, i) => `ip4:${i}.0.0.0/8`).join(' ')} -all`, {}, ['spf-allows-too-many']],
    ['v=spf1 ip4:0.0.0.0/8 ip4:1.0.0.0/8 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 ip4:10.0.0.0/9 ip4:10.0.0.0/8 ip4:10.1.0.0/16 -all', {}, []],
    ['v=spf1 ip4:8.0.0.0/8 include:i.example -all', { 'i.example': ['v=spf1 ip4:9.0.0.0/8 -all'] }, ['spf-allows-too-many']],
    ['v=spf1 ip6:2000::/16 ip6:3000::/16 -all', {}, ['spf-allows-too-many']],
    ['v=spf1 ptr -all', {}, ['spf-ptr']],
    ['v=spf1 ptr:x.example -all', {}, ['spf-ptr']],
    ['v=spf1 ptr/24 -all', {}, ['spf-broken']],
    ['v=spf1 a/abc -all', {}, ['spf-broken']],
    ['v=spf1 a/99 -all', {}, ['spf-broken']],
    ['v=spf1 mx//129 -all', {}, ['spf-broken']],
    ['v=spf1 a/024 -all', {}, ['spf-broken']],
    ['v=spf1 a:x.example/ -all', {}, ['spf-broken']],
    ['v=spf1 a: -all', {}, ['spf-broken']],
    ['v=spf1 ip4:192.0.2.4/008 -all', {}, ['spf-broken']],
    ['v=spf1 ip4:192.0.2.4/ -all', {}, ['spf-broken']],
    ['v=spf1 include:x.example/24 -all', {}, ['spf-broken']],
    ['v=spf1 exists:%{z}.x.example -all', {}, ['spf-broken']],
    ['v=spf1 exists:100%.x.example -all', {}, ['spf-broken']],
    [`v=spf1 ${'a '.repeat(10)}-all`, {}, []],
    [`v=spf1 ${'a '.repeat(11)}-all`, {}, ['spf-too-many-lookups']],
    ['v=spf1 include:i.example -all', { 'i.example': [`v=spf1 ${'mx '.repeat(10)}-all`] }, ['spf-too-many-lookups']],
  ])('%s', (record, more, expected) => {
    expect(ids(at(record, more))).toEqual(expected);
  });

  it('is absent, or several', () => {
    expect(ids(lookAtSpf('d.example', known({ 'd.example': ['v=spf10 -all', 'other'] })))).toEqual(['spf-absent']);
    expect(ids(lookAtSpf('d.example', known({ 'd.example': ['v=spf1 -all', 'v=spf1 -all'] })))).toEqual(['spf-broken']);
  });

  it('keeps back what a failure of the resolver or a macro hides', () => {
    for (const found of [
      at('v=spf1 include:i.example -all', {}, ['i.example']),
      at('v=spf1 include:%{d}.x.example -all'),
      at('v=spf1 exists:%{i}._spf.x.example -all'),
      at('v=spf1 a:%{d2}/24 -all'),
    ])
      expect('is' in found && [found.is.problems.length, found.is.undecided.length]).toEqual([0, 1]);
    expect(lookAtSpf('d.example', knownFrom([]))).toEqual({ need: [{ name: 'd.example', type: 'TXT' }] });
  });

  it('ends whatever the record', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => typeof readSpf(`v=spf1 ${text}`) !== 'undefined'));
    const many = `v=spf1 ${'include:d.example '.repeat(50)}-all`;
    expect(ids(at(many))).toContain('spf-too-many-lookups');
  });
});

describe('DMARC', () => {
  it.each<readonly [string, readonly string[]]>([
    ['v=DMARC1; p=reject', []],
    ['v=DMARC1;p=reject;sp=reject;pct=100;rua=mailto:a@b.example;', []],
    ['v=DMARC1; p=reject; sp=none', ['dmarc-subdomains']],
    ['v=DMARC1; p=reject; sp=nonsense', ['dmarc-subdomains']],
    ['v=DMARC1; p=quarantine', ['dmarc-quarantine']],
    ['v=DMARC1; p=none', ['dmarc-none']],
    ['v=DMARC1; p=reject; pct=50', ['dmarc-share']],
    ['v=DMARC1; p=reject; t=y', ['dmarc-testing']],
    ['v=DMARC1; p=rejected', ['dmarc-broken']],
    ['v=DMARC1; rua=mailto:a@b.example', ['dmarc-broken']],
    ['v=DMARC1; p=none; p=reject', ['dmarc-broken']],
    ['p=reject; v=DMARC1', ['dmarc-absent']],
    ['v=DMARC2; p=reject', ['dmarc-absent']],
  ])('%s', (record, expected) => {
    expect(ids(lookAtDmarc('d.example', known({ '_dmarc.d.example': [record] })))).toEqual(expected);
  });

  it('is that of the name above, by what it says of names below; never that of a last label', () => {
    const above = (record: string) => ids(lookAtDmarc('mail.d.example', known({ '_dmarc.d.example': [record] })));
    expect(above('v=DMARC1; p=reject')).toEqual([]);
    expect(above('v=DMARC1; p=reject; sp=none')).toEqual(['dmarc-none']);
    expect(ids(lookAtDmarc('d.example', known({ '_dmarc.example': ['v=DMARC1; p=reject'] })))).toEqual(['dmarc-absent']);
    expect('unseen' in lookAtDmarc('mail.d.example', known({ '_dmarc.d.example': ['v=DMARC1; p=reject'] }, ['_dmarc.mail.d.example']))).toBe(true);
  });
});

describe('DKIM', () => {
  const spki = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type: 'spki', format: 'der' });
  const at = (record: string) => ids(lookAtDkim('d.example', 'S1', known({ 's1._domainkey.d.example': [record] })));
  it('has a key of some length', () => {
    expect(at(`v=DKIM1; k=rsa; p=${spki(2048).toString('base64')}`)).toEqual([]);
    expect(at(`p=${spki(1024).toString('base64')}`)).toEqual([]);
    expect(at(`p=${spki(768).toString('base64')}`)).toEqual(['dkim-weak']);
    const bare = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'pkcs1', format: 'der' });
    expect(rsaBits(bare)).toBe(2048);
    const ed = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
    expect(at(`v=DKIM1; k=ed25519; p=${ed.toString('base64')}`)).toEqual([]);
  });

  it.each([
    ['v=DKIM1; p=', 'dkim-revoked'],
    ['v=DKIM2; p=AAAA', 'dkim-broken'],
    ['v=DKIM1', 'dkim-broken'],
    ['v=DKIM1; p=%%%', 'dkim-broken'],
    ['v=DKIM1; k=rsa; p=AAAA', 'dkim-broken'],
    ['v=DKIM1; k=ed25519; p=AAAA', 'dkim-broken'],
    ['v=DKIM1; k=none; p=AAAA', 'dkim-broken'],
    ['nonsense', 'dkim-broken'],
  ])('%s: %s', (record, expected) => {
    expect(at(record)).toEqual([expected]);
  });

  it('reads no length of bytes that are no key, and does not break on them', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => ['number', 'undefined'].includes(typeof rsaBits(bytes))));
    const key = spki(1024);
    for (let cut = 0; cut < key.length; cut += 1) expect(rsaBits(key.subarray(0, cut))).toBeUndefined();
  });
});

describe('policies and replies', () => {
  it.each<readonly [string, string | undefined]>([
    ['version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 86400', undefined],
    ['version: STSv1\r\nmode: none\r\nmax_age: 1\r\n\r\n', undefined],
    ['mode: enforce\nmx: a.example\nmax_age: 86400', 'version'],
    ['version: STSv1\nmode: on\nmx: a.example\nmax_age: 86400', 'mode'],
    ['version: STSv1\nmode: enforce\nmax_age: 86400', 'names no mail exchanger'],
    ['version: STSv1\nmode: enforce\nmx: a.example', 'for how long'],
    ['version: STSv1\nmode: enforce\nmx: *\nmax_age: 1', 'cannot be any'],
    ['<html>', 'no field'],
    ['x'.repeat(70_000), 'longer'],
  ])('of MTA-STS: %s', (text, why) => {
    const policy = readStsPolicy(text);
    if (why === undefined) expect(typeof policy).toBe('object');
    else expect(policy).toContain(why);
  });

  it('name a host, or one label in its place', () => {
    const policy: StsPolicy = { mode: 'enforce', maxAge: 1, mx: ['a.example', '*.b.example'] };
    expect(['a.example', 'x.a.example', 'x.b.example', 'b.example', 'x.y.b.example'].map((host) => namedByPolicy(policy, host))).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });

  it('of SMTP are read whole, in whatever pieces they come', () => {
    const whole = '250-mx greets\r\n250-SIZE 1\r\n250 STARTTLS\r\n';
    for (let cut = 0; cut < whole.length; cut += 1) expect(readReply(whole.slice(0, cut))).toBeUndefined();
    expect(readReply(`${whole}x`)).toEqual({ code: 250, lines: ['mx greets', 'SIZE 1', 'STARTTLS'], rest: 'x' });
    expect(typeof readReply('250-a\r\n251 b\r\n')).toBe('string');
  });

  it('are lists of tags, or none', () => {
    expect(tagsOf('a=1; b = 2 ;')).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    expect([tagsOf('a=1; a=2'), tagsOf('a'), tagsOf(';a=1'), tagsOf('')]).toEqual([undefined, undefined, undefined, undefined]);
    expect(tagsOf('__proto__=1')).toBeUndefined();
    expect(tagsOf('constructor=1')?.get('constructor')).toBe('1');
  });
});
