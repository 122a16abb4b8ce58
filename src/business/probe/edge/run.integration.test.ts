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
export const HEADERS = {
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

  it('says no longer than the certificate lasts', async () => {
    const short = issue({ names: [HOST], to: new Date('2026-11-03T01:00:00Z') }, authority);
    // The library goes by the machine's clock, so the certificate has run out for it; by the moment that is given it has not.
    const { judged, problems } = await look(short);
    if (judged.evidence[0]?.value === true) expect(judged.evidence[0].validFor).toBe('P2DT3600S');
    else expect(problems('web.tls-current')).toEqual(['certificate-untrusted']);
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
