import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Refused } from '../../core/index.ts';
import type { Registration } from './events.ts';
import { partsOf, readSheet } from './sheet.ts';

const codes = (text: string, product?: string) => {
  try {
    return readSheet(text, 'devices.csv', product).faults.map(({ code, line, field }) => `${code} ${line} ${field}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map(({ code }) => code);
  }
};

describe('a table of devices', () => {
  it('is read a line a device', () => {
    const key = 'AB:'.repeat(31).concat('AB');
    const sheet = readSheet(`id,manufacturer-key,gateway,firmware\ncam-1,${key},,4.2.0\ncam-2,,gw-1,\n`, 'devices.csv', 'camera');
    expect(sheet.rows).toEqual([
      { line: 2, registration: { device: 'cam-1', product: 'camera', manufacturerKey: 'ab'.repeat(32), firmware: '4.2.0' } },
      { line: 3, registration: { device: 'cam-2', product: 'camera', gateway: 'gw-1' } },
    ]);
    expect(sheet.faults).toEqual([]);
    expect(readSheet('id,product\ncam-1,lock\n', 'f', 'camera').rows[0]?.registration.product).toBe('lock');
  });

  it.each([
    ['no columns', '', 'camera', ['ASSAY-DEVICE-006']],
    ['a column of another name', 'id,productt\na,camera\n', undefined, ['ASSAY-DEVICE-006']],
    ['no product anywhere', 'id\ncam-1\n', undefined, ['ASSAY-DEVICE-006']],
    ['a column twice', 'id,product,id\na,camera,b\n', undefined, ['ASSAY-DEVICE-006']],
    ['a topic’s wildcard in a name', 'id\ncam-1\ncam/+\n#\n', 'camera', ['ASSAY-DEVICE-002 3 id', 'ASSAY-DEVICE-002 4 id']],
    ['a name that is missing', 'id,firmware\n,1\n', 'camera', ['ASSAY-DEVICE-002 2 id']],
    [
      'several wrong cells of one line',
      'id,firmware,manufacturer-key\nc d,1 2,xyz\n',
      'camera',
      ['ASSAY-DEVICE-002 2 id', 'ASSAY-DEVICE-002 2 manufacturer-key', 'ASSAY-DEVICE-002 2 firmware'],
    ],
    ['a line with too few cells', 'id,product\na\n', undefined, ['ASSAY-IMPORT-007']],
  ])('says what is wrong with %s', (_, text, product, expected) => expect(codes(text, product)).toEqual(expected));

  it('of any text is read, or refused', () => {
    const sound = 'id,product,firmware\ncam-1,camera,1.0\ncam-2,lock,2.0\n';
    const mutated = fc.tuple(fc.nat(sound.length - 1), fc.string({ maxLength: 3 })).map(([at, put]) => sound.slice(0, at) + put + sound.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated, fc.constantFrom('id,constructor\na,b', 'toString')), (text) => {
        for (const code of codes(text)) expect(code).toMatch(/^ASSAY-(?:DEVICE|IMPORT)-\d{3}/);
      }),
    );
  });
});

describe('parts of a batch', () => {
  it('fit an entry each, hold everything in its order, and are the same each time', () => {
    const any = fc.array(
      fc.record(
        { device: fc.stringMatching(/^[a-z]{1,64}$/), product: fc.constant('camera'), manufacturerKey: fc.constant('ab'.repeat(32)) },
        { requiredKeys: ['device', 'product'] },
      ),
      { maxLength: 3000 },
    );
    fc.assert(
      fc.property(any, (rows) => {
        const parts = partsOf(rows as unknown as readonly Registration[]);
        expect(parts.flat()).toEqual(rows);
        for (const part of parts) expect(canonicalJson(part as never).length).toBeLessThan(61_000);
        expect(partsOf(rows as unknown as readonly Registration[])).toEqual(parts);
      }),
      { numRuns: 20 },
    );
  });
});
