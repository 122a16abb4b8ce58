import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Issued, issue } from '../business/probe/edge/certificates.fixture.ts';
import { type Resolver, resolver, type Said, zone } from '../business/probe/edge/resolver.fixture.ts';
import { mail, type Running, web } from '../business/probe/edge/servers.fixture.ts';
import type { Verdict } from '../business/probe/judge.ts';
import { Digest, Instant } from '../core/index.ts';
import { readEvidence } from '../evidence/index.ts';
import type { Evidence } from '../evidence/model.ts';
import { readable } from './business-probe.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

let folder: string;
let dns: Resolver;
let exchanger: Running;
let site: Running;
let plain: Running;
const records: Record<string, Said> = {
  'SOA example.org': { values: ['ns.example.org'], authentic: true },
  'A example.org': { values: ['127.0.0.1'] },
  'A www.example.org': { values: ['127.0.0.1'] },
  'A away.example.org': { values: ['10.0.0.1'] },
  'MX example.org': { values: ['10 mx.example.org'] },
  'A mx.example.org': { values: ['127.0.0.1'] },
  'TXT example.org': { values: ['v=spf1 mx -all'] },
  'TXT _dmarc.example.org': { values: ['v=DMARC1; p=none; rua=mailto:anna.person@example.org'] },
  'DS example.org': { values: ['x'] },
  'DNSKEY example.org': { values: ['x'] },
  'CAA example.org': { values: ['issue ca.example'] },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-probe-'));
  const authority: Issued = issue({ names: ['Test authority'], authority: true });
  const own = issue({ names: ['example.org', 'www.example.org', 'mx.example.org'] }, authority);
  writeFileSync(join(folder, 'ca.pem'), authority.cert);
  dns = await resolver(zone('example.org', records));
  exchanger = await mail(own);
  site = await web(own, (request, response) =>
    request.url === '/login' ? response.setHeader('X-Jenkins', '2.541') && response.end('\u001b[2Jsign in') : response.writeHead(404).end(),
  );
  plain = await web(undefined, (_, response) => response.writeHead(308, { Location: 'https://www.example.org/' }).end());
  writeFileSync(
    join(folder, 'service.yaml'),
    `assay: service/1
service: { id: office, name: Office }
parts:
  - { id: mail, kind: mail, name: Mail }
  - { id: website, kind: server, name: Website }
targets:
  - { host: example.org, part: mail, probes: [dns, mail], private: true, also: [mx.example.org], ports: { smtp: ${exchanger.port} } }
  - { host: www.example.org, part: website, probes: [web, tls], private: true, ports: { https: ${site.port}, http: ${plain.port} } }
  - { host: away.example.org, part: website, probes: [web, tls] }
`,
  );
});
afterAll(async () => {
  for (const each of [dns, exchanger, site, plain]) await each.close();
  rmSync(folder, { recursive: true });
});

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const code = await run(argv, COMMANDS, {
    cwd: folder,
    env: {},
    now: () => Instant.parse('2026-11-01T00:00:00Z'),
    interactive: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
const probe = (...argv: string[]) =>
  assay(
    'business',
    'probe',
    '--service',
    join(folder, 'service.yaml'),
    '--resolver',
    `127.0.0.1:${dns.port}`,
    '--ca',
    join(folder, 'ca.pem'),
    '--rate',
    '10',
    ...argv,
  );

describe('assay business probe', () => {
  it('says what was asked, seen and recorded, and keeps its input by digest', async () => {
    const { code, out, err } = await probe('--domain', 'example.org', '--mail', '--dns');
    expect(err).toBe('');
    expect(out).toContain('passive DNS TXT _dmarc.example.org: "v=DMARC1; p=none; rua=mailto:…@example.org"');
    expect(out).toMatch(/safe {4}SMTP mx\.example\.org:\d+: STARTTLS, TLS 1\.3, trusted/);
    expect(out).toContain('dns.domain-protected of mail: holds');
    expect(out).toContain('mail.dmarc-enforced of mail: FAILS');
    expect(out).toContain('- high: example.org: DMARC asks receivers to do nothing about forged mail (p=none)');
    expect(out).toContain('Recorded 3 statements as entries');
    expect(out).not.toContain('anna.person');
    expect(code).toBe(1);
    const [name = '', ...more] = readdirSync(join(folder, '.assay', 'raw'));
    expect(more).toEqual([]);
    const raw = readFileSync(join(folder, '.assay', 'raw', name));
    expect(Digest.of(raw)).toBe(`sha256:${name}`);
    expect(JSON.parse(raw.toString()).targets[0].observations.length).toBeGreaterThan(10);
    const listed = JSON.parse((await assay('evidence', 'list', '--json', '--service', join(folder, 'service.yaml'))).out) as { evidence: Evidence[] };
    expect(listed.evidence.map(({ claim, value, method, raw: { digest } }) => [claim, value, method, digest])).toEqual(
      [
        ['dns.domain-protected', true],
        ['mail.dmarc-enforced', false],
        ['mail.transport-protected', false],
      ].map(([claim, value]) => [claim, value, 'probe', `sha256:${name}`]),
    );
    expect(JSON.stringify(listed)).not.toContain('anna.person');
  });

  it('takes no host that the command line names by itself, and says how one is chosen', async () => {
    const { code, err } = await probe('www.example.org');
    expect([code, err]).toEqual([2, expect.stringContaining('ASSAY-CLI-004')]);
    expect(err.replaceAll(/\s+/g, ' ')).toContain('Name a target with --domain');
  });

  it('makes no ledger with --dry-run', async () => {
    const nowhere = join(folder, 'nowhere');
    const { out } = await probe('--domain', 'example.org', '--dns', '--dry-run', '--data', nowhere);
    expect(out).toContain('Nothing was recorded.');
    expect(existsSync(nowhere)).toBe(false);
  });

  it('records nothing with --dry-run, and says as JSON what it would', async () => {
    const before = readdirSync(join(folder, '.assay', 'raw'));
    const { code, out } = await probe('--domain', 'www.example.org', '--tls', '--web', '--dry-run', '--json');
    const told = JSON.parse(out) as { dryRun: boolean; recorded: number; verdicts: Verdict[] };
    expect([told.dryRun, code]).toEqual([true, 1]);
    expect(out).not.toContain('\u001b');
    expect(told.verdicts.map(({ claim, result }) => [claim, result])).toEqual([
      ['web.headers-set', 'fails'],
      ['web.no-exposed-admin', 'fails'],
      ['web.contact-published', 'fails'],
      ['web.tls-current', 'not-observed'],
    ]);
    expect(told.verdicts[1]?.problems.map(({ id }) => id)).toEqual(['exposed-jenkins']);
    expect(readdirSync(join(folder, '.assay', 'raw'))).toEqual(before);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a host that is no target', ['--domain', 'evil.example'], 'ASSAY-PROBE-001'],
    ['a host below a target', ['--domain', 'a.www.example.org'], 'ASSAY-PROBE-001'],
    ['a probe that the map does not allow', ['--domain', 'www.example.org', '--mail'], 'ASSAY-PROBE-002'],
    ['a target with a private address', ['--domain', 'away.example.org', '--tls'], 'ASSAY-PROBE-004'],
  ])('refuses %s', async (_, argv, expected) => {
    const before = [site.requests.length, exchanger.requests.length];
    const { code, err } = await probe(...argv);
    expect([code, err.includes(expected)]).toEqual([2, true]);
    expect([site.requests.length, exchanger.requests.length]).toEqual(before);
  });

  it('refuses a resolver that is no address, a file that holds no certificate, a map without targets', async () => {
    const here = ['--service', join(folder, 'service.yaml')];
    expect((await assay('business', 'probe', ...here, '--resolver', 'dns.example')).err).toContain('ASSAY-PROBE-005');
    expect((await assay('business', 'probe', ...here, '--resolver', '127.0.0.1', '--ca', join(folder, 'service.yaml'))).err).toContain('ASSAY-PROBE-006');
    writeFileSync(join(folder, 'none.yaml'), 'assay: service/1\nservice: { id: s, name: S }\nparts:\n  - { id: a, kind: app, name: A }\n');
    expect((await assay('business', 'probe', '--service', join(folder, 'none.yaml'))).err).toContain('ASSAY-PROBE-003');
  });
});

describe('what cannot be recorded', () => {
  it('is said, and loses nothing else', () => {
    const now = Instant.parse('2026-11-01T00:00:00Z');
    const good: Evidence = {
      subject: 'website',
      claim: 'web.tls-current',
      value: true,
      observedAt: '2026-11-01T00:00:00Z',
      validFor: 'P7D',
      source: 'Assay probe',
      method: 'probe',
      raw: { digest: Digest.of('x'), mediaType: 'application/json' },
    };
    const { judged, refused } = readable({ verdicts: [], raw: [], evidence: [good, { ...good, validFor: 'P-12D' }, { ...good, subject: 'other' }] }, (each) =>
      readEvidence(JSON.stringify([each]), 'seen', { now, subjects: { elements: new Set(['website']), variants: new Set() } }),
    );
    expect(judged.evidence).toEqual([good]);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toContain('web.tls-current of website');
  });
});
