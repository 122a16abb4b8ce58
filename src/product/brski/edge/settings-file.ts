import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { type RegistrarSettings, readRegistrarSettings } from '../settings.ts';

const MOST_BYTES = 1024 * 1024;
const fileOf = (fleet: Pick<Fleet, 'folder'>) => join(fleet.folder, 'brski', 'settings.yaml');

/** As they stand on the disk; read with each request for a voucher, of which there are few. Throws `Refused` (ASSAY-BRSKI-020, ASSAY-MAP-…). */
export function registrarSettingsIn(fleet: Pick<Fleet, 'folder'>): RegistrarSettings {
  const file = fileOf(fleet);
  return existsSync(file) ? readRegistrarSettings(readTextFile(file, { bytes: MOST_BYTES }), file) : new Map();
}

/** Takes a text of settings over, once it has been read without fault. Throws `Refused` (ASSAY-BRSKI-020, ASSAY-MAP-…). */
export function keepRegistrarSettings(fleet: Pick<Fleet, 'folder'>, text: string, file: string): RegistrarSettings {
  const settings = readRegistrarSettings(text, file);
  mkdirSync(join(fleet.folder, 'brski'), { recursive: true, mode: 0o700 });
  writeDurably(fileOf(fleet), text, 0o600);
  return settings;
}
