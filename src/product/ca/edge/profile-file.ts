import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Profile } from '../model.ts';
import { PROFILES, readProfiles } from '../profile.ts';
import { caFolder, openFolder } from './making.ts';

const FILE = 'profiles.yaml';
const MOST_BYTES = 256 * 1024;

/** The profiles of a fleet: the operator's, and those that are shipped. Throws `Refused` (ASSAY-CA-009) where the kept file was damaged. */
export function profilesOf(fleet: Pick<Fleet, 'folder'>): readonly Profile[] {
  const file = join(caFolder(fleet), FILE);
  return existsSync(file) ? readProfiles(readTextFile(file, { bytes: MOST_BYTES }), file) : PROFILES;
}

/** Takes a text of profiles over, once it has been read without fault. Throws `Refused` (ASSAY-CA-009, ASSAY-MAP-…). */
export function keepProfiles(fleet: Pick<Fleet, 'folder'>, text: string, file: string): readonly Profile[] {
  const profiles = readProfiles(text, file);
  writeDurably(join(openFolder(fleet), FILE), text, 0o600);
  return profiles;
}
