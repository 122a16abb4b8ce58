import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { type Declared, readAttestationSettings } from '../settings.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const fileOf = (fleet: Pick<Fleet, 'folder'>) => join(fleet.folder, 'attestation', 'settings.yaml');
const kept = new WeakMap<object, { readonly mark: string; readonly declared: Declared }>();

/** As they stand on the disk, read again when the file has changed. Throws `Refused` (ASSAY-ATTESTATION-022, ASSAY-MAP-…). */
export function attestationSettingsIn(fleet: Pick<Fleet, 'folder'>): Declared {
  const file = fileOf(fleet);
  if (!existsSync(file)) return new Map();
  const { mtimeMs, size, ino } = statSync(file);
  const mark = `${mtimeMs} ${size} ${ino}`;
  const known = kept.get(fleet);
  if (known?.mark === mark) return known.declared;
  const declared = readAttestationSettings(readTextFile(file, { bytes: MOST_BYTES }), file);
  kept.set(fleet, { mark, declared });
  return declared;
}

/** Takes a text of settings over, once it has been read without fault. Throws `Refused` (ASSAY-ATTESTATION-022, ASSAY-MAP-…). */
export function keepAttestationSettings(fleet: Pick<Fleet, 'folder'>, text: string, file: string): Declared {
  const declared = readAttestationSettings(text, file);
  mkdirSync(join(fleet.folder, 'attestation'), { recursive: true, mode: 0o700 });
  writeDurably(fileOf(fleet), text, 0o600);
  return declared;
}
