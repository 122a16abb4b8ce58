import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, Refused } from '../index.ts';
import { base64, base64Of, pemBlocks, pemOf, unarmoured } from './armour.ts';
import { bytesOfHex, hexOf } from './hex.ts';
import { type Element, inside, readDer, TAG } from './read.ts';
import { asciiOf, booleanOf, instantOf, magnitudeOf, namedBits, numberOf, oidOf, textOf, wholeBits } from './value.ts';
import {
  ascii,
  boolean,
  element,
  explicit,
  generalizedTime,
  integer,
  namedBitString,
  octets,
  oid,
  sequence,
  setOf,
  smallInteger,
  time,
  utf8,
} from './write.ts';

const codes = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
const hex = (text: string): Uint8Array => bytesOfHex(text.replaceAll(' ', ''));
/** The one element that these bytes are. */
const one = (text: string): Element => inside(readDer(sequence(hex(text)), 'test')).any('test');

describe('the reader of DER', () => {
  it.each([
    ['nothing', '', 'ASSAY-DER-001'],
    ['a tag alone', '30', 'ASSAY-DER-001'],
    ['content that ends early', '30 03 02 01', 'ASSAY-DER-001'],
    ['a length that ends early', '30 82 01', 'ASSAY-DER-001'],
    ['an indefinite length', '30 80 00 00', 'ASSAY-DER-002'],
    ['a length in five octets', '30 85 00 00 00 00 01', 'ASSAY-DER-002'],
    ['a long form where the short one does', '30 81 01 00', 'ASSAY-DER-002'],
    ['a length with a leading nought', '30 82 00 81', 'ASSAY-DER-002'],
    ['a tag number above 30', '3f 81 00 00', 'ASSAY-DER-002'],
    ['another tag', '31 00', 'ASSAY-DER-003'],
    ['bytes after it', '30 00 00', 'ASSAY-DER-004'],
  ])('refuses %s', (_, text, code) => {
    expect(codes(() => readDer(hex(text), 'test'))).toEqual([code]);
  });

  it('refuses what is larger than it reads, and lists that are longer', () => {
    expect(codes(() => readDer(new Uint8Array(100), 'test', { most: 99 }))).toEqual(['ASSAY-DER-006']);
    expect(codes(() => inside(readDer(sequence(smallInteger(1), smallInteger(2)), 'test')).rest('numbers', 1))).toEqual(['ASSAY-DER-006']);
  });

  it('goes no deeper than it is told: nesting costs nothing', () => {
    let nested = new Uint8Array();
    for (let i = 0; i < 5000; i += 1) nested = sequence(nested) as Uint8Array<ArrayBuffer>;
    expect(inside(readDer(nested, 'test')).peek()).toBe(TAG.sequence);
  });

  it('says of what follows where an end should be', () => {
    const cursor = inside(readDer(sequence(smallInteger(1), smallInteger(2)), 'test'));
    cursor.take(TAG.integer, 'first');
    expect(codes(() => cursor.end('test'))).toEqual(['ASSAY-DER-004']);
    expect(cursor.takeIf(TAG.octets)).toBeUndefined();
    expect(codes(() => cursor.take(TAG.octets, 'second'))).toEqual(['ASSAY-DER-003']);
  });

  it('throws nothing but refusals, whatever the bytes', () => {
    const walk = (found: Element, depth: number): void => {
      if (depth > 20 || (found.tag & 0x20) === 0) return;
      for (const each of inside(found).rest('any', 1000)) walk(each, depth + 1);
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        codes(() => walk(readDer(sequence(bytes), 'any'), 0));
        codes(() => readDer(bytes, 'any'));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('values', () => {
  it.each([
    ['02 00', 'ASSAY-DER-005'],
    ['02 01 ff', 'ASSAY-DER-005'],
    ['02 02 00 7f', 'ASSAY-DER-005'],
    ['02 05 01 00 00 00 00', 'ASSAY-DER-006'],
    ['04 01 00', 'ASSAY-DER-003'],
  ])('%s is no number', (text, code) => {
    expect(codes(() => numberOf(one(text), 'n'))).toEqual([code]);
  });

  it.each([
    ['01 01 01', booleanOf],
    ['01 02 ff ff', booleanOf],
    ['03 02 01 00', wholeBits],
    ['03 00', wholeBits],
    ['03 02 08 00', namedBits],
    ['03 02 00 00', namedBits],
    ['03 02 06 41', namedBits],
    ['06 00', oidOf],
    ['06 02 2a 80', oidOf],
    ['06 03 2a 80 01', oidOf],
    ['06 0a 2a ff ff ff ff ff ff ff ff 7f', oidOf],
    ['17 0b 32 36 31 31 30 31 30 30 30 30 5a', instantOf],
    ['17 0d 32 36 31 33 30 31 30 30 30 30 30 30 5a', instantOf],
    ['18 0f 32 30 32 36 30 32 33 30 30 30 30 30 30 30 5a', instantOf],
  ] as const)('%s is written as DER does not', (text, read) => {
    expect(codes(() => read(one(text), 'value'))).toEqual(['ASSAY-DER-005']);
  });

  it.each([
    ['0c 02 c3 28', 'ASSAY-DER-005'],
    ['0c 01 07', 'ASSAY-DER-005'],
    ['0c 03 e2 80 ae', 'ASSAY-DER-005'],
    ['13 01 2a', 'ASSAY-DER-005'],
    ['16 01 e9', 'ASSAY-DER-005'],
    ['1e 01 00', 'ASSAY-DER-005'],
    ['1e 02 d8 00', 'ASSAY-DER-005'],
    ['04 01 41', 'ASSAY-DER-003'],
    [`0c 0b ${'41 '.repeat(11)}`, 'ASSAY-DER-006'],
    [`0c 29 ${'41 '.repeat(41)}`, 'ASSAY-DER-006'],
  ])('%s is no text', (text, code) => {
    expect(codes(() => textOf(one(text), 'text', 10))).toEqual([code]);
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const magnitude = magnitudeOf(inside(readDer(sequence(integer(bytes)), 'n')).any('n'), 'n', 40);
        expect(hexOf(magnitude)).toBe(hexOf(bytes).replace(/^(?:00)+/, ''));
      }),
    );
    const arc = fc.integer({ min: 0, max: 2 ** 40 });
    fc.assert(
      fc.property(fc.constantFrom('0.9', '1.3', '2.999', '2.5'), fc.array(arc, { minLength: 1, maxLength: 5 }), (top, arcs) => {
        const name = [top, ...arcs].join('.');
        expect(oidOf(inside(readDer(sequence(oid(name)), 'oid')).any('oid'), 'oid')).toBe(name);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253402300799 }), (seconds) => {
        const at = Instant.of(seconds * 1000);
        for (const written of [time(at), generalizedTime(at)]) expect(instantOf(inside(readDer(sequence(written), 'at')).any('at'), 'at')).toBe(at);
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 9 }), (set) => {
        expect(namedBits(inside(readDer(sequence(namedBitString(set)), 'bits')).any('bits'), 'bits')).toEqual(set.toSorted((a, b) => a - b));
      }),
    );
    expect(textOf(one('1e 04 00 4b 00 fc'), 'text', 10)).toBe('Kü');
    expect(asciiOf(one('82 01 41'), 'text', 10)).toBe('A');
    expect(booleanOf(inside(readDer(sequence(boolean(true)), 'b')).any('b'), 'b')).toBe(true);
  });

  it('take the calendar’s two forms where RFC 5280 puts them', () => {
    expect(hexOf(time(Instant.parse('2049-12-31T23:59:59Z')).subarray(0, 2))).toBe('170d');
    expect(hexOf(time(Instant.parse('2050-01-01T00:00:00Z')).subarray(0, 2))).toBe('180f');
    expect(hexOf(time(Instant.parse('1949-12-31T23:59:59Z')).subarray(0, 2))).toBe('180f');
  });

  it('of a set stand in order', () => {
    expect(setOf(utf8('b'), utf8('a'), smallInteger(7))).toEqual(element(TAG.set, smallInteger(7), utf8('a'), utf8('b')));
    expect(setOf(octets(new Uint8Array([1, 2])), octets(new Uint8Array([1])))).toEqual(
      element(TAG.set, octets(new Uint8Array([1])), octets(new Uint8Array([1, 2]))),
    );
  });

  it('of any length have the shortest header', () => {
    for (const length of [0, 127, 128, 255, 256, 65535, 65536]) {
      const written = explicit(3, new Uint8Array(length));
      expect(readDer(written, 'any', { tag: 0xa3, most: 1e6 }).content).toHaveLength(length);
    }
  });
});

describe('armour', () => {
  const der = sequence(smallInteger(1), ascii(TAG.ia5, 'hello'));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const read = (sent: Uint8Array) => unarmoured(sent, ['THING'], 'thing', 1000);

  it('is taken off DER, base64 and PEM alike', () => {
    const lines = base64Of(der).replace(/.{4}/g, '$&\r\n');
    for (const sent of [der, bytes(base64Of(der)), bytes(` \n${lines}`), bytes(pemOf('THING', der)), bytes(`Subject: x\n${pemOf('THING', der)}`)])
      expect(read(sent)).toEqual(der);
  });

  it.each([['-----BEGIN OTHER-----\nMAA=\n-----END OTHER-----'], ['-----BEGIN THING-----\nMAA='], ['M?A='], [''], ['MAA'.padEnd(5, 'A')], ['MA=A'], ['é']])(
    'is not found on %j',
    (text) => {
      expect(codes(() => read(bytes(text)))).toEqual(['ASSAY-DER-007']);
    },
  );

  it('is not looked for in what is too large', () => {
    expect(codes(() => read(new Uint8Array(1001)))).toEqual(['ASSAY-DER-006']);
    expect(codes(() => pemBlocks(pemOf('THING', der).repeat(33), 'THING', 'things'))).toEqual(['ASSAY-DER-006']);
  });

  it('of several blocks gives each', () => {
    expect(pemBlocks(pemOf('THING', der).repeat(3), 'THING', 'things')).toEqual([der, der, der]);
    expect(codes(() => pemBlocks('-----BEGIN THING-----\nMAA=', 'THING', 'things'))).toEqual(['ASSAY-DER-007']);
  });

  it('gives back what it was put on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (any) => {
        expect(base64(base64Of(any), 'any')).toEqual(any);
        expect(pemBlocks(pemOf('THING', any), 'THING', 'things')).toEqual([any]);
      }),
    );
  });
});
