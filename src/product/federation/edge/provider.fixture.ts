import { createPrivateKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'assay';
export const CLIENT_SECRET = 'a secret that the test knows, of many letters';

/** A real OpenID provider on a port of this machine, and a browser that walks through it without asking anybody. */
export interface ProviderFixture {
  readonly issuer: string;
  readonly requests: string[];
  /** Who signs in next: nobody, or the account of this name. */
  account: string | undefined;
  /** What becomes of the ID token on its way to the client: the claims that the provider signed, in; a token, out. */
  tamper: ((token: string, claims: Readonly<Record<string, unknown>>) => string) | undefined;
  /** A token of these claims, signed by the provider's own key. */
  signed(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
  /** Walks from the authorisation request to where the provider sends the browser back to. */
  walk(address: string): Promise<URL>;
  close(): Promise<void>;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function keyPair(kid: string): webcrypto.JsonWebKey & { readonly kid: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
}

export async function startProvider(redirectUri: string): Promise<ProviderFixture> {
  const key = keyPair('k1');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri], token_endpoint_auth_method: 'client_secret_basic' }],
    jwks: { keys: [key] },
    cookies: { keys: ['a key for the cookies of the provider'] },
    acrValues: ['urn:example:two-factors'],
    claims: { openid: ['sub', 'acr', 'amr'], acr: null, amr: null },
    features: { devInteractions: { enabled: false } },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    pkce: { required: () => true },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    async loadExistingGrant(context: { readonly oidc: { readonly session: { readonly accountId: string }; readonly client: { readonly clientId: string } } }) {
      const grant = new provider.Grant({ accountId: context.oidc.session.accountId, clientId: context.oidc.client.clientId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  const fixture: ProviderFixture = {
    issuer,
    requests: [],
    account: 'anna@idp',
    tamper: undefined,
    signed: (claims, header = {}) => {
      const text = `${base64url({ alg: 'RS256', kid: 'k1', ...header })}.${base64url(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), createPrivateKey({ key, format: 'jwk' })).toString('base64url')}`;
    },
    walk: (address) => walk(address, redirectUri),
    close: () => stop(server),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    fixture.requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (request.url?.startsWith('/interaction/') === true) {
      const { account } = fixture;
      const result =
        account === undefined
          ? { error: 'access_denied', error_description: 'given up' }
          : { login: { accountId: account, acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] } };
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      return;
    }
    if (request.url === '/token') tamperWith(response, fixture);
    handle(request, response);
  });
  return fixture;
}

function tamperWith(response: ServerResponse, fixture: ProviderFixture): void {
  const end = response.end.bind(response) as (chunk?: unknown) => ServerResponse;
  response.end = ((chunk?: unknown) => {
    const answer = JSON.parse(String(chunk ?? '{}')) as Record<string, unknown>;
    const token = answer['id_token'];
    if (fixture.tamper === undefined || typeof token !== 'string') return end(chunk);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const text = JSON.stringify({ ...answer, id_token: fixture.tamper(token, claims) });
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  }) as typeof response.end;
}

/** A browser, as far as cookies and redirects go. */
async function walk(address: string, redirectUri: string): Promise<URL> {
  const jar = new Map<string, string>();
  let at = new URL(address);
  for (let steps = 0; steps < 10; steps += 1) {
    if (at.href.startsWith(redirectUri)) return at;
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = response.headers.get('location');
    if (next === null) throw new TypeError(`the provider answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
    at = new URL(next, at);
  }
  throw new TypeError('the provider leads in circles');
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
