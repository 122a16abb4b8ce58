import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { type Issued, issue } from '../../src/business/probe/edge/certificates.fixture.ts';
import { type Resolver, resolver, type Said, zone } from '../../src/business/probe/edge/resolver.fixture.ts';
import { mail, type Running, web } from '../../src/business/probe/edge/servers.fixture.ts';

/** The office of the camera service, as far as anybody can see it from outside: a name server, a mail exchanger and four web sites on loopback. */

/** `october`: as the example finds it. `mended`: what was missing is there. */
export type OfficeState = 'october' | 'mended';

export interface Office {
  readonly resolver: string;
  readonly authority: string;
  /** The example's map with the ports at which the servers of this run listen. */
  map(text: string): string;
  close(): Promise<void>;
}

const DOMAIN = 'fernlicht.example';
const SITES = ['sign-in', 'wiki', 'desk', 'fleet'] as const;

const WHOLE: Readonly<Record<string, string>> = {
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** What each site sends in October: the wiki what its maker left it with, and it has no contact; the sign-in lets inline script run, and the desk lets itself be framed. */
const OCTOBER: Readonly<Record<(typeof SITES)[number], Readonly<Record<string, string>>>> = {
  'sign-in': { ...WHOLE, 'Content-Security-Policy': "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'" },
  wiki: { 'X-Content-Type-Options': 'nosniff' },
  desk: { ...WHOLE, 'Content-Security-Policy': "default-src 'self'" },
  fleet: WHOLE,
};

function answering(headers: Readonly<Record<string, string>>, contact: boolean): RequestListener {
  return (request, response) => {
    if (request.url === '/') response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end('<p>Fernlicht');
    else if (contact && request.url === '/.well-known/security.txt')
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`Contact: mailto:security@${DOMAIN}\nExpires: 2027-06-30T00:00:00Z\n`);
    else response.writeHead(404).end();
  };
}

/** The key under the selector that the map names. */
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

const RECORDS: Readonly<Record<string, Said>> = {
  [`SOA ${DOMAIN}`]: { values: [`ns.${DOMAIN}`] },
  [`MX ${DOMAIN}`]: { values: [`10 mx.${DOMAIN}`] },
  [`TXT ${DOMAIN}`]: { values: ['v=spf1 mx -all'] },
  [`TXT _dmarc.${DOMAIN}`]: { values: [`v=DMARC1; p=reject; rua=mailto:reports@${DOMAIN}`] },
  [`TXT s2026._domainkey.${DOMAIN}`]: { values: [`v=DKIM1; k=rsa; p=${KEY}`] },
  ...Object.fromEntries([DOMAIN, `mx.${DOMAIN}`, ...SITES.map((site) => `${site}.${DOMAIN}`)].map((host) => [`A ${host}`, { values: ['127.0.0.1'] }])),
};

export async function openOffice(state: OfficeState): Promise<Office> {
  const authority: Issued = issue({ names: ['Authority of the example'], authority: true });
  const own = (site: string) => issue({ names: [`${site}.${DOMAIN}`] }, authority);
  const names: Resolver = await resolver(zone(DOMAIN, RECORDS));
  const exchanger = await mail(own('mx'));
  const sites = new Map<string, readonly [Running, Running]>();
  for (const site of SITES) {
    const secure = await web(own(site), answering(state === 'mended' ? WHOLE : OCTOBER[site], state === 'mended' || site !== 'wiki'));
    const plain = await web(undefined, (_, response) => response.writeHead(308, { Location: `https://${site}.${DOMAIN}/` }).end());
    sites.set(`${site}.${DOMAIN}`, [secure, plain]);
  }
  const running = [names, exchanger, ...[...sites.values()].flat()];
  return {
    resolver: `127.0.0.1:${names.port}`,
    authority: authority.cert,
    map: (text) =>
      text.replace(/(- \{ host: ([\w.-]+), .*private: true) \}/g, (line, start: string, host: string) => {
        const ports = sites.get(host);
        if (ports !== undefined) return `${start}, ports: { https: ${ports[0].port}, http: ${ports[1].port} } }`;
        return host === DOMAIN ? `${start}, ports: { smtp: ${exchanger.port} } }` : line;
      }),
    close: async () => {
      for (const each of running) await each.close();
    },
  };
}
