import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { ANY, type Made, madeAuthority, NOW, validFor } from './authority.fixture.ts';
import { keepingLists, keepLists } from './keeping.ts';
import { newKey } from './key-file.ts';
import { listFile } from './lists.ts';
import { revoke } from './revoking.ts';
import { publicKeyOf } from './signer.ts';
import { newestCrl } from './tables.ts';

const URL = 'http://ca.example.org/pki';
const issue = (made: Made) => made.authority.issue({ profile: ANY, name: 'cam-17', publicKey: publicKeyOf(newKey('p-256')), ...validFor(30) });

describe('lists that are kept by whoever serves', () => {
  it('are made in full once a day, and as deltas where something was revoked meanwhile', async () => {
    const made = await madeAuthority({ url: URL });
    const keep = () => keepLists(made.fleet, made.authority);
    try {
      const bad = await issue(made);
      expect(await keep()).toEqual(['issuing-1 full']);
      expect(await keep()).toEqual([]);
      await revoke(made.fleet, bad.serial, 'superseded');
      expect(await keep()).toEqual(['issuing-1 delta']);
      expect(await keep()).toEqual([]);
      made.at(Instant.plus(NOW, Duration.minutes(23 * 60 + 30)));
      expect(await keep()).toEqual(['issuing-1 delta']);
      made.at(Instant.plus(NOW, Duration.days(1)));
      expect(await keep()).toEqual(['issuing-1 full']);
      expect(await keepLists(made.fleet, { ...made.authority, signing: () => made.authority.signing('issuing-9') })).toEqual([]);
      made.at(Instant.plus(NOW, Duration.days(3)));
      const end = keepingLists(made.fleet, async () => made.authority);
      await end();
      // What it found due at its first look was made before it ended.
      expect(newestCrl(made.fleet.db, 'issuing-1')?.number).toBeGreaterThan(4);
    } finally {
      await made.close();
    }
  });
});

describe('a list that could not be written', () => {
  it.each([
    ['full', false],
    ['delta', true],
  ] as const)('is made anew at the next look (%s)', async (kind, delta) => {
    const made = await madeAuthority({ url: URL });
    const keep = () => keepLists(made.fleet, made.authority);
    const path = listFile(made.fleet, 'issuing-1', 0, delta);
    try {
      const bad = await issue(made);
      if (delta) {
        expect(await keep()).toEqual(['issuing-1 full']);
        await revoke(made.fleet, bad.serial, 'superseded');
      }
      // Something stands in its place that no file can take.
      mkdirSync(join(path, 'taken'), { recursive: true });
      await expect(keep()).rejects.toThrow();
      const number = newestCrl(made.fleet.db, 'issuing-1')?.number;
      rmSync(path, { recursive: true });
      expect(await keep()).toEqual([`issuing-1 ${kind}`]);
      expect(newestCrl(made.fleet.db, 'issuing-1')?.number).toBe((number ?? 0) + 1);
      expect(readFileSync(path).length).toBeGreaterThan(100);
      expect(await keep()).toEqual([]);
      // Cut short, as by a power cut, or lost.
      writeFileSync(path, readFileSync(path).subarray(0, 50));
      expect(await keep()).toEqual([`issuing-1 ${kind}`]);
      rmSync(path);
      expect(await keep()).toEqual([`issuing-1 ${kind}`]);
      expect(await keep()).toEqual([]);
    } finally {
      await made.close();
    }
  });
});
