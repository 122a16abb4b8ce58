import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { serviceMapSchema, type Target } from '../../../map/model.ts';
import { judgeProbes } from '../judge.ts';
import type { Observation } from '../model.ts';
import { chosenTargets } from '../targets.ts';
import { lineOf } from '../words.ts';
import { type Issued, issue } from './certificates.fixture.ts';
import { type Behaviour, type Resolver, reply, resolver, type Said, zone } from './resolver.fixture.ts';
import { runProbes } from './run.ts';
import { bytes, mail, type Running, web } from './servers.fixture.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const HOST = 'www.example.org';
const HEADERS = {
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

let authority: Issued;
let own: Issued;
const open: { close(): Promise<void> }[] = [];
beforeAll(() => {
  authority = issue({ names: ['Test authority'], authority: true });
  own = issue({ names: [HOST, 'mx.example.org', 'mta-sts.example.org', 'example.org'] }, authority);
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => expect(open).toEqual([]));

const kept = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const started = await starting;
  open.push(started);
  return started;
};

interface Run {
  readonly target: Partial<Target>;
  readonly dns?: Behaviour;
  readonly stsPort?: number;
  readonly deadlineMs?: number;
  readonly more?: readonly object[];
}

async function probe({ target, dns = zone('example.org', HERE), stsPort, deadlineMs = 3000, more = [] }: Run) {
  const asked: Resolver = await kept(resolver(dns));
  const map = serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [{ id: 'office', kind: 'server', name: 'Office' }],
    targets: [{ host: HOST, part: 'office', probes: ['web'], private: true, ...target }, ...more],
  });
  const probed = await runProbes({
    chosen: chosenTargets(map, [target.host ?? HOST], []),
    resolver: asked,
    roots: { ca: authority.cert },
    pace: { betweenMs: 0, deadlineMs, queryMs: 300 },
    userAgent: 'Assay-probe (test)',
    now: NOW,
    ...(stsPort === undefined ? {} : { stsPort }),
  });
  const judged = judgeProbes(map, probed, NOW);
  const observations: readonly Observation[] = probed.flatMap((each) => each.observations);
  for (const each of observations) expect(lineOf(each).seen).not.toBe('');
  const of = (claim: string) => judged.verdicts.find((verdict) => verdict.claim === claim);
  return {
    asked: asked.asked,
    observations,
    judged,
    result: (claim: string) => of(claim)?.result,
    problems: (claim: string) => of(claim)?.problems.map(({ id }) => id),
    undecided: (claim: string) => (of(claim)?.undecided ?? []).join('\n'),
    trues: judged.evidence.filter(({ value }) => value === true).map(({ claim }) => claim),
  };
}

const HERE: Readonly<Record<string, Said>> = { [`A ${HOST}`]: { values: ['127.0.0.1'] } };

describe('TLS', () => {
  const look = async (cert: Issued, more: Parameters<typeof web>[2] = {}, chain = true) => {
    const server = await kept(web(chain ? { ...cert, cert: cert.cert } : cert, (_, response) => response.end(), more));
    return probe({ target: { probes: ['tls'], ports: { tls: [server.port] } } });
  };

  it('holds where versions, chain, name and time are good', async () => {
    const { result, judged, observations } = await look(own);
    expect(result('web.tls-current')).toBe('holds');
    expect(judged.evidence).toEqual([
      expect.objectContaining({
        subject: 'office',
        claim: 'web.tls-current',
        value: true,
        method: 'probe',
        observedAt: '2026-11-01T00:00:00Z',
        validFor: 'P7D',
      }),
    ]);
    expect(observations.flatMap((each) => (each.kind === 'tls' ? [`${each.asked} ${each.seen.outcome}`] : []))).toEqual([
      'any completed',
      'TLSv1.3 completed',
      'TLSv1.2 completed',
      'TLSv1.1 refused',
      'TLSv1 refused',
    ]);
  });

  it.each<readonly [string, () => Issued, Parameters<typeof web>[2], readonly string[]]>([
    ['expired', () => issue({ names: [HOST], from: new Date('2020-01-01'), to: new Date('2021-01-01') }, authority), {}, ['certificate-expired']],
    ['not yet', () => issue({ names: [HOST], from: new Date('2040-01-01') }, authority), {}, ['certificate-early']],
    ['another name', () => issue({ names: ['other.example.org'] }, authority), {}, ['certificate-other-name']],
    ['self-signed', () => issue({ names: [HOST] }), {}, ['certificate-untrusted']],
    ['an issuer that nobody knows', () => issue({ names: [HOST] }, issue({ names: ['Test authority'], authority: true })), {}, ['certificate-untrusted']],
    ['a short key', () => issue({ names: [HOST], rsa: 1024 }, authority), { ciphers: 'DEFAULT@SECLEVEL=0' }, ['certificate-weak-key']],
    ['TLS 1.1 besides', () => own, { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, ['tls-old-1.1']],
    ['TLS 1.0 alone', () => own, { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }, ['tls-no-current', 'tls-old-1.0']],
  ])('fails with %s', async (_, cert, more, expected) => {
    const { problems, trues, judged } = await look(cert(), more);
    expect(problems('web.tls-current')?.toSorted()).toEqual(expected);
    expect(trues).toEqual([]);
    for (const { finding } of judged.evidence) expect(finding?.title).toContain(HOST);
  });

  it('of a key signed with SHA-1 is weak', async () => {
    const old = issue({ names: ['Test authority'], authority: true, rsa: 2048 });
    const { problems } = await look(issue({ names: [HOST], rsa: 2048, digest: 'sha1' }, old));
    expect(problems('web.tls-current')).toContain('certificate-weak-signature');
  });

  it.each<readonly [string, Parameters<typeof bytes>[0], string]>([
    ['says nothing', () => undefined, 'no handshake in time'],
    ['closes at once', (socket) => socket.end(), 'closed without a word'],
    ['resets', (socket) => socket.resetAndDestroy(), 'closed without a word'],
    ['writes garbage', (socket) => socket.end('HTTP/1.0 400 no\r\n\r\n'), 'no TLS'],
    ['drips', (socket) => void setInterval(() => socket.destroyed || socket.write('\x16'), 100).unref(), 'not in time or no TLS'],
  ])('is not observed at a server that %s', async (_, speak, why) => {
    const server = await kept(bytes(speak));
    const { result, judged, undecided } = await probe({ target: { probes: ['tls'], ports: { tls: [server.port] } }, deadlineMs: 300 });
    expect(result('web.tls-current')).toBe('not-observed');
    if (!why.includes(' or ')) expect(undecided('web.tls-current')).toContain(why);
    expect(judged.evidence).toEqual([]);
  });

  it('is not observed where nothing listens', async () => {
    const server = await web(undefined, () => undefined);
    await server.close();
    const { result, observations } = await probe({ target: { probes: ['tls'], ports: { tls: [server.port] } } });
    expect(result('web.tls-current')).toBe('not-observed');
    expect(observations.filter(({ kind }) => kind === 'tls')).toHaveLength(1);
  });
});

describe('the web', () => {
  type Answer = Parameters<typeof web>[1];
  const GOOD: Answer = (request, response) => {
    if (request.url === '/') response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/html' }).end('<p>hello');
    else if (request.url === '/.well-known/security.txt')
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Contact: mailto:security@example.org\nExpires: 2027-01-01T00:00:00Z\n');
    else response.writeHead(404).end();
  };
  const REDIRECT: Answer = (_, response) => response.writeHead(301, { Location: `https://${HOST}/` }).end();
  const ALL = ['web.headers-set', 'web.no-exposed-admin', 'web.contact-published'];
  const look = async (answer: Answer, more: { cert?: Issued; plain?: Answer; deadlineMs?: number } = {}) => {
    const secure = await kept(web(more.cert ?? own, answer));
    const plain = await kept(web(undefined, more.plain ?? REDIRECT));
    const seen = await probe({
      target: { ports: { https: secure.port, http: plain.port } },
      ...(more.deadlineMs === undefined ? {} : { deadlineMs: more.deadlineMs }),
    });
    return { ...seen, requests: secure.requests, plain: plain.requests };
  };

  it('holds where the site is well kept; every request is a GET without a body that says who asks', async () => {
    const { result, trues, requests, judged } = await look(GOOD);
    expect(ALL.map(result)).toEqual(['holds', 'holds', 'holds']);
    expect(trues).toEqual(ALL);
    expect(judged.evidence.find(({ claim }) => claim === 'web.contact-published')?.validFor).toBe('P30D');
    for (const request of requests) expect(request).toMatch(/^GET \/\S* www\.example\.org:\d+ Assay-probe \(test\) no body$/);
    expect(new Set(requests).size).toBe(requests.length);
  });

  it.each<readonly [string, Answer, string, readonly string[]]>([
    [
      'no header at all',
      (_, response) => response.writeHead(404).end(),
      'web.headers-set',
      ['csp-absent', 'framing-allowed', 'hsts-absent', 'referrer-absent', 'sniffing-allowed'],
    ],
    ['no security.txt', (_, response) => response.writeHead(404).end(), 'web.contact-published', ['contact-absent']],
    [
      'its start page at every path',
      (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('home'),
      'web.contact-published',
      ['contact-absent'],
    ],
    [
      'an old security.txt',
      (_, response) =>
        response
          .writeHead(200, { 'Content-Type': 'text/plain' })
          .end('Contact: https://example.org/c\nExpires: 2020-01-01T00:00:00Z\nCanonical: https://evil.example/.well-known/security.txt'),
      'web.contact-published',
      ['contact-elsewhere', 'contact-expired'],
    ],
    [
      'a build server behind a sign-in',
      (request, response) => (request.url === '/login' ? response.writeHead(403, { 'X-Jenkins': '2.541' }).end() : GOOD(request, response)),
      'web.no-exposed-admin',
      ['exposed-jenkins'],
    ],
    [
      'a manager that asks for a password',
      (request, response) =>
        request.url === '/manager/html'
          ? response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Tomcat Manager Application"' }).end()
          : GOOD(request, response),
      'web.no-exposed-admin',
      ['exposed-tomcat-manager'],
    ],
  ])('fails with %s', async (_, answer, claim, expected) => {
    const { problems, trues } = await look(answer);
    expect(problems(claim)?.toSorted()).toEqual(expected);
    expect(trues).not.toContain(claim);
  });

  it('is not fooled by a page at every path, and notes that the site stays in the clear', async () => {
    const { result, problems } = await look(
      (_, response) => response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/html' }).end('<title>Our shop</title>'),
      {
        plain: (_, response) => response.end('hello'),
      },
    );
    expect(result('web.no-exposed-admin')).toBe('holds');
    expect(problems('web.headers-set')).toEqual(['http-stays']);
  });

  const PMA = '<html><title>phpMyAdmin</title><form name=pma_username></form></html>';
  const at =
    (wanted: string, answer: Answer): Answer =>
    (request, response) =>
      request.url === wanted ? answer(request, response) : GOOD(request, response);
  it.each<readonly [string, Answer, Answer, readonly string[]]>([
    ['as it is', at('/phpmyadmin/', (_, response) => response.end(PMA)), REDIRECT, ['exposed-phpmyadmin']],
    [
      'behind a redirect within the host',
      at('/phpmyadmin/', (request, response) => response.writeHead(302, { Location: 'index.php?route=/' }).end(request.url)),
      REDIRECT,
      [],
    ],
    [
      'packed, though nobody asked',
      at('/phpmyadmin/', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(PMA))),
      REDIRECT,
      ['exposed-phpmyadmin'],
    ],
    [
      'packed by Brotli',
      at('/phpmyadmin/', (_, response) => response.writeHead(200, { 'Content-Encoding': 'br' }).end(brotliCompressSync(PMA))),
      REDIRECT,
      ['exposed-phpmyadmin'],
    ],
    [
      'in UTF-16 by its headers',
      at('/phpmyadmin/', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-16le' }).end(Buffer.from(PMA, 'utf16le'))),
      REDIRECT,
      ['exposed-phpmyadmin'],
    ],
    [
      'in UTF-16 by its mark',
      at('/phpmyadmin/', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(Buffer.from(`\uFEFF${PMA}`, 'utf16le'))),
      REDIRECT,
      ['exposed-phpmyadmin'],
    ],
    ['in the clear alone', GOOD, (_, response) => response.writeHead(403, { 'X-Jenkins': '2.4' }).end('<title>Jenkins</title>'), ['exposed-jenkins']],
    ['in the clear at a path', GOOD, at('/phpmyadmin/', (_, response) => response.end(PMA)), ['exposed-phpmyadmin']],
  ])('shows an interface %s', async (what, answer, plain, expected) => {
    const redirected = what.startsWith('behind') ? at('/phpmyadmin/index.php?route=/', (_, response) => response.end(PMA)) : undefined;
    const both: Answer = (request, response) => (request.url?.includes('route=') === true ? redirected?.(request, response) : answer(request, response));
    const { problems, trues } = await look(both, { plain });
    expect(problems('web.no-exposed-admin')).toEqual(redirected === undefined ? expected : ['exposed-phpmyadmin']);
    expect(trues).not.toContain('web.no-exposed-admin');
  });

  it.each<readonly [string, Answer, Answer, string]>([
    ['beyond what is read', at('/phpmyadmin/', (_, response) => response.end(`${'x'.repeat(300_000)}${PMA}`)), REDIRECT, 'longer than is read'],
    [
      'packed twice',
      at('/pma/', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip, gzip' }).end(gzipSync(gzipSync(PMA)))),
      REDIRECT,
      'packed',
    ],
    [
      'packed into a bomb',
      at('/pma/', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))),
      REDIRECT,
      'packed',
    ],
    ['packed and not', at('/pma/', (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(PMA)), REDIRECT, 'packed'],
    [
      'in an unknown encoding',
      at('/pma/', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=x-ebcdic' }).end(Buffer.from(PMA).map((byte) => byte ^ 0x80))),
      REDIRECT,
      'encoding',
    ],
    [
      'in UTF-16 unsaid',
      at('/pma/', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(Buffer.from(PMA, 'utf16le'))),
      REDIRECT,
      'no text',
    ],
    ['behind a wall', (_, response) => response.writeHead(403, HEADERS).end('no'), REDIRECT, 'a path does that cannot exist'],
    ['behind a password', at('/phpmyadmin/', (_, response) => response.writeHead(401).end()), REDIRECT, 'answered 401'],
    ['at another port', at('/pma/', (_, response) => response.writeHead(302, { Location: `https://${HOST}:1/` }).end()), REDIRECT, 'another port'],
    ['in a ring', at('/pma/', (_, response) => response.writeHead(302, { Location: '/pma/' }).end()), REDIRECT, 'round and round'],
    [
      'at the end of a long way',
      (request, response) =>
        request.url?.startsWith('/pma/') === true ? response.writeHead(302, { Location: `${request.url}x` }).end() : GOOD(request, response),
      REDIRECT,
      'not asked for',
    ],
    ['in the clear behind errors', GOOD, (_, response) => response.writeHead(503).end(), 'answered 503'],
  ])('does not know whether one is there %s', async (_, answer, plain, why) => {
    const { result, undecided, observations } = await look(answer, { plain });
    expect(result('web.no-exposed-admin')).toBe('not-observed');
    expect(undecided('web.no-exposed-admin')).toContain(why);
    expect(observations.filter((each) => each.kind === 'http').length).toBeLessThan(150);
  });

  it('looks at every address of the host, and is as well as the worse', async () => {
    const dns = (...values: readonly string[]) => zone('example.org', { [`A ${HOST}`]: { values } });
    const bad: Answer = at('/login', (_, response) => response.writeHead(403, { 'X-Jenkins': '2' }).end());
    const both: Answer = (request, response) => (request.socket.localAddress === '127.0.0.2' ? bad(request, response) : GOOD(request, response));
    const everywhere = async (...values: readonly string[]) => {
      const secure = await kept(web(own, both, {}, '0.0.0.0'));
      const plain = await kept(web(undefined, REDIRECT, {}, '0.0.0.0'));
      return probe({ target: { probes: ['web', 'tls'], ports: { https: secure.port, http: plain.port, tls: [secure.port] } }, dns: dns(...values) });
    };
    expect((await everywhere('127.0.0.1', '127.0.0.3')).trues.toSorted()).toEqual([...ALL, 'web.tls-current'].toSorted());
    const worse = await everywhere('127.0.0.1', '127.0.0.2');
    expect(worse.problems('web.no-exposed-admin')).toEqual(['exposed-jenkins']);
    expect(worse.result('web.tls-current')).toBe('holds');
    const many = await everywhere(...Array.from({ length: 9 }, (_, i) => `127.0.1.${i + 1}`));
    expect(new Set(many.observations.flatMap((each) => ('address' in each ? [each.address] : []))).size).toBe(8);
    for (const claim of ['web.tls-current', ...ALL])
      expect([many.result(claim), many.undecided(claim)]).toEqual(['not-observed', expect.stringContaining('1 more of the addresses')]);
  }, 60_000);

  it('is not seen whole where the resolver keeps back addresses of one version', async () => {
    const secure = await kept(web(own, GOOD));
    const plain = await kept(web(undefined, REDIRECT));
    const dns: Behaviour = (query, { type }) =>
      type === 'AAAA' ? [reply(query, { rcode: 2 })] : [reply(query, type === 'A' ? { values: ['127.0.0.1'] } : { zone: 'example.org' })];
    const { result, undecided, judged } = await probe({ target: { ports: { https: secure.port, http: plain.port } }, dns });
    expect(ALL.map(result)).toEqual(['not-observed', 'not-observed', 'not-observed']);
    expect(undecided('web.headers-set')).toContain('more addresses is not known');
    expect(judged.evidence).toEqual([]);
  });

  it.each<readonly [string, Answer]>([
    ['endless headers', (_, response) => void response.socket?.write(`HTTP/1.1 200 OK\r\n${'X-A: 1\r\n'.repeat(20_000)}`)],
    ['a header without an end', (_, response) => void response.socket?.write(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(100_000)}`)],
    ['silence', () => undefined],
    [
      'a slow drip',
      (_, response) => {
        response.writeHead(200, HEADERS);
        setInterval(() => response.destroyed || response.write('.'), 50).unref();
      },
    ],
    ['garbage', (_, response) => void response.socket?.end('\0\x01\x02 no http at all\r\n\r\n')],
    [
      'a broken answer',
      (_, response) => {
        response.writeHead(200, { ...HEADERS, 'Content-Length': 100 }).write('x');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['errors', (_, response) => response.writeHead(503, HEADERS).end()],
    ['a rate limit', (_, response) => response.writeHead(429, HEADERS).end()],
  ])('is not observed behind %s', async (_, answer) => {
    const { result, judged } = await look(answer, { deadlineMs: 150 });
    expect(ALL.map(result)).toEqual(['not-observed', 'not-observed', 'not-observed']);
    expect(judged.evidence).toEqual([]);
  });

  it('reads a huge page only so far, and a huge file not at all', async () => {
    const { observations, problems } = await look((request, response) => {
      const isFile = request.url === '/.well-known/security.txt';
      response.writeHead(200, isFile ? { 'Content-Type': 'text/plain' } : HEADERS);
      if (isFile || request.url === '/') response.end('a'.repeat(10_000_000));
      else response.end();
    });
    for (const each of observations) if (each.kind === 'http' && each.seen.outcome === 'response') expect(each.seen.length).toBeLessThanOrEqual(256 * 1024);
    expect(problems('web.contact-published')).toEqual(['contact-broken']);
  });

  it.each([
    ['to a private address', 'http://127.0.0.1:1/'],
    ['to another host', 'https://evil.example/'],
    ['to another port', `https://${HOST}:1/`],
    ['with a name and a password', `https://a:b@${HOST}/x`],
    ['to nonsense', 'http://['],
  ])('does not follow a redirect %s, and says nothing of the page', async (_, to) => {
    const { result, observations, undecided } = await look((_request, response) => response.writeHead(302, { ...HEADERS, Location: to }).end());
    expect(result('web.headers-set')).toBe('not-observed');
    expect(undecided('web.headers-set')).toContain('leads elsewhere');
    expect(observations.filter((each) => each.kind === 'http' && each.purpose === 'page')).toHaveLength(1);
    expect(observations.every((each) => each.kind !== 'http' || (each.host === HOST && each.address === '127.0.0.1'))).toBe(true);
  });

  it('follows a redirect within the host, and not round and round', async () => {
    const answer: Answer = (request, response) =>
      request.url === '/' ? response.writeHead(302, { Location: '/en/' }).end() : GOOD({ ...request, url: '/' } as typeof request, response);
    expect((await look(answer)).result('web.headers-set')).toBe('holds');
    const round = await look((request, response) => response.writeHead(302, { ...HEADERS, Location: request.url === '/' ? '/a' : '/' }).end());
    expect(round.observations.filter((each) => each.kind === 'http' && each.purpose === 'page')).toHaveLength(4);
    expect(round.result('web.headers-set')).toBe('not-observed');
  });

  it('says nothing well of a site whose certificate does not show that it is the site', async () => {
    for (const cert of [issue({ names: [HOST] }), issue({ names: ['other.example'] }, authority)]) {
      const { result, judged } = await look(GOOD, { cert });
      expect(ALL.map(result)).toEqual(['not-observed', 'not-observed', 'not-observed']);
      expect(judged.evidence).toEqual([]);
    }
  });

  it('says nothing well of a part with another host that was not looked at', async () => {
    const secure = await kept(web(own, GOOD));
    const plain = await kept(web(undefined, REDIRECT));
    const more = [{ host: 'shop.example.org', part: 'office', probes: ['web'] }];
    const { result, undecided, judged } = await probe({ target: { ports: { https: secure.port, http: plain.port } }, more });
    expect(ALL.map(result)).toEqual(['not-observed', 'not-observed', 'not-observed']);
    expect(undecided('web.headers-set')).toContain('shop.example.org');
    expect(judged.evidence).toEqual([]);
  });
});

describe('addresses', () => {
  it.each([
    ['a loopback address', '127.0.0.1', 'A'],
    ['a private address', '10.1.2.3', 'A'],
    ['a shared address', '100.64.0.1', 'A'],
    ['a mapped loopback address', '::ffff:127.0.0.1', 'AAAA'],
    ['a loopback address by NAT64', '64:ff9b::7f00:1', 'AAAA'],
    ['a private address by 6to4', '2002:a00:1::1', 'AAAA'],
    ['the address of cloud metadata', '169.254.169.254', 'A'],
  ])('refuse a target with %s before anything is sent there', async (_, address, type) => {
    const server = await kept(web(own, () => undefined));
    const dns = zone('example.org', { [`${type} ${HOST}`]: { values: [address] } });
    await expect(probe({ target: { private: false, ports: { https: server.port } }, dns })).rejects.toThrow('ASSAY-PROBE-004');
    expect(server.requests).toEqual([]);
  });

  it('refuse a target of which only one address is private', async () => {
    const dns = zone('example.org', { [`A ${HOST}`]: { values: ['93.184.215.14', '127.0.0.1'] } });
    await expect(probe({ target: { private: false }, dns })).rejects.toThrow('ASSAY-PROBE-004');
  });

  it('are looked up once: what the name says a moment later is not heard', async () => {
    const server = await kept(web(own, (_, response) => response.end()));
    let times = 0;
    const rebinding: Behaviour = (query, { type }) => {
      if (type !== 'A') return [reply(query, { zone: 'example.org' })];
      times += 1;
      return [reply(query, { values: [times === 1 ? '127.0.0.1' : '127.0.0.2'] })];
    };
    const { observations, asked } = await probe({ target: { probes: ['web', 'tls'], ports: { https: server.port, http: server.port } }, dns: rebinding });
    expect(asked.filter((each) => each === `A ${HOST}`)).toHaveLength(1);
    expect(new Set(observations.flatMap((each) => ('address' in each ? [each.address] : [])))).toEqual(new Set(['127.0.0.1']));
  });
});

describe('mail', () => {
  const KEY = Buffer.from(issue({ names: ['k'], rsa: 2048 }).cert).toString('base64');
  const GOOD: Readonly<Record<string, Said>> = {
    'SOA example.org': { values: ['ns.example.org'], authentic: true },
    'MX example.org': { values: ['10 mx.example.org'] },
    'A mx.example.org': { values: ['127.0.0.1'] },
    'A mta-sts.example.org': { values: ['127.0.0.1'] },
    'A example.org': { values: ['127.0.0.1'] },
    'TXT example.org': { values: ['unrelated', 'v=spf1 include:_spf.example.org -all'] },
    'TXT _spf.example.org': { values: ['v=spf1 ip4:192.0.2.0/24 ~all'] },
    'TXT _dmarc.example.org': { values: ['v=DMARC1; p=reject; rua=mailto:someone@example.org'] },
    'TXT _mta-sts.example.org': { values: ['v=STSv1; id=1'] },
    'TXT _smtp._tls.example.org': { values: ['v=TLSRPTv1; rua=mailto:tls@example.org'] },
  };
  const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.org\r\nmax_age: 604800\r\n';
  interface Mail {
    readonly dns?: Readonly<Record<string, Said | undefined>>;
    readonly behave?: Behaviour;
    readonly fault?: Parameters<typeof mail>[1];
    readonly cert?: Issued;
    readonly policy?: string;
    readonly target?: Partial<Target>;
    readonly deadlineMs?: number;
  }
  const look = async ({ dns = {}, behave, fault, cert, policy = POLICY, target = {}, deadlineMs = 2000 }: Mail) => {
    const exchanger = await kept(mail(cert ?? own, fault));
    const sts: Running = await kept(web(own, (_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(policy)));
    const records = Object.fromEntries(Object.entries({ ...GOOD, ...dns }).filter((each): each is [string, Said] => each[1] !== undefined));
    const seen = await probe({
      target: { host: 'example.org', probes: ['mail'], ports: { smtp: exchanger.port }, also: ['mx.example.org', 'mta-sts.example.org'], ...target },
      dns: behave ?? zone('example.org', records),
      stsPort: sts.port,
      deadlineMs,
    });
    return { ...seen, lines: exchanger.requests };
  };

  it('holds where records, encryption and policy are good; nothing but EHLO, STARTTLS and QUIT is said', async () => {
    const { result, lines, judged } = await look({});
    expect([result('mail.dmarc-enforced'), result('mail.transport-protected')]).toEqual(['holds', 'holds']);
    expect(lines).toEqual(['EHLO […]', 'STARTTLS', 'QUIT (encrypted)']);
    // Addresses of people are in the raw input alone.
    expect(JSON.stringify(judged.evidence)).not.toContain('someone');
    expect(judged.raw[0]?.text).toContain('someone');
  });

  it.each<readonly [string, Mail, string, readonly string[]]>([
    ['no DMARC', { dns: { 'TXT _dmarc.example.org': undefined } }, 'mail.dmarc-enforced', ['dmarc-absent']],
    ['p=none', { dns: { 'TXT _dmarc.example.org': { values: ['v=DMARC1; p=none'] } } }, 'mail.dmarc-enforced', ['dmarc-none']],
    ['two records', { dns: { 'TXT _dmarc.example.org': { values: ['v=DMARC1; p=reject', 'v=DMARC1;p=none'] } } }, 'mail.dmarc-enforced', ['dmarc-several']],
    ['+all', { dns: { 'TXT _spf.example.org': { values: ['v=spf1 +all'] } } }, 'mail.dmarc-enforced', ['spf-allows-all']],
    [
      'SPF that draws in itself',
      { dns: { 'TXT _spf.example.org': { values: ['v=spf1 include:_spf.example.org -all'] } } },
      'mail.dmarc-enforced',
      ['spf-too-many-lookups'],
    ],
    [
      'a revoked key',
      { dns: { 'TXT s1._domainkey.example.org': { values: ['v=DKIM1; p='] } }, target: { selectors: ['s1'] } },
      'mail.dmarc-enforced',
      ['dkim-revoked'],
    ],
    [
      'a key that is none',
      { dns: { 'TXT s1._domainkey.example.org': { values: [`v=DKIM1; p=${KEY}`] } }, target: { selectors: ['s1'] } },
      'mail.dmarc-enforced',
      ['dkim-broken'],
    ],
    ['STARTTLS stripped', { fault: { ehlo: '250-mx\r\n250 XXXXXXXA\r\n' } }, 'mail.transport-protected', ['starttls-absent']],
    ['STARTTLS declined', { fault: { starttls: '454 not now\r\n' } }, 'mail.transport-protected', ['starttls-declined']],
    ['a certificate of its own making', { cert: issue({ names: ['mx.example.org'] }) }, 'mail.transport-protected', ['certificate-untrusted']],
    ['no MTA-STS', { dns: { 'TXT _mta-sts.example.org': undefined } }, 'mail.transport-protected', ['mta-sts-absent']],
    ['a policy in test', { policy: POLICY.replace('enforce', 'testing') }, 'mail.transport-protected', ['mta-sts-not-enforced']],
    ['a policy for another host', { policy: POLICY.replace('mx: mx.', 'mx: mx2.') }, 'mail.transport-protected', ['mta-sts-other-hosts']],
    ['a policy that is a page', { policy: '<html>' }, 'mail.transport-protected', ['mta-sts-broken']],
  ])('fails with %s', async (_, given, claim, expected) => {
    const { problems, trues } = await look(given);
    expect(problems(claim)).toEqual(expected);
    expect(trues).not.toContain(claim);
  });

  it.each<readonly [string, Mail, string]>([
    ['no greeting', { fault: { silentAt: 'greeting' } }, 'no greeting in time'],
    ['no answer to EHLO', { fault: { silentAt: 'ehlo' } }, 'no answer to EHLO in time'],
    ['no answer to STARTTLS', { fault: { silentAt: 'starttls' } }, 'no answer to STARTTLS in time'],
    ['no handshake', { fault: { silentAt: 'handshake' } }, 'no handshake in time'],
    ['words put in before the handshake', { fault: { starttls: '220 go ahead\r\n250 injected\r\n' } }, 'it said more than it was asked'],
    ['garbage', { fault: { greeting: '\0\0garbage\r\n' } }, 'no reply of SMTP'],
    ['a line without an end', { fault: { greeting: '2'.repeat(5000) } }, 'a line without an end'],
    ['a reply without an end', { fault: { ehlo: '250-x\r\n'.repeat(1000) } }, 'a reply without an end'],
    ['a refusal', { fault: { greeting: '554 not you\r\n' } }, 'it greets with 554'],
    ['an exchanger that the map does not name', { target: { also: ['mta-sts.example.org'] } }, 'ASSAY-PROBE-001'],
    ['TLSA records instead of a policy', { dns: { 'TXT _mta-sts.example.org': undefined, 'TLSA _25._tcp.mx.example.org': { values: ['x'] } } }, 'DANE'],
    ['a domain that takes no mail', { dns: { 'MX example.org': { values: ['0 .'] } } }, 'takes no mail'],
  ])('in transit is not observed with %s', async (_, given, why) => {
    const { result, undecided, trues } = await look({ deadlineMs: 200, ...given });
    expect(result('mail.transport-protected')).toBe('not-observed');
    expect(undecided('mail.transport-protected')).toContain(why);
    expect(trues).not.toContain('mail.transport-protected');
  });

  const fails = (name: string, how: (query: Buffer) => readonly Uint8Array[]): Behaviour => {
    const sound = zone('example.org', GOOD);
    return (query, question, over) => (`${question.type} ${question.name}` === name ? how(query) : sound(query, question, over));
  };
  it.each<readonly [string, Behaviour, string]>([
    ['SERVFAIL', fails('TXT _dmarc.example.org', (query) => [reply(query, { rcode: 2 })]), 'SERVFAIL'],
    ['REFUSED', fails('TXT _dmarc.example.org', (query) => [reply(query, { rcode: 5 })]), 'REFUSED'],
    ['silence', fails('TXT _dmarc.example.org', () => []), 'no answer in time'],
    ['garbage', fails('TXT _dmarc.example.org', () => [Buffer.from('garbage')]), 'no answer to the question'],
    [
      'a wrong id',
      fails('TXT _dmarc.example.org', (query) => [
        Buffer.concat([Buffer.from([(query[0] ?? 0) ^ 1]), reply(query, { values: ['v=DMARC1; p=reject'] }).subarray(1)]),
      ]),
      'no answer to the question',
    ],
    [
      'an answer to another question',
      fails('TXT _dmarc.example.org', (query) => [
        reply(Buffer.from(query.toString('latin1').replace('_dmarc', '_dmarz'), 'latin1'), { values: ['v=DMARC1; p=reject'] }),
      ]),
      'no answer to the question',
    ],
    ['a referral', fails('TXT _dmarc.example.org', (query) => [reply(query, { referral: 'org', recursion: false })]), 'only names other servers'],
    ['the domain denied', fails('SOA example.org', (query) => [reply(query, { rcode: 3 })]), 'there is no example.org'],
    ['the zone denied', fails('SOA example.org', (query) => [reply(query, {})]), 'does not say which zone'],
    [
      'an answer cut off, and no TCP',
      fails('TXT _dmarc.example.org', (query) => {
        const cut = reply(query, {});
        cut[2] = (cut[2] ?? 0) | 2;
        return [cut];
      }),
      'the answer was cut off',
    ],
    ['aliases that lead round', fails('TXT _dmarc.example.org', (query) => [reply(query, { alias: '_dmarc.example.org' })]), 'aliases that lead round'],
  ])('in the domain’s name is neither protected nor not with %s', async (_, behave, why) => {
    const { result, undecided, judged } = await look({ behave });
    expect(result('mail.dmarc-enforced')).toBe('not-observed');
    expect(undecided('mail.dmarc-enforced')).toContain(why);
    expect(judged.evidence.filter(({ claim }) => claim === 'mail.dmarc-enforced')).toEqual([]);
  });

  it('asks over TCP where an answer was cut off, and takes the true one of several packets', async () => {
    const sound = zone('example.org', GOOD);
    const cutting: Behaviour = (query, question, over) => {
      if (over === 'tcp') return sound(query, question, over);
      if (question.type === 'MX') {
        const [good = Buffer.alloc(0)] = sound(query, question, over);
        return [Buffer.from('junk'), Buffer.concat([Buffer.from([0, 0]), good.subarray(2)]), good];
      }
      const cut = reply(query, {});
      cut[2] = (cut[2] ?? 0) | 2;
      return [cut.subarray(0, cut.length - 3)];
    };
    // A header and half a question: nothing of it can be matched to what was asked.
    const { result } = await look({
      behave: (query, question, over) =>
        over === 'udp' && question.type !== 'MX' ? [Object.assign(reply(query, {}), { 2: 0x83 })] : cutting(query, question, over),
    });
    expect(result('mail.dmarc-enforced')).toBe('holds');
    expect(result('mail.transport-protected')).toBe('holds');
  });
});

describe('a domain', () => {
  const SIGNED: Readonly<Record<string, Said>> = {
    'SOA example.org': { values: ['ns.example.org'], authentic: true },
    'A example.org': { values: ['127.0.0.1'], authentic: true },
    'DS example.org': { values: ['x'], authentic: true },
    'DNSKEY example.org': { values: ['x'], authentic: true },
    'CAA example.org': { values: ['issue ca.example', 'iodef mailto:a@example.org'], authentic: true },
  };
  const look = (more: Readonly<Record<string, Said | undefined>>) =>
    probe({
      target: { host: 'example.org', probes: ['dns'] },
      dns: zone('example.org', Object.fromEntries(Object.entries({ ...SIGNED, ...more }).filter((each): each is [string, Said] => each[1] !== undefined))),
    });

  it('holds where it is signed and says who may issue; no host is visited', async () => {
    const { result, observations } = await look({});
    expect(result('dns.domain-protected')).toBe('holds');
    expect(observations.every(({ safety }) => safety === 'passive')).toBe(true);
  });

  it.each<readonly [string, Readonly<Record<string, Said | undefined>>, readonly string[]]>([
    ['no DS', { 'DS example.org': undefined }, ['dnssec-absent']],
    ['a DS and no key', { 'DNSKEY example.org': undefined }, ['dnssec-broken']],
    ['no CAA anywhere above', { 'CAA example.org': undefined }, ['caa-absent']],
    ['CAA that restricts nobody', { 'CAA example.org': { values: ['iodef mailto:a@example.org'] } }, ['caa-open']],
    ['an alias of nothing', { 'AAAA example.org': { rcode: 3, alias: 'gone.example.org', zone: 'example.org' } }, ['alias-dangling']],
  ])('fails with %s', async (_, more, expected) => {
    const { problems, trues } = await look(more);
    expect(problems('dns.domain-protected')).toEqual(expected);
    expect(trues).toEqual([]);
  });

  it('takes the CAA records of the name above', async () => {
    const { result } = await look({ 'CAA example.org': undefined, 'CAA org': { values: ['issue ca.example'] } });
    expect(result('dns.domain-protected')).toBe('holds');
  });

  it.each<readonly [string, Readonly<Record<string, Said | undefined>>, string]>([
    ['a resolver that checks no signatures', { 'SOA ': { values: ['a.root'] } }, 'does not say that it checks signatures'],
    ['a resolver that knows no root', { 'SOA ': { rcode: 2 } }, 'does not answer for the root'],
    ['signatures that the resolver does not vouch for', { 'SOA example.org': { values: ['ns.example.org'] } }, 'does not say that these hold'],
    ['SERVFAIL for the DS', { 'DS example.org': { rcode: 2 } }, 'SERVFAIL'],
    ['SERVFAIL for the CAA', { 'CAA example.org': { rcode: 2 } }, 'SERVFAIL'],
    ['a DS of no such name', { 'DS example.org': { rcode: 3 } }, 'the zone does not exist'],
  ])('is not observed by %s', async (_, more, why) => {
    const { result, undecided, judged } = await look(more);
    expect(result('dns.domain-protected')).toBe('not-observed');
    expect(undecided('dns.domain-protected')).toContain(why);
    expect(judged.evidence).toEqual([]);
  });
});
