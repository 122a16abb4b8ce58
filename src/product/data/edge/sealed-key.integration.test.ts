import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../../core/index.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { keyStanding, sealKeyFile, unsealKeyFile } from './key-file.ts';
import { openDataStore } from './store.ts';

const HOME = 'h_00000000000000000001' as HouseholdId;
const CAM = 'cam-1' as DeviceId;
const AT = Instant.parse('2026-11-01T00:00:00Z');
const PASSPHRASE = 'a passphrase that is long enough';
let folder: string;
let file: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'assay-sealed-')), 'product');
  mkdirSync(folder, { mode: 0o700 });
  file = join(folder, 'data.key');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

const open = (passphrase?: string) => openDataStore(folder, (n) => new Uint8Array(randomBytes(n)), undefined, passphrase);
const codesOf = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
function kept(passphrase?: string): readonly string[] {
  const store = open(passphrase);
  const found = store.read({ holder: HOME, device: CAM, channel: 'motion' }, { limit: 10 });
  store.close();
  return found.records.map(({ value }) => Buffer.from(value).toString());
}
function put(passphrase?: string): void {
  const store = open(passphrase);
  store.put(
    { holder: HOME, device: CAM, channel: 'motion', dataClass: 'personal', purpose: 'operation', at: AT },
    Instant.parse('2027-01-01T00:00:00Z'),
    Buffer.from('hall'),
  );
  store.flush();
  store.close();
}

describe('the key of data, sealed', () => {
  it('opens by its passphrase alone, and what was kept before with it', () => {
    expect(keyStanding(folder)).toBe('none');
    put();
    const plain = readFileSync(file);
    expect(keyStanding(folder)).toBe('plain');
    sealKeyFile(folder, PASSPHRASE);
    expect([keyStanding(folder), statSync(file).mode & 0o777]).toEqual(['sealed', 0o600]);
    expect(readFileSync(file).includes(plain)).toBe(false);
    expect(readFileSync(file, 'utf8')).not.toContain(plain.toString('base64'));
    expect(kept(PASSPHRASE)).toEqual(['hall']);
    for (const wrong of [undefined, 'another passphrase'] as const) expect(codesOf(() => open(wrong))).toEqual(['ASSAY-DATA-010']);
    unsealKeyFile(folder, PASSPHRASE);
    expect(readFileSync(file)).toEqual(plain);
    expect(kept()).toEqual(['hall']);
  });

  it('is made sealed where a passphrase is given from the beginning', () => {
    put(PASSPHRASE);
    expect(keyStanding(folder)).toBe('sealed');
    expect(kept(PASSPHRASE)).toEqual(['hall']);
  });

  it('is refused where it is not sealed and whoever opens it believes that it is', () => {
    put();
    expect(codesOf(() => open(PASSPHRASE))).toEqual(['ASSAY-DATA-010']);
  });

  it('is sealed once, unsealed once, and neither where there is none or another file', () => {
    expect(codesOf(() => sealKeyFile(folder, PASSPHRASE))).toEqual(['ASSAY-DATA-003']);
    put();
    expect(codesOf(() => unsealKeyFile(folder, PASSPHRASE))).toEqual(['ASSAY-DATA-010']);
    sealKeyFile(folder, PASSPHRASE);
    expect(codesOf(() => sealKeyFile(folder, PASSPHRASE))).toEqual(['ASSAY-DATA-010']);
    expect(codesOf(() => unsealKeyFile(folder, 'another passphrase'))).toEqual(['ASSAY-DATA-010']);
    expect(kept(PASSPHRASE)).toEqual(['hall']);
  });

  it('that was changed at any byte does not open', () => {
    put(PASSPHRASE);
    const sealed = readFileSync(file, 'utf8');
    const body = sealed.split('\n')[1] ?? '';
    for (const at of [0, 20, 40, body.length - 6]) {
      const changed = body.slice(0, at) + (body[at] === 'A' ? 'B' : 'A') + body.slice(at + 1);
      writeFileSync(file, sealed.replace(body, changed), { mode: 0o600 });
      expect(
        codesOf(() => open(PASSPHRASE)),
        String(at),
      ).toEqual(['ASSAY-DATA-010']);
    }
    writeFileSync(file, 'assay-data-key/1\nshort\n', { mode: 0o600 });
    expect(codesOf(() => open(PASSPHRASE))).toEqual(['ASSAY-DATA-003']);
  });
});
