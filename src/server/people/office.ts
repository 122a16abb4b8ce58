import type { Instant } from '../../core/index.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import type { Draft } from '../../ledger/model.ts';
import { openProposals, type Proposals } from '../../product/approval/edge/proposals.ts';
import { type BreakGlass, openBreakGlass } from '../../product/break-glass/edge/break-glass.ts';
import { type Federation, openFederation } from '../../product/federation/edge/federation.ts';
import { identityProvider } from '../../product/federation/edge/provider.ts';
import type { AccessPolicy, Principal } from '../../product/index.ts';
import { openPeopleDesk, type PeopleDesk } from '../../product/people/edge/desk.ts';
import { openSettings, type SettingsDesk } from '../../product/settings/edge/settings-desk.ts';
import { openTokens, type Tokens } from '../../product/tokens/edge/tokens.ts';

/** Who people are, what they may, and what two of them agree on: everything that stands on the office's ledger. A part of the house. */
export interface Office {
  readonly people: PeopleDesk;
  readonly proposals: Proposals;
  readonly breakGlass: BreakGlass;
  readonly tokens: Tokens;
  readonly federation: Federation;
  readonly settings: SettingsDesk;
}

export interface OfficeOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
  readonly publicUrl: string;
  /** The office's ledger. */
  readonly office: Pick<Ledger, 'read'>;
  readonly access: AccessPolicy;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Opens the desks of an office, in the order in which their tables name one another. To be closed by `people.close()`. */
export function openOffice({ dataDir, now, random, publicUrl, office, access, environment }: OfficeOptions): Office {
  const settings = openSettings({ office });
  const { breachedPasswords } = settings.now();
  const people = openPeopleDesk({ dataDir, now, random, publicUrl, office, ...(breachedPasswords === undefined ? {} : { breachedPasswords }) });
  const { database } = people;
  const standing = people.administration.standing;
  return {
    people,
    settings,
    breakGlass: openBreakGlass({ office, now }),
    proposals: openProposals({ office, database, access, standing }),
    tokens: openTokens({ office, database, access, standing }),
    federation: openFederation({ database, publicUrl, settings: () => settings.now().provider, provider: identityProvider({ dataDir, now, environment }) }),
  };
}

/** Who asks, for the frame: sessions with what is broken for their person, and tokens. */
export function identitiesOf({ people, tokens, breakGlass }: Pick<Office, 'people' | 'tokens' | 'breakGlass'>): {
  session(secret: string, now: Instant): Principal | undefined;
  token(bearer: string, now: Instant): Principal | undefined;
} {
  return {
    session(secret, now) {
      const principal = people.resolveSession(secret, now)?.principal;
      const until = principal === undefined ? undefined : breakGlass.until(principal.person);
      return principal === undefined || until === undefined ? principal : { ...principal, breakGlassUntil: until };
    },
    token: (bearer) => tokens.resolve(bearer),
  };
}

/** Operators who can sign in now. */
export function activeOperators({ people }: Pick<Office, 'people'>): number {
  return people.administration.list().filter(({ state, roles }) => state === 'active' && roles.includes('operator')).length;
}

/** `call.record`, as the desks take it. */
export function entering(record: (drafts: readonly Draft[]) => Promise<unknown>): (drafts: readonly Draft[]) => Promise<unknown> {
  return (drafts) => record(drafts);
}
