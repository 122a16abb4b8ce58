import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AT, bytes, evidence, KINDS, made, map } from '../../../test/fixtures/certified.ts';
import { certifier } from '../../../test/fixtures/certifier.ts';
import { seeded } from '../../../test/random-problem.ts';
import { canonicalJson, type Json, Refused } from '../../core/index.ts';
import type { Evidence } from '../../evidence/model.ts';
import { directJudgeOf } from '../directly.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, its types stand beside it
import { check } from '../edge/assay-check.mjs';
import type { ExclusionGranted } from '../events.ts';
import { standardPosition } from '../report/requirements.ts';
import { STANDARDS } from '../standards/index.ts';
import { draft } from './draft.ts';
import { refuseGrown, refuseUnsound } from './issue.ts';

describe('the checker', () => {
  const file = fileURLToPath(new URL('../edge/assay-check.mjs', import.meta.url));

  it('is one file of at most 200 lines, none wider than the formatter lets them be', () => {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(200);
    expect(lines.filter((line) => line.length > 160)).toEqual([]);
    const imports = lines.flatMap((line) => /^import .* from '([^']+)'/.exec(line)?.[1] ?? []);
    expect(imports).toEqual(['node:assert/strict', 'node:crypto', 'node:fs']);
  });

  it('says by its exit status what it found, where there is no Assay', () => {
    const run = (...args: string[]) => {
      try {
        return [0, execFileSync(process.execPath, [file, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })] as const;
      } catch (error) {
        const { status, stdout } = error as { readonly status: number; readonly stdout: string };
        return [status, stdout] as const;
      }
    };
    expect(run('no-such-file')[0]).toBe(2);
    expect(run(file)).toEqual([2, expect.stringMatching(/^Unreadable: /)]);
    const folder = mkdtempSync(join(tmpdir(), 'assay-check-'));
    try {
      const cert = join(folder, 'cert.json');
      writeFileSync(cert, made.certify('signing-key-protected@signing-server'));
      expect(run(cert)).toEqual([0, expect.stringContaining('whoever made it chose it')]);
      expect(run(cert, '--key', made.key)).toEqual([0, expect.not.stringContaining('whoever made it chose it')]);
      expect(run(cert, '--key', `${made.key}x`)[0]).toBe(1);
      // A key that is asked for and not given pins nothing, and an option that nobody knows may have meant one.
      for (const args of [['--key'], ['--key', ''], ['--keys', made.key], ['--key', made.key, 'more'], [made.key]])
        expect([args, run(cert, ...args)[0]]).not.toEqual([args, 0]);
      expect(run(cert, '--key')[0]).toBe(2);
      expect(run(cert, '--keys', made.key)[0]).toBe(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.each(KINDS)('%s (%s)', (_, words) => {
  const certificate = made.certify(words);

  it.each([
    ['as it is', undefined],
    ['with the key from elsewhere', made.key],
  ])('is accepted %s', (_name, key) => {
    const { status, reason, trusted } = check(bytes(certificate), key);
    expect([status, reason]).toEqual([0, undefined]);
    expect(trusted.some((line) => line.includes('whoever made it chose it'))).toBe(key === undefined);
  });

  it('says the same of the whole ledger, and then needs no word that nothing was left out', () => {
    const whole = check(bytes(made.certify(words, { whole: true })), made.key);
    expect(whole.status).toBe(0);
    expect(whole.trusted.some((line) => line.includes('left out'))).toBe(false);
    expect(whole.proven).toEqual(check(bytes(certificate), made.key).proven);
  });

  it('is refused with any one bit of it turned', { timeout: 400_000 }, () => {
    const turned = Buffer.from(certificate);
    const accepted: number[] = [];
    for (let bit = 0; bit < turned.length * 8; bit += 1) {
      const [at, mask] = [bit >> 3, 1 << (bit & 7)];
      turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
      if (check(turned).status === 0) accepted.push(bit);
      turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
    }
    expect(accepted).toEqual([]);
    expect(turned.toString()).toBe(certificate);
  });

  it.each([
    ['a line end more', (text: string) => `${text}\n`],
    ['no line end', (text: string) => text.trimEnd()],
    ['a mark of byte order', (text: string) => `\ufeff${text}`],
    ['white space', (text: string) => text.replace(',', ', ')],
    ['an escape for a letter', (text: string) => text.replace('"at"', '"\\u0061t"')],
    ['members in another order', (text: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))],
    ['a member twice', (text: string) => text.replace('{', '{"at":"2026-11-01T00:00:00Z",')],
    ['a number of another spelling', (text: string) => text.replace(/\d(?=[,}])/, '$&.0')],
    ['base64 of another spelling in the seal', (text: string) => respelt(text, '"seal":"')],
    ['base64 of another spelling in the checkpoint', (text: string) => respelt(text, '"checkpoint":"')],
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
  ])('is refused with %s, though it means the same', (_name, change) => {
    const changed = change(certificate);
    expect(changed).not.toBe(certificate);
    expect(check(bytes(changed)).status).not.toBe(0);
  });

  it('is refused by the key of another ledger', () => {
    expect(check(bytes(certificate), certifier({ map, evidence: [], at: AT }).key)).toMatchObject({ status: 1 });
  });
});

/** The signature of the note that begins there, with the two bits set that its last letter has to spare: the same bytes. */
function respelt(text: string, before: string): string {
  const end = text.indexOf('=\\n"', text.indexOf(before)) - 1;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const other = letters[letters.indexOf(text.charAt(end)) + 1] ?? '';
  expect(Buffer.from(`AB${other}=`, 'base64')).toEqual(Buffer.from(`AB${text.charAt(end)}=`, 'base64'));
  return text.slice(0, end) + other + text.slice(end + 1);
}

it('a large certificate is refused with any of 5,000 bits turned', { timeout: 400_000 }, () => {
  const turned = Buffer.from(made.certify('video:read:every', { whole: true }));
  expect(turned.length).toBeGreaterThan(50_000);
  const random = seeded(8);
  let accepted = 0;
  for (let i = 0; i < 5000; i += 1) {
    const bit = Math.floor(random() * turned.length * 8);
    const [at, mask] = [bit >> 3, 1 << (bit & 7)];
    turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
    if (check(turned).status === 0) accepted += 1;
    turned.writeUInt8(turned.readUInt8(at) ^ mask, at);
  }
  expect(accepted).toBe(0);
});

describe('checker and engine judge alike', () => {
  const controls = made.position.controls.flatMap(({ control, subjects }) => subjects.map((one) => `${control.id}@${one.subject}`));

  it('every verdict of the example, and a score of moments and shares of its evidence', { timeout: 400_000 }, () => {
    const random = seeded(40);
    const moments = ['2026-11-01T00:00:00Z', '2026-08-01T00:00:00Z', '2026-12-20T00:00:00Z', '2027-03-01T00:00:00Z'];
    const seen = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const some = round === 0 ? evidence : evidence.filter(() => random() < 0.7).flatMap((one) => altered(one, random));
      const exclusions = controls
        .filter(() => random() < 0.1)
        .map(
          (at): ExclusionGranted => ({
            type: 'exclusion.granted',
            control: at.slice(0, at.indexOf('@')),
            subject: at.slice(at.indexOf('@') + 1),
            reason: 'replaced next year',
            approver: 'head of product',
            grantedAt: '2026-09-01T00:00:00Z',
            until: '2027-01-01T00:00:00Z',
          }),
        );
      const one = certifier({ map, evidence: some, exclusions, at: moments[round % moments.length] ?? AT });
      const whole = random() < 0.5;
      const narrower = ['camera/fw-1.8', 'camera/fw-3.0', 'camera/fw-3.0#a1', 'camera#a2'].map((subject) => `unique-device-credentials@${subject}`);
      const asked = [...(round === 0 ? controls : controls.filter(() => random() < 0.15)), ...narrower];
      for (const words of asked) {
        const certificate = one.certify(words, { whole });
        seen.add(JSON.parse(certificate).claim.verdict);
        expect(check(bytes(certificate), one.key), `round ${round} ${words}`).toMatchObject({ status: 0 });
      }
      for (const { state } of one.graph.goals.filter(() => round === 0 || random() < 0.2)) {
        const certificate = one.certify(state, { whole });
        seen.add(JSON.parse(certificate).claim.reach);
        expect(check(bytes(certificate), one.key), `round ${round} ${state}`).toMatchObject({ status: 0 });
      }
      for (const words of ['cra:I.1.2a', 'cra:I.2.1', 'nist-csf:PR.AA-01', 'en-303-645:5.1-1'])
        expect(check(bytes(one.certify(words)), one.key), `round ${round} ${words}`).toMatchObject({ status: 0 });
    }
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['excluded', 'failing', 'proven', 'stale', 'unproven', 'proven-reachable', 'undecided', 'proven-closed']),
    );
  });
});

/** The statement as it was, or as somebody else might have made it. */
function altered(one: Evidence, random: () => number): readonly Evidence[] {
  const roll = random();
  if (roll < 0.1 && typeof one.value === 'boolean') return [one, { ...one, value: !one.value, observedAt: '2026-10-30T00:00:00.5Z' }];
  if (roll < 0.2) return [{ ...one, method: 'attestation' }];
  if (roll < 0.3) return [{ ...one, population: { total: 250_000, seen: Math.floor(random() * 250_000), query: 'a sample' } }];
  if (roll < 0.4) return [{ ...one, population: { total: 3, seen: 3, query: 'all' } }];
  // Members of a variant, members of nobody knows which, and a variant that the map does not have.
  if (roll < 0.7 && one.subject.startsWith('camera'))
    return [one, ...['/fw-3.0#a1', '#a2', '/fw-0.9', '/fw-0.9#a3'].map((at) => ({ ...one, subject: `camera${at}` }))];
  return [one];
}

describe('claims that cannot be certified', () => {
  it.each([
    ['a word', 'hello there', 'ASSAY-CERT-001'],
    ['two states at once', 'video:read', 'ASSAY-CERT-001'],
    ['a landmark without a state', 'landmark:nothing', 'ASSAY-CERT-001'],
    ['a control where it is not owed', 'two-person-review@camera', 'ASSAY-CERT-002'],
    ['a variant that the map does not have', 'unique-device-credentials@camera/fw-0.0', 'ASSAY-CERT-002'],
    ['a requirement that there is not', 'cra:I.9', 'ASSAY-CERT-002'],
    ['a rule that no control answers', 'cert-c:STR31-C', 'ASSAY-CERT-002'],
    ['a step that there is not', 'landmark:ca-key:read:nothing', 'ASSAY-CERT-003'],
    ['a step that can be gone round', 'landmark:video:read:every:known-hole-in-server:update-server', 'ASSAY-CERT-003'],
    ['a step to what is closed', 'landmark:signing-key:read:signing-key-copied:signing-key,signing-server', 'ASSAY-CERT-003'],
    ['a state that there is not', 'kettle:read', 'ASSAY-ATTACK-001'],
  ])('%s', (_name, words, code) => {
    const codes = () => {
      try {
        made.certify(words);
        return [];
      } catch (error) {
        return error instanceof Refused ? error.faults.map((fault) => fault.code) : [String(error)];
      }
    };
    expect(codes()).toEqual([code]);
  });

  it('what the checker turns down (ASSAY-CERT-004)', () => {
    expect(() => refuseUnsound(undefined)).not.toThrow();
    expect(() => refuseUnsound('the seal is of another text')).toThrow(Refused);
  });

  it('a ledger that grew meanwhile (ASSAY-CERT-006)', () => {
    expect(() => refuseGrown(4, 4)).not.toThrow();
    expect(() => refuseGrown(4, 5)).toThrow(Refused);
  });
});

it('a requirement is certified with the verdict that the report gives it, in every standard', { timeout: 400_000 }, () => {
  let asked = 0;
  for (const standard of STANDARDS) {
    if (directJudgeOf(standard.id) !== undefined) continue;
    for (const row of standardPosition(standard, map, made.position).requirements) {
      if (row.verdict === 'not-applicable') continue;
      const words = `${standard.id}:${row.id}`;
      const { claim } = draft(words, { map, graph: made.graph, position: made.position, standards: STANDARDS });
      expect(claim, words).toMatchObject({ kind: 'requirement', verdict: row.verdict, partly: row.partly });
      asked += 1;
      if (asked % 8 === 0) expect(check(bytes(made.certify(words))), words).toMatchObject({ status: 0 });
    }
  }
  expect(asked).toBeGreaterThan(200);
});

it('the canonical form is the one that the ledger has', () => {
  const certificate = made.certify('cra:I.1.2a');
  expect(`${canonicalJson(JSON.parse(certificate) as Json)}\n`).toBe(certificate);
});

describe('what the map does not have, or counts elsewhere, is on the list of what is taken on trust', () => {
  const [base] = evidence.filter((one) => one.subject === 'camera/fw-3.0' && one.claim === 'device.credentials-unique');
  const about = (subject: string, value: boolean): Evidence => ({ ...(base as Evidence), subject, value });

  it('a variant that is gone from the map', () => {
    const one = certifier({ map, evidence: [about('camera', true), about('camera/fw-0.9', false)], at: AT });
    const found = check(bytes(one.certify('unique-device-credentials@camera', { whole: true })), one.key);
    expect(found).toMatchObject({ status: 0, trusted: expect.arrayContaining([expect.stringContaining('camera/fw-0.9')]) });
  });

  it('the verdict of a variant is that of its members too', () => {
    const one = certifier({ map, evidence: [about('camera', true), about('camera/fw-3.0#x2', false)], at: AT });
    const certificate = one.certify('unique-device-credentials@camera/fw-3.0');
    expect(JSON.parse(certificate).claim.verdict).toBe('failing');
    expect(check(bytes(certificate), one.key)).toMatchObject({ status: 0 });
  });

  it('a newer map, where entries are left out', () => {
    const words = 'signing-key-protected@signing-server';
    expect(check(bytes(made.certify(words)), made.key).trusted.join()).toContain('or of a newer map');
    expect(check(bytes(made.certify(words, { whole: true })), made.key).trusted.join()).not.toContain('newer map');
  });

  it('checks, by a digest that two certificates by the same checks share', () => {
    const digestOf = (at: string) => check(bytes(certifier({ map, evidence, at }).certify('signing-key-protected@signing-server'))).trusted.at(-1);
    expect(digestOf(AT)).toMatch(/^Checks .*sha256:[0-9a-f]{64}/);
    expect(digestOf('2026-10-01T00:00:00Z')).toBe(digestOf(AT));
  });
});
