import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as client from 'openid-client';
import { Instant, Refused } from '../../../core/index.ts';
import { federationFaults } from '../faults.ts';
import { type Flow, FRESH_SECONDS, type Identity, type Provider } from '../model.ts';
import { boundedFetch, PATIENCE_MS, unanswered } from './bounded-fetch.ts';

const SECRET_VARIABLE = 'ASSAY_OIDC_CLIENT_SECRET';
/** Providers change their keys and endpoints seldom, and announce it by their metadata alone. */
const KNOWN_FOR_MS = 3_600_000;

/** The identity provider, as a relying party knows it. Everything is checked by openid-client; here stands what is asked, and what is made of its answers. */
export interface IdentityProvider {
  /** Where the browser is sent. Throws `Refused` (ASSAY-FEDERATION-002, -006). */
  address(provider: Provider, flow: Flow, redirectUri: string): Promise<string>;
  /** Who came back. `answer`: the very address that the browser was sent back to. Throws `Refused` (ASSAY-FEDERATION-002, -004, -006, -007). */
  identify(provider: Provider, flow: Flow, answer: URL): Promise<Identity>;
}

export interface ProviderOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function identityProvider(options: ProviderOptions): IdentityProvider {
  let known: { readonly of: string; readonly until: number; readonly config: client.Configuration } | undefined;

  async function configurationOf(provider: Provider): Promise<client.Configuration> {
    const secret = secretOf(provider, options);
    const of = JSON.stringify([provider, secret]);
    if (known?.of === of && options.now() < known.until) return known.config;
    const loopback = new URL(provider.issuer).protocol === 'http:';
    try {
      const config = await client.discovery(
        new URL(provider.issuer),
        provider.clientId,
        // How much a clock of the provider may differ from ours, in seconds.
        { [client.clockTolerance]: 30, ...(provider.secretFile === undefined && secret === undefined ? { token_endpoint_auth_method: 'none' } : {}) },
        secret === undefined ? client.None() : client.ClientSecretBasic(secret),
        {
          timeout: PATIENCE_MS / 1000,
          [client.customFetch]: boundedFetch(provider.issuer),
          // The signature of an ID token is checked even though it came straight from the provider (OpenID Connect Core section 3.1.3.7, item 6, would let us off).
          execute: [client.enableNonRepudiationChecks, ...(loopback ? [client.allowInsecureRequests] : [])],
        },
      );
      known = { of, until: options.now() + KNOWN_FOR_MS, config };
      return config;
    } catch (error) {
      throw refusedBy(error, () => unanswered('its metadata do not hold'));
    }
  }

  return {
    async address(provider, flow, redirectUri) {
      const config = await configurationOf(provider);
      const fresh = flow.purpose.kind === 'step-up';
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        // Nothing but who it is: names and addresses are not asked for, so they need not be kept.
        scope: 'openid',
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        ...(provider.acrValues === undefined ? {} : { acr_values: provider.acrValues }),
        ...(fresh ? { prompt: 'login', max_age: String(FRESH_SECONDS) } : {}),
      });
      return url.href;
    },

    async identify(provider, flow, answer) {
      const config = await configurationOf(provider);
      try {
        const tokens = await client.authorizationCodeGrant(config, answer, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
          ...(flow.purpose.kind === 'step-up' ? { maxAge: FRESH_SECONDS } : {}),
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new TypeError('an ID token was expected, and none came');
        const { acr, amr, auth_time: time } = claims;
        return {
          issuer: claims.iss,
          subject: claims.sub,
          ...(typeof acr === 'string' && acr.length <= 200 ? { acr } : {}),
          ...(Array.isArray(amr) ? { amr: amr.filter((one) => typeof one === 'string' && one.length <= 60).slice(0, 10) as string[] } : {}),
          ...(typeof time === 'number' ? { authenticatedAt: Instant.of(time * 1000) } : {}),
        };
      } catch (error) {
        if (error instanceof client.AuthorizationResponseError) throw new Refused(notLetIn());
        throw refusedBy(error, () => doesNotHold());
      }
    },
  };
}

/** Ours stays what it is, also where the library wrapped it; what the library found is told by its kind, since its words may quote the provider. */
function refusedBy(error: unknown, otherwise: () => ReturnType<typeof unanswered>): Refused {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof Refused) return at;
  const refused = new Refused(otherwise());
  refused.cause = error;
  return refused;
}

function secretOf({ secretFile }: Provider, { dataDir, environment }: ProviderOptions): string | undefined {
  if (secretFile === undefined) return environment[SECRET_VARIABLE];
  try {
    const secret = readFileSync(join(dataDir, 'secrets', secretFile), 'utf8').trim();
    if (secret !== '' && secret.length <= 1000) return secret;
  } catch {
    // Told below: why the file could not be read is for who may look at the machine.
  }
  throw new Refused(
    federationFaults.fault('006', {
      message: 'the client secret of the identity provider cannot be read',
      expected: `a file ${secretFile} with one secret, in the folder secrets of the data folder`,
      found: 'none',
      remedy: `Put it there, readable for the server alone, or name none and set ${SECRET_VARIABLE}.`,
    }),
  );
}

function doesNotHold() {
  return federationFaults.fault('004', {
    message: 'the answer of the identity provider does not hold',
    expected: 'an answer to this very sign-in, signed for this client',
    found: 'another',
    remedy: 'Sign in again. If it happens each time, an operator has to look at the settings of the provider.',
  });
}

function notLetIn() {
  return federationFaults.fault('007', {
    message: 'the identity provider did not let you in',
    expected: 'a sign-in that succeeded there',
    found: 'one that was refused or given up',
    remedy: 'Try again, or ask who runs it.',
  });
}
