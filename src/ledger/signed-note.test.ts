import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../core/index.ts';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { publicKeyOf, signerOf, verifyEd25519 } from './edge/ed25519.ts';
import { EMPTY_ROOT } from './hash.ts';
import { formatVerifierKey, openNote, parseNote, parseVerifierKey, signNote, verifierKey } from './signed-note.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').privateKey;
const sign = signerOf(privateKey);
const key = verifierKey('assay.local/note', publicKeyOf(privateKey));
const otherKey = verifierKey('assay.local/note', publicKeyOf(other));

// The example of C2SP signed-note's own text cannot be verified, its key being unknown; the log's key of tessera can be taken apart.
const TESSERA = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';

describe('verifier key', () => {
  it('reads what others write, and writes it the same', () => {
    expect(parseVerifierKey(`${TESSERA}\n`)).toMatchObject({ name: 'example.com/log/testdata', id: '33d7b496' });
    expect(formatVerifierKey(parseVerifierKey(TESSERA))).toBe(TESSERA);
    expect(formatVerifierKey(parseVerifierKey(formatVerifierKey(key)))).toBe(formatVerifierKey(key));
  });

  it.each([
    ['nothing', ''],
    ['no key', 'example.com/log+33d7b496'],
    ['another name', TESSERA.replace('example', 'exomple')],
    ['another id', TESSERA.replace('33d7b496', '33d7b497')],
    ['another type of key', TESSERA.replace('+AeHT', '+AuHT')],
    ['a key cut short', TESSERA.slice(0, -4)],
    ['loose base64', `${TESSERA.slice(0, -1)}=`],
    ['a name with a space', TESSERA.replace('example', 'an example')],
  ])('refuses %s', (_, text) => {
    expect(() => parseVerifierKey(text)).toThrow('ASSAY-LEDGER-012');
  });
});

describe('signed note', () => {
  const text = 'line one\n\nline three\n';
  const note = signNote(text, key, sign);

  it('opens for the key that signed it, past signatures of others', () => {
    expect(openNote(note, key, verifyEd25519)).toBe(text);
    const cosigned = `${note}${signNote(text, otherKey, signerOf(other)).slice(text.length + 1)}`;
    expect(openNote(cosigned, key, verifyEd25519)).toBe(text);
    expect(openNote(cosigned, otherKey, verifyEd25519)).toBe(text);
  });

  it('is refused when only others signed it, or ours is not over this text', () => {
    expect(() => openNote(note, otherKey, verifyEd25519)).toThrow('ASSAY-LEDGER-011');
    expect(() => openNote(note.replace('one', 'two'), key, verifyEd25519)).toThrow('ASSAY-LEDGER-011');
    // One good and one bad signature of the same key: the whole note is refused.
    const bad = signNote('another\n', key, sign).slice('another\n'.length + 1);
    expect(() => openNote(note + bad, key, verifyEd25519)).toThrow('ASSAY-LEDGER-011');
  });

  it('is refused when the key is no point on the curve', () => {
    const broken = verifierKey('assay.local/note', new Uint8Array(32).fill(255));
    expect(() => openNote(signNote(text, broken, sign), broken, verifyEd25519)).toThrow('ASSAY-LEDGER-011');
  });

  const line = note.slice(text.length + 1);
  it.each([
    ['nothing', ''],
    ['no signature', text],
    ['no blank line', `one\n${line}`],
    ['no newline at its end', note.slice(0, -1)],
    ['a control character', note.replace('one', 'o\u001bne')],
    ['a hyphen for a dash', note.replace('—', '-')],
    ['a signature that is no base64', `${text}\n— assay.local/note !!!!\n`],
    ['a signature shorter than a key id', `${text}\n— assay.local/note AAAA\n`],
    ['a name with a plus', `${text}\n— a+b AAAAAAAA\n`],
    ['more signatures than anybody needs', note + line.repeat(100)],
    ['more text than anybody needs', 'x'.repeat(70_000) + note],
  ])('with %s is none', (_, bad) => {
    expect(() => parseNote(bad)).toThrow('ASSAY-LEDGER-010');
  });

  it('may carry the sixteen signatures that every verifier must accept', () => {
    expect(parseNote(note + line.repeat(15)).signatures).toHaveLength(16);
  });

  it('takes any text without another error than a refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.tuple(fc.nat(note.length), fc.string()).map(([at, put]) => note.slice(0, at) + put + note.slice(at)),
        ),
        (any) => {
          try {
            expect(openNote(any, key, verifyEd25519).startsWith('')).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(Refused);
          }
        },
      ),
    );
  });
});

describe('checkpoint', () => {
  const name = key.name;
  const root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

  it('says origin, size and root', () => {
    expect(openCheckpoint(signCheckpoint(0, EMPTY_ROOT, key, sign), key, verifyEd25519)).toEqual({ origin: name, size: 0, root: EMPTY_ROOT });
    expect(openCheckpoint(signNote(`${name}\n9\n${root}\nextension\n`, key, sign), key, verifyEd25519).size).toBe(9);
  });

  it.each([
    ['another origin', `example.com/log\n9\n${root}\n`],
    ['a size with a leading zero', `${name}\n09\n${root}\n`],
    ['a size below zero', `${name}\n-9\n${root}\n`],
    ['a size that no number holds', `${name}\n9999999999999999\n${root}\n`],
    ['no root', `${name}\n9\n`],
    ['a root that is too short', `${name}\n9\nAAAA\n`],
    ['an empty line', `${name}\n9\n${root}\n\n\n`],
  ])('with %s is refused, though signed', (_, text) => {
    expect(() => openCheckpoint(signNote(text, key, sign), key, verifyEd25519)).toThrow('ASSAY-LEDGER-013');
  });
});
