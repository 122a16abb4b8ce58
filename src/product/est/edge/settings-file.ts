import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import { profilesOf } from '../../ca/edge/profile-file.ts';
import type { Profile } from '../../ca/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { ProductId } from '../../fleet/model.ts';
import type { ProductSettings } from '../model.ts';
import { readSettings, type Settings, settingsOf } from '../settings.ts';

const MOST_BYTES = 1024 * 1024;

const folderOf = (fleet: Pick<Fleet, 'folder'>) => join(fleet.folder, 'est');
const fileOf = (fleet: Pick<Fleet, 'folder'>) => join(folderOf(fleet), 'settings.yaml');

/** Throws `Refused` (ASSAY-EST-024, ASSAY-MAP-…). */
export function settingsIn(fleet: Pick<Fleet, 'folder'>): Settings {
  const file = fileOf(fleet);
  return existsSync(file) ? readSettings(readTextFile(file, { bytes: MOST_BYTES }), file, profilesOf(fleet)) : new Map();
}

/** Takes a text of settings over, once it has been read without fault. Throws `Refused` (ASSAY-EST-024, ASSAY-MAP-…). */
export function keepSettings(fleet: Pick<Fleet, 'folder'>, text: string, file: string): Settings {
  const settings = readSettings(text, file, profilesOf(fleet));
  mkdirSync(folderOf(fleet), { recursive: true, mode: 0o700 });
  writeDurably(fileOf(fleet), text, 0o600);
  return settings;
}

/** Settings and profiles as they stand on the disk, read again when a file has changed: asked for with every request. */
export interface Rules {
  of(product: ProductId): ProductSettings;
  /** Of the first product that may have this profile. */
  ofProfile(profile: string): ProductSettings;
  profiles(): readonly Profile[];
}

export function rulesOf(fleet: Pick<Fleet, 'folder'>): Rules {
  const profileFile = join(fleet.folder, 'ca', 'profiles.yaml');
  let mark: string | undefined;
  let kept: { readonly settings: Settings; readonly profiles: readonly Profile[] } = { settings: new Map(), profiles: [] };
  let looked = 0;
  const current = () => {
    // Asking the disk once a second is soon enough for what a person changes.
    if (mark !== undefined && performance.now() - looked < 1000) return kept;
    const now = `${stamp(fileOf(fleet))} ${stamp(profileFile)}`;
    looked = performance.now();
    if (now !== mark) {
      kept = { settings: settingsIn(fleet), profiles: profilesOf(fleet) };
      mark = now;
    }
    return kept;
  };
  return {
    of: (product) => settingsOf(current().settings, product),
    // A product that is not in the settings has the profile of its own name.
    ofProfile: (profile) => [...current().settings.values()].find(({ profiles }) => profiles.includes(profile)) ?? settingsOf(new Map(), profile as ProductId),
    profiles: () => current().profiles,
  };
}

function stamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
