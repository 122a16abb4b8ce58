import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, bytesOf, entry, FOLDER, jsonOf, judged, type Loose, outcome, SOMEBODY, set } from '../../../test/sigstore-cases.ts';
import { Refused } from '../../core/index.ts';
import { readBundle } from './bundle.ts';
import { openTrustedRoot } from './edge/files.ts';
import { readTrustedRoot } from './trusted-root.ts';

describe.skipIf(FOLDER === undefined)('bundles that strangers change', () => {
  const CASES = ['happy-path-v0.1', 'happy-path-intoto-in-dsse-v3', 'rekor2-happy-path', 'rekor2-dsse-happy-path'];

  /** What was shown, were it accepted: the same signature of the same signer over the same bytes. */
  const shown = (bytes: Uint8Array) => {
    const { content, signer } = readBundle(bytes, 'bundle');
    const signed = content.kind === 'message' ? [content.signature] : [content.envelope.payload, content.envelope.signatures[0]?.sig];
    return JSON.stringify([
      signed.map((one) => Buffer.from(one ?? []).toString('hex')),
      signer.kind === 'key' ? '' : Buffer.from(signer.chain[0] ?? []).toString('hex'),
    ]);
  };

  it.each(CASES)('%s: a changed byte is refused, rejected, or changes nothing that was signed', (name) => {
    const whole = new Uint8Array(readFileSync(at(name, 'bundle.sigstore.json')));
    const own = existsSync(at(name, 'trusted_root.json')) ? openTrustedRoot(at(name, 'trusted_root.json')) : openTrustedRoot();
    const before = shown(whole);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), fc.boolean(), (changes, cut) => {
        const bytes = whole.slice();
        for (const [place, value] of changes) bytes[place] = value;
        const given = cut ? bytes.subarray(0, changes[0]?.[0] ?? 0) : bytes;
        const said = judged(given, () => own, SOMEBODY, `${FOLDER}/a.txt`);
        if (said === 'accepted') expect(shown(given)).toBe(before);
        else expect(said).not.toBe('');
      }),
      { numRuns: 150 },
    );
  });

  it.each(CASES)('%s: any value in the place of any other is refused or rejected, and never a failure', (name) => {
    const paths: string[][] = [];
    const walk = (value: unknown, path: string[]) => {
      paths.push(path);
      if (typeof value === 'object' && value !== null) for (const [key, child] of Object.entries(value)) walk(child, [...path, key]);
    };
    walk(jsonOf(name, 'bundle.sigstore.json'), []);
    const own = existsSync(at(name, 'trusted_root.json')) ? openTrustedRoot(at(name, 'trusted_root.json')) : openTrustedRoot();
    fc.assert(
      fc.property(fc.constantFrom(...paths.slice(1)), fc.jsonValue(), (path, value) => {
        const json = jsonOf(name, 'bundle.sigstore.json');
        const holder = path.slice(0, -1).reduce<Loose>((found, key) => found[key] ?? {}, json);
        set(holder, path.at(-1) ?? '', value);
        expect(typeof judged(bytesOf(json), () => own, SOMEBODY, `${FOLDER}/a.txt`)).toBe('string');
      }),
      { numRuns: 150 },
    );
  });

  it('reads no more than its bounds', () => {
    const large = new Uint8Array(65 * 1024 * 1024);
    expect(() => readBundle(large, 'bundle')).toThrow('ASSAY-PROVENANCE-002');
    expect(() => readTrustedRoot(large, 'root')).toThrow('ASSAY-PROVENANCE-002');
    const many = (json: Loose) =>
      set(
        json['verificationMaterial'],
        'tlogEntries',
        Array.from({ length: 17 }, () => entry(json)),
      );
    expect(outcome('happy-path-v0.3', { bundle: many })).toMatch(/^ASSAY-PROVENANCE-002/);
  });

  it('takes any bytes for a bundle or a root only where they are one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => readBundle(bytes, 'bundle')).toThrow(Refused);
        expect(() => readTrustedRoot(bytes, 'root')).toThrow(Refused);
      }),
    );
  });
});
