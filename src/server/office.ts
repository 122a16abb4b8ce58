import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Instant } from '../core/index.ts';
import { type Ledger, openLedger } from '../ledger/edge/open.ts';
import { openCedarPolicy } from '../product/access/edge/cedar.ts';
import { openProposals, type Proposals } from '../product/approval/edge/proposals.ts';
import { type BreakGlass, openBreakGlass } from '../product/break-glass/edge/break-glass.ts';
import { type Federation, openFederation } from '../product/federation/edge/federation.ts';
import { identityProvider } from '../product/federation/edge/provider.ts';
import type { AccessPolicy, PersonId, Principal } from '../product/index.ts';
import { openPeopleDesk, type PeopleDesk } from '../product/people/edge/desk.ts';
import { openSettings, type SettingsDesk } from '../product/settings/edge/settings-desk.ts';
import { sessionLengths } from '../product/settings/model.ts';
import { openTokens, type Tokens } from '../product/tokens/edge/tokens.ts';

/** What concerns people and settings: a ledger of opaque ids, a database of what must be erasable, and the rooms that work on both. */
export interface Office {
  readonly office: Ledger;
  readonly access: AccessPolicy;
  readonly people: PeopleDesk;
  readonly proposals: Proposals;
  readonly breakGlass: BreakGlass;
  readonly tokens: Tokens;
  readonly federation: Federation;
  readonly settings: SettingsDesk;
  /** Who somebody is now, with the glass that they have broken; `undefined` for all but active people. */
  standing(person: PersonId): Principal | undefined;
  close(): Promise<void>;
}

export interface OfficeOptions {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly publicUrl: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly breachedPasswords?: string;
}

/** Where the data folder keeps the office's ledger. */
export const OFFICE_FOLDER = 'office';

/** Opens the office, making it where there is none. Throws `Refused` (ASSAY-LEDGER-…, ASSAY-PEOPLE-…, ASSAY-ACCESS-001, ASSAY-PASSKEY-001, ASSAY-PASSWORD-004). */
export async function openOffice({ dataDir, now, publicUrl, env, breachedPasswords }: OfficeOptions): Promise<Office> {
  const [office, access] = await Promise.all([openLedger({ dataDir: join(dataDir, OFFICE_FOLDER), now, mode: 'write' }), openCedarPolicy()]);
  let people: PeopleDesk | undefined;
  try {
    const settings = openSettings({ office });
    const list = breachedPasswords ?? settings.now().breachedPasswords;
    let federation: Federation | undefined;
    people = openPeopleDesk({
      dataDir,
      now,
      random: randomBytes,
      publicUrl,
      office,
      sessionLengths: () => sessionLengths(settings.now()),
      // An identity at the provider lets in while there is a provider.
      hasOtherWayIn: (person) => settings.now().provider !== undefined && (federation?.identitiesOf(person as PersonId).length ?? 0) > 0,
      ...(list === undefined ? {} : { breachedPasswords: list }),
    });
    const { database, administration, key } = people;
    const breakGlass = openBreakGlass({ office, now });
    const standing = (person: PersonId): Principal | undefined => {
      const found = administration.standing(person);
      const until = found === undefined ? undefined : breakGlass.until(person);
      return found === undefined || until === undefined ? found : { ...found, breakGlassUntil: until };
    };
    const open = people;
    federation = openFederation({
      database,
      publicUrl,
      settings: () => settings.now().provider,
      provider: identityProvider({ dataDir, now, environment: env }),
    });
    return {
      office,
      access,
      people,
      breakGlass,
      settings,
      standing,
      proposals: openProposals({ office, database, access, standing, key }),
      tokens: openTokens({ office, database, access, standing }),
      federation,
      async close() {
        open.close();
        await office.close();
      },
    };
  } catch (error) {
    people?.close();
    await office.close();
    throw error;
  }
}
