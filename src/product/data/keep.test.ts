import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, Refused } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';
import { keepFor, readKeepTable } from './keep.ts';

const table = (...lines: readonly string[]) => readKeepTable(`assay: keep/1\nkeep:\n${lines.map((line) => `  - { ${line} }\n`).join('')}`, 'keep.yaml');
const KEPT = 'class: personal, purpose: operation';

describe('a table of what is kept', () => {
  it('is asked for the first line that fits', () => {
    const keeps = table(
      `topic: d/cam~1/motion, ${KEPT}, for: P1D`,
      `topic: d/+/motion, product: camera, ${KEPT}, for: P2D`,
      `topic: d/+/motion, ${KEPT}, for: P3D`,
    );
    const days = (device: string, product: string, channel = 'motion') => {
      const keep = keepFor(keeps, { device: device as DeviceId, product, channel });
      return keep === undefined ? undefined : keep.lasts / Duration.days(1);
    };
    expect([days('cam.1', 'camera'), days('cam-2', 'camera'), days('cam-2', 'lock'), days('cam-2', 'camera', 'video')]).toEqual([1, 2, 3, undefined]);
  });

  it('refuses whatever else it is given, and throws nothing but that', () => {
    const words = fc.constantFrom(
      'topic',
      'd/+/motion',
      'class',
      'personal',
      'secret',
      'purpose',
      'for',
      'P7D',
      'keep',
      '[',
      ']',
      '{',
      '}',
      ':',
      ',',
      '&a',
      '*a',
      '\n',
      '  - ',
      '!!js',
    );
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(words, { maxLength: 40 }).map((some) => `assay: keep/1\nkeep: ${some.join(' ')}`),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          readKeepTable(given, 'keep.yaml');
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells every line that is wrong', () => {
    const work = () =>
      table(`topic: d/#, ${KEPT}, for: P1D`, 'topic: d/+/motion, class: secret, purpose: operation, for: P1D', `topic: d/+/motion, ${KEPT}, for: forever`);
    try {
      work();
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults.map(({ code, line }) => `${line} ${code}`)).toEqual(['3 ASSAY-DATA-001', '4 ASSAY-DATA-007', '5 ASSAY-DATA-001']);
    }
  });
});

describe('a table that does not read', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['{ topic: d/+/motion, class: secret, purpose: operation, for: P7D }', 'ASSAY-DATA-007'],
    ['{ topic: "d/#", class: personal, purpose: operation, for: P7D }', 'ASSAY-DATA-001'],
    ['{ topic: d/+/command/x, class: personal, purpose: operation, for: P7D }', 'ASSAY-DATA-001'],
    ['{ topic: d/+/motion, class: personal, purpose: operation, for: P1Y }', 'ASSAY-DATA-001'],
    ['{ topic: d/+/motion, class: personal, purpose: operation, for: P9999D }', 'ASSAY-DATA-001'],
    ['{ topic: d/+/motion, class: personal, purpose: operation }', 'ASSAY-DATA-001'],
  ];
  it.each(lines)('%s', (line, code) => {
    const good = '{ topic: d/cam-17/motion, class: personal, purpose: operation, for: P7D }';
    const text = `assay: keep/1\nkeep:\n  - ${good}\n  - ${line}\n`;
    try {
      readKeepTable(text, 'keep.yaml');
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults[0]).toMatchObject({ code, file: 'keep.yaml', line: 4 });
    }
    expect(() => readKeepTable(`assay: keep/1\nkeep: [${good}, ${good}]\n`, 'keep.yaml')).toThrow(/ASSAY-DATA-001.*two lines/);
  });
});
